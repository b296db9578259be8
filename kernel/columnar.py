"""Queries as columns and columns as rows, without an object a row: for what reads or writes a whole region at once.

    read(query) -> Frame        columns under the query's labels, in its order: int64, bool, datetime64[D] (NULL: NaT)
    lists(query) -> {label: [text or number]}       the same for columns that hold text, as plain lists
    insert(table, count, **columns)         a row of `table` per position; a value that is no array stands for all rows
    words(column, Words) -> the position of each word in its enumeration, for `read`;  Coded(codes, Words) the way back
    positions(known, ids)                   where each id stands among ascending known ones
    last_of_each(keys)                      of sorted keys the last row of each

Numbers and truth values that are read must not be NULL (coalesce them), days that are written not NaT; text is read as
the position of a word. PostgreSQL answers with a binary array a column and takes binary COPY, of which a block of rows
is one numpy array; SQLite answers with a text a column and takes many rows a statement. Both stay in the session's
transaction.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain, islice
from typing import Any

import numpy as np
import sqlalchemy as sa
from psycopg.pq import Format
from sqlalchemy import event

from kernel.db import db

DAY = "datetime64[D]"
NEVER = np.datetime64("NaT", "D")
SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
ARRAY_HEAD = 20  # bytes: dimensions, whether one is NULL, the elements' type, how many, the first one's number
BINARY = "house_binary"  # the execution option of a statement that PostgreSQL answers in its own bytes
EPOCH_JULIAN = 2440587.5  # what SQLite's julianday gives for 1970-01-01
ROWS_A_STATEMENT = 100  # of SQLite
EPOCH = date(2000, 1, 1).toordinal() - date(1970, 1, 1).toordinal()  # PostgreSQL counts days from there
NULL_DAY = -(2**31)  # what PostgreSQL sends for -infinity
LARGEST_FIRST = (  # a Boolean is no Integer, but a SmallInteger is one
    (sa.Boolean, "?"),
    (sa.SmallInteger, ">i2"),
    (sa.BigInteger, ">i8"),
    (sa.Integer, ">i4"),
    (sa.Date, ">i4"),
    (sa.DateTime, ">i8"),
)


class Frame:
    """Columns of one length under their names."""

    def __init__(self, **columns: np.ndarray):
        self.__dict__.update(columns)

    def __len__(self) -> int:
        return len(next(iter(self.__dict__.values())))

    def take(self, rows: np.ndarray) -> "Frame":
        """The same columns of the given rows only (positions or a mask)."""
        return Frame(**{name: column[rows] for name, column in self.__dict__.items()})

    def rows(self) -> Iterable[tuple]:
        """Row by row as Python values; a day is a `date`, NaT None."""
        return zip(*(column.tolist() for column in self.__dict__.values()), strict=True)


@dataclass(frozen=True)
class Coded:
    """Text by position: what is written for code k is `words[k]`, None for NULL."""

    codes: np.ndarray
    words: tuple[str | None, ...]

    @classmethod
    def of(cls, codes: np.ndarray, words: Iterable) -> "Coded":
        return cls(codes, tuple(None if word is None else str(word) for word in words))


def words(column, known: Iterable) -> sa.ColumnElement[int]:
    """The position of a column's word; -1 where it is NULL or none of them."""
    places = {str(word): place for place, word in enumerate(known)}
    return sa.case(places, value=sa.type_coerce(column, sa.String), else_=-1)


def read(query: sa.Select) -> Frame:
    """See the module."""
    kinds = {column.key: column.type for column in query.selected_columns}
    db.session.flush()
    connection = db.session.connection()
    fetch = _aggregated if connection.dialect.name == "postgresql" else _concatenated
    return Frame(**fetch(connection, query, kinds))


def lists(query: sa.Select) -> dict[str, list]:
    """See the module."""
    names = list(query.selected_columns.keys())
    db.session.flush()
    connection, rows = db.session.connection(), query.subquery("answer")
    listed = sa.func.json_agg if connection.dialect.name == "postgresql" else sa.func.json_group_array
    found = connection.execute(sa.select(*(listed(column, type_=sa.JSON) for column in rows.c))).one()
    return {name: values or [] for name, values in zip(names, found, strict=True)}


