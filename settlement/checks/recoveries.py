"""Recoveries: each row stands as its steps say, and no person has two that are open in one class."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel.checks import Fault, Found, within
from kernel.db import db
from kernel.money import format_yuan
from settlement.recoveries import queries
from settlement.recoveries.models import OPEN, Recovery
from settlement.rosters.models import RosterLine, TrainingClass


def steps(region_code: str | None) -> Found:
    """State and amount of every recovery = what the steps of its history tell."""
    told = queries.told_by_steps(region_code)
    query = (
        sa.select(Recovery, TrainingClass.number, RosterLine.number_masked)
        .join(TrainingClass, TrainingClass.id == Recovery.class_id)
        .join(RosterLine, RosterLine.id == Recovery.roster_line_id)
        .where(within(Recovery.region_code, region_code))
        .order_by(Recovery.id)
    )
    faults, seen, still_open = [], set(), 0
    for recovery, in_class, person in db.session.execute(query):
        key, is_open = (recovery.person_id, recovery.class_id), recovery.state in OPEN
        still_open += recovery.amount_fen if is_open else 0
        if told.get(recovery.id) != (recovery.state, recovery.amount_fen):
            faults.append(Fault(f"{in_class} {person}", _l("it is not what its steps say")))
        if is_open and key in seen:
            faults.append(Fault(f"{in_class} {person}", _l("two recoveries are open for the same")))
        seen |= {key} if is_open else set()
    return Found(_l("%(count)s recoveries, %(yuan)s yuan open", count=len(told), yuan=format_yuan(still_open)), faults)
