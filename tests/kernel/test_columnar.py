"""Columns in and out of both databases, in the session's own transaction."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
import sqlalchemy as sa

from kernel import columnar
from kernel.columnar import sqlite
from kernel.db import Fen, Instant
from kernel.words import Word

AT = datetime(2026, 11, 2, 1, 0, 0, 123456, tzinfo=UTC)


class Colour(Word):
    RED = "red", "Red"
    GREENISH = "greenish", "Greenish"


@pytest.fixture
def table(session):
    made = sa.Table(
        "columnar_trial",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("fen", Fen),
        sa.Column("small", sa.SmallInteger),
        sa.Column("is_on", sa.Boolean),
        sa.Column("day", sa.Date),
        sa.Column("at", Instant),
        sa.Column("colour", sa.String(20)),
        sa.Column("place", sa.String(20)),
        prefixes=["TEMPORARY"],
    )
    made.create(session.connection())
    return made


def filled(table, count=5):
    columnar.insert(
        table,
        count,
        id=np.arange(1, count + 1),
        fen=np.array([10**15, -1, 0, 7, 8])[:count],
        small=np.array([1, 2, 3, 4, -5])[:count],
        is_on=np.array([True, False, True, False, True])[:count],
        day=np.array(["2026-01-31", "2024-02-29", "2000-01-01", "1999-12-31", "2100-01-01"], "datetime64[D]")[:count],
        at=AT,
        colour=columnar.Coded.of(np.array([0, 1, 2, 1, 0])[:count], [*Colour, None]),
        place="呼和浩特",
    )


def test_columns_that_were_written_are_read_again(table, session):
    filled(table)
    c = table.c
    colour = columnar.words(c.colour, Colour).label("colour")
    found = columnar.read(sa.select(c.id, c.fen, c.small, c.is_on, c.day, colour).order_by(c.id))
    assert found.id.tolist() == [1, 2, 3, 4, 5]
    assert found.fen.tolist() == [10**15, -1, 0, 7, 8]
    assert found.small.tolist() == [1, 2, 3, 4, -5]
    assert found.is_on.tolist() == [True, False, True, False, True]
    assert found.day.tolist()[1] == date(2024, 2, 29)
    assert found.day.tolist()[3] == date(1999, 12, 31)
    assert found.colour.tolist() == [0, 1, -1, 1, 0]


def test_the_same_rows_are_there_for_everybody_else(table, session):
    filled(table)
    rows = session.execute(sa.select(table).order_by(table.c.id)).all()
    assert [row.colour for row in rows] == ["red", "greenish", None, "greenish", "red"]
    assert {row.at for row in rows} == {AT}
    assert {row.place for row in rows} == {"呼和浩特"}
    assert [row.day for row in rows][4] == date(2100, 1, 1)


def test_an_unknown_day_is_nat_and_rows_are_python_again(table, session):
    session.execute(sa.insert(table).values(id=1, fen=3, is_on=True, day=None))
    session.execute(sa.insert(table).values(id=2, fen=4, is_on=False, day=date(2026, 3, 2)))
    found = columnar.read(sa.select(table.c.id, table.c.day, table.c.is_on).order_by(table.c.id.desc()))
    assert list(found.rows()) == [(2, date(2026, 3, 2), False), (1, None, True)]
    assert list(found.take(found.id == 1).rows()) == [(1, None, True)]


def test_no_rows_are_empty_columns(table, session):
    columnar.insert(table, 0, id=np.array([], np.int64))
    found = columnar.read(sa.select(table.c.id, table.c.day, table.c.is_on))
    assert (len(found), found.id.dtype, found.day.dtype, found.is_on.dtype) == (0, np.int64, "datetime64[D]", bool)


def test_a_number_that_is_missing_is_an_error_and_no_number(table, session):
    session.execute(sa.insert(table).values(id=1, fen=None))
    with pytest.raises((TypeError, ValueError)):
        columnar.read(sa.select(table.c.id, table.c.fen))


@pytest.mark.parametrize("value", ["12abc", 1.5, "x"])
def test_what_only_sqlite_would_keep_as_a_number_is_an_error(table, session, value):
    kept = sa.text(f"INSERT INTO columnar_trial (id, small) VALUES (1, 1), (2, '{value}')")
    if session.connection().dialect.name == "sqlite":
        session.execute(kept)
    query = sa.select(table.c.id, table.c.small).order_by(table.c.id)
    with pytest.raises((ValueError, sa.exc.DBAPIError)):
        columnar.read(query) if session.connection().dialect.name == "sqlite" else session.execute(kept)
    session.rollback()


def test_more_rows_than_a_statement_takes_are_written_in_their_order(table, session):
    count = 2 * sqlite.ROWS_A_STATEMENT + 1
    numbers = np.arange(1, count + 1)
    columnar.insert(table, count, id=numbers, fen=numbers[::-1], at=AT, place="呼和浩特")
    found = columnar.read(sa.select(table.c.id, table.c.fen).order_by(table.c.id))
    assert (found.id.tolist(), found.fen.tolist()) == (numbers.tolist(), numbers[::-1].tolist())
    assert session.scalar(sa.select(sa.func.count()).where(table.c.place == "呼和浩特", table.c.at == AT)) == count


def test_a_day_that_is_missing_is_not_written(table, session):
    with pytest.raises(ValueError, match="NaT"):
        columnar.insert(table, 1, id=np.array([1]), day=np.array(["NaT"], "datetime64[D]"))


def test_parameters_are_part_of_the_query(table, session):
    filled(table)
    c = table.c
    found = columnar.read(sa.select(c.id).where(c.day >= date(2026, 1, 1), c.place == "呼和浩特", c.id.in_([1, 2])))
    assert found.id.tolist() == [1]


@pytest.mark.parametrize("last", ['{"张, 三"}\n', "", "NULL"])
def test_text_comes_as_it_is(table, session, last):
    filled(table, 3)
    session.execute(sa.insert(table).values(id=4, place=last))
    rows = sa.select(table.c.id, table.c.place).order_by(table.c.id)
    found = columnar.read(rows)
    assert (found.id.tolist(), found.place.tolist()) == ([1, 2, 3, 4], ["呼和浩特"] * 3 + [last])
    assert list(columnar.read(rows.where(table.c.id == 4)).rows()) == [(4, last)]
    assert columnar.read(rows.where(table.c.id < 0)).place.tolist() == []


@pytest.mark.parametrize("places", [(None,), ("呼和\x1f浩特",), (None, "呼和\x1f浩特")])
def test_text_that_is_missing_or_would_read_as_two_is_an_error(table, session, places):
    filled(table, 3)
    session.execute(sa.insert(table), [{"id": number, "place": place} for number, place in enumerate(places, 4)])
    with pytest.raises(ValueError, match="NULL, or holds the separator"):
        columnar.read(sa.select(table.c.id, table.c.place))
