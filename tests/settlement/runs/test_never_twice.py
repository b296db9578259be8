"""After any sequence of legal verbs a person has what is due, once: merges, removals, corrections of corrections."""

from datetime import date

import pytest
import sqlalchemy as sa

from kernel import evidence
from kernel.refusals import Refusal
from settlement.entitlements.queries import settled, settled_lines
from settlement.holds import service as holds
from settlement.holds.models import HoldReason, MustAct
from settlement.persons import service as persons
from settlement.recoveries import service as recoveries
from settlement.recoveries.models import Recovery, RecoveryState, Way
from settlement.rosters import lines_service as roster_lines
from settlement.rosters.models import RosterLine, RosterVerification
from settlement.runs import corrections, queries
from tendering.permissions import Role


@pytest.fixture
def may(session, clock_at, factories):
    clock_at(date(2026, 5, 6))
    factories.fund()


def posted(factories, period):
    run = factories.drafted_run(period)
    factories.posted_run(run)
    return run


def corrected(run, factories, voucher_id, line_nos=(1,)):
    return corrections.draft(
        voucher_id=voucher_id,
        voucher_number=f"呼凭2026-{voucher_id:06d}",
        run=run,
        line_nos=line_nos,
        reason="收款单位有误",
        actor=factories.user(Role.LABOUR_OFFICER),
    )


def merge(number, into, factories):
    proposal = persons.propose_merge(
        number=number, into_number=into, because="公安证明", actor=factories.user(Role.LABOUR_OFFICER)
    )
    persons.decide_merge(proposal, agreed=True, note="属实", actor=factories.user(Role.LABOUR_REVIEWER))


def overpaid(session, factories, way):
    """A line paid 1,200.00, due 800.00 since the contract ended; its recovery decided."""
    _, (line,) = factories.settled_class()
    contract = factories.employed(line, to_on=date(2028, 3, 31))
    first = posted(factories, "2026-04")
    ending = factories.ended(contract, ended_on=date(2026, 5, 20))
    posted(factories, "2026-05")
    recovery = session.scalars(sa.select(Recovery).order_by(Recovery.id)).one()
    recoveries.suggest(recovery, way=way, reason="核实", actor=factories.user(Role.LABOUR_OFFICER))
    reviewer = factories.user(Role.LABOUR_REVIEWER)
    recoveries.decide(recovery, agreed=True, note="同意", amount_fen=recovery.amount_fen, actor=reviewer)
    return line, contract, ending, first, recovery


def test_two_lines_of_one_human_in_a_class_pay_once(may, session, factories):
    numbers = factories.citizen(), factories.citizen()
    _, (failed, _) = factories.settled_class(numbers=numbers)
    first = session.scalars(sa.text(f"SELECT id FROM appraisals WHERE line_id = {failed.id}")).one()
    factories.appraise(failed, passed=False, replaces=type("Row", (), {"id": first}))
    posted(factories, "2026-04")
    merge(*numbers, factories)
    for period in ("2026-05", "2026-06"):
        posted(factories, period)
    assert settled("150100").fen.sum() == 80000
    assert session.scalars(sa.select(Recovery).order_by(Recovery.id)).all() == []


def test_a_hold_outlives_the_merge_of_the_person(may, factories):
    numbers = factories.citizen(), factories.citizen()
    of, (line,) = factories.settled_class(numbers=numbers[:1])
    persons.find_or_add(numbers[1], "150100")
    keys = {"region_code": "150100", "organisation_id": of.organisation_id, "class_id": of.id}
    holds.place(
        **keys,
        person_id=line.person_id,
        name=line.name,
        number_masked=line.number_masked,
        reason=HoldReason.IDENTITY,
        must_act=MustAct.LABOUR,
        actor=factories.user(Role.LABOUR_OFFICER),
    )
    merge(*numbers, factories)
    posted(factories, "2026-04")
    assert settled_lines([line.id]) == {}


def test_a_red_letter_is_not_taken_back_once_the_money_was_paid_again(may, factories):
    _, (line,) = factories.settled_class()
    first = posted(factories, "2026-04")
    red = corrected(first, factories, 1)
    factories.posted_run(red)
    posted(factories, "2026-05")
    with pytest.raises(Refusal, match="PAID_AGAIN"):
        corrected(red, factories, 2)
    assert settled_lines([line.id]) == {line.id: 80000}


def test_a_red_letter_taken_back_before_that_restores_what_was_paid(may, factories):
    _, (line,) = factories.settled_class()
    red = corrected(posted(factories, "2026-04"), factories, 1)
    factories.posted_run(red)
    factories.posted_run(corrected(red, factories, 2))
    assert settled_lines([line.id]) == {line.id: 80000}
    assert queries.open_run("150100") is None


