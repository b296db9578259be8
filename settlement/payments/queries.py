"""Reading payments and what institutions owe.

owed(organisation_id, region_code) -> [(voucher below zero, fen still owed)]   oldest first
to_pay(voucher) -> fen                       what is still to be paid out on it, before set-off
payable(region_code) -> [Voucher]            vouchers with something to pay and no live payment, oldest first
"""

from collections.abc import Iterable

import sqlalchemy as sa

from kernel.db import db
from settlement.payments.models import LIVE, CashBack, Payment, PaymentState, SetOff
from settlement.recoveries.models import Receipt, Recovery
from settlement.vouchers.models import Voucher
from tendering.institutions.models import PayeeAccount


def owed(organisation_id: int, region_code: str) -> list[tuple[Voucher, int]]:
    """Vouchers below zero with what of them is neither set off nor paid back."""
    kept, back = _kept(SetOff.debt_voucher_id), _sum(CashBack.amount_fen, CashBack.debt_voucher_id)
    rest = -_cash() - kept - back
    query = (
        sa.select(Voucher, rest)
        .where(
            Voucher.organisation_id == organisation_id,
            Voucher.region_code == region_code,
            _cash() < 0,
            rest > 0,
        )
        .order_by(Voucher.id)
    )
    return [(voucher, int(fen)) for voucher, fen in db.session.execute(query)]


def set_off_on(voucher: Voucher) -> int:
    """What was kept back from this voucher."""
    return int(
        db.session.scalar(
            sa.select(sa.func.coalesce(sa.func.sum(SetOff.amount_fen), 0)).filter_by(voucher_id=voucher.id)
        )
    )


def to_pay(voucher: Voucher) -> int:
    return max(voucher.cash_fen, 0) - set_off_on(voucher)


def payable(region_code: str | None = None) -> sa.Select:
    """Vouchers on which something is to be paid and no attempt is alive, oldest first."""
    alive = sa.exists().where(Payment.voucher_id == Voucher.id, Payment.state.in_(LIVE))
    query = sa.select(Voucher).where(_cash() > _kept(SetOff.voucher_id), ~alive)
    if region_code is not None:
        query = query.where(Voucher.region_code == region_code)
    return query.order_by(Voucher.posted_on, Voucher.id)


def of_voucher(voucher: Voucher) -> list[Payment]:
    return list(db.session.scalars(sa.select(Payment).filter_by(voucher_id=voucher.id).order_by(Payment.attempt)))


def set_offs(voucher: Voucher) -> list[SetOff]:
    """Set-offs on this voucher, or of it where it is the one below zero."""
    either = sa.or_(SetOff.voucher_id == voucher.id, SetOff.debt_voucher_id == voucher.id)
    return list(db.session.scalars(sa.select(SetOff).where(either).order_by(SetOff.id)))


def by_reference(region_code: str, references: Iterable[str]) -> dict[str, Payment]:
    query = sa.select(Payment).where(Payment.region_code == region_code, Payment.reference.in_(list(references)))
    rows = db.session.scalars(query.order_by(Payment.id))
    return {payment.reference: payment for payment in rows}


def sent(region_code: str) -> list[tuple[Payment, PayeeAccount]]:
    """What the bank has not answered yet, in the order of sending, with the account that the voucher names."""
    query = (
        sa.select(Payment, PayeeAccount)
        .join(Voucher, Voucher.id == Payment.voucher_id)
        .join(PayeeAccount, PayeeAccount.id == Voucher.payee_account_id)
        .where(Payment.region_code == region_code, Payment.state == PaymentState.SENT)
    )
    return [(payment, account) for payment, account in db.session.execute(query.order_by(Payment.id))]


def cash(organisation_id: int, region_code: str) -> int:
    """Cash that reached an institution: payments that succeeded, less what it paid back, for a recovery too."""
    paid = sa.select(sa.func.coalesce(sa.func.sum(Payment.amount_fen), 0)).filter_by(
        organisation_id=organisation_id, region_code=region_code, state=PaymentState.SUCCESS
    )
    back = sa.select(sa.func.coalesce(sa.func.sum(CashBack.amount_fen), 0)).filter_by(
        organisation_id=organisation_id, region_code=region_code
    )
    returned = sa.select(sa.func.coalesce(sa.func.sum(Receipt.amount_fen), 0)).join(
        Recovery, Recovery.id == Receipt.recovery_id
    )
    returned = returned.where(Recovery.organisation_id == organisation_id, Recovery.region_code == region_code)
    return int(db.session.scalar(paid)) - int(db.session.scalar(back)) - int(db.session.scalar(returned))


def _cash() -> sa.ColumnElement[int]:
    """`Voucher.cash_fen` in the database."""
    return Voucher.total_fen + Voucher.came_back_fen


def _kept(side) -> sa.ColumnElement[int]:
    return _sum(SetOff.amount_fen, side)


def _sum(amount, side) -> sa.ColumnElement[int]:
    total = (
        sa.select(sa.func.coalesce(sa.func.sum(amount), 0))
        .where(side == Voucher.id)
        .correlate(Voucher)
        .scalar_subquery()
    )
    return sa.cast(total, sa.BigInteger)
