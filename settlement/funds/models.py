"""A fund per league, year and kind, what was put into it, and its ledger: double entries balanced by the database."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.db import Fen, Instant, db, region_column, state_column
from kernel.organisations.models import Region
from kernel.words import Word


class FundKind(Word):
    """The insurance fund is another budget by law (社会保险基金预算), so it has a ledger of its own."""

    EMPLOYMENT = "employment", _l("Employment fund"), "blue"
    INSURANCE = "insurance", _l("Unemployment-insurance fund, its own line"), "green"


class Source(Word):
    """Where the money comes from (内蒙古自治区就业促进条例 11); the insurance fund knows one source, itself."""

    OWN = "own", _l("Own budget")
    TRANSFER = "transfer", _l("Transfer from above")
    UNEMPLOYMENT_FUND = "unemployment_fund", _l("Drawn from the unemployment-insurance fund")
    ADJUSTMENT = "adjustment", _l("Unemployment-insurance adjustment subsidy")
    OTHER = "other", _l("Other")
    INSURANCE = "insurance", _l("Expenditure of the unemployment-insurance fund")


DEFAULT_ORDER = [Source.TRANSFER, Source.UNEMPLOYMENT_FUND, Source.ADJUSTMENT, Source.OTHER, Source.OWN]


class Sharing(Word):
    """How a voucher's money falls to the sources of its fund (decisions.md, *Documents and money*)."""

    ORDER = "order", _l("By an ordered list")
    RATIO = "ratio", _l("By ratio")


class Account(Word):
    """Where money stands; all legs of a fund always sum to zero. `appropriated` and `brought` mirror what came in."""

    APPROPRIATED = "appropriated", _l("Appropriated")
    BROUGHT = "brought", _l("Brought over from an earlier year")
    AVAILABLE = "available", _l("Available")
    RESERVED = "reserved", _l("Reserved for a run")
    PAYABLE = "payable", _l("Payable on vouchers")
    RECOVERABLE = "recoverable", _l("To come back from institutions")
    PAID = "paid", _l("Paid")
    CARRIED = "carried", _l("Carried over to a later year")
    HANDED_BACK = "handed_back", _l("Handed back")


NEVER_BELOW_ZERO = (Account.AVAILABLE, Account.RESERVED, Account.RECOVERABLE, Account.CARRIED, Account.HANDED_BACK)


class Act(Word):
    APPROPRIATE = "appropriate", _l("Appropriation"), "green"
    RESERVE = "reserve", _l("Reserved"), "blue"
    RELEASE = "release", _l("Reservation released"), "plain"
    CHARGE = "charge", _l("Charged by a voucher"), "blue"
    SET_OFF = "set_off", _l("Set off against what an institution owes"), "plain"
    PAY = "pay", _l("Paid"), "green"
    RETURN = "return", _l("Payment returned by the bank"), "red"
    CASH_BACK = "cash_back", _l("Cash paid back by an institution"), "green"
    CARRY = "carry", _l("Carried over between years"), "plain"
    HAND_BACK = "hand_back", _l("Handed back"), "red"


NOT_AFTER_CLOSING = (Act.APPROPRIATE, Act.RESERVE, Act.CHARGE)


class Fund(db.Model):
    """The fund of one region, year and kind. `source_order` lists its sources, `weights` their parts where shared by
    ratio; `closed_on`: from that day nothing new is put in, reserved or charged, while what is payable stays payable.
    """

    __tablename__ = "funds"
    __table_args__ = (
        sa.UniqueConstraint("region_code", "year", "kind"),
        sa.CheckConstraint("(sharing = 'ratio') = (weights IS NOT NULL)", name="ratio_has_weights"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    year: Mapped[int]
    kind: Mapped[FundKind] = state_column(FundKind, default=FundKind.EMPLOYMENT)
    sharing: Mapped[Sharing] = state_column(Sharing, default=Sharing.ORDER)
    source_order: Mapped[list] = mapped_column(sa.JSON)
    weights: Mapped[list | None] = mapped_column(sa.JSON(none_as_null=True))
    entries: Mapped[int] = mapped_column(default=0)
    insurance_balance_fen: Mapped[int | None] = mapped_column(Fen)
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    closed_on: Mapped[date | None] = mapped_column(sa.Date)
    region: Mapped[Region] = relationship()

    @property
    def order(self) -> list[Source]:
        return [Source(word) for word in self.source_order]

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None

    @property
    def is_insurance(self) -> bool:
        return self.kind == FundKind.INSURANCE


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


class Way(Word):
    """What becomes of a source's money when its year is closed."""

    CARRY = "carry", _l("Carry it over to the present year")
    HAND_BACK = "hand_back", _l("Hand it back")


class ClosingState(Word):
    PROPOSED = "proposed", _l("Waiting for the second person"), "amber"
    DONE = "done", _l("Closed"), "green"
    REJECTED = "rejected", _l("Not agreed"), "red"


CLOSING_MOVES = {
    ClosingState.PROPOSED: {ClosingState.DONE, ClosingState.REJECTED},
    ClosingState.DONE: set(),
    ClosingState.REJECTED: set(),
}
_WAITS = sa.text("state = 'proposed'")


class Closing(db.Model):
    """The end of a fund's year, proposed by one of finance and decided by another; `ways` is {source: way}.

    A closed fund is closed again where money has become available in it since.
    """

    __tablename__ = "fund_closings"
    __table_args__ = (
        sa.Index("uq_fund_closings_open", "fund_id", unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    fund_id: Mapped[int] = mapped_column(sa.ForeignKey("funds.id"), index=True)
    into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funds.id"))
    ways: Mapped[dict] = mapped_column(sa.JSON)
    state: Mapped[ClosingState] = state_column(ClosingState)
    document_number: Mapped[str] = mapped_column(sa.String(80))
    carried_fen: Mapped[int | None] = mapped_column(Fen)
    handed_back_fen: Mapped[int | None] = mapped_column(Fen)
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    note: Mapped[str | None] = mapped_column(sa.Text)
    fund: Mapped[Fund] = relationship(foreign_keys=fund_id)
    into: Mapped[Fund | None] = relationship(foreign_keys=into_id)
    proposed_by: Mapped[User] = relationship(foreign_keys=proposed_by_id)
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)


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
