"""Money over the end of a year: each year's ledger is right by itself, whatever is settled in the next one."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import g

from kernel import clock
from kernel.refusals import Refusal
from settlement.funds import closing_service
from settlement.funds import queries as funds
from settlement.funds.models import Source, Way
from settlement.funds.queries import Balance
from settlement.payments import queries, service
from settlement.payments.models import PaymentState
from settlement.recoveries import service as recoveries
from settlement.recoveries.models import Recovery
from settlement.recoveries.models import Way as Back
from settlement.vouchers import service as vouchers
from tendering.permissions import Role

OWN = Source.OWN
YEARS = 2025, 2026


@pytest.fixture
def autumn(session, clock_at, factories):
    """November 2025: 1,200.00 paid to one for a contract of two years, 800.00 to another without one."""
    clock_at(date(2025, 11, 3))
    factories.fund(own=1_000_000)
    institution, _, lines = factories.payable_class(
        document=factories.policy_document(first=date(2025, 1, 1)),
        numbers=("", ""),
        opened_on=date(2025, 7, 6),
        ended_on=date(2025, 9, 30),
    )
    contract = factories.employed(lines[0], signed_on=date(2025, 10, 8), to_on=date(2027, 10, 7))
    [voucher] = factories.vouchers_of(factories.drafted_run("2025-10"))
    return institution, lines, contract, voucher


def balances():
    return [funds.balance("150100", year) for year in YEARS]


def sound():
    return (funds.unbalanced(), funds.overdrawn(), funds.uncarried()) == ([], [], [])


def close_2025(factories):
    """Everything left is carried over, as two of finance decide."""
    fund = funds.fund("150100", 2025)
    closing = closing_service.propose(
        fund, ways={OWN: Way.CARRY}, document_number="结转〔2026〕1号", actor=factories.payer()
    )
    left = sum(closing_service.left(fund).values())
    approver = factories.user(Role.FINANCE_APPROVER)
    return closing_service.decide(closing, agreed=True, left_fen=left, note="", actor=approver)


def cash_decided(session, factories, contract):
    """The contract ended after a year's half: 400.00 overpaid, to be returned in cash."""
    factories.ended(contract, ended_on=date(2025, 11, 20))
    assert factories.vouchers_of(factories.drafted_run("2025-11")) == []
    recovery = session.scalars(sa.select(Recovery)).one()
    recoveries.suggest(recovery, way=Back.CASH, reason="核实", actor=factories.user(Role.LABOUR_OFFICER))
    reviewer, fen = factories.user(Role.LABOUR_REVIEWER), recovery.amount_fen
    return recoveries.decide(recovery, agreed=True, note="同意", amount_fen=fen, actor=reviewer)


@pytest.mark.parametrize("closed", [False, True])
def test_cash_that_came_in_december_and_is_settled_in_january_leaves_both_years_payable_at_nothing(
    autumn, session, factories, clock_at, closed
):
    """It used to stand on 2025's payable for ever, and to be missing from 2026's."""
    _, _, contract, voucher = autumn
    factories.paid(voucher)
    recovery = cash_decided(session, factories, contract)
    clock_at(date(2025, 12, 21))
    recoveries.receive_cash(
        recovery, amount_fen=40000, received_on=clock.today(), reference="R1", actor=factories.payer()
    )
    assert funds.balance("150100", 2025) == Balance(1_000_000, 800_000, 0, 40000, 0, 160000)
    clock_at(date(2026, 1, 4))
    factories.fund(own=0)
    if closed:
        close_2025(factories)
    [settled] = factories.vouchers_of(factories.drafted_run("2025-12"))
    assert (settled.year, settled.total_fen, settled.cash_fen) == (2026, -40000, 0)
    old, new = balances()
    carried = 800_000 if closed else 0
    assert old == Balance(1_000_000, 800_000 - carried, 0, 0, 0, 160000, carried=carried + 40000)
    assert new == Balance(0, carried + 40000, 0, 0, 0, 0, brought=carried + 40000)
    assert sound()


