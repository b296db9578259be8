"""Reading holds.

open_holds(region_code, *reasons) -> [Hold]       who is on hold in a region, oldest first
held(region_code) -> Frame                        person_id and class_id of each of them
is_open()                                         the condition that a hold was not released
"""

import sqlalchemy as sa

from kernel.columnar import Frame, read
from kernel.db import db
from settlement.holds.models import Hold, HoldReason, HoldRelease


def is_open() -> sa.ColumnElement[bool]:
    return ~sa.exists().where(HoldRelease.hold_id == Hold.id)


def open_holds(region_code: str, *reasons: HoldReason) -> list[Hold]:
    """The open holds of a region, of some reasons or of all, oldest first."""
    query = sa.select(Hold).where(Hold.region_code == region_code, is_open())
    if reasons:
        query = query.where(Hold.reason.in_(reasons))
    return list(db.session.scalars(query.order_by(Hold.id)))


def held(region_code: str) -> Frame:
    return read(sa.select(Hold.person_id, Hold.class_id).where(Hold.region_code == region_code, is_open()))


def count_open(region_code: str) -> int:
    return db.session.scalar(
        sa.select(sa.func.count()).select_from(Hold).where(Hold.region_code == region_code, is_open())
    )
