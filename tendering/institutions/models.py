"""Training institutions: who they are, where they are paid, and how their trainees fared."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.attachments import Attachment
from kernel.db import Instant, db, region_column, state_column
from kernel.evidence import Evidence
from kernel.organisations.models import Organisation, Region
from kernel.refusals import constraint
from kernel.secrets import EncryptedText
from kernel.words import Word


class Kind(Word):
    """Who clause 6 of 内政发〔2008〕107号 calls upon to train."""

    COLLEGE = "college", _l("College or university")
    VOCATIONAL_SCHOOL = "vocational_school", _l("Vocational school")
    PRIVATE_SCHOOL = "private_school", _l("Private training school")
    ENTERPRISE = "enterprise", _l("Enterprise")


class State(Word):
    APPLIED = "applied", _l("Waiting for review"), "amber"
    APPROVED = "approved", _l("Approved"), "green"
    REFUSED = "refused", _l("Refused"), "red"
    SUSPENDED = "suspended", _l("Suspended"), "red"


MOVES = {
    State.APPLIED: {State.APPROVED, State.REFUSED},
    State.REFUSED: {State.APPLIED},
    State.APPROVED: {State.SUSPENDED},
    State.SUSPENDED: {State.APPROVED},
}


class Institution(db.Model):
    """The profile of an organisation that trains; it registers itself and is approved by an officer of its region."""

    __tablename__ = "institutions"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), unique=True)
    region_code: Mapped[str] = region_column()
    kind: Mapped[Kind] = state_column(Kind, name="institution_kind")
    state: Mapped[State] = state_column(State, name="institution_state")
    legal_representative: Mapped[str] = mapped_column(sa.String(60))
    contact_name: Mapped[str] = mapped_column(sa.String(60))
    contact_phone: Mapped[str] = mapped_column(EncryptedText)
    address: Mapped[str] = mapped_column(sa.String(200))
    description: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str | None] = mapped_column(sa.Text)
    applied_at: Mapped[datetime] = mapped_column(Instant)
    reviewed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(Instant)
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    region: Mapped[Region] = relationship(lazy="joined")
    reviewed_by: Mapped[User | None] = relationship(lazy="joined", foreign_keys=reviewed_by_id)
    files: Mapped[list["InstitutionFile"]] = relationship(order_by="InstitutionFile.id")

    @property
    def name(self) -> str:
        return self.organisation.name


class InstitutionFile(db.Model):
    """A proof that was handed in: licence of the school or of business, statutes, consent of the founder."""

    __tablename__ = "institution_files"
    __append_only__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institutions.id"), index=True)
    attachment_id: Mapped[int] = mapped_column(sa.ForeignKey("attachments.id"))
    attachment: Mapped[Attachment] = relationship(lazy="joined")


class PayeeAccount(Evidence, db.Model):
    """One version of the account an organisation is paid into; nothing is paid into it before finance has decided."""

    __tablename__ = "payee_accounts"
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    holder: Mapped[str] = mapped_column(sa.String(120))
    bank_name: Mapped[str] = mapped_column(sa.String(120))
    branch_code: Mapped[str] = mapped_column(sa.String(12))
    account: Mapped[str] = mapped_column(EncryptedText)
    account_masked: Mapped[str] = mapped_column(sa.String(40))
    attachment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attachments.id"))
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    attachment: Mapped[Attachment | None] = relationship(lazy="joined")
    requested_by: Mapped[User] = relationship(lazy="joined", foreign_keys="PayeeAccount.recorded_by_id")
    decision: Mapped["PayeeDecision | None"] = relationship(
        back_populates="payee_account", uselist=False, lazy="joined"
    )

    @property
    def is_approved(self) -> bool:
        return self.decision is not None and self.decision.is_approved

    @property
    def approved_by(self) -> User | None:
        return self.decision.decided_by if self.is_approved else None


class PayeeDecision(Evidence, db.Model):
    """What finance decided about one version, once; by another person than asked for it."""

    __tablename__ = "payee_decisions"
    payee_account_id: Mapped[int] = mapped_column(sa.ForeignKey("payee_accounts.id"), unique=True)
    is_approved: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(sa.Text)
    payee_account: Mapped[PayeeAccount] = relationship(back_populates="decision")
    decided_by: Mapped[User] = relationship(lazy="joined", foreign_keys="PayeeDecision.recorded_by_id")


class Outcome(Evidence, db.Model):
    """How many who passed in a period found work, as settlement counted; a later count names the one it replaces."""

    __tablename__ = "institution_outcomes"
    __table_args__ = (
        sa.CheckConstraint("employed >= 0 AND employed <= passed", name="employed_among_passed"),
        sa.Index("ix_institution_outcomes_organisation_period", "organisation_id", "region_code", "period"),
    )
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    period: Mapped[str] = mapped_column(sa.String(7))
    passed: Mapped[int]
    employed: Mapped[int]
    counted_on: Mapped[date] = mapped_column(sa.Date)
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("institution_outcomes.id"), unique=True)


constraint(
    "uq_organisations_code",
    "ORGANISATION_EXISTS",
    _l("An organisation with this credit code is registered already; its people sign in with their own account."),
    field="code",
)
constraint("uq_payee_decisions_payee_account_id", "ALREADY_DECIDED", _l("This account was decided on already."))
