"""What a snapshot keeps of its persons is shown again as it was, whichever way it was written."""

import json

import numpy as np

from kernel.columnar import Frame
from settlement.entitlements.lines import NAMES, Lines
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
    of_lines = dict.fromkeys(NAMES, 0) | given | {"line_no": columns("line"), "class_id": np.array([12, 31, 12])}
    faces = Frame(**{name: columns(name).astype(object) for name in ("name", "number", "class_number")})
    return json.loads(json.dumps(persons(Lines.build(len(PEOPLE), **of_lines), faces)))


def test_columns_are_shown_as_the_rows_they_are():
    assert shown({"persons": kept()}) == PEOPLE
    assert kept()["classes"] == ["150100-2026-0002", "150100-2026-0001"]


def test_a_row_each_is_shown_alike_as_it_was_written_before():
    rows = [{**person._asdict(), "kind": "skill", "nature": "normal"} for person in PEOPLE]
    assert shown({"persons": rows}) == PEOPLE
