"""Reading holds.

held(region_code) -> {(person_id, class_id): Hold}    every open hold of a region, the oldest of a pair
is_open()                                             the condition that a hold was not released
"""

import sqlalchemy as sa

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


def held(region_code: str) -> dict[tuple[int, int], Hold]:
    found: dict[tuple[int, int], Hold] = {}
    for hold in open_holds(region_code):
        found.setdefault((hold.person_id, hold.class_id), hold)
    return found


def count_open(region_code: str) -> int:
    return db.session.scalar(
        sa.select(sa.func.count()).select_from(Hold).where(Hold.region_code == region_code, is_open())
    )
