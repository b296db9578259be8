"""Payments: never more than a voucher's cash, each once, under a reference of its own, as the ledger and files say."""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel.audit import AuditRow
from kernel.checks import Fault, Found, within
from kernel.db import db
from kernel.money import format_yuan
from settlement.checks.told import fen
from settlement.funds.models import Account, Act, LedgerEntry, LedgerLeg
from settlement.payments.models import LIVE, CashBack, Payment, PaymentSource, PaymentState, SetOff
from settlement.vouchers.models import Voucher

S = PaymentState
PAID = {S.SUCCESS: {Act.PAY: 1}, S.RETURNED: {Act.PAY: 1, Act.RETURN: 1}}


def payments(region_code: str | None) -> Found:
    """Alive payments ≤ the voucher's cash less what was set off; no reference twice, no second one alive or paid."""
    faults = [*_too_much(region_code), *_twice(region_code), *_shares(region_code)]
    count, paid = db.session.execute(
        sa.select(sa.func.count(), fen(Payment.amount_fen)).where(
            within(Payment.region_code, region_code), Payment.state == S.SUCCESS
        )
    ).one()
    return Found(_l("%(count)s payments, %(yuan)s yuan paid", count=count, yuan=format_yuan(int(paid))), faults)


def _too_much(region_code: str | None) -> Iterator[Fault]:
    alive = _by_voucher(Payment.voucher_id, Payment.amount_fen, Payment.state.in_(LIVE))
    kept = _by_voucher(SetOff.voucher_id, SetOff.amount_fen)
    query = (
        sa.select(Voucher.number, Voucher.total_fen + Voucher.came_back_fen, alive.c.fen, kept.c.fen)
        .outerjoin(alive, alive.c.voucher_id == Voucher.id)
        .outerjoin(kept, kept.c.voucher_id == Voucher.id)
        .where(within(Voucher.region_code, region_code))
        .order_by(Voucher.id)
    )
    for number, cash, sent, set_off in db.session.execute(query):
        if (sent or 0) + (set_off or 0) > max(cash, 0):
            amounts = {"sent": format_yuan(int((sent or 0) + (set_off or 0))), "cash": format_yuan(max(cash, 0))}
            yield Fault(number, _l("%(sent)s yuan were paid or set off, it carries %(cash)s", **amounts))


def _by_voucher(voucher_id, amount, *where) -> sa.Subquery:
    return (
        sa.select(voucher_id.label("voucher_id"), fen(amount).label("fen"))
        .where(*where)
        .group_by(voucher_id)
        .subquery()
    )


def _twice(region_code: str | None) -> Iterator[Fault]:
    here = within(Payment.region_code, region_code)
    again = sa.select(Payment.reference).where(here).group_by(Payment.reference).having(sa.func.count() > 1)
    for reference in db.session.scalars(again.order_by(Payment.reference)):
        yield Fault(reference, _l("the bank was given this reference twice"))
    alive = (
        sa.select(Voucher.number)
        .join(Payment, Payment.voucher_id == Voucher.id)
        .where(here, Payment.state.in_(LIVE))
        .group_by(Voucher.number)
        .having(sa.func.count() > 1)
    )
    for number in db.session.scalars(alive.order_by(Voucher.number)):
        yield Fault(number, _l("it was paid, or sent to be paid, twice"))


def _shares(region_code: str | None) -> Iterator[Fault]:
    carried = (
        sa.select(PaymentSource.payment_id, fen(PaymentSource.amount_fen).label("fen"))
        .group_by(PaymentSource.payment_id)
        .subquery()
    )
    query = (
        sa.select(Payment.reference)
        .outerjoin(carried, carried.c.payment_id == Payment.id)
        .where(within(Payment.region_code, region_code), sa.func.coalesce(carried.c.fen, 0) != Payment.amount_fen)
    )
    for reference in db.session.scalars(query.order_by(Payment.id)):
        yield Fault(reference, _l("its sources do not sum to its amount"))


