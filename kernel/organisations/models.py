"""Regions and organisations, neutral: what they do stands in the rooms that use them."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.db import db


class Region(db.Model):
    """A GB/T 2260 area. The one without a parent is the whole; below it the units that act, then their counties."""

    __tablename__ = "regions"
    code: Mapped[str] = mapped_column(sa.String(6), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    parent_code: Mapped[str | None] = mapped_column(sa.ForeignKey("regions.code"))
    level: Mapped[str] = mapped_column(sa.String(10))


class Organisation(db.Model):
    """A body with a unified social credit code (统一社会信用代码), or a department known by a code of its own."""

    __tablename__ = "organisations"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[str] = mapped_column(sa.String(40))
    region_code: Mapped[str] = mapped_column(sa.ForeignKey("regions.code"), index=True)
    county_code: Mapped[str | None] = mapped_column(sa.ForeignKey("regions.code"))
    region: Mapped[Region] = relationship(foreign_keys=region_code)
    county: Mapped[Region | None] = relationship(foreign_keys=county_code)