def test_a_run_reviewed_in_december_and_posted_in_january_is_charged_to_the_new_year(
    autumn, session, factories, clock_at
):
    institution, lines, contract, _ = autumn
    factories.extended(contract, signed_on=date(2025, 11, 10), to_on=date(2028, 10, 7))
    run = factories.confirmed_run(factories.drafted_run("2025-11"))
    clock_at(date(2025, 12, 29))
    factories.reviewed_run(run)
    assert funds.balance("150100", 2025).reserved == 20000
    clock_at(date(2026, 1, 4))
    factories.fund(own=0)
    with pytest.raises(Refusal, match="FUND_SHORT"), session.begin_nested():
        factories.vouchers_of(run)
    g.pop("clock_offset")  # rolled back with the rest
    factories.fund(own=500_000)
    [voucher] = factories.vouchers_of(run)
    assert (voucher.year, voucher.fund.year, voucher.total_fen) == (2026, 2026, 20000)
    old, new = balances()
    assert (old.reserved, old.available) == (0, 800_000)
    assert (new.payable, new.available) == (20000, 480_000)
    assert sound()


def test_its_reservation_goes_along_where_the_old_year_is_closed_before(autumn, session, factories, clock_at):
    institution, lines, contract, _ = autumn
    factories.extended(contract, signed_on=date(2025, 11, 10), to_on=date(2028, 10, 7))
    run = factories.confirmed_run(factories.drafted_run("2025-11"))
    clock_at(date(2025, 12, 29))
    factories.reviewed_run(run)
    clock_at(date(2026, 1, 4))
    factories.fund(own=0)
    close_2025(factories)
    assert funds.balance("150100", 2026) == Balance(0, 780_000, 20000, 0, 0, 0, brought=800_000)
    [voucher] = factories.vouchers_of(run)
    old, new = balances()
    assert old == Balance(1_000_000, 0, 0, 200_000, 0, 0, carried=800_000)
    assert new == Balance(0, 780_000, 0, 20000, 0, 0, brought=800_000)
    assert voucher.fund.year == 2026
    assert sound()


def test_what_is_payable_in_a_closed_year_is_paid_and_returned_there(autumn, factories, clock_at):
    *_, voucher = autumn
    clock_at(date(2026, 1, 4))
    factories.fund(own=0)
    close_2025(factories)
    payment = factories.paid(voucher)
    assert funds.balance("150100", 2025) == Balance(1_000_000, 0, 0, 0, 0, 200_000, carried=800_000)
    service.answer(
        payment, state=PaymentState.RETURNED, on=clock.today(), bank_note="账号有误", actor=factories.payer()
    )
    assert funds.balance("150100", 2025).payable == 200_000
    factories.paid(voucher)
    assert [balance.paid for balance in balances()] == [200_000, 0]
    assert sound()


def red_letter(voucher, factories):
    actor = factories.user(Role.LABOUR_OFFICER)
    [red] = factories.vouchers_of(vouchers.correct(voucher, reason="更正", actor=actor))
    return red


@pytest.mark.parametrize("closed", [False, True])
def test_a_debt_of_one_year_kept_back_in_the_next_is_right_in_both(autumn, factories, clock_at, closed):
    """Its voucher of 2025 is reversed in 2025, and settled anew in 2026."""
    institution, *_, voucher = autumn
    factories.paid(voucher)
    red = red_letter(voucher, factories)
    assert funds.balance("150100", 2025) == Balance(1_000_000, 800_000, 0, -200_000, 200_000, 200_000)
    clock_at(date(2026, 1, 4))
    factories.fund(own=1_000_000)
    if closed:
        close_2025(factories)
    [again] = factories.vouchers_of(factories.drafted_run("2025-12"))
    assert (red.fund.year, again.fund.year, again.total_fen) == (2025, 2026, 200_000)
    assert service.send(again, actor=factories.payer()) is None
    assert queries.owed(institution.organisation_id, "150100") == []
    old, new = balances()
    assert (old.payable, old.recoverable, old.paid) == (0, 0, 0)
    assert (new.payable, new.recoverable, new.paid) == (0, 0, 200_000)
    assert old.available == (200_000 if closed else 1_000_000)
    assert sound()


def test_cash_paid_back_in_the_next_year_lowers_the_debt_where_it_stands(autumn, factories, clock_at):
    *_, voucher = autumn
    factories.paid(voucher)
    red = red_letter(voucher, factories)
    clock_at(date(2026, 1, 4))
    factories.fund(own=0)
    close_2025(factories)
    service.receive_back(red, amount_fen=200_000, received_on=clock.today(), reference="R9", actor=factories.payer())
    assert queries.owed(voucher.organisation_id, "150100") == []
    assert funds.balance("150100", 2025) == Balance(1_000_000, 200_000, 0, 0, 0, 0, carried=800_000)
    close_2025(factories)
    assert [balance.available for balance in balances()] == [0, 1_000_000]
    assert sound()
