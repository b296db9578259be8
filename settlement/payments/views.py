"""Pages of payments: what is to be paid, what was sent, the bank's answers, cash that comes back."""

from flask import Blueprint, Response, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import audit
from kernel.access import load, requires, scope
from kernel.db import db
from kernel.tables import Choice, Column, Table
from kernel.web import flash_done, form_view
from settlement.payments import queries, service
from settlement.payments.forms import AnswerForm, AnswersForm, BatchForm, CashBackForm, SendForm
from settlement.payments.models import Payment, PaymentState
from settlement.vouchers.models import Voucher

bp = Blueprint("payments", __name__, url_prefix="/payments")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _address(payment: Payment) -> str:
    return url_for("payments.show", payment_id=payment.id)


def _voucher(voucher: Voucher) -> str:
    return url_for("vouchers.show", voucher_id=voucher.id)


@bp.get("/")
@requires("payment:read")
def index():
    return Table(
        scope(db.select(Payment).order_by(Payment.id.desc()), Payment),
        name="payments",
        caption=_l("Payments"),
        default_sort="-sent_at",
        search=(Payment.reference,),
        filters=(Choice("state", _l("State"), Payment.state, PaymentState.choices),),
        columns=(
            Column("reference", _l("Reference"), sort=Payment.reference, link=_address),
            Column(
                "voucher", _l("Voucher"), value=lambda row: row.voucher.number, link=lambda row: _voucher(row.voucher)
            ),
            Column("organisation", _l("Payee"), value=lambda row: row.organisation.name),
            Column("amount_fen", _l("Amount"), sort=Payment.amount_fen, format="fen"),
            Column("sent_at", _l("Sent at"), sort=Payment.sent_at, format="instant"),
            Column("state", _l("State"), sort=Payment.state, format="state"),
        ),
    ).page("settlement/payments/index.html")


@bp.get("/to-pay")
@requires("payment:send")
def to_pay():
    return Table(
        scope(queries.payable(), Voucher),
        name="vouchers",
        caption=_l("Vouchers to pay"),
        default_sort="posted_on",
        columns=(
            Column("number", _l("Voucher"), sort=Voucher.number, link=_voucher),
            Column("posted_on", _l("Posted on"), sort=Voucher.posted_on, format="date"),
            Column("organisation", _l("Payee"), value=lambda row: row.organisation.name),
            Column("to_pay", _l("To pay"), value=queries.to_pay, format="fen"),
            Column("send", value=lambda row: _l("Pay"), link=lambda row: url_for("payments.send", voucher_id=row.id)),
        ),
    ).page("settlement/payments/to_pay.html")


@bp.get("/<int:payment_id>")
@requires("payment:read")
def show(payment_id):
    return render_template("settlement/payments/show.html", **_page(load(Payment, payment_id)))


@bp.route("/send/<int:voucher_id>", methods=["GET", "POST"])
@requires("payment:send")
@form_view(SendForm, "settlement/payments/send.html", password=True)
def send(form, voucher_id):
    voucher = load(Voucher, voucher_id)
    if not form.submitted:
        owed = sum(fen for _, fen in queries.owed(voucher.organisation_id, voucher.region_code))
        return {"voucher": voucher, "to_pay": queries.to_pay(voucher), "owed": owed}
    payment = service.send(voucher, actor=current_user)
    if payment is None:
        flash_done(_l("The whole of the voucher was set off against what the institution owes."))
        return redirect(_voucher(voucher))
    flash_done(_l("Payment %(reference)s is ready for the bank.", reference=payment.reference))
    return redirect(_address(payment))


@bp.route("/<int:payment_id>/answer", methods=["GET", "POST"])
@requires("payment:answer")
@form_view(AnswerForm, "settlement/payments/answer.html")
def answer(form, payment_id):
    payment = load(Payment, payment_id)
    if not form.submitted:
        return _page(payment)
    service.answer(
        payment,
        state=PaymentState(form.answer.data),
        on=form.on.data,
        bank_note=form.bank_note.data or "",
        actor=current_user,
    )
    flash_done(_l("The bank's answer is entered."))
    return redirect(_address(payment))


@bp.route("/bank-file", methods=["GET", "POST"])
@requires("payment:send")
@form_view(BatchForm, "settlement/payments/batch.html", password=True)
def batch(form):
    rows = queries.sent(current_user.region_code)
    if not form.submitted:
        return {"count": len(rows), "total": sum(payment.amount_fen for payment, _ in rows)}
    content = service.take_batch(rows, actor=current_user)
    name = f"payments-{current_user.region_code}.xlsx"
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f"attachment; filename={name}"})


@bp.route("/answers", methods=["GET", "POST"])
@requires("payment:answer")
@form_view(AnswersForm, "settlement/payments/answers.html")
def answers(form):
    if not form.submitted:
        return {}
    taken = service.take_answers(form.answers, region_code=current_user.region_code, actor=current_user)
    flash_done(_l("%(count)s answers were entered.", count=taken))
    return redirect(url_for("payments.index"))


@bp.route("/cash-back/<int:voucher_id>", methods=["GET", "POST"])
@requires("payment:answer")
@form_view(CashBackForm, "settlement/payments/cash_back.html")
def cash_back(form, voucher_id):
    debt = load(Voucher, voucher_id)
    if not form.submitted:
        owed = {each.id: fen for each, fen in queries.owed(debt.organisation_id, debt.region_code)}
        return {"voucher": debt, "owed": owed.get(debt.id, 0)}
    service.receive_back(
        debt,
        amount_fen=form.amount_fen,
        received_on=form.received_on.data,
        reference=form.reference.data,
        actor=current_user,
    )
    flash_done(_l("The cash is entered."))
    return redirect(_voucher(debt))


def _page(payment: Payment) -> dict:
    return {
        "payment": payment,
        "attempts": queries.of_voucher(payment.voucher),
        "set_offs": queries.set_offs(payment.voucher),
        "history": audit.history(payment),
    }
