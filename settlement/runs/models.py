"""A settlement run: which moves are legal, the run itself, and what institutions and objectors said of it."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from kernel.accounts.models import User
from kernel.db import Fen, Instant, db, region_column, state_column
from kernel.evidence import Evidence
from kernel.organisations.models import Organisation, Region
from kernel.words import Word
from settlement.documents.models import Document


class RunState(Word):
    DRAFT = "draft", _l("Drafted, institutions confirm"), "amber"
    CONFIRMED = "confirmed", _l("To be reviewed"), "blue"
    REVIEWED = "reviewed", _l("Reviewed, to be published"), "blue"
    PUBLISHED = "published", _l("In publicity"), "amber"
    APPROVED = "approved", _l("Approved, to be posted"), "blue"
    POSTED = "posted", _l("Posted"), "green"
    VOID = "void", _l("Void"), "plain"


class RunKind(Word):
    NORMAL = "normal", _l("Settlement"), "blue"
    CORRECTION = "correction", _l("Red-letter correction"), "red"


S = RunState
MOVES = {
    S.DRAFT: {S.CONFIRMED, S.VOID},
    S.CONFIRMED: {S.REVIEWED, S.VOID},
    S.REVIEWED: {S.PUBLISHED, S.VOID},
    S.PUBLISHED: {S.APPROVED, S.VOID},
    S.APPROVED: {S.POSTED, S.VOID},
    S.POSTED: set(),
    S.VOID: set(),
}
CORRECTION_MOVES = {
    S.DRAFT: {S.REVIEWED, S.VOID},
    S.REVIEWED: {S.APPROVED, S.VOID},
    S.APPROVED: {S.POSTED, S.VOID},
    S.POSTED: set(),
    S.VOID: set(),
}
OPEN = (S.DRAFT, S.CONFIRMED, S.REVIEWED, S.PUBLISHED, S.APPROVED)
_IS_OPEN = sa.text("state NOT IN ('posted', 'void')")
_COUNTS = sa.text("state <> 'void' AND kind = 'normal'")
_CORRECTS = sa.text("state <> 'void' AND kind = 'correction'")


class Run(db.Model):
    """One run of a region. `seq_heads` and the cut-off say exactly which evidence it saw; its lines never change.

    `locked_heads`: the heads once its draft held the locks, when it looked at what changes hands between regions and
    runs: grants of others, postings, recoveries, cash that came back.
    """

    __tablename__ = "runs"
    __table_args__ = (
        sa.Index("uq_runs_open", "region_code", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
        sa.Index(
            "uq_runs_period", "region_code", "period", unique=True, sqlite_where=_COUNTS, postgresql_where=_COUNTS
        ),
        sa.Index(
            "uq_runs_corrects", "corrects_voucher_id", unique=True, sqlite_where=_CORRECTS, postgresql_where=_CORRECTS
        ),
        sa.UniqueConstraint("number"),
        sa.CheckConstraint(
            "(kind = 'correction') = (corrects_voucher_id IS NOT NULL)", name="correction_names_voucher"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    number: Mapped[str] = mapped_column(sa.String(30))
    period: Mapped[str] = mapped_column(sa.String(7))
    kind: Mapped[RunKind] = state_column(RunKind, name="run_kind")
    corrects_voucher_id: Mapped[int | None]
    corrects_number: Mapped[str | None] = mapped_column(sa.String(40))
    reason: Mapped[str | None] = mapped_column(sa.Text)
    cutoff_on: Mapped[date] = mapped_column(sa.Date)
    seq_heads: Mapped[dict] = mapped_column(sa.JSON)
    locked_heads: Mapped[dict] = mapped_column(sa.JSON)
    rule_version: Mapped[int]
    state: Mapped[RunState] = state_column(RunState)
    people: Mapped[int]
    lines: Mapped[int]
    total_fen: Mapped[int] = mapped_column(Fen)
    lines_hash: Mapped[str] = mapped_column(sa.String(64))
    documents: Mapped[list] = mapped_column(sa.JSON)
    confirm_by_on: Mapped[date | None] = mapped_column(sa.Date)
    publicity_ends_on: Mapped[date | None] = mapped_column(sa.Date)
    notice_id: Mapped[int | None] = mapped_column(sa.ForeignKey("notices.id"))
    review_note: Mapped[str | None] = mapped_column(sa.Text)
    void_reason: Mapped[str | None] = mapped_column(sa.Text)
    drafted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    drafted_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    reviewed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(Instant)
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Instant)
    posted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    posted_at: Mapped[datetime | None] = mapped_column(Instant)
    voided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    voided_at: Mapped[datetime | None] = mapped_column(Instant)
    region: Mapped[Region] = relationship(lazy="joined")
    drafted_by: Mapped[User] = relationship(foreign_keys=drafted_by_id)
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=confirmed_by_id)
    reviewed_by: Mapped[User | None] = relationship(foreign_keys=reviewed_by_id)
    published_by: Mapped[User | None] = relationship(foreign_keys=published_by_id)
    approved_by: Mapped[User | None] = relationship(foreign_keys=approved_by_id)
    posted_by: Mapped[User | None] = relationship(foreign_keys=posted_by_id)
    voided_by: Mapped[User | None] = relationship(foreign_keys=voided_by_id)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_correction(self) -> bool:
        return self.kind == RunKind.CORRECTION

    @property
    def moves(self) -> dict:
        return CORRECTION_MOVES if self.is_correction else MOVES

    def document_numbers(self) -> list[str]:
        """The policy documents its lines stand under."""
        found = sa.select(Document.number).where(Document.id.in_(self.documents)).order_by(Document.number)
        return list(db.session.scalars(found))

    @classmethod
    def institution_clause(cls, user):
        """An institution sees the runs in which it has lines."""
        lines = db.metadata.tables["settlement_lines"].c
        return sa.exists().where(
            lines.run_id == cls.id, lines.region_code == cls.region_code, lines.organisation_id == user.organisation_id
        )


class OfRun(Evidence):
    """Evidence about one run."""

    @declared_attr
    def run_id(cls) -> Mapped[int]:
        return mapped_column(sa.ForeignKey("runs.id"), index=True)


class ListConfirmation(OfRun, db.Model):
    """An institution confirmed its list of this run."""

    __tablename__ = "list_confirmations"
    __table_args__ = (sa.UniqueConstraint("run_id", "organisation_id"),)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    lines: Mapped[int]
    total_fen: Mapped[int] = mapped_column(Fen)
    organisation: Mapped[Organisation] = relationship()
    recorded_by: Mapped[User] = relationship(User, foreign_keys="ListConfirmation.recorded_by_id", viewonly=True)


class LineObjection(OfRun, db.Model):
    """An officer found which line a lodged objection is about."""

    __tablename__ = "line_objections"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["region_code", "run_id", "line_no"],
            ["settlement_lines.region_code", "settlement_lines.run_id", "settlement_lines.line_no"],
            name="fk_line_objections_line",
        ),
        sa.UniqueConstraint("objection_id", "run_id", "line_no"),
    )
    objection_id: Mapped[int] = mapped_column(sa.ForeignKey("objections.id"))
    line_no: Mapped[int]
