"""From an assessment to the lines of a run, as columns in the order in which they are paid.

By institution, class and roster line; what is taken back for a person stands before what is paid to them.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from settlement.entitlements.assessment import REASONS as OUTCOMES
from settlement.entitlements.assessment import RULE_VERSION, Assessment
from settlement.entitlements.lines import NATURES, NORMAL, REASONS, Lines, of_rows
from settlement.entitlements.models import Nature, Reason
from settlement.entitlements.sums import Sums, keys_of, standing
from settlement.recoveries.reckoning import Pending

AMOUNTS = (
    "base_fen",
    "share_hundredths",
    "base_paid_fen",
    "uplift_fen",
    "extension_fen",
    "years",
    "licence_fen",
    "target_fen",
)
NOTHING = dict.fromkeys(("share_hundredths", "base_paid_fen", "uplift_fen", "extension_fen", "years", "licence_fen"), 0)


def lines(found: Assessment, pending: list[Pending]) -> tuple[Lines, list[Pending | None]]:
    """The lines of a run, numbered from 1, and beside each the recovery that it carries out, or None."""
    due = np.flatnonzero(found.amounts.owed_fen > 0)
    made = Lines.joined([_normal(found, due), *(_negative(found, each) for each in pending)])
    order = np.lexsort((made.delta_fen > 0, made.roster_line_id, made.class_id, made.organisation_id))
    carried: list[Pending | None] = [*[None] * len(due), *pending]
    numbered = replace(made.take(order), line_no=np.arange(1, len(order) + 1))
    return numbered, [carried[place] for place in order] if pending else [None] * len(order)


def due_fen(found: Assessment) -> np.ndarray:
    """What is due to each person who is owed something."""
    return found.amounts.owed_fen[found.amounts.owed_fen > 0]


def _normal(found: Assessment, rows: np.ndarray) -> Lines:
    return _facts(
        found,
        rows,
        settled_before_fen=found.amounts.paid_fen[rows],
        delta_fen=found.amounts.owed_fen[rows],
        nature=NORMAL,
    )


def _negative(found: Assessment, each: Pending) -> Lines:
    """A line that takes back; for a person without a counted line the facts of what was posted last."""
    back = {
        "settled_before_fen": found.reading.settled.get(each.key),
        "delta_fen": each.delta_fen,
        "nature": NATURES.index(each.nature),
    }
    row = found.reading.row_of(each.key)
    return _gone(found, each, back) if row is None else _facts(found, np.array([row]), **back)


def _facts(found: Assessment, rows: np.ndarray, **money) -> Lines:
    reading, codes = found.reading, np.array([REASONS.index(reason) for reason in OUTCOMES], dtype=np.int64)
    return Lines.build(
        len(rows),
        line_no=0,
        roster_line_id=reading.lines.line_id[rows],
        person_id=reading.person[rows],
        class_id=reading.lines.class_id[rows],
        organisation_id=reading.of_class("organisation_id")[rows],
        document_id=reading.of_class("document_id")[rows],
        rule_version=RULE_VERSION,
        kind=found.people.kind[rows],
        reason=codes[found.amounts.outcome[rows]],
        **{name: getattr(found.amounts, name)[rows] for name in AMOUNTS},
        **money,
    )


def _gone(found: Assessment, each: Pending, back: dict) -> Lines:
    families = found.reading.families
    last = next(
        line for line in found.reading.gone if (families.get(line.person_id, line.person_id), line.class_id) == each.key
    )
    changed = {
        **NOTHING,
        **back,
        "target_fen": 0,
        "person_id": each.key[0],
        "reason": REASONS.index(Reason.GONE),
        "rule_version": RULE_VERSION,
    }
    return replace(of_rows([last]), **{name: np.array([value], dtype=np.int64) for name, value in changed.items()})


def mirrored(taken: Lines, settled: Sums, families: Mapping[int, int]) -> Lines:
    """The same lines with the sign turned: what a correction run posts. `settled` is folded by `families`."""
    keys = keys_of(standing(taken.person_id, families), taken.class_id)
    return replace(
        taken,
        line_no=np.arange(1, len(taken) + 1),
        settled_before_fen=settled.at(keys) - _before(keys, taken.delta_fen),
        delta_fen=-taken.delta_fen,
        nature=np.full(len(taken), NATURES.index(Nature.MIRROR)),
    )


def _before(keys: np.ndarray, fen: np.ndarray) -> np.ndarray:
    """For each line the sum of the earlier lines with the same key."""
    sums: dict[int, int] = {}
    found = np.zeros(len(keys), dtype=np.int64)
    for place, (key, amount) in enumerate(zip(keys.tolist(), fen.tolist(), strict=True)):
        found[place] = sums.get(key, 0)
        sums[key] = found[place] + amount
    return found
