"""The persons whom a document affects most, explained under both documents line by line."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from flask_babel import gettext as _

from kernel.formats import fen
from settlement.entitlements.assessment import Assessment
from settlement.entitlements.explanation import TITLES, clause, sentence
from settlement.forecast.register import Slice, line_ids, narrowed
from settlement.policy.explain import Step, explain

MOST = 10
ONCE = 2  # the step that speaks only of a grant that another one forbids
BALANCE = 7


class Row(NamedTuple):
    """One step of the rule under both documents: (sentence, amount) each; `is_other` where they differ."""

    title: str
    before: tuple[str, str]
    after: tuple[str, str]

    @property
    def is_other(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Affected:
    """One (person, class) with both targets, and the steps of the rule that explain each."""

    line_id: int
    before_fen: int
    after_fen: int
    sides: tuple[tuple[Step, ...], tuple[Step, ...]]

    @property
    def difference_fen(self) -> int:
        return self.after_fen - self.before_fen

    @property
    def rank(self) -> tuple[int, int]:
        """The largest difference first, whichever way; then the line filed first."""
        return -abs(self.difference_fen), self.line_id

    @cached_property
    def rows(self) -> list[Row]:
        before, after = (_said(side) for side in self.sides)
        numbers = [number for number in TITLES if number in before or number in after]
        return [Row(str(TITLES[n]), before.get(n, ("—", "—")), after.get(n, ("—", "—"))) for n in numbers]


def most_affected(before: Assessment, after: Assessment, rows: np.ndarray) -> list[Affected]:
    """The ten (person, class) among some rows whose targets differ most; none whose targets are the same."""
    old, new = before.amounts.target_fen[rows], after.amounts.target_fen[rows]
    order = np.lexsort((rows, -np.abs(new - old)))[:MOST]
    order = order[new[order] != old[order]]
    return [
        Affected(
            line_id,
            int(old[place]),
            int(new[place]),
            tuple(_explained(narrowed(side, rows[[place]])) for side in (before, after)),
        )
        for line_id, place in zip(line_ids(before, rows[order]), order.tolist(), strict=True)
    ]


def _explained(side: Slice) -> tuple[Step, ...]:
    """Of one row; the balance is no part of what a document costs."""
    steps = explain(side.policies[int(side.which[0])], side.people, side.contracts, side.extensions)
    return tuple(step for step in steps if step.number < BALANCE)


def _said(steps: tuple[Step, ...]) -> dict[int, tuple[str, str]]:
    """{step: (sentence, amount)} in the reader's language."""
    said: dict[int, tuple[str, str]] = {}
    for step in steps:
        earlier = said.get(step.number, ("", ""))[0]
        parts = (earlier, sentence(step).rstrip("。."), clause(step.clause))
        said[step.number] = (_("; ").join(filter(None, parts)), _amount(step))
    said.setdefault(ONCE, (_("No other grant of this person stands in the way."), _("Met")))
    return said


def _amount(step: Step) -> str:
    if step.amount_fen is None:
        return _("Met") if step.evidence else "—"
    if step.number < 5:
        return fen(step.amount_fen)
    return f"+ {fen(step.amount_fen)}" if step.amount_fen else "—"
