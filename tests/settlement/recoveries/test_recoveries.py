"""An overpayment is one proposal; waived, set off and returned each settle it their own way (decisions.md)."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from kernel.refusals import Refusal
from settlement.entitlements.models import Nature
from settlement.entitlements.queries import settled_lines
from settlement.funds import queries as funds
from settlement.recoveries import service
from settlement.recoveries.models import Recovery, RecoveryState, Way
from tendering.permissions import Role


@pytest.fixture
def overpaid(session, clock_at, factories):
    """(contract, its line): paid 1,200.00 for two years in April, ended after one year in May's evidence."""
    clock_at(date(2026, 5, 6))
    factories.fund()
    _, (line,) = factories.settled_class()
    contract = factories.employed(line, to_on=date(2028, 3, 31))
    assert [each.delta_fen for each in factories.posted_run(factories.drafted_run("2026-04"))] == [120000]
    return contract, line


def cut(factories, contract, on=date(2026, 5, 20), **facts):
    return factories.ended(contract, ended_on=on, **facts)


def only(session) -> Recovery:
    return session.scalars(sa.select(Recovery).order_by(Recovery.id)).one()


def decided(factories, recovery, way, amount=None):
    service.suggest(recovery, way=way, reason="核实", actor=factories.user(Role.LABOUR_OFFICER))
    amount = recovery.amount_fen if amount is None else amount
    return service.decide(
        recovery, agreed=True, note="同意", amount_fen=amount, actor=factories.user(Role.LABOUR_REVIEWER)
    )


def test_an_early_end_makes_one_proposal_of_the_right_amount_and_still_one_after_two_more_runs(
    session, overpaid, factories
):
    contract, line = overpaid
    cut(factories, contract)
    for period in ("2026-05", "2026-06", "2026-07"):
        assert factories.posted_run(factories.drafted_run(period)) == []
        recovery = only(session)
        assert (recovery.amount_fen, recovery.target_fen, recovery.settled_fen) == (40000, 80000, 120000)
        assert recovery.state == RecoveryState.PROPOSED
    assert len(recovery.decisions) == 1


def test_a_waiver_settles_the_level_that_was_paid(session, overpaid, factories):
    contract, line = overpaid
    cut(factories, contract)
    factories.posted_run(factories.drafted_run("2026-05"))
    decided(factories, only(session), Way.WAIVER)
    assert factories.posted_run(factories.drafted_run("2026-06")) == []
    assert only(session).state == RecoveryState.WAIVED
    assert settled_lines([line.id]) == {line.id: 120000}


def test_after_a_waiver_a_further_fall_is_proposed_by_itself(session, overpaid, factories):
    contract, line = overpaid
    cut(factories, contract)
    factories.posted_run(factories.drafted_run("2026-05"))
    decided(factories, only(session), Way.WAIVER)
    passed = session.scalars(sa.text("SELECT id FROM appraisals")).one()
    factories.appraise(line, passed=False, on=date(2026, 3, 31), replaces=type("Row", (), {"id": passed}))
    factories.posted_run(factories.drafted_run("2026-06"))
    waived, proposed = session.scalars(sa.select(Recovery).order_by(Recovery.id))
    assert (waived.state, proposed.state, proposed.amount_fen) == (RecoveryState.WAIVED, RecoveryState.PROPOSED, 80000)


def test_after_a_waiver_a_later_rise_is_paid_only_above_what_was_settled(session, overpaid, factories):
    contract, line = overpaid
    end = cut(factories, contract)
    factories.posted_run(factories.drafted_run("2026-05"))
    decided(factories, only(session), Way.WAIVER)
    factories.ended(contract, ended_on=date(2027, 6, 1), replaces=end)
    assert factories.posted_run(factories.drafted_run("2026-06")) == []
    factories.extended(contract, signed_on=date(2026, 7, 10), to_on=date(2029, 3, 31))
    assert [each.delta_fen for each in factories.posted_run(factories.drafted_run("2026-07"))] == [20000]
    assert settled_lines([line.id]) == {line.id: 140000}


