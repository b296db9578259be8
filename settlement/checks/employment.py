"""Contracts, extensions, endings and licences: each row is still the one that the audit record says was recorded.

A change that moves no amount shows here; one that does shows in `recompute`, too.
"""

import json

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel.audit import AuditRow
from kernel.checks import Fault, Found, within
from kernel.db import db
from settlement.contracts.models import Ending, Extension, LabourContract, Licence
from settlement.rosters.models import RosterLine, TrainingClass

RECORDED = {
    LabourContract: ("labour contract recorded", "labour contract corrected"),
    Extension: ("extension recorded", "extension corrected"),
    Ending: ("end of a contract recorded", "end of a contract corrected"),
    Licence: ("business licence recorded", "business licence corrected"),
}


def recorded(region_code: str | None) -> Found:
    """Every row has its act, and the hash that the act kept."""
    faults, count = [], 0
    for model, verbs in RECORDED.items():
        for row, facts, in_class, person in db.session.execute(_rows(model, verbs, region_code)).yield_per(1000):
            count += 1
            if facts is None or json.loads(facts).get("row") != row.digest():
                faults.append(
                    Fault(
                        f"{in_class} {person}", _l("it is not the row that was recorded: %(verb)s", verb=_l(verbs[0]))
                    )
                )
    return Found(_l("%(count)s contracts, extensions, endings and licences", count=count), faults)


def _rows(model: type, verbs: tuple[str, ...], region_code: str | None) -> sa.Select:
    act = sa.and_(
        AuditRow.subject_type == model.__tablename__,
        AuditRow.subject_id == sa.cast(model.id, sa.String),
        AuditRow.verb.in_(verbs),
    )
    return (
        sa.select(model, AuditRow.facts, TrainingClass.number, RosterLine.number_masked)
        .join(RosterLine, RosterLine.id == model.line_id)
        .join(TrainingClass, TrainingClass.id == RosterLine.class_id)
        .outerjoin(AuditRow, act)
        .where(within(model.region_code, region_code))
        .order_by(model.id)
    )
