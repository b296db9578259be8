"""Sums by person and class, the hash of lines, and what the database refuses of rows that are written as columns."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from kernel.refusals import from_integrity_error
from settlement.entitlements import lines
from settlement.entitlements.lines import NAMES, Lines
from settlement.entitlements.sums import Sums, keys_of, parts, standing

KEY = st.tuples(st.integers(1, 2**31 - 1), st.integers(1, 2**31 - 1))


@given(st.lists(st.tuples(KEY, st.integers(-(10**12), 10**12)), max_size=20))
def test_sums_are_those_of_a_dictionary(entries):
    wanted: dict = {}
    for key, fen in entries:
        wanted[key] = wanted.get(key, 0) + fen
    people, classes, fen = (
        (np.array(column, np.int64) for column in zip(*((*k, f) for k, f in entries), strict=True))
        if entries
        else (np.zeros(0, np.int64),) * 3
    )
    found = Sums.of(keys_of(people, classes), fen)
    assert dict(found.items()) == wanted
    assert all(found.get(key) == fen for key, fen in wanted.items())
    assert found.get((2**31 - 2, 1)) == wanted.get((2**31 - 2, 1), 0)


@given(KEY)
def test_a_key_gives_back_its_parts(key):
    assert parts(int(keys_of(np.array([key[0]]), np.array([key[1]]))[0])) == key


def test_merged_people_are_summed_under_the_row_that_stands():
    found = Sums.by({(1, 7): 5, (2, 7): 6, (2, 8): 1}).folded({1: 2})
    assert dict(found.items()) == {(2, 7): 11, (2, 8): 1}
    assert standing(np.array([1, 2, 3]), {1: 2}).tolist() == [2, 2, 3]


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_part_of_the_hash(name):
    one = Lines.build(2, **dict.fromkeys(NAMES, (0, 1)))
    other = replace(one, **{name: np.array([1, 0])})
    assert lines.hash_of(one) != lines.hash_of(other)
    assert lines.hash_of(one) == lines.hash_of(Lines.build(2, **dict.fromkeys(NAMES, (0, 1))))


def test_lines_read_as_rows_and_as_columns_are_the_same(factories, session):
    factories.settled_class()
    run = factories.drafted_run("2026-04")
    found = lines.read(run.region_code, run.id)
    rows = lines.of_rows(list(session.query(lines.Line).order_by(lines.Line.line_no)))
    assert lines.hash_of(found) == lines.hash_of(rows) == run.lines_hash


@pytest.mark.parametrize(
    "changes",
    [
        {"roster_line_id": 10**6},
        {"class_id": 10**6},
        {"organisation_id": 10**6},
        {"person_id": 10**6},
        {"document_id": 10**6},
    ],
)
def test_a_line_that_names_what_does_not_exist_is_refused_by_the_database(factories, session, changes):
    factories.settled_class()
    run = factories.drafted_run("2026-04")
    good = lines.read(run.region_code, run.id)
    bad = replace(
        good,
        line_no=good.line_no + 100,
        **{name: np.full(len(good), value) for name, value in changes.items()},
    )
    with pytest.raises(DBAPIError) as caught:
        lines.write(run.region_code, run.id, bad)
    session.rollback()
    assert from_integrity_error(caught.value).code == "LINE_NAMES"


def test_a_line_of_another_regions_run_is_refused_by_the_database(factories, session):
    factories.settled_class()
    run = factories.drafted_run("2026-04")
    good = lines.read(run.region_code, run.id)
    with pytest.raises(DBAPIError) as caught:
        lines.write("150200", run.id, good)
    session.rollback()
    assert from_integrity_error(caught.value).code == "LINE_NAMES"
