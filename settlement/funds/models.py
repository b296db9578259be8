"""A fund per league and year, what was put into it, and its ledger: double entries that balance in the database."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.db import Fen, Instant, db, region_column, state_column
from kernel.organisations.models import Region
from kernel.words import Word


class Source(Word):
    """Where the money comes from (内蒙古自治区就业促进条例 11)."""

    OWN = "own", _l("Own budget")
    TRANSFER = "transfer", _l("Transfer from above")
    UNEMPLOYMENT_FUND = "unemployment_fund", _l("Drawn from the unemployment-insurance fund")
    ADJUSTMENT = "adjustment", _l("Unemployment-insurance adjustment subsidy")
    OTHER = "other", _l("Other")


class Account(Word):
    """Where money stands. `appropriated` mirrors what was put in; all legs of a fund always sum to zero."""

    APPROPRIATED = "appropriated", _l("Appropriated")
    AVAILABLE = "available", _l("Available")
    RESERVED = "reserved", _l("Reserved for a run")
    PAYABLE = "payable", _l("Payable on vouchers")
    RECOVERABLE = "recoverable", _l("To come back from institutions")
    PAID = "paid", _l("Paid")


NEVER_BELOW_ZERO = (Account.AVAILABLE, Account.RESERVED, Account.RECOVERABLE)
DEFAULT_ORDER = [Source.TRANSFER, Source.UNEMPLOYMENT_FUND, Source.ADJUSTMENT, Source.OTHER, Source.OWN]


class Act(Word):
    APPROPRIATE = "appropriate", _l("Appropriation"), "green"
    RESERVE = "reserve", _l("Reserved"), "blue"
    RELEASE = "release", _l("Reservation released"), "plain"
    CHARGE = "charge", _l("Charged by a voucher"), "blue"
    SET_OFF = "set_off", _l("Set off against what an institution owes"), "plain"
    PAY = "pay", _l("Paid"), "green"
    RETURN = "return", _l("Payment returned by the bank"), "red"
    CASH_BACK = "cash_back", _l("Cash paid back by an institution"), "green"


class Fund(db.Model):
    """The fund of one region and year. `source_order` is the list by which persons fall to sources."""

    __tablename__ = "funds"
    __table_args__ = (sa.UniqueConstraint("region_code", "year"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    year: Mapped[int]
    source_order: Mapped[list] = mapped_column(sa.JSON)
    entries: Mapped[int] = mapped_column(default=0)
    insurance_balance_fen: Mapped[int | None] = mapped_column(Fen)
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    region: Mapped[Region] = relationship()

    @property
    def order(self) -> list[Source]:
        return [Source(word) for word in self.source_order]


class Appropriation(db.Model):
    """Money put into a fund, by document; a draw carries the statement that benefits are paid in full and on time."""

    __tablename__ = "appropriations"
    __table_args__ = (
        sa.CheckConstraint("amount_fen > 0", name="positive"),
        sa.CheckConstraint("source <> 'unemployment_fund' OR statement IS NOT NULL", name="draw_has_statement"),
    )
    __append_only__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    fund_id: Mapped[int] = mapped_column(sa.ForeignKey("funds.id"), index=True)
    source: Mapped[Source] = state_column(Source)
    amount_fen: Mapped[int] = mapped_column(Fen)
    document_number: Mapped[str] = mapped_column(sa.String(80))
    dated_on: Mapped[date] = mapped_column(sa.Date)
    statement: Mapped[str | None] = mapped_column(sa.Text)
    entry_number: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    fund: Mapped[Fund] = relationship()
    recorded_by: Mapped[User] = relationship(foreign_keys=recorded_by_id)


class LedgerEntry(db.Model):
    """The header of one entry, written after its legs; no leg may follow. `run_id`, `paper`: what it is about."""

    __tablename__ = "ledger_entries"
    __append_only__ = True
    fund_id: Mapped[int] = mapped_column(sa.ForeignKey("funds.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    act: Mapped[Act] = state_column(Act, name="ledger_act")
    run_id: Mapped[int | None] = mapped_column(index=True)
    paper: Mapped[str | None] = mapped_column(sa.String(80))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    recorded_by: Mapped[User] = relationship()
    legs: Mapped[list["LedgerLeg"]] = relationship(viewonly=True, order_by="LedgerLeg.account, LedgerLeg.source")


class LedgerLeg(db.Model):
    """One side of an entry: what is added to (or, negative, taken from) an account of a source."""

    __tablename__ = "ledger_legs"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["fund_id", "entry_number"],
            ["ledger_entries.fund_id", "ledger_entries.number"],
            name="fk_ledger_legs_entry",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.Index("ix_ledger_legs_account", "fund_id", "account", "source"),
    )
    __append_only__ = True
    fund_id: Mapped[int] = mapped_column(primary_key=True)
    entry_number: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[Account] = state_column(Account, primary_key=True, name="ledger_account")
    source: Mapped[Source] = state_column(Source, primary_key=True, name="ledger_source")
    amount_fen: Mapped[int] = mapped_column(Fen)


from settlement.funds import guards  # noqa: E402, F401 (the triggers belong to these tables)
