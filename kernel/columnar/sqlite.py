"""Columns from SQLite, a text each, and rows into it, many a statement."""

from itertools import chain, islice
from typing import Any

import numpy as np
import sqlalchemy as sa

from kernel.columnar.values import DAY, NEVER, Coded, joined, known, parted
from kernel.db import db

EPOCH_JULIAN = 2440587.5  # what SQLite's julianday gives for 1970-01-01
ROWS_A_STATEMENT = 100


def fetch(connection: sa.Connection, query: sa.Select, kinds: dict) -> dict[str, np.ndarray]:
    """Each column as one text, made by SQLite of the rows as they come: nothing is done here a row."""
    numbers = [_as_number(column).label(name) for name, column in query.selected_columns.items()]
    rows = query.with_only_columns(*numbers, maintain_column_froms=True).subquery("answer")
    whole = (_gathered(column) for column in rows.c)
    count, *sent = connection.execute(sa.select(sa.func.count(), *whole)).one()
    return {
        name: parted(text, count) if isinstance(kind, sa.String) else _numbers(text, count).astype(_kept_as(kind))
        for (name, kind), text in zip(kinds.items(), sent, strict=True)
    }


def _gathered(column: sa.ColumnElement) -> sa.ColumnElement:
    return joined(column) if isinstance(column.type, sa.String) else sa.func.group_concat(column)


def _numbers(text: str | None, count: int) -> np.ndarray:
    """The numbers of a text, from which NULL was left out; numpy refuses what is no whole number."""
    numbers = np.fromstring(text, np.int64, sep=",") if text else np.zeros(0, np.int64)
    if len(numbers) != count:
        raise ValueError("a column that may not be NULL is NULL")
    return numbers


def _as_number(column: sa.ColumnElement) -> sa.ColumnElement:
    """A day as numpy counts it; what is no day stays NULL, which no array takes."""
    if not isinstance(column.type, sa.Date):
        return column
    number = sa.cast(sa.func.julianday(column) - EPOCH_JULIAN, sa.Integer)
    return sa.case((column.is_(None), sa.literal(NEVER.astype(np.int64).item(), sa.BigInteger)), else_=number)


def _kept_as(kind) -> type | str:
    return bool if isinstance(kind, sa.Boolean) else DAY if isinstance(kind, sa.Date) else np.int64


def write(connection: sa.Connection, table: sa.Table, count: int, columns: dict[str, Any]) -> None:
    """Many rows a statement, for each of which SQLite keeps a journal; what is the same in all of them given once."""
    alike = [name for name, column in columns.items() if not isinstance(column, np.ndarray | Coded)]
    apart = [name for name in columns if name not in alike]
    fixed = [_stored(table.c[name].type, columns[name]) for name in alike]
    rows = zip(*(_listed(table.c[name].type, columns[name]) for name in apart), strict=True)
    names = ", ".join(f'"{name}"' for name in (*alike, *apart))
    row = ", ".join([*(f"?{place}" for place in range(1, len(alike) + 1)), *"?" * len(apart)])
    for begin in range(0, count, ROWS_A_STATEMENT):
        marks = ", ".join([f"({row})"] * min(ROWS_A_STATEMENT, count - begin))
        values = chain(fixed, chain.from_iterable(islice(rows, ROWS_A_STATEMENT)))
        connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({names}) VALUES {marks}', tuple(values))


def _listed(kind, column: np.ndarray | Coded) -> list:
    if isinstance(column, Coded):
        return np.array(column.words, dtype=object)[column.codes].tolist()
    return known(column).astype(str).tolist() if isinstance(kind, sa.Date) else column.tolist()


def _stored(kind, value: Any) -> Any:
    """One value as SQLAlchemy stores it on SQLite."""
    process = kind.dialect_impl(db.engine.dialect).bind_processor(db.engine.dialect)
    return process(value) if process else value
