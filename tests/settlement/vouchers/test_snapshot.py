"""What a snapshot keeps of its persons is shown again as it was, whichever way it was written."""

import json

import numpy as np
import pytest

from kernel.columnar import Frame
from settlement.entitlements.lines import NAMES, NATURES, Lines
from settlement.vouchers.snapshot import Person, persons, shown

PEOPLE = [
    Person(4, "王小明", "1501************28", "150100-2026-0002", 100000, 80000, 20000),
    Person(7, '阿拉坦·"乌拉"', "1501************3X", "150100-2026-0001", 80000, 80000, 0),
    Person(9, "李红", "1502************11", "150100-2026-0002", 80000, 100000, -20000),
]


def columns(name):
    return np.array([getattr(person, name) for person in PEOPLE])


def kept():
    """As `persons` keeps them, through JSON."""
    given = {name: columns(name) for name in ("target_fen", "settled_before_fen", "delta_fen")}
    given |= {"line_no": columns("line"), "class_id": np.array([12, 31, 12]), "kind": np.array([0, 1, 0])}
    of_lines = dict.fromkeys(NAMES, 0) | given | {"nature": np.array([0, 0, NATURES.index("offset")])}
    faces = Frame(**{name: columns(name).astype(object) for name in ("name", "number", "class_number")})
    return json.loads(json.dumps(persons(Lines.build(len(PEOPLE), **of_lines), faces)))


def test_columns_are_shown_as_the_rows_they_are():
    assert shown({"persons": kept()}) == PEOPLE
    assert kept()["classes"] == [
        {"number": "150100-2026-0002", "kind": "skill"},
        {"number": "150100-2026-0001", "kind": "startup"},
    ]
    assert [kept()["natures"][place] for place in kept()["nature"]] == ["normal", "normal", "offset"]


def test_a_column_that_is_short_is_an_error_and_leaves_nobody_out():
    persons = kept()
    persons["name"].pop()
    with pytest.raises(ValueError, match="shorter"):
        shown({"persons": persons})


def test_a_row_each_is_shown_alike_as_it_was_written_before():
    rows = [{**person._asdict(), "kind": "skill", "nature": "normal"} for person in PEOPLE]
    assert shown({"persons": rows}) == PEOPLE
