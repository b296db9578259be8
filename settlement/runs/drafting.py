"""From an assessment to the lines of a run: rows of `settlement_lines` as mappings, in the order they are paid.

By institution, class and roster line; what is taken back for a person stands before what is paid to them.
"""

import numpy as np

from settlement.entitlements.assessment import RULE_VERSION, Assessment
from settlement.entitlements.models import Nature, Reason, SettlementLine
from settlement.policy.columns import KINDS
from settlement.recoveries.reckoning import Key, Pending

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


def rows(
    found: Assessment, pending: list[Pending], *, region_code: str, run_id: int
) -> tuple[list[dict], list[Pending | None]]:
    """Mappings for every line of a run, numbered from 1, and beside each the recovery it carries out, or None."""
    lines = [(_normal(found, row), None) for row in _due(found)] + [(_negative(found, each), each) for each in pending]
    lines.sort(
        key=lambda pair: (
            pair[0]["organisation_id"],
            pair[0]["class_id"],
            pair[0]["roster_line_id"],
            pair[0]["delta_fen"] > 0,
        )
    )
    for number, (line, _) in enumerate(lines, 1):
        line |= {"region_code": region_code, "run_id": run_id, "line_no": number, "rule_version": RULE_VERSION}
    return [line for line, _ in lines], [each for _, each in lines]


def due_fen(found: Assessment) -> list[int]:
    """What is due to each person who is owed something."""
    return [int(found.amounts.owed_fen[row]) for row in _due(found)]


def _due(found: Assessment) -> list[int]:
    return [] if found.amounts is None else np.flatnonzero(found.amounts.owed_fen > 0).tolist()


def _normal(found: Assessment, row: int) -> dict:
    line, amounts = _facts(found, row), found.amounts
    return line | {
        "settled_before_fen": int(amounts.paid_fen[row]),
        "delta_fen": int(amounts.owed_fen[row]),
        "nature": Nature.NORMAL,
    }


def _negative(found: Assessment, each: Pending) -> dict:
    """A line that takes back; for a person without a counted line the facts of what was posted last."""
    row = next((row for row in range(len(found.reading.lines)) if found.key(row) == each.key), None)
    line = _gone(found, each) if row is None else _facts(found, row)
    return line | {
        "settled_before_fen": found.reading.settled.get(each.key, 0),
        "delta_fen": each.delta_fen,
        "nature": each.nature,
    }


def _facts(found: Assessment, row: int) -> dict:
    line, of = found.reading.lines[row], found.reading.of(row)
    facts = {name: int(getattr(found.amounts, name)[row]) for name in AMOUNTS}
    return facts | {
        "roster_line_id": line.line_id,
        "person_id": found.key(row)[0],
        "class_id": line.class_id,
        "organisation_id": of.organisation_id,
        "document_id": of.document_id,
        "kind": KINDS[found.people.kind[row]],
        "reason": found.reason(row),
    }


def _gone(found: Assessment, each: Pending) -> dict:
    last = next(
        line
        for line in found.reading.gone
        if (found.reading.families.get(line.person_id, line.person_id), line.class_id) == each.key
    )
    return (
        copied(last)
        | dict.fromkeys(
            ("share_hundredths", "base_paid_fen", "uplift_fen", "extension_fen", "years", "licence_fen", "target_fen"),
            0,
        )
        | {"person_id": each.key[0], "reason": Reason.GONE}
    )


def copied(line: SettlementLine) -> dict:
    """A line's facts without its key, amounts settled and nature."""
    names = ("roster_line_id", "person_id", "class_id", "organisation_id", "document_id", "kind", "reason", *AMOUNTS)
    return {name: getattr(line, name) for name in names}


def mirrored(
    lines: list[SettlementLine], settled: dict[Key, int], families: dict[int, int], *, region_code: str, run_id: int
) -> list[dict]:
    """The same lines with the sign turned: what a correction run posts. `settled` is {(person, class): fen}."""
    rows, settled = [], dict(settled)
    for number, line in enumerate(lines, 1):
        key = families.get(line.person_id, line.person_id), line.class_id
        before = settled.get(key, 0)
        rows.append(
            copied(line)
            | {
                "region_code": region_code,
                "run_id": run_id,
                "line_no": number,
                "rule_version": line.rule_version,
                "settled_before_fen": before,
                "delta_fen": -line.delta_fen,
                "nature": Nature.MIRROR,
            }
        )
        settled[key] = before - line.delta_fen
    return rows
