"""What may never be in a ledger: each answers with the rows that are wrong, none where all is well.

The database refuses all but the last as it is written (`guards`); these find what was done to it behind its back.
"""

from typing import NamedTuple

import sqlalchemy as sa

from kernel.db import db
from settlement.funds.models import NEVER_BELOW_ZERO, Account, Fund, FundKind, LedgerEntry, LedgerLeg, Source


class Unbalanced(NamedTuple):
    """An entry whose legs do not sum to zero, or that has none (`fen` None)."""

    fund_id: int
    number: int
    fen: int | None


class Overdrawn(NamedTuple):
    """An account of a source below zero; of `payable`, further below than what institutions have to give back."""

    fund_id: int
    account: Account
    source: Source
    fen: int


class Uncarried(NamedTuple):
    """What left one year of a fund and did not arrive in another (below zero: arrived and never left)."""

    region_code: str
    kind: FundKind
    source: Source
    fen: int


def unbalanced(fund_id: int | None = None) -> list[Unbalanced]:
    total = sa.cast(sa.func.sum(LedgerLeg.amount_fen), sa.BigInteger)
    of_entry = sa.and_(LedgerLeg.fund_id == LedgerEntry.fund_id, LedgerLeg.entry_number == LedgerEntry.number)
    headed = (
        sa.select(LedgerEntry.fund_id, LedgerEntry.number, total)
        .outerjoin(LedgerLeg, of_entry)
        .group_by(LedgerEntry.fund_id, LedgerEntry.number)
        .having(sa.func.coalesce(total, 1) != 0)
        .order_by(LedgerEntry.fund_id, LedgerEntry.number)
    )
    headless = (
        sa.select(LedgerLeg.fund_id, LedgerLeg.entry_number, total)
        .where(~sa.exists().where(of_entry))
        .group_by(LedgerLeg.fund_id, LedgerLeg.entry_number)
        .order_by(LedgerLeg.fund_id, LedgerLeg.entry_number)
    )
    if fund_id is not None:
        headed, headless = headed.where(LedgerEntry.fund_id == fund_id), headless.where(LedgerLeg.fund_id == fund_id)
    return [Unbalanced(*row) for query in (headed, headless) for row in db.session.execute(query)]


def overdrawn(fund_id: int | None = None) -> list[Overdrawn]:
    sums: dict[tuple, int] = {}
    query = (
        sa.select(
            LedgerLeg.fund_id,
            LedgerLeg.account,
            LedgerLeg.source,
            sa.cast(sa.func.sum(LedgerLeg.amount_fen), sa.BigInteger),
        )
        .group_by(LedgerLeg.fund_id, LedgerLeg.account, LedgerLeg.source)
        .order_by(LedgerLeg.fund_id, LedgerLeg.account, LedgerLeg.source)
    )
    if fund_id is not None:
        query = query.where(LedgerLeg.fund_id == fund_id)
    for of_fund, account, source, fen in db.session.execute(query):
        sums[of_fund, account, source] = int(fen)
    rows = [Overdrawn(*key, fen) for key, fen in sums.items() if key[1] in NEVER_BELOW_ZERO and fen < 0]
    for (of_fund, account, source), fen in sums.items():
        rest = fen + sums.get((of_fund, Account.RECOVERABLE, source), 0)
        if account == Account.PAYABLE and rest < 0:
            rows.append(Overdrawn(of_fund, account, source, rest))
    return rows


def uncarried() -> list[Uncarried]:
    total = sa.cast(sa.func.sum(LedgerLeg.amount_fen), sa.BigInteger)
    query = (
        sa.select(Fund.region_code, Fund.kind, LedgerLeg.source, total)
        .join(LedgerLeg, LedgerLeg.fund_id == Fund.id)
        .where(LedgerLeg.account.in_((Account.CARRIED, Account.BROUGHT)))
        .group_by(Fund.region_code, Fund.kind, LedgerLeg.source)
        .having(total != 0)
        .order_by(Fund.region_code, Fund.kind, LedgerLeg.source)
    )
    return [Uncarried(*row) for row in db.session.execute(query)]
