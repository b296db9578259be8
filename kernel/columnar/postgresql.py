"""Columns from PostgreSQL, a binary array each, and rows into it by binary COPY, a block of rows as one numpy array."""

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import sqlalchemy as sa
from psycopg.pq import Format
from sqlalchemy import event

from kernel.columnar.values import DAY, NEVER, Coded, joined, known, parted

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
ARRAY_HEAD = 20  # bytes: dimensions, whether one is NULL, the elements' type, how many, the first one's number
BINARY = "house_binary"  # the execution option of a statement that PostgreSQL answers in its own bytes
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


def fetch(connection: sa.Connection, query: sa.Select, kinds: dict) -> dict[str, np.ndarray]:
    """Each column as one array or text, made by PostgreSQL of the rows as they come: nothing is done here a row."""
    typed = [_typed(column).label(name) for name, column in query.selected_columns.items()]
    rows = query.with_only_columns(*typed, maintain_column_froms=True).subquery("answer")
    whole = sa.select(sa.func.count(), *map(_gathered, rows.c))
    answer = connection.execute(whole, execution_options={BINARY: True})
    count, *sent = (answer.cursor.pgresult.get_value(0, place) for place in range(1 + len(kinds)))
    answer.close()
    count = int.from_bytes(count, "big")
    return {name: _received(each, count, kind) for (name, kind), each in zip(kinds.items(), sent, strict=True)}


def _gathered(column: sa.ColumnElement) -> sa.ColumnElement:
    return joined(column) if _is_text(column.type) else sa.func.array_agg(column)


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


def _typed(column: sa.ColumnElement) -> sa.ColumnElement:
    """Of the type whose bytes are expected, whatever an expression may give; text is text."""
    if _is_text(column.type):
        return column
    known = sa.func.coalesce(column, sa.text("'-infinity'")) if isinstance(column.type, sa.Date) else column
    return sa.cast(known, column.type)


def _received(sent: bytes | None, count: int, kind) -> np.ndarray:
    if _is_text(kind):
        return parted(None if sent is None else sent.decode(), count)
    column = _elements(kind, sent)
    if isinstance(kind, sa.Boolean):
        return column.astype(bool)
    numbers = column.astype(np.int64)
    if isinstance(kind, sa.Date):
        return np.where(numbers == NULL_DAY, NEVER, (numbers + EPOCH).astype(DAY))
    return numbers


def write(connection: sa.Connection, table: sa.Table, count: int, columns: dict[str, Any]) -> None:
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
        return known(np.asarray(_at(column, rows), dtype=DAY)).astype(np.int64) - EPOCH
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
