"""What recoveries ask of the desk."""

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel.access import holds, scope
from kernel.db import db
from kernel.desk import Chart, Figure, Panel, Todo
from kernel.formats import yuan
from settlement.recoveries import ageing
from settlement.recoveries.models import Recovery, RecoveryState

CLAUSE_6 = "内政发〔2008〕107号 六"
WAITS = {
    RecoveryState.PROPOSED: ("recovery:suggest", _l("Suggest what is done about an overpayment")),
    RecoveryState.SUGGESTED: ("recovery:decide", _l("Decide a recovery")),
    RecoveryState.CASH: ("recovery:receive", _l("Cash to come back")),
}
MOST = 20


def to_do(user) -> Panel | None:
    """Recoveries at the step that this person may take; not those of their own making."""
    states = {state: what for state, (permission, what) in WAITS.items() if holds(permission, user)}
    if not states:
        return None
    query = scope(sa.select(Recovery).where(Recovery.state.in_(states)), Recovery, user).order_by(Recovery.id)
    return Panel(
        todos=[
            Todo(
                states[each.state],
                f"{each.organisation.name} {each.roster_line.name} {yuan(each.amount_fen)}",
                url_for("recoveries.show", recovery_id=each.id),
                CLAUSE_6,
            )
            for each in db.session.scalars(query.limit(MOST))
            if not _made(each, user)
        ],
        **_ages(user),
    )


def _ages(user) -> dict:
    """How much is open, how much of it for long, and the bars by age; nothing where nothing is open."""
    sums = ageing.sums(ageing.table(user))
    total = sum(fen for _, fen in sums.values())
    if not any(count for count, _ in sums.values()):
        return {}
    points = [(age.label, fen, yuan(fen)) for age, (_, fen) in sums.items()]
    context = {"points": points, "desc": "; ".join(f"{label} {text}" for label, _, text in points)}
    link = _l("Recoveries"), url_for("recoveries.index")
    _, old = sums[ageing.Age.OVER]
    figures = [Figure(yuan(total), _l("to come back, open recoveries"))]
    if old:
        figures.append(Figure(yuan(old), _l("of it open for more than 180 days"), "red"))
    return {
        "figures": figures,
        "charts": [Chart(_l("Open recoveries by age"), "kernel/desk/_bars.html", context, link)],
    }


def _made(recovery: Recovery, user) -> bool:
    return recovery.state == RecoveryState.SUGGESTED and user.id in (recovery.proposed_by_id, recovery.suggested_by_id)
