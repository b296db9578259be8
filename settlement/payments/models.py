"""Payments: what the bank was asked, and what it said. They change cash only, never what is settled."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.db import Fen, Instant, db, region_column, state_column
from kernel.evidence import Evidence
from kernel.organisations.models import Organisation
from kernel.refusals import constraint
from kernel.words import Word
from settlement.funds.models import Source
from settlement.vouchers.models import Voucher


class PaymentState(Word):
    SENT = "sent", _l("Sent to the bank"), "amber"
    UNKNOWN = "unknown", _l("No clear answer"), "amber"
    SUCCESS = "success", _l("Paid"), "green"
    FAILED = "failed", _l("Failed"), "red"
    RETURNED = "returned", _l("Returned by the bank"), "red"


S = PaymentState
MOVES = {
    S.SENT: {S.SUCCESS, S.FAILED, S.UNKNOWN},
    S.UNKNOWN: {S.SUCCESS, S.FAILED},
    S.SUCCESS: {S.RETURNED},
    S.FAILED: set(),
    S.RETURNED: set(),
}
LIVE = (S.SENT, S.UNKNOWN, S.SUCCESS)
_LIVE = sa.text("state IN ('sent', 'unknown', 'success')")


class Payment(db.Model):
    """One attempt to pay a voucher, under a reference of its own; at most one attempt of a voucher is alive."""

    __tablename__ = "payments"
    __table_args__ = (
        sa.UniqueConstraint("voucher_id", "attempt"),
        sa.UniqueConstraint("reference"),
        sa.Index("uq_payments_live", "voucher_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        sa.CheckConstraint("amount_fen > 0", name="positive"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    voucher_id: Mapped[int] = mapped_column(sa.ForeignKey("vouchers.id"), index=True)
    attempt: Mapped[int]
    reference: Mapped[str] = mapped_column(sa.String(32))
    amount_fen: Mapped[int] = mapped_column(Fen)
    state: Mapped[PaymentState] = state_column(PaymentState, default=PaymentState.SENT)
    sent_at: Mapped[datetime] = mapped_column(Instant)
    sent_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    bank_note: Mapped[str | None] = mapped_column(sa.String(200))
    answered_on: Mapped[date | None] = mapped_column(sa.Date)
    voucher: Mapped[Voucher] = relationship(lazy="joined")
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    sent_by: Mapped[User] = relationship()
    shares: Mapped[list["PaymentSource"]] = relationship(viewonly=True, order_by="PaymentSource.source")


class PaymentSource(db.Model):
    """How much of a payment each source of money carries."""

    __tablename__ = "payment_sources"
    __append_only__ = True
    payment_id: Mapped[int] = mapped_column(sa.ForeignKey("payments.id"), primary_key=True)
    source: Mapped[Source] = state_column(Source, primary_key=True, name="payment_source")
    amount_fen: Mapped[int] = mapped_column(Fen)


class SetOff(Evidence, db.Model):
    """Part of what an institution owes on one voucher, kept back from another; never more than either holds."""

    __tablename__ = "set_offs"
    __table_args__ = (
        sa.CheckConstraint("amount_fen > 0", name="positive"),
        sa.UniqueConstraint("voucher_id", "debt_voucher_id"),
    )
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    voucher_id: Mapped[int] = mapped_column(sa.ForeignKey("vouchers.id"), index=True)
    debt_voucher_id: Mapped[int] = mapped_column(sa.ForeignKey("vouchers.id"), index=True)
    amount_fen: Mapped[int] = mapped_column(Fen)
    voucher: Mapped[Voucher] = relationship(foreign_keys=voucher_id)
    debt_voucher: Mapped[Voucher] = relationship(foreign_keys=debt_voucher_id)


class CashBack(Evidence, db.Model):
    """Cash that an institution paid back against a voucher below zero."""

    __tablename__ = "cash_backs"
    __table_args__ = (
        sa.CheckConstraint("amount_fen > 0", name="positive"),
        sa.UniqueConstraint("region_code", "reference"),
    )
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    debt_voucher_id: Mapped[int] = mapped_column(sa.ForeignKey("vouchers.id"), index=True)
    amount_fen: Mapped[int] = mapped_column(Fen)
    received_on: Mapped[date] = mapped_column(sa.Date)
    reference: Mapped[str] = mapped_column(sa.String(60))
    debt_voucher: Mapped[Voucher] = relationship()


constraint(
    "uq_payments_live",
    "PAYMENT_ALIVE",
    _l("This voucher has a payment that has not failed; only a failed one is sent again."),
)
constraint(
    "uq_cash_backs_region_code_reference", "RECEIPT_KNOWN", _l("This receipt was entered already."), field="reference"
)
