"""What payments ask of the desk."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel.access import holds, scope
from kernel.db import db
from kernel.desk import Figure, Panel, Todo
from kernel.formats import yuan
from settlement.payments import queries
from settlement.payments.models import Payment, PaymentState
from settlement.payments.service import FOUR_PEOPLE
from settlement.vouchers.models import Voucher


def to_pay(user) -> Panel | None:
    """Vouchers to be paid, payments without a clear answer."""
    if not holds("payment:send", user):
        return None
    vouchers = list(db.session.scalars(scope(queries.payable(), Voucher, user)))
    unknown = scope(db.select(Payment).filter_by(state=PaymentState.UNKNOWN), Payment, user).order_by(Payment.id)
    todos = [
        Todo(
            _l("Pay a voucher"),
            f"{each.number} {each.organisation.name}",
            url_for("payments.send", voucher_id=each.id),
            FOUR_PEOPLE,
        )
        for each in vouchers
    ]
    todos += [
        Todo(
            _l("Ask the bank about a payment"),
            each.reference,
            url_for("payments.answer", payment_id=each.id),
            FOUR_PEOPLE,
        )
        for each in db.session.scalars(unknown)
    ]
    return Panel(todos=todos, figures=[Figure(yuan(sum(map(queries.to_pay, vouchers))), _l("To be paid on vouchers"))])
