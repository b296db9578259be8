"""Reading regions."""

import sqlalchemy as sa

from kernel.db import db
from kernel.organisations.models import Region


def acting_regions() -> list[Region]:
    """The regions that act on their own: the whole, and those directly below it, by code."""
    whole = sa.select(Region.code).where(Region.parent_code.is_(None)).scalar_subquery()
    found = (
        sa.select(Region).where(sa.or_(Region.parent_code.is_(None), Region.parent_code == whole)).order_by(Region.code)
    )
    return list(db.session.scalars(found))


def whole_region_code() -> str:
    return db.session.scalars(sa.select(Region.code).where(Region.parent_code.is_(None)).order_by(Region.code)).one()
