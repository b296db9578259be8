"""Which source of money pays what, where a voucher takes back as well as pays; each of these was found by the machine
of test_stateful.py, or on the way to it.
"""

from datetime import date

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.refusals import Refusal
from settlement.funds import queries as funds
from settlement.funds.models import Source
from settlement.payments import queries, service
from settlement.recoveries import service as recoveries
from settlement.recoveries.models import Recovery, Way
from settlement.vouchers import service as vouchers
from tendering.permissions import Role


@pytest.fixture
def may(session, clock_at):
    clock_at(date(2026, 5, 6))


def corrected(voucher, factories):
    actor = factories.user(Role.LABOUR_OFFICER)
    [made] = factories.vouchers_of(vouchers.correct(voucher, reason="更正", actor=actor))
    return made


def returned_in_cash(recovery, factories):
    recoveries.suggest(recovery, way=Way.CASH, reason="核实", actor=factories.user(Role.LABOUR_OFFICER))
    reviewer, fen = factories.user(Role.LABOUR_REVIEWER), recovery.amount_fen
    recoveries.decide(recovery, agreed=True, note="同意", amount_fen=fen, actor=reviewer)
    actor, today = factories.payer(), clock.today()
    recoveries.receive_cash(recovery, amount_fen=fen, received_on=today, reference="R1", actor=actor)


def test_cash_is_paid_out_where_what_comes_back_and_what_is_due_are_the_same(may, factories, session):
    """200 yuan more for one, 200 returned in cash for another: the total is nothing, the cash 200."""
    factories.fund()
    _, _, lines = factories.payable_class(numbers=("", ""))
    longer, shorter = (factories.employed(line) for line in lines)
    [first] = factories.vouchers_of(factories.drafted_run("2026-04"))
    factories.paid(first)
    factories.ended(shorter, ended_on=clock.today())
    assert factories.vouchers_of(factories.drafted_run("2026-05")) == []
    returned_in_cash(session.scalars(sa.select(Recovery)).one(), factories)
    factories.extended(longer, signed_on=clock.today(), to_on=date(2028, 3, 31))
    [voucher] = factories.vouchers_of(factories.drafted_run("2026-06"))
    assert (voucher.total_fen, voucher.came_back_fen, voucher.cash_fen) == (0, 20000, 20000)
    payment = factories.paid(voucher)
    assert [(share.source, share.amount_fen) for share in payment.shares] == [(Source.OWN, 20000)]
    assert queries.cash(voucher.organisation_id, "150100") == 200000
    balance = funds.balance("150100", 2026)
    assert (balance.paid, balance.payable, balance.recoverable) == (200000, 0, 0)


def test_a_red_letter_that_pays_out_again_falls_to_the_sources_that_hold_it(may, factories):
    """The transfer is spent on the debt that the first red letter has made; the own budget holds enough."""
    factories.fund(transfer=1_500_00)
    factories.payable_class(numbers=("", ""))
    [voucher] = factories.vouchers_of(factories.drafted_run("2026-04"))
    assert [each.amount_fen for each in voucher.sources] == [80000, 80000]
    red = corrected(voucher, factories)
    assert {each.source: each.amount_fen for each in red.sources} == {Source.OWN: -80000, Source.TRANSFER: -80000}
    again = corrected(red, factories)
    assert {each.source: each.amount_fen for each in again.sources} == {Source.OWN: 160000}


def test_a_red_letter_whose_debt_was_set_off_is_not_sent(may, factories):
    factories.fund()
    factories.payable_class(numbers=("",))
    [voucher] = factories.vouchers_of(factories.drafted_run("2026-04"))
    red = corrected(voucher, factories)
    assert service.send(voucher, actor=factories.payer()) is None
    with pytest.raises(Refusal, match="NOTHING_TO_PAY"):
        service.send(red, actor=factories.payer())
