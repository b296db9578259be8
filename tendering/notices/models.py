"""What was published, at an address that stays: a notice has versions, and every version stays readable."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.db import Instant, db, region_column, state_column
from kernel.organisations.models import Organisation, Region
from kernel.secrets import EncryptedText
from kernel.words import Word


class Kind(Word):
    """Kinds of notices of both rooms; a higher room publishes its own kind through `service.publish`."""

    TENDER = "tender", _l("Tender notice"), "blue"
    CHANGE = "change", _l("Change notice"), "amber"
    OPENING = "opening", _l("Opening result"), "blue"
    AWARD_PUBLICITY = "award_publicity", _l("Award publicity"), "amber"
    AWARD = "award", _l("Award notice"), "green"
    FAILURE = "failure", _l("Notice of a failed tender"), "red"
    CANCELLATION = "cancellation", _l("Notice of cancellation"), "red"
    CONTRACT = "contract", _l("Contract notice"), "green"
    COMPLAINT = "complaint", _l("Decision on a complaint"), "plain"
    ACCREDITATION_PUBLICITY = "accreditation_publicity", _l("Accreditation publicity"), "amber"
    ACCREDITATION_LIST = "accreditation_list", _l("Notice of accredited bases"), "green"
    ACCREDITATION_CHANGE = "accreditation_change", _l("Change of an accreditation"), "red"
    SETTLEMENT_PUBLICITY = "settlement_publicity", _l("Subsidy publicity"), "amber"
    POLICY = "policy", _l("Policy document"), "plain"


class Notice(db.Model):
    """A published thing: number and address never change; title, text and publicity stand in its versions."""

    __tablename__ = "notices"
    __table_args__ = (
        sa.Index("ix_notices_region_kind", "region_code", "kind"),
        sa.Index("ix_notices_subject", "subject_type", "subject_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    kind: Mapped[Kind] = state_column(Kind, name="notice_kind")
    subject_type: Mapped[str | None] = mapped_column(sa.String(40))
    subject_id: Mapped[str | None] = mapped_column(sa.String(60))
    version: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime] = mapped_column(Instant)
    region: Mapped[Region] = relationship(lazy="joined")
    versions: Mapped[list["NoticeVersion"]] = relationship(
        order_by="NoticeVersion.version.desc()", back_populates="notice"
    )
    latest: Mapped["NoticeVersion"] = relationship(
        primaryjoin="and_(NoticeVersion.notice_id == Notice.id, NoticeVersion.version == Notice.version)",
        viewonly=True,
        uselist=False,
        lazy="joined",
    )

    @property
    def title(self) -> str:
        return self.latest.title

    @property
    def publicity_ends_on(self) -> date | None:
        return self.latest.publicity_ends_on


class NoticeVersion(db.Model):
    """One text of a notice, as it was published; a mistake is put right by the next version."""

    __tablename__ = "notice_versions"
    __table_args__ = (sa.UniqueConstraint("notice_id", "version"),)
    __append_only__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("notices.id"))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[list] = mapped_column(sa.JSON)
    publicity_ends_on: Mapped[date | None] = mapped_column(sa.Date, index=True)
    reason: Mapped[str | None] = mapped_column(sa.Text)
    published_at: Mapped[datetime] = mapped_column(Instant)
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    notice: Mapped[Notice] = relationship(back_populates="versions")


class ObjectionState(Word):
    LODGED = "lodged", _l("Objection waiting"), "amber"
    UPHELD = "upheld", _l("Objection upheld"), "red"
    DISMISSED = "dismissed", _l("Objection dismissed"), "plain"


OBJECTION_MOVES = {
    ObjectionState.LODGED: {ObjectionState.UPHELD, ObjectionState.DISMISSED},
    ObjectionState.UPHELD: set(),
    ObjectionState.DISMISSED: set(),
}


class Objection(db.Model):
    """What an institution or a named person says against a publicity (公示异议), and the officer's answer."""

    __tablename__ = "objections"
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("notices.id"), index=True)
    reference: Mapped[str] = mapped_column(sa.String(24), unique=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(EncryptedText)
    contact: Mapped[str] = mapped_column(EncryptedText)
    text: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[ObjectionState] = state_column(ObjectionState)
    lodged_at: Mapped[datetime] = mapped_column(Instant)
    answer: Mapped[str | None] = mapped_column(sa.Text)
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    notice: Mapped[Notice] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    answered_by: Mapped[User | None] = relationship(lazy="joined", foreign_keys=answered_by_id)
