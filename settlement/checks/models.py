"""What the last look of each check found, one row a region and check; each look is also an act in the audit record."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.db import Instant, db, state_column
from kernel.organisations.models import Region
from kernel.words import Word

NAMED = 20  # faults that are kept by name; all of them are counted


class Colour(Word):
    GREEN = "green", _l("In order"), "green"
    RED = "red", _l("Not in order"), "red"


class CheckResult(db.Model):
    """One check of one region. `figure` and `faults` ([[key, sentence], …]) are kept by `kernel.i18n.pack`."""

    __tablename__ = "check_results"
    region_code: Mapped[str] = mapped_column(sa.String(6), sa.ForeignKey("regions.code"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    colour: Mapped[Colour] = state_column(Colour, name="check_colour")
    figure: Mapped[dict | str] = mapped_column(sa.JSON)
    faults: Mapped[list] = mapped_column(sa.JSON)
    fault_count: Mapped[int]
    looked_at: Mapped[datetime] = mapped_column(Instant)
    region: Mapped[Region] = relationship(lazy="joined")
