"""The ledger: every entry and every fund sums to zero, no account is below zero that must not be, nothing is left."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel.checks import Fault, Found, within
from kernel.db import db
from kernel.money import format_yuan
from settlement.checks.told import fen
from settlement.funds.models import NEVER_BELOW_ZERO, Account, Appropriation, Fund, LedgerEntry, LedgerLeg
from settlement.runs.models import OPEN, Run

OF_ENTRY = sa.and_(LedgerEntry.fund_id == LedgerLeg.fund_id, LedgerEntry.number == LedgerLeg.entry_number)


def entries(region_code: str | None) -> Found:
    """Every entry has legs that sum to zero, every leg its entry; entries of a fund are numbered without a gap."""
    legs = (
        sa.select(LedgerLeg.fund_id, LedgerLeg.entry_number, fen(LedgerLeg.amount_fen).label("fen"))
        .group_by(LedgerLeg.fund_id, LedgerLeg.entry_number)
        .subquery()
    )
    header = sa.and_(LedgerEntry.fund_id == legs.c.fund_id, LedgerEntry.number == legs.c.entry_number)
    here = within(Fund.region_code, region_code)
    unbalanced = (
        sa.select(Fund, LedgerEntry.number)
        .join(LedgerEntry, LedgerEntry.fund_id == Fund.id)
        .outerjoin(legs, header)
        .where(here, sa.func.coalesce(legs.c.fen, 1) != 0)
        .order_by(Fund.id, LedgerEntry.number)
    )
    loose = (
        sa.select(Fund, legs.c.entry_number)
        .join(legs, legs.c.fund_id == Fund.id)
        .outerjoin(LedgerEntry, header)
        .where(here, LedgerEntry.number.is_(None))
        .order_by(Fund.id, legs.c.entry_number)
    )
    found = [(unbalanced, _l("this entry does not sum to zero")), (loose, _l("legs without their entry"))]
    faults = [Fault(f"{_name(fund)} {no}", why) for query, why in found for fund, no in db.session.execute(query)]
    count, gaps = _counted(here)
    return Found(_l("%(count)s entries", count=count), faults + gaps)


def _counted(here) -> tuple[int, list[Fault]]:
    query = (
        sa.select(Fund, sa.func.count(LedgerEntry.number), sa.func.coalesce(sa.func.max(LedgerEntry.number), 0))
        .outerjoin(LedgerEntry, LedgerEntry.fund_id == Fund.id)
        .where(here)
        .group_by(Fund.id)
        .order_by(Fund.id)
    )
    rows = db.session.execute(query).all()
    faults = [
        Fault(_name(fund), _l("%(count)s entries stand where %(last)s were numbered", count=count, last=fund.entries))
        for fund, count, highest in rows
        if not count == highest == fund.entries
    ]
    return sum(row[1] for row in rows), faults


def _name(fund: Fund) -> str:
    return f"{fund.region_code}-{fund.year}"


def accounts(region_code: str | None) -> Found:
    """Every fund sums to zero; no account is below zero that must not be."""
    query = (
        sa.select(Fund, LedgerLeg.account, LedgerLeg.source, fen(LedgerLeg.amount_fen))
        .join(LedgerLeg, LedgerLeg.fund_id == Fund.id)
        .where(within(Fund.region_code, region_code))
        .group_by(Fund.id, LedgerLeg.account, LedgerLeg.source)
        .order_by(Fund.id, LedgerLeg.account, LedgerLeg.source)
    )
    sums: dict[Fund, int] = {}
    available, faults = 0, []
    for fund, account, source, amount in db.session.execute(query):
        sums[fund] = sums.get(fund, 0) + int(amount)
        available += int(amount) if account == Account.AVAILABLE else 0
        if account in NEVER_BELOW_ZERO and amount < 0:
            why = _l(
                "%(account)s of “%(source)s” is below zero: %(yuan)s yuan",
                account=account.label,
                source=source.label,
                yuan=format_yuan(int(amount)),
            )
            faults.append(Fault(_name(fund), why))
    faults += [Fault(_name(fund), _l("the fund does not sum to zero")) for fund, total in sums.items() if total]
    return Found(_l("%(count)s funds, %(yuan)s yuan available", count=len(sums), yuan=format_yuan(available)), faults)


def appropriations(region_code: str | None) -> Found:
    """Each appropriation stands in the ledger as it was entered, and nothing else was put in."""
    entered = {
        (row.fund, row.entry_number, row.source): row.amount_fen
        for row in db.session.scalars(
            sa.select(Appropriation).where(within(Appropriation.region_code, region_code)).order_by(Appropriation.id)
        )
    }
    query = (
        sa.select(Fund, LedgerLeg.entry_number, LedgerLeg.source, -LedgerLeg.amount_fen)
        .join(LedgerLeg, LedgerLeg.fund_id == Fund.id)
        .where(
            within(Fund.region_code, region_code),
            LedgerLeg.account == Account.APPROPRIATED,
            LedgerLeg.amount_fen < 0,
        )
        .order_by(Fund.id, LedgerLeg.entry_number)
    )
    stands = {(fund, number, source): int(amount) for fund, number, source, amount in db.session.execute(query)}
    faults = [
        Fault(f"{_name(fund)} {number}", _l("the ledger does not say what was appropriated"))
        for fund, number, source in entered.keys() | stands.keys()
        if entered.get((fund, number, source)) != stands.get((fund, number, source))
    ]
    yuan = format_yuan(sum(entered.values()))
    return Found(
        _l("%(count)s appropriations, %(yuan)s yuan", count=len(entered), yuan=yuan),
        sorted(faults, key=lambda fault: fault.key),
    )


def reservations(region_code: str | None) -> Found:
    """Money is reserved for runs that are open, and for no other."""
    query = (
        sa.select(Run.number, Run.state, fen(LedgerLeg.amount_fen))
        .join(LedgerEntry, LedgerEntry.run_id == Run.id)
        .join(LedgerLeg, OF_ENTRY)
        .where(LedgerLeg.account == Account.RESERVED, within(Run.region_code, region_code))
        .group_by(Run.id, Run.number, Run.state)
        .order_by(Run.id)
    )
    rows = [(number, state, int(amount)) for number, state, amount in db.session.execute(query)]
    faults = [
        Fault(number, _l("%(yuan)s yuan are still reserved for it", yuan=format_yuan(amount)))
        for number, state, amount in rows
        if amount and state not in OPEN
    ]
    return Found(_l("%(yuan)s yuan reserved", yuan=format_yuan(sum(row[2] for row in rows))), faults)
