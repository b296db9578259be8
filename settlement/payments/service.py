"""Verbs on payments. A failure leaves the debt; only what failed or came back is sent again, under a new reference."""

from datetime import date

from flask_babel import lazy_gettext as _l

from kernel import audit, clock, evidence
from kernel.db import db, lock
from kernel.money import format_yuan
from kernel.refusals import Refusal, StateMoved, refuse_same_person
from kernel.states import move
from settlement.funds import cash_service, sharing
from settlement.funds.sharing import Shares
from settlement.payments import bank_file, queries
from settlement.payments.models import LIVE, MOVES, CashBack, Payment, PaymentSource, PaymentState, SetOff
from settlement.vouchers.models import Voucher
from settlement.vouchers.snapshot import digest

FOUR_PEOPLE = "财社〔2023〕181号 25"


def send(voucher: Voucher, *, actor) -> Payment | None:
    """Ask the bank to pay a voucher: its total less what the institution owes, never below zero (decisions.md, *Runs*).

    None where the whole was set off. Refuses CHECKER_IS_MAKER for who drafted, reviewed or approved the run,
    NOTHING_TO_PAY, PAYMENT_ALIVE (409).
    """
    evidence.lock_region(voucher.region_code)
    run = voucher.run
    refuse_same_person(actor, run.drafted_by_id, run.reviewed_by_id, run.approved_by_id, article=FOUR_PEOPLE)
    earlier = queries.of_voucher(voucher)
    if any(payment.state in LIVE for payment in earlier):
        raise StateMoved(
            "PAYMENT_ALIVE", _l("This voucher has a payment that has not failed; only a failed one is sent again.")
        )
    _set_off(voucher, actor)
    amount = queries.to_pay(voucher)
    if amount == 0:
        return None
    attempt = len(earlier) + 1
    payment = Payment(
        region_code=voucher.region_code,
        organisation_id=voucher.organisation_id,
        voucher_id=voucher.id,
        attempt=attempt,
        reference=f"{voucher.region_code}{voucher.year}{voucher.sequence:06d}{attempt:02d}",
        amount_fen=amount,
        state=PaymentState.SENT,
        sent_at=clock.now(),
        sent_by_id=actor.id,
    )
    db.session.add(payment)
    db.session.flush()
    shares = carried(voucher, queries.set_off_on(voucher))
    db.session.add_all(
        PaymentSource(payment_id=payment.id, source=source, amount_fen=share) for source, share in shares.items()
    )
    db.session.flush()
    audit.record(
        actor, "payment sent", payment, facts={"voucher": voucher.number, "reference": payment.reference, "fen": amount}
    )
    return payment


def carried(voucher: Voucher, kept_back: int) -> Shares:
    """What each source pays of a voucher; what is kept back comes off the last sources first."""
    return sharing.taken_off(sharing.cleared({each.source: each.cash_fen for each in voucher.sources}), kept_back)


def confirm(payment: Payment, *, paid_on: date, bank_note: str, actor) -> Payment:
    """The bank has paid. Refuses STATE_MOVED, DAY_IN_FUTURE."""
    payment = _answered(payment, PaymentState.SUCCESS, paid_on, bank_note)
    cash_service.pay(payment.voucher.fund, **_booked(payment), actor=actor)
    audit.record(actor, "payment confirmed", payment, note=bank_note, facts={"fen": payment.amount_fen})
    return payment


def fail(payment: Payment, *, failed_on: date, bank_note: str, actor) -> Payment:
    """The bank has not paid; the debt stands and may be sent again."""
    payment = _answered(payment, PaymentState.FAILED, failed_on, bank_note)
    audit.record(actor, "payment failed", payment, note=bank_note)
    return payment


def leave_unknown(payment: Payment, *, asked_on: date, bank_note: str, actor) -> Payment:
    """The bank gives no clear answer: it is asked again, the payment is never sent again meanwhile."""
    payment = _answered(payment, PaymentState.UNKNOWN, asked_on, bank_note)
    audit.record(actor, "payment unknown", payment, note=bank_note)
    return payment


def record_return(payment: Payment, *, returned_on: date, bank_note: str, actor) -> Payment:
    """Money that was paid has come back to the fund's account; the debt stands again."""
    payment = _answered(payment, PaymentState.RETURNED, returned_on, bank_note)
    cash_service.return_payment(payment.voucher.fund, **_booked(payment), actor=actor)
    audit.record(actor, "payment returned", payment, note=bank_note, facts={"fen": payment.amount_fen})
    return payment


def answer(payment: Payment, *, state: PaymentState, on: date, bank_note: str, actor) -> Payment:
    """What the bank says of one payment, as a form or its return file carries it."""
    if state == PaymentState.SUCCESS:
        return confirm(payment, paid_on=on, bank_note=bank_note, actor=actor)
    if state == PaymentState.FAILED:
        return fail(payment, failed_on=on, bank_note=bank_note, actor=actor)
    if state == PaymentState.RETURNED:
        return record_return(payment, returned_on=on, bank_note=bank_note, actor=actor)
    return leave_unknown(payment, asked_on=on, bank_note=bank_note, actor=actor)


