"""Classes and their roster lines. A class moves along MOVES; everything that counts as money is evidence beside it."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.db import Fen, Instant, db, region_column, state_column
from kernel.evidence import Evidence
from kernel.organisations.models import Organisation, Region
from kernel.secrets import EncryptedText
from kernel.words import Word
from settlement.documents.models import Document, Kind
from settlement.persons.groups import Group
from settlement.persons.models import Person


class ClassState(Word):
    OPEN = "open", _l("Roster being filled in"), "amber"
    SUBMITTED = "submitted", _l("Roster waiting for verification"), "blue"
    VERIFIED = "verified", _l("Roster verified"), "green"
    COMPLETED = "completed", _l("Completed"), "green"
    CANCELLED = "cancelled", _l("Cancelled"), "plain"


MOVES = {
    ClassState.OPEN: {ClassState.SUBMITTED, ClassState.CANCELLED},
    ClassState.SUBMITTED: {ClassState.VERIFIED, ClassState.OPEN, ClassState.CANCELLED},
    ClassState.VERIFIED: {ClassState.COMPLETED, ClassState.OPEN, ClassState.CANCELLED},
    ClassState.COMPLETED: {ClassState.CANCELLED},
    ClassState.CANCELLED: set(),
}


class AppraisalResult(Word):
    PASSED = "passed", _l("Qualified"), "green"
    FAILED = "failed", _l("Not qualified"), "red"


class TrainingClass(db.Model):
    """A class under an award; document, standard and every option are pinned on its opening day."""

    __tablename__ = "classes"
    __table_args__ = (
        sa.CheckConstraint("ended_on >= opened_on", name="days_in_order"),
        sa.CheckConstraint("seats > 0", name="seats"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    award_id: Mapped[int] = mapped_column(sa.ForeignKey("awards.id"), index=True)
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    kind: Mapped[Kind] = state_column(Kind)
    trade_code: Mapped[str | None] = mapped_column(sa.String(20))
    trade_name: Mapped[str] = mapped_column(sa.String(80))
    level: Mapped[str | None] = mapped_column(sa.String(10))
    group: Mapped[Group | None] = state_column(Group, name="lot_group_word", nullable=True)
    seats: Mapped[int]
    opened_on: Mapped[date] = mapped_column(sa.Date)
    ended_on: Mapped[date] = mapped_column(sa.Date)
    standard_fen: Mapped[int] = mapped_column(Fen)
    place: Mapped[str] = mapped_column(sa.String(120))
    state: Mapped[ClassState] = state_column(ClassState, default=ClassState.OPEN)
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    verified_at: Mapped[datetime | None] = mapped_column(Instant)
    returned_because: Mapped[str | None] = mapped_column(sa.Text)
    organisation: Mapped[Organisation] = relationship()
    region: Mapped[Region] = relationship()
    document: Mapped[Document] = relationship()
    opened_by: Mapped[User] = relationship(foreign_keys=opened_by_id)
    submitted_by: Mapped[User | None] = relationship(foreign_keys=submitted_by_id)
    verified_by: Mapped[User | None] = relationship(foreign_keys=verified_by_id)


class RosterLine(Evidence, db.Model):
    """One trainee of one class as filed. It counts once its class is verified after it.

    `occurrence` counts how often this person was entered in this class before and taken out again.
    """

    __tablename__ = "roster_lines"
    __table_args__ = (
        sa.UniqueConstraint("class_id", "person_id", "occurrence"),
        sa.Index("ix_roster_lines_region_seq", "region_code", "seq"),
        sa.CheckConstraint("benefit_to IS NULL OR benefit_to >= benefit_from", name="benefit_days_in_order"),
    )
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    class_id: Mapped[int] = mapped_column(sa.ForeignKey("classes.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), index=True)
    occurrence: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(sa.String(40))
    number_masked: Mapped[str] = mapped_column(sa.String(18))
    group: Mapped[Group] = mapped_column(
        "group_word",
        sa.Enum(
            Group,
            native_enum=False,
            create_constraint=True,
            length=32,
            name="group_word",
            values_callable=lambda words: [word.value for word in words],
        ),
    )
    position: Mapped[int]
    phone: Mapped[str | None] = mapped_column(EncryptedText)
    benefit_from: Mapped[date | None] = mapped_column(sa.Date)
    benefit_to: Mapped[date | None] = mapped_column(sa.Date)
    note: Mapped[str | None] = mapped_column(sa.String(200))
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("roster_lines.id"))
    training_class: Mapped[TrainingClass] = relationship()
    person: Mapped[Person] = relationship()


class OfClass(Evidence):
    """Evidence about a whole class."""

    @sa.orm.declared_attr
    def class_id(cls) -> Mapped[int]:
        return mapped_column(sa.ForeignKey("classes.id"), index=True)

    @sa.orm.declared_attr
    def organisation_id(cls) -> Mapped[int]:
        return mapped_column(sa.ForeignKey("organisations.id"))


class RosterVerification(OfClass, db.Model):
    """An officer who did not submit it found the roster true; lines filed before it count from here on."""

    __tablename__ = "roster_verifications"
    lines: Mapped[int]
    note: Mapped[str | None] = mapped_column(sa.Text)


class ClassCompletion(OfClass, db.Model):
    """Every trainee of the class has a result; it may be settled."""

    __tablename__ = "class_completions"
    __table_args__ = (sa.UniqueConstraint("class_id"),)
    completed_on: Mapped[date] = mapped_column(sa.Date)


class ClassCancellation(OfClass, db.Model):
    """The class does not count, from this sequence number on."""

    __tablename__ = "class_cancellations"
    __table_args__ = (sa.UniqueConstraint("class_id"),)
    because: Mapped[str] = mapped_column(sa.Text)


class EmploymentFreeze(OfClass, db.Model):
    """The counts of a class's employment band, fixed once its signing window has closed (decisions.md, "Runs")."""

    __tablename__ = "employment_freezes"
    __table_args__ = (sa.UniqueConstraint("class_id"), sa.CheckConstraint("employed <= passed", name="counts"))
    passed: Mapped[int]
    employed: Mapped[int]
    window_closed_on: Mapped[date] = mapped_column(sa.Date)


