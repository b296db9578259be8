"""Reading funds.

fund(region_code, year, kind) -> Fund | None;  funds_of(region_code, year) -> [Fund]
balance(region_code, year) -> Balance         what stands where, in fen; zero where there is no fund
standing(fund, *accounts) -> {(account, source): fen};  available(fund) -> {source: fen}
unbalanced(), overdrawn(), uncarried()         what may never be: no rows where all is well
"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from kernel.db import db
from settlement.funds.models import (
    Account,
    Act,
    Appropriation,
    Closing,
    ClosingState,
    Fund,
    FundKind,
    LedgerEntry,
    LedgerLeg,
    Source,
)
from settlement.funds.soundness import overdrawn, unbalanced, uncarried  # noqa: F401 (read here by `flask check`)


@dataclass(frozen=True)
class Balance:
    """One fund in fen; `available` is what a new run may still reserve."""

    appropriated: int = 0
    available: int = 0
    reserved: int = 0
    payable: int = 0
    recoverable: int = 0
    paid: int = 0
    brought: int = 0
    carried: int = 0
    handed_back: int = 0

    @property
    def came_in(self) -> int:
        """What the year had to spend: put in, and brought over from an earlier year."""
        return self.appropriated + self.brought

    @classmethod
    def of(cls, sums: dict[Account, int]) -> "Balance":
        mirrors = (Account.APPROPRIATED, Account.BROUGHT)
        return cls(**{str(each): -sums.get(each, 0) if each in mirrors else sums.get(each, 0) for each in Account})


def fund(region_code: str, year: int, kind: FundKind = FundKind.EMPLOYMENT) -> Fund | None:
    return db.session.scalars(sa.select(Fund).filter_by(region_code=region_code, year=year, kind=kind)).one_or_none()


def funds_of(region_code: str, year: int) -> list[Fund]:
    """The region's funds of a year, the employment fund first."""
    found = sa.select(Fund).filter_by(region_code=region_code, year=year)
    return list(db.session.scalars(found.order_by(Fund.kind)))


def _sum_of_legs() -> sa.ColumnElement[int]:
    return sa.cast(sa.func.sum(LedgerLeg.amount_fen), sa.BigInteger)


def _of_entry() -> sa.ColumnElement[bool]:
    return sa.and_(LedgerEntry.fund_id == LedgerLeg.fund_id, LedgerEntry.number == LedgerLeg.entry_number)


def standing(fund: Fund, *accounts: Account) -> dict[tuple[Account, Source], int]:
    """Sums of legs by account and source; of the accounts named, or of all."""
    query = (
        sa.select(LedgerLeg.account, LedgerLeg.source, _sum_of_legs())
        .where(LedgerLeg.fund_id == fund.id)
        .group_by(LedgerLeg.account, LedgerLeg.source)
        .order_by(LedgerLeg.account, LedgerLeg.source)
    )
    if accounts:
        query = query.where(LedgerLeg.account.in_(accounts))
    return {(account, source): int(total) for account, source, total in db.session.execute(query)}


def available(fund: Fund) -> dict[Source, int]:
    return {source: amount for (_, source), amount in standing(fund, Account.AVAILABLE).items()}


def balance(region_code: str, year: int, kind: FundKind = FundKind.EMPLOYMENT) -> Balance:
    found = fund(region_code, year, kind)
    return balance_of(found) if found else Balance()


def balance_of(fund: Fund) -> Balance:
    sums: dict[Account, int] = {}
    for (account, _), total in standing(fund).items():
        sums[account] = sums.get(account, 0) + total
    return Balance.of(sums)


def by_source(fund: Fund) -> list[tuple[Source, Balance]]:
    """The same as `balance`, for each source in the fund's order, then for others that money was brought over in."""
    sums = standing(fund)
    rows = []
    for source in [*fund.order, *(each for each in Source if each not in fund.order)]:
        amounts = {account: sums.get((account, source), 0) for account in Account}
        if any(amounts.values()):
            rows.append((source, Balance.of(amounts)))
    return rows


def _by_fund(rows: Iterable[tuple[int, Source, int]]) -> dict[Fund, dict[Source, int]]:
    found: dict[Fund, dict[Source, int]] = {}
    for fund_id, source, amount in rows:
        found.setdefault(db.session.get_one(Fund, fund_id), {})[source] = int(amount)
    return found


