"""Grants, settlement lines, exclusions and postings: all of them only grow."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from kernel.db import Fen, Instant, db, state_column
from kernel.evidence import Evidence
from kernel.organisations.models import Organisation
from kernel.words import Word
from settlement.documents.models import Document, Kind
from settlement.rosters.models import RosterLine, TrainingClass


class Reason(Word):
    """Why the target is what it is: the outcomes of the rule, and the line that counts no more."""

    GRANTED = "granted", _l("Granted"), "green"
    NOT_DUE = "not_due", _l("Not due yet"), "plain"
    FORBIDDEN = "forbidden", _l("Received already"), "red"
    FAILED = "failed", _l("Appraisal not passed"), "amber"
    NO_STANDARD = "no_standard", _l("No standard"), "red"
    GONE = "gone", _l("Class cancelled or line removed"), "red"


class Nature(Word):
    NORMAL = "normal", _l("Subsidy"), "blue"
    OFFSET = "offset", _l("Set off against an overpayment"), "red"
    CASH_RETURN = "cash_return", _l("Returned in cash"), "red"
    MIRROR = "mirror", _l("Reversal"), "red"


class ExclusionReason(Word):
    NOT_CLAIMED = "not_claimed", _l("Not claimed by the institution"), "amber"
    HELD = "held", _l("On hold"), "amber"
    OBJECTION = "objection", _l("Objection during publicity"), "red"


def _named(key, column: str):
    """The row that a settlement line names; a statement's check stands for the foreign key."""
    return relationship(viewonly=True, primaryjoin=lambda: key == foreign(getattr(SettlementLine, column)))


class Grant(db.Model):
    """A person's passed line, claimed once for the whole region; `stands` false takes the claim back.

    The last row of a line is what holds. `person_id` is the row that stands for the person after merges. Grants and
    settlement lines are evidence written by the hundred thousand: what they name is checked a statement at a time
    (`guards`), where seven foreign keys a row would take four times as long as the writing itself.
    """

    __tablename__ = "grants"
    __table_args__ = (sa.Index("ix_grants_region_line_seq", "region_code", "line_id", "seq"),)
    __append_only__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(sa.String(6))
    seq: Mapped[int] = mapped_column(sa.BigInteger)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int]
    organisation_id: Mapped[int]
    person_id: Mapped[int]
    line_id: Mapped[int]
    class_id: Mapped[int]
    kind: Mapped[Kind] = state_column(Kind, name="grant_kind")
    trade_code: Mapped[str | None] = mapped_column(sa.String(20))
    level: Mapped[str | None] = mapped_column(sa.String(10))
    class_ended_on: Mapped[date] = mapped_column(sa.Date)
    repeat_rule: Mapped[str] = mapped_column(sa.String(30))
    stands: Mapped[bool]


class SettlementLine(db.Model):
    """What one run pays or takes back for one person in one class, and why, in fen. Written at drafting."""

    __tablename__ = "settlement_lines"
    __table_args__ = (
        sa.Index("ix_settlement_lines_roster_line", "roster_line_id"),
        {"sqlite_with_rowid": False},
    )
    __append_only__ = True
    region_code: Mapped[str] = mapped_column(sa.String(6), primary_key=True)
    run_id: Mapped[int] = mapped_column(primary_key=True)
    line_no: Mapped[int] = mapped_column(primary_key=True)
    roster_line_id: Mapped[int]
    person_id: Mapped[int]
    class_id: Mapped[int]
    organisation_id: Mapped[int]
    document_id: Mapped[int]
    rule_version: Mapped[int] = mapped_column(sa.SmallInteger)
    kind: Mapped[Kind] = state_column(Kind, name="line_kind")
    base_fen: Mapped[int] = mapped_column(Fen)
    share_hundredths: Mapped[int]
    base_paid_fen: Mapped[int] = mapped_column(Fen)
    uplift_fen: Mapped[int] = mapped_column(Fen)
    extension_fen: Mapped[int] = mapped_column(Fen)
    years: Mapped[int] = mapped_column(sa.SmallInteger)
    licence_fen: Mapped[int] = mapped_column(Fen)
    target_fen: Mapped[int] = mapped_column(Fen)
    settled_before_fen: Mapped[int] = mapped_column(Fen)
    delta_fen: Mapped[int] = mapped_column(Fen)
    reason: Mapped[Reason] = state_column(Reason)
    nature: Mapped[Nature] = state_column(Nature)
    roster_line: Mapped[RosterLine] = _named(RosterLine.id, "roster_line_id")
    training_class: Mapped[TrainingClass] = _named(TrainingClass.id, "class_id")
    organisation: Mapped[Organisation] = _named(Organisation.id, "organisation_id")
    document: Mapped[Document] = _named(Document.id, "document_id")


class Exclusion(Evidence, db.Model):
    """This line is not posted with its run; the person comes again with the next one."""

    __tablename__ = "exclusions"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["region_code", "run_id", "line_no"],
            ["settlement_lines.region_code", "settlement_lines.run_id", "settlement_lines.line_no"],
            name="fk_exclusions_line",
        ),
        sa.UniqueConstraint("region_code", "run_id", "line_no"),
    )
    run_id: Mapped[int]
    line_no: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    reason: Mapped[ExclusionReason] = state_column(ExclusionReason)
    note: Mapped[str | None] = mapped_column(sa.Text)


class Posting(Evidence, db.Model):
    """From this sequence number on the run's lines without exclusion are settled."""

    __tablename__ = "postings"
    __table_args__ = (sa.UniqueConstraint("run_id"),)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("runs.id"))


from settlement.entitlements import guards  # noqa: E402, F401 (the triggers belong to these tables)