def take_batch(rows, *, actor) -> bytes:
    """The file for the bank, account numbers in clear; who took it, and its hash, are kept. Refuses NOTHING_SENT."""
    if not rows:
        raise Refusal("NOTHING_SENT", _l("No payment waits for the bank; send a voucher to be paid first."))
    content = bank_file.write(rows)
    asked = {payment.reference: payment.amount_fen for payment, _ in rows}
    facts = {"payments": len(rows), "fen": sum(asked.values()), "file": digest(content), "asked": asked}
    audit.record(actor, "bank file taken", None, region_code=rows[0][0].region_code, facts=facts)
    return content


def take_answers(answers, *, region_code: str, actor) -> int:
    """Enter a return file whole, or nothing of it; an answer that stands already is passed over.

    Refuses UNKNOWN_REFERENCE, naming the row.
    """
    known = queries.by_reference(region_code, (each.reference for each in answers))
    taken = 0
    for each in answers:
        payment = known.get(each.reference)
        if payment is None:
            raise Refusal(
                "UNKNOWN_REFERENCE",
                _l(
                    "Row %(row)s names a payment not sent from here (%(reference)s). Nothing of the file was taken.",
                    row=each.row,
                    reference=each.reference,
                ),
                field="file",
            )
        if payment.state != each.state:
            answer(payment, state=each.state, on=each.on, bank_note=each.note, actor=actor)
            taken += 1
    return taken


def receive_back(debt: Voucher, *, amount_fen: int, received_on: date, reference: str, actor) -> CashBack:
    """An institution has paid back what a voucher below zero made it owe; cash only.

    Refuses MORE_THAN_OWED, AMOUNT_NOT_POSITIVE, DAY_IN_FUTURE, RECEIPT_KNOWN.
    """
    evidence.lock_region(debt.region_code)
    rest = next(
        (fen for voucher, fen in queries.owed(debt.organisation_id, debt.region_code) if voucher.id == debt.id), 0
    )
    if amount_fen <= 0:
        raise Refusal("AMOUNT_NOT_POSITIVE", _l("The amount has to be above zero."), field="amount")
    if amount_fen > rest:
        raise Refusal(
            "MORE_THAN_OWED", _l("At most %(yuan)s yuan are still to come.", yuan=format_yuan(rest)), field="amount"
        )
    _refuse_future(received_on, "received_on")
    row = evidence.add(
        CashBack(
            region_code=debt.region_code,
            organisation_id=debt.organisation_id,
            debt_voucher_id=debt.id,
            amount_fen=amount_fen,
            received_on=received_on,
            reference=reference,
        ),
        actor,
    )
    cash_service.return_cash(debt.fund, paper=reference, actor=actor, amounts=_of_debt(debt, rest, amount_fen))
    audit.record(actor, "cash paid back", debt, facts={"fen": amount_fen, "reference": reference})
    return row


def _set_off(voucher: Voucher, actor) -> None:
    """Keep back what the institution owes on vouchers below zero, oldest first, as far as this voucher reaches."""
    rest = queries.to_pay(voucher)
    for debt, fen in queries.owed(voucher.organisation_id, voucher.region_code):
        part = min(fen, rest)
        if part:
            rest -= part
            evidence.add(
                SetOff(
                    region_code=voucher.region_code,
                    organisation_id=voucher.organisation_id,
                    voucher_id=voucher.id,
                    debt_voucher_id=debt.id,
                    amount_fen=part,
                ),
                actor,
            )
            _book_set_off(voucher, debt, fen, part, actor)
            audit.record(actor, "debt set off", voucher, facts={"debt": debt.number, "fen": part})
    if not queries.to_pay(voucher) and not queries.set_off_on(voucher):
        raise Refusal("NOTHING_TO_PAY", _l("Nothing is to be paid on this voucher."))


def _book_set_off(voucher: Voucher, debt: Voucher, owed: int, part: int, actor) -> None:
    """In both vouchers' funds: what the debt's sources get back, what the voucher's sources need not pay out."""
    kept = queries.set_off_on(voucher)
    before, after = carried(voucher, kept - part), carried(voucher, kept)
    cash_service.set_off(
        debt.fund,
        voucher.fund,
        debt=_of_debt(debt, owed, part),
        kept_back=sharing.together(before, {source: -share for source, share in after.items()}),
        paper=voucher.number,
        actor=actor,
    )


def _of_debt(debt: Voucher, rest: int, amount_fen: int) -> Shares:
    """The sources that `amount_fen` of a debt go back to while `rest` is owed, in the order in which it took them."""
    taken = sharing.cleared({each.source: -each.cash_fen for each in debt.sources})
    return sharing.part_of(taken, -debt.cash_fen - rest, amount_fen)


def _answered(payment: Payment, state: PaymentState, on: date, bank_note: str) -> Payment:
    """Lock region and payment, move it, keep what the bank said."""
    evidence.lock_region(payment.region_code)
    payment = lock(Payment, payment.id)
    _refuse_future(on, "on")
    move(payment, state, MOVES)
    payment.answered_on, payment.bank_note = on, bank_note or None
    return payment


def _booked(payment: Payment) -> dict:
    return {"paper": payment.reference, "amounts": {share.source: share.amount_fen for share in payment.shares}}


def _refuse_future(day: date, field: str) -> None:
    if day > clock.today():
        raise Refusal("DAY_IN_FUTURE", _l("This day has not come yet."), field=field)
