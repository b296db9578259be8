"""The ledger: every entry and every fund sums to zero, no account is below zero that must not be, nothing is left."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel.checks import Fault, Found, within
from kernel.db import db
from kernel.money import format_yuan
from settlement.checks.told import fen
from settlement.funds import soundness
from settlement.funds.models import Account, Appropriation, Fund, LedgerEntry, LedgerLeg
from settlement.runs.models import OPEN, Run

OF_ENTRY = sa.and_(LedgerEntry.fund_id == LedgerLeg.fund_id, LedgerEntry.number == LedgerLeg.entry_number)


def entries(region_code: str | None) -> Found:
    """Every entry has legs that sum to zero, every leg its entry; entries of a fund are numbered without a gap."""
    funds, faults = _funds(region_code), []
    for each in soundness.unbalanced():
        if each.fund_id in funds:
            faults.append(Fault(f"{_name(funds[each.fund_id])} {each.number}", _l("this entry does not sum to zero")))
    count, gaps = _counted(funds)
    return Found(_l("%(count)s entries", count=count), faults + gaps)


def _funds(region_code: str | None) -> dict[int, Fund]:
    query = sa.select(Fund).where(within(Fund.region_code, region_code)).order_by(Fund.id)
    return {fund.id: fund for fund in db.session.scalars(query)}


def _counted(funds: dict[int, Fund]) -> tuple[int, list[Fault]]:
    number = LedgerEntry.number
    query = sa.select(LedgerEntry.fund_id, sa.func.count(number), sa.func.max(number)).group_by(LedgerEntry.fund_id)
    found = {row[0]: row[1:] for row in map(tuple, db.session.execute(query.order_by(LedgerEntry.fund_id)))}
    stand = {number: found.get(number, (0, 0)) for number in funds}
    faults = [
        Fault(_name(fund), _l("%(count)s entries stand where %(last)s were numbered", count=count, last=fund.entries))
        for fund, (count, highest) in ((funds[number], stand[number]) for number in funds)
        if not count == highest == fund.entries
    ]
    return sum(count for count, _ in stand.values()), faults


def _name(fund: Fund) -> str:
    """The region and year; of the insurance fund's own ledger, its kind too."""
    return f"{fund.region_code}-{fund.year}" + (f" {fund.kind.label}" if fund.is_insurance else "")


def accounts(region_code: str | None) -> Found:
    """Every fund sums to zero; no account is below zero that must not be."""
    funds = _funds(region_code)
    query = sa.select(LedgerLeg.fund_id, LedgerLeg.account, fen(LedgerLeg.amount_fen))
    query = query.group_by(LedgerLeg.fund_id, LedgerLeg.account).order_by(LedgerLeg.fund_id, LedgerLeg.account)
    sums, available = dict.fromkeys(funds, 0), 0
    for number, account, amount in db.session.execute(query.where(LedgerLeg.fund_id.in_(funds))):
        sums[number] += int(amount)
        available += int(amount) if account == Account.AVAILABLE else 0
    faults = [
        Fault(_name(funds[each.fund_id]), _below(each)) for each in soundness.overdrawn() if each.fund_id in funds
    ]
    faults += [Fault(_name(funds[key]), _l("the fund does not sum to zero")) for key, total in sums.items() if total]
    return Found(_l("%(count)s funds, %(yuan)s yuan available", count=len(sums), yuan=format_yuan(available)), faults)


def _below(each: soundness.Overdrawn):
    return _l(
        "%(account)s of “%(source)s” is below zero: %(yuan)s yuan",
        account=each.account.label,
        source=each.source.label,
        yuan=format_yuan(each.fen),
    )


def carried(region_code: str | None) -> Found:
    """What was carried over from a year of a fund arrived in another, by source."""
    query = sa.select(fen(LedgerLeg.amount_fen)).join(Fund, Fund.id == LedgerLeg.fund_id)
    total = db.session.scalar(query.where(LedgerLeg.account == Account.CARRIED, within(Fund.region_code, region_code)))
    faults = [
        Fault(
            f"{each.region_code} {each.source.label}",
            _l("%(yuan)s yuan left a year and did not arrive", yuan=format_yuan(each.fen)),
        )
        for each in soundness.uncarried()
        if region_code in (None, each.region_code)
    ]
    return Found(_l("%(yuan)s yuan carried over", yuan=format_yuan(int(total))), faults)


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
