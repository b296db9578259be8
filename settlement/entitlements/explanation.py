"""Why this amount: the rule's own steps over the evidence that the run saw, beside the integers that its line keeps.

explained(line, cutoff, heads) -> Explanation
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kernel.db import db
from kernel.formats import fen, percent
from kernel.money import MINUS
from settlement.contracts.models import Because, LabourContract
from settlement.documents.models import Kind
from settlement.documents.options import REPEAT_RULE
from settlement.entitlements import assessment
from settlement.entitlements.models import Nature, Reason, SettlementLine
from settlement.entitlements.reading import Reading, read
from settlement.policy.columns import Contracts, Extensions, People
from settlement.policy.explain import Step, explain

TITLES = {
    1: _l("Standard of the policy document"),
    2: _l("Once per person"),
    3: _l("Appraisal"),
    4: _l("Employment after training"),
    5: _l("Labour contract of a year or more"),
    6: _l("Business licence"),
    7: _l("Target, less what is settled"),
}
WORDS = {"kind": Kind.labels(), "reason": Because.labels(), "rule": dict(REPEAT_RULE)}
AMOUNTS = ("share_hundredths", "base_paid_fen", "uplift_fen", "extension_fen", "years", "licence_fen", "target_fen")


@dataclass(frozen=True)
class Explanation:
    """`rows`: (title, because, amount, tone) for macros/record.html; `agrees`: the rule still gives this line."""

    rows: list[tuple[str, str, str, str | None]]
    agrees: bool


def explained(line: SettlementLine, cutoff: date, heads: dict[str, int]) -> Explanation:
    """Steps of the rule for one settlement line as of its run; the amounts shown are those of the line."""
    reading = read(line.region_code, cutoff, heads, class_id=line.class_id)
    row = reading.row_of_line(line.roster_line_id)
    if row is None or line.nature == Nature.MIRROR:
        return Explanation([*_from_columns(line), _balance(line)], True)
    people, signed, added = one(reading, row, line)
    steps = explain(reading.policies[reading.which[row]], people, signed, added)
    found = assessment.evaluate_each(
        [reading.policies[reading.which[row]]], np.zeros(1, np.int64), people, signed, added
    )
    agrees = all(int(getattr(found, name)[0]) == getattr(line, name) for name in AMOUNTS)
    numbers = reading.contract_ids[reading.contracts.row == row].tolist()
    return Explanation([*_from_steps(steps, line, numbers), _balance(line)], agrees)


def one(reading: Reading, row: int, line: SettlementLine) -> tuple[People, Contracts, Extensions]:
    """Columns of length one, with what the line says was settled before and forbidden."""
    people = assessment.with_counts(reading, reading.people).take([row])
    people.paid_fen[:], people.forbidden[:] = line.settled_before_fen, line.reason == Reason.FORBIDDEN
    mine = np.flatnonzero(reading.contracts.row == row)
    signed = reading.contracts.take(mine)
    signed.row[:] = 0
    added = reading.extensions.take(np.isin(reading.extensions.contract, mine))
    added.contract[:] = np.searchsorted(mine, added.contract)
    return people, signed, added


def _from_steps(steps: tuple[Step, ...], line: SettlementLine, contract_ids: list[int]) -> list[tuple]:
    rows = [_shown(step, line, contract_ids) for step in steps if step.number < 7]
    if line.reason != Reason.FORBIDDEN:
        rows.insert(1, (str(TITLES[2]), _("No other grant of this person stands in the way."), _("Met"), "green"))
    return rows


def _shown(step: Step, line: SettlementLine, contract_ids: list[int]) -> tuple:
    parts = (sentence(step).rstrip("。."), _evidence(step, line, contract_ids), clause(step.clause))
    because = _("; ").join(filter(None, parts))
    return str(TITLES[step.number]), because, _amount(step, line), "red" if step.number == 2 else None


def sentence(step: Step) -> str:
    """The rule's sentence in the reader's language, its codes as words."""
    params = {name: str(WORDS[name][value]) if name in WORDS else value for name, value in step.params.items()}
    return _(step.template).format(**params)


def clause(text: str) -> str:
    return text.replace("clause 6", _("clause 6"))


def _amount(step: Step, line: SettlementLine) -> str:
    """What the step does to the amount, from the line's own columns."""
    if step.number == 3:
        return _("Appraisal passed") if step.amount_fen is None else fen(line.base_paid_fen)
    if step.number == 4:
        return f"× {percent(line.share_hundredths)}\n{fen(line.base_paid_fen)}"
    parts = {1: [line.base_fen], 5: [line.uplift_fen, line.extension_fen], 6: [line.licence_fen]}.get(step.number, [])
    sign = "+ " if step.number > 4 else ""
    return "\n".join(f"{sign}{fen(part)}" for part in parts if part) or "—"


def _evidence(step: Step, line: SettlementLine, contract_ids: list[int]) -> str:
    kind, place = step.evidence or (None, 0)
    if kind == "document":
        return line.document.number
    if kind == "class":
        return line.training_class.number
    if kind == "contract":
        found = db.session.get_one(LabourContract, contract_ids[place])
        return _("%(employer)s, signed %(day)s", employer=found.employer.name, day=found.signed_on)
    return ""


def _from_columns(line: SettlementLine) -> list[tuple]:
    """A line that only takes back: what it says of itself."""
    return [
        (
            str(line.nature.label),
            str(line.reason.label),
            fen(line.base_paid_fen) if line.nature == Nature.MIRROR else "—",
            None,
        )
    ]


def _balance(line: SettlementLine) -> tuple:
    because = _("Already settled before this run: %(yuan)s yuan.", yuan=fen(line.settled_before_fen))
    if line.nature in (Nature.OFFSET, Nature.CASH_RETURN):
        because = _("Overpaid; decided by two people: %(nature)s.", nature=line.nature.label)
    return str(TITLES[7]), because, f"{fen(line.target_fen)}\n{MINUS} {fen(line.settled_before_fen)}", None
