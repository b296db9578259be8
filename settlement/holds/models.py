"""A hold names a person and a class, why, who must act and since when; releasing it is another row."""

from datetime import date

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.db import db, state_column
from kernel.evidence import Evidence
from kernel.words import Word
from settlement.persons.models import Person


class HoldReason(Word):
    """Why nothing is paid for now; REPEAT and NO_STANDARD are placed by the assessment itself."""

    REPEAT = "repeat", _l("Received already (once per person)"), "red"
    NO_STANDARD = "no_standard", _l("No standard in the policy document"), "red"
    EVIDENCE = "evidence", _l("Evidence is being checked"), "amber"
    IDENTITY = "identity", _l("Identity is being checked"), "amber"
    REPORT = "report", _l("A report is being looked into"), "amber"
    INSPECTION = "inspection", _l("On-site inspection"), "amber"
    OTHER = "other", _l("Other reason, see the note"), "amber"


class MustAct(Word):
    """Who has to do something before the hold can be released."""

    INSTITUTION = "institution", _l("The training institution")
    LABOUR = "labour", _l("The labour department")
    OTHER_REGION = "other_region", _l("The league where the other record stands")
    AUTHORITY = "authority", _l("Another authority")


BY_ASSESSMENT = {HoldReason.REPEAT, HoldReason.NO_STANDARD}


class Hold(Evidence, db.Model):
    """One hold. `record` names, masked, the record that stands where the reason is REPEAT."""

    __tablename__ = "holds"
    __table_args__ = (sa.Index("ix_holds_person_class", "person_id", "class_id"),)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"))
    class_id: Mapped[int] = mapped_column(sa.ForeignKey("classes.id"))
    name: Mapped[str] = mapped_column(sa.String(40))
    number_masked: Mapped[str] = mapped_column(sa.String(18))
    reason: Mapped[HoldReason] = state_column(HoldReason)
    must_act: Mapped[MustAct] = state_column(MustAct)
    since_on: Mapped[date] = mapped_column(sa.Date)
    note: Mapped[str | None] = mapped_column(sa.Text)
    record: Mapped[str | None] = mapped_column(sa.String(200))
    person: Mapped[Person] = relationship()
    recorded_by: Mapped[User] = relationship(User, foreign_keys="Hold.recorded_by_id", viewonly=True)
    release: Mapped["HoldRelease | None"] = relationship(back_populates="hold", viewonly=True)


class HoldRelease(Evidence, db.Model):
    """From this sequence number on the hold is no more."""

    __tablename__ = "hold_releases"
    __table_args__ = (sa.UniqueConstraint("hold_id"),)
    hold_id: Mapped[int] = mapped_column(sa.ForeignKey("holds.id"))
    note: Mapped[str] = mapped_column(sa.Text)
    hold: Mapped[Hold] = relationship(back_populates="release", viewonly=True)
    recorded_by: Mapped[User] = relationship(User, foreign_keys="HoldRelease.recorded_by_id", viewonly=True)
