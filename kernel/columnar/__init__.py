"""Queries as columns and columns as rows, without an object a row: for what reads or writes a whole region at once.

    read(query) -> Frame    columns under the query's labels, in its order: int64, bool, str, datetime64[D] (NULL: NaT)
    insert(table, count, **columns)         a row of `table` per position; a value that is no array stands for all rows
    words(column, Words) -> the position of each word in its enumeration, for `read`;  Coded(codes, Words) the way back
    positions(known, ids)                   where each id stands among ascending known ones
    last_of_each(keys)                      of sorted keys the last row of each

What is read must not be NULL (coalesce it), days apart; days that are written not NaT. One of a few words is read as
its position. Everything stays in the session's transaction; `sqlite` and `postgresql` say how it gets there.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import sqlalchemy as sa

from kernel.columnar import postgresql, sqlite
from kernel.columnar.values import DAY, NEVER, Coded, Frame
from kernel.db import db

__all__ = ["DAY", "NEVER", "Coded", "Frame", "insert", "last_of_each", "positions", "read", "words"]
ENGINES = {"sqlite": sqlite, "postgresql": postgresql}


def words(column, known: Iterable) -> sa.ColumnElement[int]:
    """The position of a column's word; -1 where it is NULL or none of them."""
    places = {str(word): place for place, word in enumerate(known)}
    return sa.case(places, value=sa.type_coerce(column, sa.String), else_=-1)


def read(query: sa.Select) -> Frame:
    """See the module."""
    kinds = {column.key: column.type for column in query.selected_columns}
    connection, engine = _asked()
    return Frame(**engine.fetch(connection, query, kinds))


def insert(table: sa.Table, count: int, **columns: Any) -> None:
    """See the module."""
    if count:
        connection, engine = _asked()
        engine.write(connection, table, count, columns)


def _asked() -> tuple:
    """The session's connection, with everything it has to know, and what speaks to its database."""
    db.session.flush()
    connection = db.session.connection()
    return connection, ENGINES[connection.dialect.name]


def positions(known: np.ndarray, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each id stands among ascending known ones, and whether it is there at all (elsewhere the place is any)."""
    if not len(known):
        return np.zeros(len(ids), dtype=np.int64), np.zeros(len(ids), dtype=bool)
    place, order = np.empty(len(ids), dtype=np.int64), np.argsort(ids)
    place[order] = np.searchsorted(known, ids[order])  # in order the search keeps to one part of the memory
    place = np.minimum(place, len(known) - 1)
    return place, known[place] == ids


def last_of_each(keys: np.ndarray) -> np.ndarray:
    """Of sorted keys the mask of the last row of each."""
    return np.concatenate((keys[1:] != keys[:-1], [True]))[: len(keys)]