class LineRemoval(Evidence, db.Model):
    """The line does not count, from this sequence number on; another line may replace it."""

    __tablename__ = "line_removals"
    __table_args__ = (sa.UniqueConstraint("line_id"),)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("roster_lines.id"))
    because: Mapped[str] = mapped_column(sa.Text)


class Appraisal(Evidence, db.Model):
    """The result of one trainee's appraisal; a correction names the one it replaces."""

    __tablename__ = "appraisals"
    __table_args__ = (
        sa.UniqueConstraint("replaces_id"),
        sa.Index(
            "uq_appraisals_first",
            "line_id",
            unique=True,
            sqlite_where=sa.text("replaces_id IS NULL"),
            postgresql_where=sa.text("replaces_id IS NULL"),
        ),
    )
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("roster_lines.id"), index=True)
    result: Mapped[AppraisalResult] = state_column(AppraisalResult)
    appraised_on: Mapped[date] = mapped_column(sa.Date)
    certificate: Mapped[str | None] = mapped_column(sa.String(60))
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("appraisals.id"))
    line: Mapped[RosterLine] = relationship()


class FileKind(Word):
    LINES = "lines", _l("Roster")
    APPRAISALS = "appraisals", _l("Appraisal results")
    CONTRACTS = "contracts", _l("Labour contracts")


class FileImport(db.Model):
    """What became of one file: rows taken, rows known already, and each refused row with its sentences.

    `accepted` is JSON [[row, name, masked number, remark or null], …], `faults` [[row, column, sentence],
    …]; the refused rows themselves stand in an encrypted xlsx (`refused_id`).
    """

    __tablename__ = "file_imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    class_id: Mapped[int] = mapped_column(sa.ForeignKey("classes.id"), index=True)
    kind: Mapped[FileKind] = state_column(FileKind)
    filename: Mapped[str] = mapped_column(sa.String(200))
    known: Mapped[int]
    accepted: Mapped[list] = mapped_column(sa.JSON)
    faults: Mapped[list] = mapped_column(sa.JSON)
    refused_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attachments.id"))
    imported_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    imported_at: Mapped[datetime] = mapped_column(Instant)
    training_class: Mapped[TrainingClass] = relationship()
    imported_by: Mapped[User] = relationship(foreign_keys=imported_by_id)

    @property
    def refused_rows(self) -> int:
        return len({row for row, _column, _sentence in self.faults})
