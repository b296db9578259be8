"""What recoveries ask of the desk."""

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel.access import holds, scope
from kernel.db import db
from kernel.desk import Panel, Todo
from kernel.formats import yuan
from settlement.recoveries.models import Recovery, RecoveryState

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
                "内政发〔2008〕107号 六",
            )
            for each in db.session.scalars(query.limit(MOST))
            if not _made(each, user)
        ]
    )


def _made(recovery: Recovery, user) -> bool:
    return recovery.state == RecoveryState.SUGGESTED and user.id in (recovery.proposed_by_id, recovery.suggested_by_id)
