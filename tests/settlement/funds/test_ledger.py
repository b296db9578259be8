"""The ledger balances in the database, is never overdrawn, and never changes."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from kernel import clock
from kernel.refusals import Refusal, from_integrity_error
from settlement.funds import queries, service
from settlement.funds.models import Account, Act, LedgerEntry, LedgerLeg, Source
from settlement.funds.queries import Balance
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


def test_money_moves_from_appropriation_to_payment_and_always_sums_to_zero(session, factories, officer):
    fund = factories.fund(own=1000)
    key = {"region_code": "150100", "year": YEAR, "actor": officer}
    service.reserve(run_id=7, amounts=[300, 200], paper="150100-1", **key)
    assert queries.balance("150100", YEAR) == Balance(1000, 500, 500, 0, 0, 0)
    service.release(run_id=7, paper="150100-1", actor=officer)
    service.charge(run_id=7, paper="呼凭1", amounts={Source.OWN: 500}, **key)
    service.pay(paper="呼凭1", amounts={Source.OWN: 500}, **key)
    assert queries.balance("150100", YEAR) == Balance(1000, 500, 0, 0, 0, 500)
    service.return_payment(paper="呼凭1", amounts={Source.OWN: 500}, **key)
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
    key = {"region_code": "150100", "year": YEAR, "actor": officer, "paper": "p"}
    with pytest.raises(Refusal, match="FUND_SHORT"):
        service.reserve(run_id=1, amounts=[300, 201], **key)
    service.reserve(run_id=1, amounts=[300, 200], **key)
    with pytest.raises(Refusal, match="FUND_SHORT"):
        service.reserve(run_id=2, amounts=[1], **key)


def test_whole_persons_fall_to_sources_in_the_order_of_the_list(session, factories):
    fund = factories.fund(own=1000, transfer=250)
    assert service.allocate(fund, [200, 100, 50, 800, -50]) == [
        Source.TRANSFER,
        Source.OWN,
        Source.TRANSFER,
        Source.OWN,
        Source.OWN,
    ]


def test_a_red_letter_makes_money_recoverable_until_it_is_set_off(session, factories, officer):
    factories.fund(own=1000)
    key = {"region_code": "150100", "year": YEAR, "actor": officer}
    own = lambda fen: {Source.OWN: fen}  # noqa: E731
    service.charge(run_id=1, paper="v1", amounts=own(400), **key)
    service.pay(paper="v1", amounts=own(400), **key)
    service.charge(run_id=2, paper="v2 red", amounts=own(-400), **key)
    assert queries.balance("150100", YEAR) == Balance(1000, 600, 0, -400, 400, 400)
    service.charge(run_id=3, paper="v3", amounts=own(500), **key)
    service.set_off(paper="v3", amounts=own(400), **key)
    service.pay(paper="v3", amounts=own(100), **key)
    assert queries.balance("150100", YEAR) == Balance(1000, 500, 0, 0, 0, 500)


def test_cash_paid_back_for_a_red_letter_is_available_again(session, factories, officer):
    factories.fund(own=1000)
    key = {"region_code": "150100", "year": YEAR, "actor": officer}
    service.charge(run_id=1, paper="v1", amounts={Source.OWN: 400}, **key)
    service.pay(paper="v1", amounts={Source.OWN: 400}, **key)
    service.charge(run_id=2, paper="v2 red", amounts={Source.OWN: -400}, **key)
    service.return_cash(paper="receipt", amounts={Source.OWN: 400}, **key)
    assert queries.balance("150100", YEAR) == Balance(1000, 1000, 0, 0, 0, 0)


def test_what_a_voucher_takes_back_from_one_source_is_available_at_once(session, factories, officer):
    factories.fund(own=1000, transfer=1000)
    key = {"region_code": "150100", "year": YEAR, "actor": officer}
    service.charge(run_id=1, paper="v1", amounts={Source.TRANSFER: 500, Source.OWN: -200}, **key)
    assert queries.balance("150100", YEAR) == Balance(2000, 1700, 0, 300, 0, 0)


def test_nothing_is_reserved_for_a_run_that_takes_back(session, factories, officer):
    factories.fund()
    assert (
        service.reserve(run_id=1, region_code="150100", year=YEAR, amounts=[-300, 100], paper="p", actor=officer)
        is None
    )
