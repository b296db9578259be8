"""Recoveries: an overpayment, what two people decided on it, the cash that came, the lines that settled it."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.db import Fen, Instant, db, region_column, state_column
from kernel.evidence import Evidence
from kernel.organisations.models import Organisation
from kernel.words import Word
from settlement.rosters.models import RosterLine, TrainingClass


class RecoveryState(Word):
    PROPOSED = "proposed", _l("Recovery proposed"), "amber"
    SUGGESTED = "suggested", _l("Waiting for the second person"), "amber"
    OFFSET = "decided_offset", _l("To be set off in the next run"), "blue"
    CASH = "decided_cash", _l("To be returned in cash"), "blue"
    WAIVED = "waived", _l("Waived"), "plain"
    SETTLED = "settled", _l("Recovered"), "green"
    WITHDRAWN = "withdrawn", _l("No longer due"), "plain"


S = RecoveryState
MOVES = {
    S.PROPOSED: {S.SUGGESTED, S.WITHDRAWN},
    S.SUGGESTED: {S.PROPOSED, S.OFFSET, S.CASH, S.WAIVED, S.WITHDRAWN},
    S.OFFSET: {S.SETTLED, S.WITHDRAWN},
    S.CASH: {S.SETTLED, S.WITHDRAWN},
    S.WAIVED: set(),
    S.SETTLED: set(),
    S.WITHDRAWN: set(),
}
OPEN = (S.PROPOSED, S.SUGGESTED, S.OFFSET, S.CASH)
_OPEN = sa.text("state IN ('proposed', 'suggested', 'decided_offset', 'decided_cash')")


class Way(Word):
    OFFSET = "offset", _l("Set off against the institution's next run")
    CASH = "cash", _l("Return in cash")
    WAIVER = "waiver", _l("Waive")


class Step(Word):
    PROPOSED = "proposed", _l("Recovery proposed")
    UPDATED = "updated", _l("Amount updated")
    SUGGESTED = "suggested", _l("Way suggested")
    AGREED = "agreed", _l("Agreed by the second person")
    REJECTED = "rejected", _l("Not agreed")
    SETTLED = "settled", _l("Recovered")
    WITHDRAWN = "withdrawn", _l("No longer due")


class Recovery(db.Model):
    """At most one open per person and class. `amount_fen` is what is to come back."""

    __tablename__ = "recoveries"
    __table_args__ = (
        sa.Index(
            "uq_recoveries_open", "person_id", "class_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        sa.CheckConstraint("amount_fen > 0", name="positive"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"))
    class_id: Mapped[int] = mapped_column(sa.ForeignKey("classes.id"))
    roster_line_id: Mapped[int] = mapped_column(sa.ForeignKey("roster_lines.id"), index=True)
    amount_fen: Mapped[int] = mapped_column(Fen)
    target_fen: Mapped[int] = mapped_column(Fen)
    settled_fen: Mapped[int] = mapped_column(Fen)
    state: Mapped[RecoveryState] = state_column(RecoveryState)
    way: Mapped[Way | None] = state_column(Way, nullable=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("runs.id"))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    suggested_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    organisation: Mapped[Organisation] = relationship()
    roster_line: Mapped[RosterLine] = relationship()
    training_class: Mapped[TrainingClass] = relationship()
    proposed_by: Mapped[User] = relationship(foreign_keys=proposed_by_id)
    suggested_by: Mapped[User | None] = relationship(foreign_keys=suggested_by_id)
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)
    decisions: Mapped[list["RecoveryDecision"]] = relationship(viewonly=True, order_by="RecoveryDecision.id")
    receipts: Mapped[list["Receipt"]] = relationship(viewonly=True, order_by="Receipt.id")

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class RecoveryDecision(Evidence, db.Model):
    """One step towards a decision, with the amount it was taken on."""

    __tablename__ = "recovery_decisions"
    recovery_id: Mapped[int] = mapped_column(sa.ForeignKey("recoveries.id"), index=True)
    step: Mapped[Step] = state_column(Step, name="recovery_step")
    way: Mapped[Way | None] = state_column(Way, name="recovery_way", nullable=True)
    amount_fen: Mapped[int] = mapped_column(Fen)
    reason: Mapped[str | None] = mapped_column(sa.Text)
    recorded_by: Mapped[User] = relationship(User, foreign_keys="RecoveryDecision.recorded_by_id", viewonly=True)


class Receipt(Evidence, db.Model):
    """Cash that an institution returned, its ledger entry by source; the next run settles it by a negative line."""

    __tablename__ = "recovery_receipts"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["fund_id", "entry_number"],
            ["ledger_entries.fund_id", "ledger_entries.number"],
            name="fk_recovery_receipts_entry",
        ),
        sa.UniqueConstraint("region_code", "reference"),
        sa.CheckConstraint("amount_fen > 0", name="positive"),
    )
    recovery_id: Mapped[int] = mapped_column(sa.ForeignKey("recoveries.id"), index=True)
    amount_fen: Mapped[int] = mapped_column(Fen)
    received_on: Mapped[date] = mapped_column(sa.Date)
    reference: Mapped[str] = mapped_column(sa.String(60))
    fund_id: Mapped[int]
    entry_number: Mapped[int]


class RecoveryLine(db.Model):
    """Which settlement line of which run carries out a recovery, or one receipt of it."""

    __tablename__ = "recovery_lines"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["region_code", "run_id", "line_no"],
            ["settlement_lines.region_code", "settlement_lines.run_id", "settlement_lines.line_no"],
            name="fk_recovery_lines_line",
        ),
    )
    __append_only__ = True
    region_code: Mapped[str] = mapped_column(sa.String(6), primary_key=True)
    run_id: Mapped[int] = mapped_column(primary_key=True)
    line_no: Mapped[int] = mapped_column(primary_key=True)
    recovery_id: Mapped[int] = mapped_column(sa.ForeignKey("recoveries.id"), index=True)
    receipt_id: Mapped[int | None] = mapped_column(sa.ForeignKey("recovery_receipts.id"), index=True)
