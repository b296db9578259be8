"""The ledger balances in the database, is never overdrawn, and never changes."""

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from kernel import clock
from kernel.refusals import Refusal, from_integrity_error
from settlement.funds import cash_service, queries, service
from settlement.funds.models import Account, Act, FundKind, LedgerEntry, LedgerLeg, Source
from settlement.funds.queries import Balance
from settlement.funds.service import Charge
from tendering.permissions import Role

YEAR = clock.machine_now().year


@pytest.fixture
def officer(factories):
    return factories.user(Role.FINANCE_OFFICER)


def legs(session, fund, number, *amounts):
    for account, amount in amounts:
        session.add(
            LedgerLeg(fund_id=fund.id, entry_number=number, account=account, source=Source.OWN, amount_fen=amount)
        )
    session.flush()


def header(session, fund, number, officer):
    session.add(
        LedgerEntry(
            fund_id=fund.id,
            number=number,
            region_code=fund.region_code,
            act=Act.PAY,
            recorded_at=clock.now(),
            recorded_by_id=officer.id,
        )
    )
    session.flush()


def reserve(run_id, amounts, officer):
    return service.reserve(
        run_id=run_id,
        region_code="150100",
        year=YEAR,
        vouchers=[(FundKind.EMPLOYMENT, np.array(amounts))],
        paper="150100-1",
        actor=officer,
    )


def test_money_moves_from_appropriation_to_payment_and_always_sums_to_zero(session, factories, officer):
    fund = factories.fund(own=1000)
    own = {"amounts": {Source.OWN: 500}, "actor": officer}
    reserve(7, [300, 200], officer)
    assert queries.balance("150100", YEAR) == Balance(1000, 500, 500, 0, 0, 0)
    service.release(run_id=7, paper="150100-1", actor=officer)
    service.charge(fund, [Charge("呼凭1", own["amounts"])], run_id=7, actor=officer)
    cash_service.pay(fund, paper="呼凭1", **own)
    assert queries.balance("150100", YEAR) == Balance(1000, 500, 0, 0, 0, 500)
    cash_service.return_payment(fund, paper="呼凭1", **own)
    assert queries.balance("150100", YEAR) == Balance(1000, 500, 0, 500, 0, 0)
    assert sum(queries.standing(fund).values()) == 0


def test_an_entry_that_does_not_balance_is_refused_by_the_database(session, factories, officer):
    fund = factories.fund()
    session.commit()
    legs(session, fund, 99, (Account.AVAILABLE, -100), (Account.PAID, 99))
    with pytest.raises(IntegrityError) as caught:
        header(session, fund, 99, officer)
    assert from_integrity_error(caught.value).code == "LEDGER_UNBALANCED"
    session.rollback()


def test_an_entry_without_legs_is_refused_by_the_database(session, factories, officer):
    fund = factories.fund()
    session.commit()
    with pytest.raises(IntegrityError):
        header(session, fund, 99, officer)
    session.rollback()


def test_a_leg_that_comes_later_is_refused_by_the_database(session, factories, officer):
    fund = factories.fund()
    session.commit()
    with pytest.raises(IntegrityError) as caught:
        legs(session, fund, 1, (Account.PAID, 5))
    assert from_integrity_error(caught.value).code == "LEDGER_CLOSED"
    session.rollback()


def test_an_overdraft_is_refused_by_the_database_too(session, factories, officer):
    fund = factories.fund(own=100)
    session.commit()
    legs(session, fund, 99, (Account.AVAILABLE, -101), (Account.PAID, 101))
    with pytest.raises(IntegrityError) as caught:
        header(session, fund, 99, officer)
    assert from_integrity_error(caught.value).code == "FUND_SHORT"
    session.rollback()


