"""The end of a year: two people, balanced entries in both years, and what stays payable stays payable in its year."""

from datetime import date

import numpy as np
import pytest
from sqlalchemy.exc import IntegrityError

from kernel import clock
from kernel.db import db
from kernel.refusals import Refusal, from_integrity_error
from settlement.funds import cash_service, closing_service, ledger, opening_service, queries, service
from settlement.funds.models import Account, Act, ClosingState, FundKind, Source, Way
from settlement.funds.queries import Balance
from settlement.funds.service import Charge
from tendering.permissions import Role

OWN, TRANSFER = Source.OWN, Source.TRANSFER
WAYS = {OWN: Way.CARRY, TRANSFER: Way.HAND_BACK}


@pytest.fixture
def officer(factories):
    return factories.user(Role.FINANCE_OFFICER)


@pytest.fixture
def approver(factories):
    return factories.user(Role.FINANCE_APPROVER)


@pytest.fixture
def years(session, clock_at, factories, officer):
    """2026: 1,000 of its own and 500 from above, 300 charged, 100 of them paid; and 2027, with 50."""
    clock_at(date(2026, 12, 1))
    old = factories.fund(own=1000, transfer=500)
    service.charge(old, [Charge("v1", {OWN: 300})], run_id=1, actor=officer)
    cash_service.pay(old, paper="v1", amounts={OWN: 100}, actor=officer)
    clock_at(date(2027, 1, 8))
    return old, factories.fund(own=50)


def close(fund, ways, officer, approver, left=None):
    closing = closing_service.propose(fund, ways=ways, document_number="结转1号", actor=officer)
    left = sum(closing_service.left(fund).values()) if left is None else left
    return closing_service.decide(closing, agreed=True, left_fen=left, note="", actor=approver)


def sound():
    return (queries.unbalanced(), queries.overdrawn(), queries.uncarried()) == ([], [], [])


def test_what_is_available_is_carried_over_or_handed_back_and_payables_stay(years, officer, approver):
    old, new = years
    closing = close(old, WAYS, officer, approver)
    assert (closing.state, closing.carried_fen, closing.handed_back_fen) == (ClosingState.DONE, 700, 500)
    assert dict(queries.by_source(old)) == {
        OWN: Balance(1000, 0, 0, 200, 0, 100, carried=700),
        TRANSFER: Balance(500, 0, 0, 0, 0, 0, handed_back=500),
    }
    assert dict(queries.by_source(new)) == {OWN: Balance(50, 750, 0, 0, 0, 0, brought=700)}
    assert old.closed_on == date(2027, 1, 8)
    assert sound()
    cash_service.pay(old, paper="v1b", amounts={OWN: 200}, actor=officer)
    assert queries.balance_of(old) == Balance(1500, 0, 0, 0, 0, 300, carried=700, handed_back=500)


def test_after_closing_nothing_new_is_booked_in_code_or_in_the_database(years, officer, approver, session):
    old, _ = years
    close(old, WAYS, officer, approver)
    reserved = {"run_id": 9, "region_code": "150100", "year": 2026, "paper": "p", "actor": officer}
    for verb in (
        lambda: service.reserve(vouchers=[(FundKind.EMPLOYMENT, np.array([1]))], **reserved),
        lambda: service.charge(old, [Charge("p", {OWN: 1})], run_id=9, actor=officer),
        lambda: opening_service.appropriate(
            old, source=OWN, amount_fen=1, document_number="1", dated_on=clock.today(), actor=officer
        ),
    ):
        with pytest.raises(Refusal, match="FUND_CLOSED"):
            verb()
    session.commit()
    legs = ledger.moved({OWN: 5}, out_of=Account.APPROPRIATED, into=Account.AVAILABLE)
    with pytest.raises(IntegrityError) as caught:
        ledger.write(old, Act.APPROPRIATE, legs, actor=officer)
    assert from_integrity_error(caught.value).code == "FUND_CLOSED"
    session.rollback()


def test_what_becomes_available_later_is_taken_by_closing_again(years, officer, approver):
    old, new = years
    service.charge(old, [Charge("v1 red", {OWN: -100})], run_id=2, actor=officer)
    close(old, WAYS, officer, approver)
    with pytest.raises(Refusal, match="NOTHING_LEFT"):
        closing_service.propose(old, ways=WAYS, document_number="结转2号", actor=officer)
    cash_service.return_cash(old, paper="R1", amounts={OWN: 100}, actor=officer)
    assert queries.available(old) == {OWN: 100, TRANSFER: 0}
    again = close(old, {OWN: Way.CARRY}, officer, approver)
    assert (again.carried_fen, again.handed_back_fen) == (100, 0)
    assert queries.available(new) == {OWN: 850}
    assert sound()


