"""A comparison as a text that a row keeps, and back: the same figures, each amount whole fen."""

import json
from dataclasses import astuple

from kernel.audit import canonical
from settlement.documents.models import Kind
from settlement.forecast.affected import Affected
from settlement.forecast.cost import Cell, Comparison, Pair
from settlement.forecast.register import Course
from settlement.persons.groups import Group
from settlement.policy.explain import Step


def written(found: Comparison) -> str:
    """Canonical JSON: the fields of each part in their order."""
    return canonical(astuple(found))


def read(text: str) -> Comparison:
    """What `written` wrote."""
    cells, unpriced, later, affected = json.loads(text)
    return Comparison(
        [_cell(*each) for each in cells],
        [_cell(*each) for each in unpriced],
        Pair(*later),
        [_affected(*each) for each in affected],
    )


def _cell(region_code: str, course: list, group: str, pair: list[int], *has: bool) -> Cell:
    kind, *trade = course
    return Cell(region_code, Course(Kind(kind), *trade), Group(group), Pair(*pair), *has)


def _affected(line_id: int, before_fen: int, after_fen: int, sides: list) -> Affected:
    before, after = (tuple(_step(*step) for step in side) for side in sides)
    return Affected(line_id, before_fen, after_fen, (before, after))


def _step(number: int, clause: str, template: str, params: dict, evidence: list | None, amount_fen: int | None) -> Step:
    return Step(number, clause, template, params, evidence and tuple(evidence), amount_fen)
