"""Every amount recomputes: runs replayed from what was known when they were drafted."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel.checks import Fault, Found, within
from kernel.db import db
from kernel.formats import fen, percent
from settlement.checks.replay import Difference, replay
from settlement.entitlements.models import Nature, Reason
from settlement.runs.models import Run, RunState

FIELDS = {
    "people": _l("Persons read"),
    "line_no": _l("No."),
    "person_id": _l("Person"),
    "class_id": _l("Class"),
    "organisation_id": _l("Institution"),
    "document_id": _l("Policy document"),
    "kind": _l("Kind"),
    "base_fen": _l("Standard"),
    "share_hundredths": _l("Share"),
    "base_paid_fen": _l("Base"),
    "uplift_fen": _l("Uplift"),
    "extension_fen": _l("For longer contracts"),
    "years": _l("Full years"),
    "licence_fen": _l("For a licence"),
    "target_fen": _l("Target"),
    "settled_before_fen": _l("Settled before"),
    "delta_fen": _l("This run"),
    "reason": _l("Result"),
    "nature": _l("Nature"),
}
WORDS = {str(word): word.label for word in (*Reason, *Nature)}


def recomputed(region_code: str | None) -> Found:
    """Every run that is not void, replayed: the same lines; a correction the negative of what it corrects."""
    query = sa.select(Run).where(Run.state != RunState.VOID, within(Run.region_code, region_code)).order_by(Run.id)
    runs = list(db.session.scalars(query))
    faults, lines = [], 0
    for run in runs:
        found = replay(run)
        lines += found.count
        faults += [Fault(place(run, each), sentence(each)) for each in found.differences]
    return Found(_l("%(runs)s runs, %(lines)s lines computed again", runs=len(runs), lines=lines), faults)


def place(run: Run, difference: Difference) -> str:
    """The run and, unless the difference is about the whole of it, the line."""
    return f"{run.number} {difference.line_no}" if difference.line_no else run.number


def sentence(difference: Difference):
    """Which field, what was written, what is computed now."""
    then, now = (shown(difference.field, value) for value in (difference.then, difference.now))
    return _l("%(field)s: %(then)s then, %(now)s now", field=FIELDS[difference.field], then=then, now=now)


def shown(field: str, value: int | str | None):
    """A value as people read it; a dash where there is no such line."""
    if value is None:
        return "—"
    if field.endswith("_fen"):
        return fen(value)
    if field == "share_hundredths":
        return percent(value)
    return WORDS.get(str(value), str(value))