def positions(known: np.ndarray, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each id stands among ascending known ones, and whether it is there at all (elsewhere the place is any)."""
    if not len(known):
        return np.zeros(len(ids), dtype=np.int64), np.zeros(len(ids), dtype=bool)
    place = np.minimum(np.searchsorted(known, ids), len(known) - 1)
    return place, known[place] == ids


def last_of_each(keys: np.ndarray) -> np.ndarray:
    """Of sorted keys the mask of the last row of each."""
    return np.concatenate((keys[1:] != keys[:-1], [True]))[: len(keys)]


def insert(table: sa.Table, count: int, **columns: Any) -> None:
    """See the module."""
    if count:
        db.session.flush()
        connection = db.session.connection()
        write = _copy_into if connection.dialect.name == "postgresql" else _execute_many
        write(connection, table, count, columns)


def _concatenated(connection: sa.Connection, query: sa.Select, kinds: dict) -> dict[str, np.ndarray]:
    """Each column as one text of whole numbers, made by SQLite of the rows as they come: nothing is done here a row."""
    numbers = [_as_number(column).label(name) for name, column in query.selected_columns.items()]
    rows = query.with_only_columns(*numbers, maintain_column_froms=True).subquery("answer")
    texts = (sa.func.group_concat(column) for column in rows.c)
    count, *sent = connection.execute(sa.select(sa.func.count(), *texts)).one()
    return {
        name: _parsed(text, count).astype(_kept_as(kind))
        for (name, kind), text in zip(kinds.items(), sent, strict=True)
    }


def _parsed(text: str | None, count: int) -> np.ndarray:
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


def _aggregated(connection: sa.Connection, query: sa.Select, kinds: dict) -> dict[str, np.ndarray]:
    """Each column as one array, made by PostgreSQL of the rows as they come: nothing is done here a row."""
    typed = [sa.cast(_never_null(column), column.type).label(name) for name, column in query.selected_columns.items()]
    rows = query.with_only_columns(*typed, maintain_column_froms=True).subquery("answer")
    with _arrays(connection, rows) as cursor:
        sent = [cursor.pgresult.get_value(0, place) for place in range(len(kinds))]
    return {
        name: _received(_elements(kind, each), kind) for (name, kind), each in zip(kinds.items(), sent, strict=True)
    }


@contextmanager
def _arrays(connection: sa.Connection, rows: sa.Subquery) -> Iterator:
    """A cursor on one row, which has a binary array for each column; NULL where there are no rows."""
    query = sa.select(*(sa.func.array_agg(column) for column in rows.c))
    result = connection.execute(query, execution_options={BINARY: True})
    yield result.cursor
    result.close()


@event.listens_for(sa.Engine, "before_cursor_execute")
def _ask_for_bytes(connection, cursor, statement, parameters, context, executemany) -> None:
    if context is not None and context.execution_options.get(BINARY):
        cursor.format = Format.BINARY


def _elements(kind, sent: bytes | None) -> np.ndarray:
    """What a binary array holds: a head of one dimension, then each element's size and bytes; None for no rows."""
    layout = np.dtype([("size", ">i4"), ("value", _code(kind))])
    if sent is None:
        return np.zeros(0, layout)["value"]
    has_null = int.from_bytes(sent[4:8], "big")
    if has_null:
        raise ValueError("a column that may not be NULL is NULL")
    return np.frombuffer(sent, layout, offset=ARRAY_HEAD)["value"]


def _never_null(column: sa.ColumnElement) -> sa.ColumnElement:
    return sa.func.coalesce(column, sa.text("'-infinity'")) if isinstance(column.type, sa.Date) else column


def _received(column: np.ndarray, kind) -> np.ndarray:
    if isinstance(kind, sa.Boolean):
        return column.astype(bool)
    numbers = column.astype(np.int64)
    if isinstance(kind, sa.Date):
        return np.where(numbers == NULL_DAY, NEVER, (numbers + EPOCH).astype(DAY))
    return numbers


def _execute_many(connection: sa.Connection, table: sa.Table, count: int, columns: dict[str, Any]) -> None:
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
    return _known(column).astype(str).tolist() if isinstance(kind, sa.Date) else column.tolist()


def _known(days: np.ndarray) -> np.ndarray:
    if np.isnat(days).any():
        raise ValueError("a day that is to be written is NaT")
    return days


def _stored(kind, value: Any) -> Any:
    """One value as SQLAlchemy stores it on SQLite."""
    process = kind.dialect_impl(db.engine.dialect).bind_processor(db.engine.dialect)
    return process(value) if process else value


def _copy_into(connection: sa.Connection, table: sa.Table, count: int, columns: dict[str, Any]) -> None:
    texts = {name: _as_coded(column) for name, column in columns.items() if _is_text(table.c[name].type)}
    combination, blocks = np.zeros(count, dtype=np.int64), []
    for coded in texts.values():
        combination = combination * len(coded.words) + coded.codes
    for one in np.flatnonzero(np.bincount(combination)):
        rows = np.flatnonzero(combination == one)
        fixed = {name: coded.words[int(_at(coded.codes, rows[0]))] for name, coded in texts.items()}
        blocks.append(_block(table, rows, {**columns, **fixed}))
    names = ", ".join(f'"{name}"' for name in columns)
    statement = f'COPY "{table.name}" ({names}) FROM STDIN (FORMAT BINARY)'
    try:
        with connection.connection.driver_connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(SIGNATURE + b"".join(blocks) + END)
    except connection.dialect.dbapi.Error as error:  # as SQLAlchemy tells of every other statement
        raise sa.exc.DBAPIError.instance(statement, None, error, connection.dialect.dbapi.Error) from error


def _block(table: sa.Table, rows: np.ndarray, columns: dict[str, Any]) -> bytes:
    """Rows whose texts are the same: every row has the same size."""
    texts = {name: value.encode() for name, value in columns.items() if isinstance(value, str)}
    kinds = {name: table.c[name].type for name in columns}
    codes = [
        (n, f"S{len(texts[n])}" if n in texts else None if columns[n] is None else _code(kinds[n])) for n in columns
    ]
    layout = _layout(codes)
    body = np.zeros(len(rows), layout)
    body["fields"] = len(columns)
    for name, code in codes:
        body[f"size of {name}"] = -1 if code is None else layout[name].itemsize
        if code is not None:
            body[name] = texts[name] if name in texts else _sent(kinds[name], columns[name], rows)
    return body.tobytes()


def _sent(kind, column: Any, rows: np.ndarray) -> Any:
    if isinstance(column, datetime):
        return int((column - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000)
    if isinstance(kind, sa.Date):
        return _known(np.asarray(_at(column, rows), dtype=DAY)).astype(np.int64) - EPOCH
    return _at(column, rows)


def _at(column: Any, rows: np.ndarray) -> Any:
    return column[rows] if isinstance(column, np.ndarray) and column.ndim else column


def _as_coded(column: Any) -> Coded:
    return column if isinstance(column, Coded) else Coded.of(np.zeros((), dtype=np.int64), [column])


def _is_text(kind) -> bool:
    return isinstance(kind, sa.String)  # an Enum that is kept as its word is one, too


def _code(kind) -> str:
    kind = kind.impl if isinstance(kind, sa.TypeDecorator) else kind
    return next(code for known, code in LARGEST_FIRST if isinstance(kind, known))


def _layout(codes: list[tuple[str, str | None]]) -> np.dtype:
    """A row of binary COPY: how many fields, then each one's size and bytes; a NULL has a size only."""
    fields = [("fields", ">i2")]
    for name, code in codes:
        fields += [(f"size of {name}", ">i4"), *([(name, code)] if code else [])]
    return np.dtype(fields)