def test_an_offset_is_not_reversed_above_the_highest_target(may, session, factories):
    line, contract, ending, _, _ = overpaid(session, factories, Way.OFFSET)
    run = posted(factories, "2026-06")
    assert settled_lines([line.id]) == {line.id: 80000}
    factories.ended(contract, ended_on=date(2027, 6, 1), replaces=ending)
    posted(factories, "2026-07")
    with pytest.raises(Refusal, match="PAID_AGAIN"):
        corrected(run, factories, 3)


def test_a_line_entered_anew_can_be_corrected(may, factories):
    of, (line,) = factories.settled_class()
    posted(factories, "2026-04")
    reviewer = factories.user(Role.LABOUR_REVIEWER)
    roster_lines.remove_line(line, because="姓名有误", actor=reviewer)
    columns = ("organisation_id", "class_id", "person_id", "number_masked", "group", "region_code")
    again = RosterLine(name="张一", position=2, occurrence=1, **{name: getattr(line, name) for name in columns})
    evidence.add(again, reviewer)
    keys = {"region_code": of.region_code, "organisation_id": of.organisation_id, "class_id": of.id}
    evidence.add(RosterVerification(lines=1, **keys), reviewer)
    factories.appraise(again)
    factories.employed(again)
    later = posted(factories, "2026-05")
    factories.posted_run(corrected(later, factories, 2))
    assert settled("150100").fen.sum() == 80000


def test_cash_for_what_was_reversed_is_refused(may, session, factories):
    _, _, _, first, recovery = overpaid(session, factories, Way.CASH)
    factories.posted_run(corrected(first, factories, 1))
    with pytest.raises(Refusal, match="MORE_THAN_OWED"):
        recoveries.receive_cash(
            recovery,
            amount_fen=40000,
            received_on=date(2026, 6, 1),
            reference="R1",
            actor=factories.user(Role.FINANCE_OFFICER),
        )


def test_what_cash_came_back_for_is_not_reversed_before_it_is_settled(may, session, factories):
    _, _, _, first, recovery = overpaid(session, factories, Way.CASH)
    officer = factories.user(Role.FINANCE_OFFICER)
    recoveries.receive_cash(recovery, amount_fen=40000, received_on=date(2026, 6, 1), reference="R1", actor=officer)
    with pytest.raises(Refusal, match="CASH_UNSETTLED"):
        corrected(first, factories, 1)


def test_what_was_taken_back_since_is_not_taken_back_again(may, session, factories):
    """Found by the machine: settled would have been 400.00 below zero. The later voucher is corrected first."""
    line, _, _, first, recovery = overpaid(session, factories, Way.CASH)
    officer = factories.user(Role.FINANCE_OFFICER)
    recoveries.receive_cash(recovery, amount_fen=40000, received_on=date(2026, 6, 1), reference="R1", actor=officer)
    later = posted(factories, "2026-06")
    assert settled_lines([line.id]) == {line.id: 80000}
    with pytest.raises(Refusal, match="TAKEN_BACK"):
        corrected(first, factories, 1)
    factories.posted_run(corrected(later, factories, 2))
    factories.posted_run(corrected(first, factories, 1))
    assert settled_lines([line.id]) == {line.id: 0}


def test_cash_that_comes_while_a_correction_is_open_keeps_it_from_being_posted(may, session, factories):
    _, _, _, first, recovery = overpaid(session, factories, Way.CASH)
    run = corrected(first, factories, 1)
    officer = factories.user(Role.FINANCE_OFFICER)
    recoveries.receive_cash(recovery, amount_fen=40000, received_on=date(2026, 6, 1), reference="R1", actor=officer)
    with pytest.raises(Refusal, match="CASH_UNSETTLED"):
        factories.posted_run(run)


def test_a_return_in_cash_ends_when_the_rest_is_due_again(may, session, factories):
    line, contract, ending, _, recovery = overpaid(session, factories, Way.CASH)
    officer = factories.user(Role.FINANCE_OFFICER)
    recoveries.receive_cash(recovery, amount_fen=10000, received_on=date(2026, 6, 1), reference="R1", actor=officer)
    posted(factories, "2026-06")
    assert (recovery.state, settled_lines([line.id])) == (RecoveryState.CASH, {line.id: 110000})
    factories.ended(contract, ended_on=date(2027, 6, 1), replaces=ending)
    posted(factories, "2026-07")
    assert (recovery.state, recovery.amount_fen) == (RecoveryState.SETTLED, 10000)