def test_an_offset_is_a_negative_line_in_the_institutions_next_run(session, overpaid, factories):
    contract, line = overpaid
    cut(factories, contract)
    factories.posted_run(factories.drafted_run("2026-05"))
    decided(factories, only(session), Way.OFFSET)
    of = line.training_class
    _, others = factories.settled_class(document=of.document, organisation=of.organisation, numbers=("", ""))
    run = factories.drafted_run("2026-06")
    assert run.total_fen == 2 * 80000 - 40000
    found = factories.posted_run(run)
    assert [(each.nature, each.delta_fen) for each in found if each.delta_fen < 0] == [(Nature.OFFSET, -40000)]
    assert only(session).state == RecoveryState.SETTLED
    assert settled_lines([line.id]) == {line.id: 80000}
    assert factories.posted_run(factories.drafted_run("2026-07")) == []
    assert only(session).state == RecoveryState.SETTLED


def test_an_offset_in_a_void_run_comes_again(session, overpaid, factories):
    from settlement.runs import service as runs

    contract, line = overpaid
    cut(factories, contract)
    factories.posted_run(factories.drafted_run("2026-05"))
    decided(factories, only(session), Way.OFFSET)
    run = factories.drafted_run("2026-06")
    runs.void(run, reason="重新编制", actor=factories.user(Role.LABOUR_OFFICER))
    assert only(session).state == RecoveryState.OFFSET
    assert [each.delta_fen for each in factories.posted_run(factories.drafted_run("2026-06"))] == [-40000]


def test_cash_is_settled_by_a_negative_line_once_it_has_come(session, overpaid, factories):
    contract, line = overpaid
    cut(factories, contract)
    factories.posted_run(factories.drafted_run("2026-05"))
    recovery = decided(factories, only(session), Way.CASH)
    assert factories.posted_run(factories.drafted_run("2026-06")) == []
    officer = factories.user(Role.FINANCE_OFFICER)
    service.receive_cash(recovery, amount_fen=15000, received_on=date(2026, 7, 1), reference="R1", actor=officer)
    assert [(each.nature, each.delta_fen) for each in factories.posted_run(factories.drafted_run("2026-07"))] == [
        (Nature.CASH_RETURN, -15000)
    ]
    assert only(session).state == RecoveryState.CASH
    service.receive_cash(recovery, amount_fen=25000, received_on=date(2026, 8, 1), reference="R2", actor=officer)
    assert [each.delta_fen for each in factories.posted_run(factories.drafted_run("2026-08"))] == [-25000]
    assert only(session).state == RecoveryState.SETTLED
    assert settled_lines([line.id]) == {line.id: 80000}
    balance = funds.balance("150100", 2026)
    assert (balance.paid, balance.payable, balance.recoverable) == (-40000, 120000, 0)


def test_a_proposal_follows_the_balance_and_is_withdrawn_when_nothing_is_left(session, overpaid, factories):
    contract, line = overpaid
    end = cut(factories, contract)
    factories.posted_run(factories.drafted_run("2026-05"))
    end = factories.ended(contract, ended_on=date(2027, 4, 30), replaces=end)
    run = factories.drafted_run("2026-06")
    assert (only(session).state, run.lines) == (RecoveryState.WITHDRAWN, 0)
    factories.posted_run(run)


def test_an_amount_that_moved_has_to_be_suggested_again(session, overpaid, factories):
    contract, line = overpaid
    cut(factories, contract)
    factories.posted_run(factories.drafted_run("2026-05"))
    recovery = service.suggest(only(session), way=Way.WAIVER, reason="困难", actor=factories.user(Role.LABOUR_OFFICER))
    first = session.scalars(sa.text("SELECT id FROM appraisals")).one()
    factories.appraise(line, passed=False, replaces=type("Row", (), {"id": first}))
    factories.drafted_run("2026-06")
    assert (recovery.state, recovery.amount_fen) == (RecoveryState.PROPOSED, 120000)


