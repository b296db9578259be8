"""Reading funds.

fund(region_code, year) -> Fund | None
balance(region_code, year) -> Balance         what stands where, in fen; zero where there is no fund
standing(fund, *accounts) -> {(account, source): fen}
"""

from dataclasses import dataclass

import sqlalchemy as sa

from kernel.db import db
from settlement.funds.models import Account, Act, Appropriation, Fund, LedgerEntry, LedgerLeg, Source


@dataclass(frozen=True)
class Balance:
    """One fund in fen; `available` is what a new run may still reserve."""

    appropriated: int = 0
    available: int = 0
    reserved: int = 0
    payable: int = 0
    recoverable: int = 0
    paid: int = 0


def fund(region_code: str, year: int) -> Fund | None:
    return db.session.scalars(sa.select(Fund).filter_by(region_code=region_code, year=year)).one_or_none()


def standing(fund: Fund, *accounts: Account) -> dict[tuple[Account, Source], int]:
    """Sums of legs by account and source; of the accounts named, or of all."""
    query = (
        sa.select(LedgerLeg.account, LedgerLeg.source, sa.cast(sa.func.sum(LedgerLeg.amount_fen), sa.BigInteger))
        .where(LedgerLeg.fund_id == fund.id)
        .group_by(LedgerLeg.account, LedgerLeg.source)
        .order_by(LedgerLeg.account, LedgerLeg.source)
    )
    if accounts:
        query = query.where(LedgerLeg.account.in_(accounts))
    return {(account, source): int(total) for account, source, total in db.session.execute(query)}


def balance(region_code: str, year: int) -> Balance:
    found = fund(region_code, year)
    return balance_of(found) if found else Balance()


def balance_of(fund: Fund) -> Balance:
    sums = dict.fromkeys(Account, 0)
    for (account, _), total in standing(fund).items():
        sums[account] += total
    return Balance(
        appropriated=-sums[Account.APPROPRIATED],
        available=sums[Account.AVAILABLE],
        reserved=sums[Account.RESERVED],
        payable=sums[Account.PAYABLE],
        recoverable=sums[Account.RECOVERABLE],
        paid=sums[Account.PAID],
    )


def reserved_for(run_id: int) -> list[tuple[Fund, Source, int]]:
    """What is still reserved for a run, by fund and source."""
    total = sa.cast(sa.func.sum(LedgerLeg.amount_fen), sa.BigInteger)
    header = sa.and_(LedgerEntry.fund_id == LedgerLeg.fund_id, LedgerEntry.number == LedgerLeg.entry_number)
    query = (
        sa.select(LedgerLeg.fund_id, LedgerLeg.source, total)
        .join(LedgerEntry, header)
        .where(LedgerEntry.run_id == run_id, LedgerLeg.account == Account.RESERVED)
        .group_by(LedgerLeg.fund_id, LedgerLeg.source)
        .having(total != 0)
        .order_by(LedgerLeg.fund_id, LedgerLeg.source)
    )
    return [(db.session.get_one(Fund, key), source, int(amount)) for key, source, amount in db.session.execute(query)]


def by_source(fund: Fund) -> list[tuple[Source, Balance]]:
    """The same as `balance`, for each source in the fund's order."""
    sums = standing(fund)
    rows = []
    for source in [*fund.order, *(each for each in Source if each not in fund.order)]:
        amounts = {account: sums.get((account, source), 0) for account in Account}
        if any(amounts.values()):
            rows.append(
                (
                    source,
                    Balance(
                        -amounts[Account.APPROPRIATED],
                        *(
                            amounts[account]
                            for account in (
                                Account.AVAILABLE,
                                Account.RESERVED,
                                Account.PAYABLE,
                                Account.RECOVERABLE,
                                Account.PAID,
                            )
                        ),
                    ),
                )
            )
    return rows


def appropriated(fund: Fund, source: Source) -> int:
    """What was put into the fund from one source so far."""
    total = sa.select(sa.func.coalesce(sa.func.sum(Appropriation.amount_fen), 0)).filter_by(
        fund_id=fund.id, source=source
    )
    return int(db.session.scalar(total))


def appropriations(fund: Fund) -> list[Appropriation]:
    return list(db.session.scalars(sa.select(Appropriation).filter_by(fund_id=fund.id).order_by(Appropriation.id)))


def entries(fund: Fund) -> sa.Select:
    """The entries of a fund with the amount that moved, for a table."""
    moved = sa.cast(sa.func.sum(LedgerLeg.amount_fen), sa.BigInteger).label("moved_fen")
    legs = (
        sa.select(LedgerLeg.fund_id, LedgerLeg.entry_number, moved)
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


def charged_to(run_id: int) -> dict[str, dict[Source, int]]:
    """{paper: {source: fen}} of what vouchers of a run charged, in the order of writing."""
    query = (
        sa.select(LedgerEntry.paper, LedgerLeg.source, LedgerLeg.amount_fen)
        .join(
            LedgerLeg, sa.and_(LedgerEntry.fund_id == LedgerLeg.fund_id, LedgerEntry.number == LedgerLeg.entry_number)
        )
        .where(LedgerEntry.run_id == run_id, LedgerEntry.act == Act.CHARGE, LedgerLeg.account == Account.PAYABLE)
        .order_by(LedgerEntry.number, LedgerLeg.source)
    )
    found: dict[str, dict[Source, int]] = {}
    for paper, source, amount in db.session.execute(query):
        found.setdefault(paper, {})[source] = amount
    return found
