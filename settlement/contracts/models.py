"""Evidence of employment. A row counts while it is verified and no verified row replaces it."""

from datetime import date
from hashlib import sha256

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from kernel.accounts.models import User
from kernel.audit import canonical
from kernel.db import db, state_column
from kernel.evidence import Evidence
from kernel.organisations.models import Organisation
from kernel.words import Word
from settlement.rosters.models import RosterLine


class Term(Word):
    """The three kinds of labour contract (劳动合同法 12–15)."""

    FIXED = "fixed", _l("Fixed term")
    OPEN = "open", _l("Open-ended")
    TASK = "task", _l("Until a task is done")


class Because(Word):
    """Why a contract ended; from `death` on, nothing is to be recovered (policy.md, step 7)."""

    ORDINARY = "ordinary", _l("Ordinary end")
    RESIGNATION = "resignation", _l("Resignation")
    DISMISSAL = "dismissal", _l("Dismissal")
    AGREEMENT = "agreement", _l("Ended by agreement")
    COMPLETED = "completed", _l("Task completed")
    EXPIRY = "expiry", _l("Term expired")
    DEATH = "death", _l("Death of the worker")
    RETIREMENT = "retirement", _l("Retirement")
    EMPLOYER_FAULT = "employer_fault", _l("Employer at fault")
    DISSOLUTION = "dissolution", _l("Employer dissolved")


class SubjectKind(Word):
    CONTRACT = "contract", _l("Labour contract")
    EXTENSION = "extension", _l("Extension")
    ENDING = "ending", _l("End of a contract")
    LICENCE = "licence", _l("Business licence")


class Outcome(Word):
    VERIFIED = "verified", _l("Verified"), "green"
    REFUSED = "refused", _l("Refused"), "red"


class Employer(db.Model):
    """An employer by credit code; a legal successor is entered as the same employer (policy.md, *Chain*)."""

    __tablename__ = "employers"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(18), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))


class Employment(Evidence):
    """What the four tables share: whose trainee, by whom, on which paper, and which row it replaces."""

    @declared_attr
    def organisation_id(cls) -> Mapped[int]:
        return mapped_column(sa.ForeignKey("organisations.id"), index=True)

    @declared_attr
    def line_id(cls) -> Mapped[int]:
        return mapped_column(sa.ForeignKey("roster_lines.id"), index=True)

    @declared_attr
    def attachment_id(cls) -> Mapped[int | None]:
        return mapped_column(sa.ForeignKey("attachments.id"))

    @declared_attr
    def replaces_id(cls) -> Mapped[int | None]:
        return mapped_column(sa.ForeignKey(f"{cls.__tablename__}.id"), index=True)

    @declared_attr
    def line(cls) -> Mapped[RosterLine]:
        return relationship(RosterLine)

    @declared_attr
    def recorded_by(cls) -> Mapped[User]:
        return relationship(User, foreign_keys=[cls.recorded_by_id], viewonly=True)

    @declared_attr
    def organisation(cls) -> Mapped[Organisation]:
        return relationship(Organisation, viewonly=True)

    def digest(self) -> str:
        """SHA-256 over every column: the audit record keeps it, so that a row changed since is noticed."""
        says = {column.name: getattr(self, column.name) for column in self.__table__.columns}
        return sha256(canonical(says).encode()).hexdigest()


class LabourContract(Employment, db.Model):
    """A signed labour contract. `root_id` is the first row of its corrections (null: this row); extensions name it."""

    __tablename__ = "labour_contracts"
    __table_args__ = (
        sa.CheckConstraint("(term = 'fixed') = (to_on IS NOT NULL)", name="fixed_has_last_day"),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name="days_in_order"),
    )
    root_id: Mapped[int | None] = mapped_column(sa.ForeignKey("labour_contracts.id"), index=True)
    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employers.id"), index=True)
    term: Mapped[Term] = state_column(Term)
    signed_on: Mapped[date] = mapped_column(sa.Date)
    from_on: Mapped[date] = mapped_column(sa.Date)
    to_on: Mapped[date | None] = mapped_column(sa.Date, index=True)
    filing_number: Mapped[str | None] = mapped_column(sa.String(40))
    employer: Mapped[Employer] = relationship()

    @property
    def contract_id(self) -> int:
        """The number by which extensions and endings know this contract, whichever correction stands."""
        return self.root_id or self.id


class Extension(Employment, db.Model):
    """An agreed later last day of a fixed contract, in force from its signing."""

    __tablename__ = "extensions"
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("labour_contracts.id"), index=True)
    signed_on: Mapped[date] = mapped_column(sa.Date)
    to_on: Mapped[date] = mapped_column(sa.Date)


class Ending(Employment, db.Model):
    """The last day of a contract that ended, and why."""

    __tablename__ = "endings"
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("labour_contracts.id"), index=True)
    ended_on: Mapped[date] = mapped_column(sa.Date)
    because: Mapped[Because] = state_column(Because)


class Licence(Employment, db.Model):
    """The business licence of a start-up trainee."""

    __tablename__ = "licences"
    issued_on: Mapped[date] = mapped_column(sa.Date)
    number: Mapped[str] = mapped_column(sa.String(40))


class Verification(Evidence, db.Model):
    """An officer's word on one row of evidence; a later refusal takes an earlier verification back."""

    __tablename__ = "verifications"
    __table_args__ = (sa.UniqueConstraint("subject_kind", "subject_id", "outcome"),)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    subject_kind: Mapped[SubjectKind] = state_column(SubjectKind)
    subject_id: Mapped[int]
    outcome: Mapped[Outcome] = state_column(Outcome)
    note: Mapped[str | None] = mapped_column(sa.Text)
    recorded_by: Mapped[User] = relationship(User, foreign_keys="Verification.recorded_by_id", viewonly=True)


SUBJECTS = {
    SubjectKind.CONTRACT: LabourContract,
    SubjectKind.EXTENSION: Extension,
    SubjectKind.ENDING: Ending,
    SubjectKind.LICENCE: Licence,
}
