"""How old open recoveries are, in days since they were proposed, and how much of them is still to come.

BUCKETS                                       0–30, 31–90, 91–180, more than 180 days
days(recovery), Age.of(days)
within(age) -> the condition that an open recovery is of that age today
table(user) -> [(RecoveryState, {Age: (count, fen)})]          what is open, by state and age
"""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.access import scope
from kernel.db import db
from kernel.words import Word
from settlement.recoveries.models import OPEN, Receipt, Recovery, RecoveryState


class Age(Word):
    """Buckets of days since the proposal, both ends included."""

    TO_30 = "to30", _l("0–30 days"), "plain"
    TO_90 = "to90", _l("31–90 days"), "plain"
    TO_180 = "to180", _l("91–180 days"), "amber"
    OVER = "over", _l("More than 180 days"), "red"

    @classmethod
    def of(cls, days: int) -> "Age":
        return next((age for age, (_, most) in BUCKETS.items() if most is None or days <= most), cls.OVER)


BUCKETS = {Age.TO_30: (0, 30), Age.TO_90: (31, 90), Age.TO_180: (91, 180), Age.OVER: (181, None)}
Cells = dict[Age, tuple[int, int]]


def days(recovery: Recovery) -> int:
    """Legal days since it was proposed."""
    return (clock.today() - clock.local(recovery.proposed_at).date()).days


def within(age: Age) -> sa.ColumnElement[bool]:
    least, most = BUCKETS[age]
    proposed = [Recovery.proposed_at < clock.start_of(clock.today() - timedelta(days=least - 1))]
    if most is not None:
        proposed.append(Recovery.proposed_at >= clock.start_of(clock.today() - timedelta(days=most)))
    return sa.and_(Recovery.state.in_(OPEN), *proposed)


def to_come() -> sa.ColumnElement[int]:
    """What of a recovery has not come back in cash."""
    came = (
        sa.select(sa.func.coalesce(sa.func.sum(Receipt.amount_fen), 0))
        .where(Receipt.recovery_id == Recovery.id)
        .correlate(Recovery)
        .scalar_subquery()
    )
    return Recovery.amount_fen - sa.cast(came, sa.BigInteger)


def table(user) -> list[tuple[RecoveryState, Cells]]:
    """Open recoveries that this user may see, by state and age; states with none are left out."""
    found: dict[RecoveryState, Cells] = {}
    for age in BUCKETS:
        query = (
            scope(sa.select(Recovery.state), Recovery, user)
            .add_columns(sa.func.count(), sa.cast(sa.func.sum(to_come()), sa.BigInteger))
            .where(within(age))
            .group_by(Recovery.state)
            .order_by(Recovery.state)
        )
        for state, count, fen in db.session.execute(query):
            found.setdefault(state, {})[age] = int(count), int(fen)
    return [(state, found[state]) for state in OPEN if state in found]


def sums(rows: list[tuple[RecoveryState, Cells]]) -> Cells:
    """(count, fen) of each age over all states."""
    return {age: tuple(sum(cells.get(age, (0, 0))[at] for _, cells in rows) for at in range(2)) for age in BUCKETS}