@pytest.mark.parametrize("table", ["ledger_entries", "ledger_legs", "appropriations"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET fund_id = fund_id", "DELETE FROM {}"])
def test_the_ledger_is_append_only(session, factories, table, statement):
    factories.fund()
    session.commit()
    with pytest.raises(DBAPIError):
        session.execute(sa.text(statement.format(table)))
    session.rollback()


def test_the_last_fen_can_be_reserved_and_not_one_more(session, factories, officer):
    factories.fund(own=500)
    with pytest.raises(Refusal, match="FUND_SHORT"):
        reserve(1, [300, 201], officer)
    reserve(1, [300, 200], officer)
    with pytest.raises(Refusal, match="FUND_SHORT"):
        reserve(2, [1], officer)


def test_a_red_letter_makes_money_recoverable_until_it_is_set_off(session, factories, officer):
    fund = factories.fund(own=1000)
    own = lambda fen: {Source.OWN: fen}  # noqa: E731
    service.charge(fund, [Charge("v1", own(400))], run_id=1, actor=officer)
    cash_service.pay(fund, paper="v1", amounts=own(400), actor=officer)
    service.charge(fund, [Charge("v2 red", own(-400))], run_id=2, actor=officer)
    assert queries.balance("150100", YEAR) == Balance(1000, 600, 0, -400, 400, 400)
    service.charge(fund, [Charge("v3", own(500))], run_id=3, actor=officer)
    cash_service.set_off(fund, fund, debt=own(400), kept_back=own(400), paper="v3", actor=officer)
    cash_service.pay(fund, paper="v3", amounts=own(100), actor=officer)
    assert queries.balance("150100", YEAR) == Balance(1000, 500, 0, 0, 0, 500)


def test_what_one_source_is_owed_and_another_need_not_pay_is_paid_by_that_to_this(session, factories, officer):
    """v1 was the own budget's, v2 is the transfer's: the institution keeps the one's money for the other's."""
    fund = factories.fund(own=1000, transfer=1000)
    service.charge(fund, [Charge("v1", {Source.OWN: 400})], run_id=1, actor=officer)
    cash_service.pay(fund, paper="v1", amounts={Source.OWN: 400}, actor=officer)
    service.charge(fund, [Charge("v1 red", {Source.OWN: -400})], run_id=2, actor=officer)
    service.charge(fund, [Charge("v2", {Source.TRANSFER: 500})], run_id=3, actor=officer)
    cash_service.set_off(
        fund, fund, debt={Source.OWN: 400}, kept_back={Source.TRANSFER: 400}, paper="v2", actor=officer
    )
    cash_service.pay(fund, paper="v2", amounts={Source.TRANSFER: 100}, actor=officer)
    assert dict(queries.by_source(fund)) == {
        Source.TRANSFER: Balance(1000, 500, 0, 0, 0, 500),
        Source.OWN: Balance(1000, 1000, 0, 0, 0, 0),
    }


def test_cash_paid_back_for_a_red_letter_is_available_again(session, factories, officer):
    fund = factories.fund(own=1000)
    own = {"amounts": {Source.OWN: 400}, "actor": officer}
    service.charge(fund, [Charge("v1", own["amounts"])], run_id=1, actor=officer)
    cash_service.pay(fund, paper="v1", **own)
    service.charge(fund, [Charge("v2 red", {Source.OWN: -400})], run_id=2, actor=officer)
    cash_service.return_cash(fund, paper="receipt", **own)
    assert queries.balance("150100", YEAR) == Balance(1000, 1000, 0, 0, 0, 0)


def test_what_a_voucher_takes_back_from_one_source_comes_from_the_other_at_once(session, factories, officer):
    fund = factories.fund(own=1000, transfer=1000)
    amounts = {Source.TRANSFER: 500, Source.OWN: -200}
    service.charge(fund, [Charge("v1", amounts)], run_id=1, actor=officer)
    assert dict(queries.by_source(fund)) == {
        Source.TRANSFER: Balance(1000, 500, 0, 300, 0, 200),
        Source.OWN: Balance(1000, 1200, 0, 0, 0, -200),
    }


def test_nothing_is_reserved_for_a_voucher_that_takes_back(session, factories, officer):
    factories.fund()
    assert reserve(1, [-300, 100], officer) == []