def test_reservations_of_open_runs_go_along(years, officer, approver):
    old, new = years
    legs = ledger.moved({OWN: 400}, out_of=Account.AVAILABLE, into=Account.RESERVED)
    ledger.write(old, Act.RESERVE, legs, run_id=7, paper="150100-2026-11", actor=officer)
    assert close(old, WAYS, officer, approver).carried_fen == 700
    assert queries.reserved_for(7) == {new: {OWN: 400}}
    service.release(run_id=7, paper="150100-2026-11", actor=officer)
    assert queries.available(new) == {OWN: 750}
    assert sound()


def test_what_is_reserved_and_to_be_handed_back_waits_for_its_run(years, officer, approver):
    old, _ = years
    legs = ledger.moved({TRANSFER: 400}, out_of=Account.AVAILABLE, into=Account.RESERVED)
    ledger.write(old, Act.RESERVE, legs, run_id=7, paper="150100-2026-11", actor=officer)
    assert close(old, WAYS, officer, approver).handed_back_fen == 100
    service.release(run_id=7, paper="150100-2026-11", actor=officer)
    assert close(old, WAYS, officer, approver).handed_back_fen == 400
    assert queries.balance_of(old).handed_back == 500


@pytest.mark.parametrize("missing", [OWN, TRANSFER])
def test_every_source_with_money_left_has_its_way(years, officer, missing):
    ways = {source: way for source, way in WAYS.items() if source != missing}
    with pytest.raises(Refusal, match="WAY_MISSING"):
        closing_service.propose(years[0], ways=ways, document_number="结转1号", actor=officer)


def test_a_year_that_is_not_over_or_has_no_successor_is_not_closed(years, officer, factories, clock_at):
    old, new = years
    with pytest.raises(Refusal, match="YEAR_NOT_OVER"):
        closing_service.propose(new, ways=WAYS, document_number="结转1号", actor=officer)
    narrow = factories.fund(region_code="150200", year=2026)
    factories.fund(region_code="150200", year=2027, own=0, order=["transfer"])
    with pytest.raises(Refusal, match="SOURCE_NOT_IN_ORDER"):
        closing_service.propose(narrow, ways=WAYS, document_number="1", actor=officer)
    with pytest.raises(Refusal, match="NO_FUND"):
        closing_service.propose(
            factories.fund(region_code="150300", year=2026), ways=WAYS, document_number="1", actor=officer
        )


def test_a_closing_is_proposed_once_and_decided_by_another(years, officer, approver):
    old, _ = years
    closing = closing_service.propose(old, ways=WAYS, document_number="结转1号", actor=officer)
    with pytest.raises(Refusal, match="CLOSING_WAITS"):
        closing_service.propose(old, ways=WAYS, document_number="结转1号", actor=approver)
    decision = {"agreed": True, "left_fen": 1200, "note": ""}
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        closing_service.decide(closing, actor=officer, **decision)
    closing_service.decide(closing, actor=approver, **{**decision, "agreed": False})
    assert (closing.state, old.closed_on, queries.balance_of(old).available) == (ClosingState.REJECTED, None, 1200)
    with pytest.raises(Refusal, match="STATE_MOVED"):
        closing_service.decide(closing, actor=approver, **decision)


def test_the_sum_that_was_seen_is_the_sum_that_is_decided(years, officer, approver, session):
    old, _ = years
    closing = closing_service.propose(old, ways=WAYS, document_number="结转1号", actor=officer)
    service.charge(old, [Charge("v3", {OWN: 1})], run_id=3, actor=officer)
    session.commit()
    with pytest.raises(Refusal, match="AMOUNT_MOVED"):
        closing_service.decide(closing, agreed=True, left_fen=1200, note="", actor=approver)
    session.rollback()
    assert closing.state == ClosingState.PROPOSED


def test_what_would_go_to_a_year_that_has_passed_is_proposed_anew(years, officer, approver, clock_at):
    closing = closing_service.propose(years[0], ways=WAYS, document_number="结转1号", actor=officer)
    clock_at(date(2028, 1, 4))
    with pytest.raises(Refusal, match="YEAR_TURNED"):
        closing_service.decide(closing, agreed=True, left_fen=1200, note="", actor=approver)
    db.session.expire_all()


def test_the_insurance_fund_is_closed_into_its_own_next_year(session, clock_at, factories, officer, approver):
    clock_at(date(2027, 1, 8))
    old, new = factories.insurance_fund(year=2026, amount_fen=900), factories.insurance_fund(year=2027)
    factories.fund(year=2027, own=0)
    close(old, {Source.INSURANCE: Way.CARRY}, officer, approver)
    assert queries.balance_of(new) == Balance(0, 900, 0, 0, 0, 0, brought=900)
    assert sound()