def test_neither_who_proposed_nor_who_suggested_decides(session, overpaid, factories):
    contract, line = overpaid
    cut(factories, contract)
    drafter = factories.user(Role.LABOUR_REVIEWER)
    factories.drafted_run("2026-05", actor=drafter)
    recovery, officer = only(session), factories.user(Role.LABOUR_OFFICER)
    service.suggest(recovery, way=Way.WAIVER, reason="困难", actor=officer)
    for someone in (drafter, officer):
        with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
            service.decide(recovery, agreed=True, note="", amount_fen=40000, actor=someone)
    with pytest.raises(Refusal, match="AMOUNT_MOVED"):
        service.decide(recovery, agreed=True, note="", amount_fen=39999, actor=factories.user(Role.LABOUR_REVIEWER))


def test_a_suggestion_that_is_sent_back_is_open_again(session, overpaid, factories):
    contract, line = overpaid
    cut(factories, contract)
    factories.drafted_run("2026-05")
    recovery = service.suggest(only(session), way=Way.WAIVER, reason="困难", actor=factories.user(Role.LABOUR_OFFICER))
    service.decide(
        recovery, agreed=False, note="理由不足", amount_fen=40000, actor=factories.user(Role.LABOUR_REVIEWER)
    )
    assert recovery.state == RecoveryState.PROPOSED
    assert [str(row.step) for row in recovery.decisions] == ["proposed", "suggested", "rejected"]


def test_an_excused_end_makes_no_proposal(session, overpaid, factories):
    contract, line = overpaid
    cut(factories, contract, because="employer_fault")
    factories.posted_run(factories.drafted_run("2026-05"))
    assert session.scalars(sa.select(Recovery)).all() == []


def test_a_cancelled_class_makes_everything_paid_recoverable(session, overpaid, factories):
    from settlement.rosters import service as rosters

    contract, line = overpaid
    rosters.cancel(line.training_class, because="虚假培训", actor=factories.user(Role.LABOUR_REVIEWER))
    factories.posted_run(factories.drafted_run("2026-05"))
    recovery = only(session)
    assert (recovery.amount_fen, recovery.target_fen) == (120000, 0)
    decided(factories, recovery, Way.OFFSET)
    assert [(str(each.reason), each.delta_fen) for each in factories.posted_run(factories.drafted_run("2026-06"))] == [
        ("gone", -120000)
    ]
    assert settled_lines([line.id]) == {line.id: 0}
    assert factories.drafted_run("2026-07").lines == 0


def test_two_open_proposals_for_one_person_and_class_are_refused_by_the_database(session, overpaid, factories):
    contract, line = overpaid
    cut(factories, contract)
    factories.drafted_run("2026-05")
    session.commit()
    recovery = only(session)
    columns = {
        name: getattr(recovery, name)
        for name in (
            "region_code",
            "organisation_id",
            "person_id",
            "class_id",
            "roster_line_id",
            "run_id",
            "proposed_by_id",
            "proposed_at",
        )
    }
    session.add(Recovery(**columns, amount_fen=1, target_fen=0, settled_fen=1, state=RecoveryState.PROPOSED))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"amount_fen": 0}, "AMOUNT_NOT_POSITIVE"),
        ({"amount_fen": 40001}, "MORE_THAN_OWED"),
        ({"received_on": date(2027, 1, 1)}, "RECEIPT_IN_FUTURE"),
    ],
)
def test_a_receipt_is_of_today_or_before_and_no_more_than_what_is_owed(session, overpaid, factories, facts, code):
    contract, line = overpaid
    cut(factories, contract)
    factories.posted_run(factories.drafted_run("2026-05"))
    recovery = decided(factories, only(session), Way.CASH)
    with pytest.raises(Refusal, match=code):
        service.receive_cash(
            recovery,
            actor=factories.user(Role.FINANCE_OFFICER),
            **{"amount_fen": 100, "received_on": date(2026, 6, 1), "reference": "R", **facts},
        )