def paid(region_code: str | None) -> Found:
    """Payment = ledger: what succeeded was booked as paid, what came back as returned, each once, to the fen."""
    booked: dict[str, dict[Act, list[int]]] = {}
    query = (
        sa.select(LedgerEntry.paper, LedgerEntry.act, fen(LedgerLeg.amount_fen))
        .join(
            LedgerLeg, sa.and_(LedgerEntry.fund_id == LedgerLeg.fund_id, LedgerEntry.number == LedgerLeg.entry_number)
        )
        .where(
            LedgerEntry.act.in_((Act.PAY, Act.RETURN)),
            LedgerLeg.account == Account.PAID,
            within(LedgerEntry.region_code, region_code),
        )
        .group_by(LedgerEntry.fund_id, LedgerEntry.number, LedgerEntry.paper, LedgerEntry.act)
        .order_by(LedgerEntry.fund_id, LedgerEntry.number)
    )
    total = 0
    for paper, act, amount in db.session.execute(query):
        booked.setdefault(paper, {}).setdefault(act, []).append(abs(int(amount)))
        total += int(amount)
    known = _payments(region_code)
    faults = [
        Fault(reference, _l("the ledger does not say what the bank answered"))
        for reference in sorted(known.keys() | booked.keys())
        if known.get(reference, {}) != booked.get(reference, {})
    ]
    return Found(_l("%(yuan)s yuan paid by the ledger", yuan=format_yuan(total)), faults)


def _payments(region_code: str | None) -> dict[str, dict[Act, list[int]]]:
    """{reference: {act: amounts}} that the ledger must say of the payments there are."""
    query = sa.select(Payment.reference, Payment.state, Payment.amount_fen)
    rows = db.session.execute(query.where(within(Payment.region_code, region_code)).order_by(Payment.id))
    found: dict[str, dict[Act, list[int]]] = {}
    for reference, state, amount in rows:
        for act, times in PAID.get(state, {}).items():
            found.setdefault(reference, {}).setdefault(act, []).extend([amount] * times)
    return found


def files(region_code: str | None) -> Found:
    """Payment file = payments: what each file for the bank asked for is what the payments it names say."""
    known = dict(
        tuple(row)
        for row in db.session.execute(
            sa.select(Payment.reference, Payment.amount_fen).where(within(Payment.region_code, region_code))
        )
    )
    query = sa.select(AuditRow).where(AuditRow.verb == "bank file taken", within(AuditRow.region_code, region_code))
    taken = [
        (f"{row.region_code}-{row.seq}", json.loads(row.facts))
        for row in db.session.scalars(query.order_by(AuditRow.id))
    ]
    faults = [
        Fault(f"{file} {reference}", _l("the file asked for %(yuan)s yuan", yuan=format_yuan(amount)))
        for file, told in taken
        for reference, amount in told["asked"].items()
        if known.get(reference) != amount
    ]
    faults += [
        Fault(file, _l("the file does not sum to what it asked for"))
        for file, told in taken
        if (told["payments"], told["fen"]) != (len(told["asked"]), sum(told["asked"].values()))
    ]
    yuan = format_yuan(sum(told["fen"] for _, told in taken))
    return Found(_l("%(count)s files, %(yuan)s yuan", count=len(taken), yuan=yuan), faults)


def debts(region_code: str | None) -> Found:
    """What institutions owe: never more set off or paid back than a voucher below zero came to."""
    kept = _by_voucher(SetOff.debt_voucher_id, SetOff.amount_fen)
    back = _by_voucher(CashBack.debt_voucher_id, CashBack.amount_fen)
    query = (
        sa.select(Voucher.number, Voucher.total_fen + Voucher.came_back_fen, kept.c.fen, back.c.fen)
        .outerjoin(kept, kept.c.voucher_id == Voucher.id)
        .outerjoin(back, back.c.voucher_id == Voucher.id)
        .where(within(Voucher.region_code, region_code))
        .order_by(Voucher.id)
    )
    rows = [
        (number, max(-cash, 0), int((set_off or 0) + (came or 0)))
        for number, cash, set_off, came in db.session.execute(query)
    ]
    faults = [
        Fault(number, _l("%(yuan)s yuan were settled of %(owed)s", yuan=format_yuan(done), owed=format_yuan(owed)))
        for number, owed, done in rows
        if done > owed
    ]
    rest = sum(owed - done for _, owed, done in rows)
    return Found(_l("%(yuan)s yuan still owed by institutions", yuan=format_yuan(rest)), faults)
