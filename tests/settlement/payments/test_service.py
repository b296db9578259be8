"""The bank's answers change cash only; debts are kept back; nothing is paid twice."""

from datetime import date

import pytest

from kernel import clock
from kernel.refusals import Refusal
from kernel.spreadsheets import read_table
from settlement.entitlements.queries import settled
from settlement.funds import queries as funds
from settlement.payments import bank_file, queries, service
from settlement.payments.models import PaymentState
from settlement.vouchers import service as vouchers
from tendering.permissions import Role


@pytest.fixture
def voucher(factories, clock_at):
    clock_at(date(2026, 4, 2))
    factories.fund()
    factories.payable_class(numbers=("", ""))
    [made] = factories.vouchers_of(factories.drafted_run("2026-04"))
    return made


def answered(payment, state, factories):
    return service.answer(payment, state=state, on=clock.today(), bank_note="银行说明", actor=factories.payer())


def balance(voucher):
    return funds.balance(voucher.region_code, voucher.year)


def test_a_payment_that_succeeds_moves_payable_to_paid(voucher, factories):
    payment = factories.paid(voucher)
    assert (payment.state, payment.amount_fen) == (PaymentState.SUCCESS, 160000)
    assert payment.reference == f"150100{voucher.year}00000101"
    assert (balance(voucher).payable, balance(voucher).paid) == (0, 160000)
    assert queries.cash(voucher.organisation_id, "150100") == 160000


def test_a_live_payment_is_never_sent_again(voucher, factories):
    payment = service.send(voucher, actor=factories.payer())
    for state in (None, PaymentState.UNKNOWN, PaymentState.SUCCESS):
        if state:
            answered(payment, state, factories)
        with pytest.raises(Refusal) as refused:
            service.send(voucher, actor=factories.payer())
        assert refused.value.code == "PAYMENT_ALIVE"


def test_what_failed_is_sent_again_under_a_new_reference(voucher, factories):
    first = service.send(voucher, actor=factories.payer())
    before = settled("150100").fen.tolist()
    answered(first, PaymentState.FAILED, factories)
    second = service.send(voucher, actor=factories.payer())
    assert (second.attempt, second.amount_fen) == (2, first.amount_fen)
    assert second.reference != first.reference
    assert settled("150100").fen.tolist() == before
    assert balance(voucher).paid == 0


def test_a_returned_payment_leaves_the_debt(voucher, factories):
    payment = factories.paid(voucher)
    answered(payment, PaymentState.RETURNED, factories)
    assert (balance(voucher).payable, balance(voucher).paid) == (160000, 0)
    assert factories.paid(voucher).attempt == 2


def test_an_answer_against_the_moves_is_refused(voucher, factories):
    payment = factories.paid(voucher)
    with pytest.raises(Refusal) as refused:
        answered(payment, PaymentState.FAILED, factories)
    assert refused.value.code == "STATE_MOVED"


def test_who_took_a_step_on_the_run_cannot_pay_it(voucher):
    with pytest.raises(Refusal) as refused:
        service.send(voucher, actor=voucher.run.approved_by)
    assert refused.value.code == "CHECKER_IS_MAKER"


def test_a_red_letter_is_set_off_against_the_next_voucher(voucher, factories):
    factories.paid(voucher)
    [red] = factories.vouchers_of(vouchers.correct(voucher, reason="更正", actor=factories.user(Role.LABOUR_OFFICER)))
    assert queries.owed(voucher.organisation_id, "150100") == [(red, 160000)]
    [again] = factories.vouchers_of(factories.drafted_run("2026-05"))
    assert again.total_fen == 160000
    assert service.send(again, actor=factories.payer()) is None
    assert queries.owed(voucher.organisation_id, "150100") == []
    assert queries.to_pay(again) == 0
    assert queries.cash(voucher.organisation_id, "150100") == 160000
    assert (balance(again).payable, balance(again).recoverable, balance(again).paid) == (0, 0, 160000)


def test_cash_paid_back_lowers_the_debt_to_the_fen(voucher, factories):
    factories.paid(voucher)
    [red] = factories.vouchers_of(vouchers.correct(voucher, reason="更正", actor=factories.user(Role.LABOUR_OFFICER)))
    keys = {"received_on": clock.today(), "actor": factories.payer()}
    with pytest.raises(Refusal) as refused:
        service.receive_back(red, amount_fen=160001, reference="A", **keys)
    assert refused.value.code == "MORE_THAN_OWED"
    service.receive_back(red, amount_fen=159999, reference="B", **keys)
    assert queries.owed(red.organisation_id, "150100") == [(red, 1)]
    service.receive_back(red, amount_fen=1, reference="C", **keys)
    assert queries.owed(red.organisation_id, "150100") == []
    assert (balance(red).recoverable, balance(red).payable, balance(red).paid) == (0, 0, 0)


def test_a_voucher_below_zero_has_nothing_to_pay(voucher, factories):
    [red] = factories.vouchers_of(vouchers.correct(voucher, reason="更正", actor=factories.user(Role.LABOUR_OFFICER)))
    with pytest.raises(Refusal) as refused:
        service.send(red, actor=factories.payer())
    assert refused.value.code == "NOTHING_TO_PAY"


def test_the_bank_file_carries_reference_amount_and_closing_sum(voucher, factories):
    payment = service.send(voucher, actor=factories.payer())
    content = service.take_batch(queries.sent("150100"), actor=factories.payer())
    rows = read_table(content, "bank.xlsx", bank_file.HEADERS).rows
    assert [row.cells["附言"] for row in rows] == [payment.reference, ""]
    assert [row.cells["金额"] for row in rows] == ["1600", "1600"]


def test_a_return_file_is_taken_whole_or_not_at_all(voucher, factories, session):
    payment = service.send(voucher, actor=factories.payer())
    session.commit()
    good = f"附言,结果,日期,说明\n{payment.reference},成功,{clock.today()},回单7\n"
    answers = bank_file.read((good + f"nobody,失败,{clock.today()},\n").encode(), "r.csv")
    with pytest.raises(Refusal) as refused:
        service.take_answers(answers, region_code="150100", actor=factories.payer())
    session.rollback()
    assert refused.value.code == "UNKNOWN_REFERENCE"
    assert payment.state == PaymentState.SENT
    answers = bank_file.read(good.encode(), "r.csv")
    assert service.take_answers(answers, region_code="150100", actor=factories.payer()) == 1
    assert service.take_answers(answers, region_code="150100", actor=factories.payer()) == 0
    assert payment.state == PaymentState.SUCCESS


@pytest.mark.parametrize(("row", "why"), [("R,好,2026-01-01,", "结果"), ("R,成功,昨天,", "日期")])
def test_a_row_that_cannot_be_read_refuses_the_file(app, row, why):
    with pytest.raises(Refusal) as refused:
        bank_file.read(f"附言,结果,日期,说明\n{row}\n".encode(), "r.csv")
    assert refused.value.code == "BAD_RETURN_FILE"
    assert why in str(refused.value.sentence)