def reserved_for(run_id: int) -> dict[Fund, dict[Source, int]]:
    """What is still reserved for a run, by fund and source."""
    query = (
        sa.select(LedgerLeg.fund_id, LedgerLeg.source, _sum_of_legs())
        .join(LedgerEntry, _of_entry())
        .where(LedgerEntry.run_id == run_id, LedgerLeg.account == Account.RESERVED)
        .group_by(LedgerLeg.fund_id, LedgerLeg.source)
        .having(_sum_of_legs() != 0)
        .order_by(LedgerLeg.fund_id, LedgerLeg.source)
    )
    return _by_fund(db.session.execute(query))


def reservations(fund: Fund) -> dict[int, dict[Source, int]]:
    """{run_id: {source: fen}} of what is still reserved in a fund."""
    query = (
        sa.select(LedgerEntry.run_id, LedgerLeg.source, _sum_of_legs())
        .join(LedgerEntry, _of_entry())
        .where(LedgerLeg.fund_id == fund.id, LedgerLeg.account == Account.RESERVED)
        .group_by(LedgerEntry.run_id, LedgerLeg.source)
        .having(_sum_of_legs() != 0)
        .order_by(LedgerEntry.run_id, LedgerLeg.source)
    )
    found: dict[int, dict[Source, int]] = {}
    for run_id, source, amount in db.session.execute(query):
        found.setdefault(run_id, {})[source] = int(amount)
    return found


def appropriated(fund: Fund, source: Source) -> int:
    """What was put into the fund from one source so far."""
    total = sa.select(sa.func.coalesce(sa.func.sum(Appropriation.amount_fen), 0)).filter_by(
        fund_id=fund.id, source=source
    )
    return int(db.session.scalar(total))


def appropriations(fund: Fund) -> list[Appropriation]:
    return list(db.session.scalars(sa.select(Appropriation).filter_by(fund_id=fund.id).order_by(Appropriation.id)))


def closings(fund: Fund) -> list[Closing]:
    return list(db.session.scalars(sa.select(Closing).filter_by(fund_id=fund.id).order_by(Closing.id)))


def waiting_closing(fund: Fund) -> Closing | None:
    return db.session.scalars(sa.select(Closing).filter_by(fund_id=fund.id, state=ClosingState.PROPOSED)).one_or_none()


def entries(fund: Fund) -> sa.Select:
    """The entries of a fund with the amount that moved, for a table."""
    legs = (
        sa.select(LedgerLeg.fund_id, LedgerLeg.entry_number, _sum_of_legs().label("moved_fen"))
        .where(LedgerLeg.amount_fen > 0)
        .group_by(LedgerLeg.fund_id, LedgerLeg.entry_number)
        .subquery()
    )
    return (
        sa.select(
            LedgerEntry.fund_id,
            LedgerEntry.number,
            LedgerEntry.act,
            LedgerEntry.paper,
            LedgerEntry.run_id,
            LedgerEntry.recorded_at,
            legs.c.moved_fen,
        )
        .join(legs, sa.and_(legs.c.fund_id == LedgerEntry.fund_id, legs.c.entry_number == LedgerEntry.number))
        .where(LedgerEntry.fund_id == fund.id)
        .order_by(LedgerEntry.number.desc())
    )


def charged_by(kind: FundKind) -> sa.Select:
    """The runs whose vouchers were charged to funds of this kind: run ids, for a condition."""
    return (
        sa.select(LedgerEntry.run_id)
        .join(Fund, Fund.id == LedgerEntry.fund_id)
        .where(Fund.kind == kind, LedgerEntry.act == Act.CHARGE)
        .order_by(LedgerEntry.run_id)
    )


def kind_charged(paper: str) -> FundKind | None:
    """The kind of fund that a voucher of this number was charged to."""
    query = (
        sa.select(Fund.kind)
        .join(LedgerEntry, LedgerEntry.fund_id == Fund.id)
        .where(LedgerEntry.paper == paper, LedgerEntry.act == Act.CHARGE)
        .order_by(LedgerEntry.number)
    )
    return db.session.scalars(query).first()
