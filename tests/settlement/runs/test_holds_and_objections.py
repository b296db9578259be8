"""Whoever is on hold or objected to is taken out of a run, and comes again once that is cleared."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.refusals import Refusal
from settlement.entitlements.models import Exclusion, ExclusionReason
from settlement.holds import queries as holds
from settlement.holds import service as hold_service
from settlement.holds.models import HoldReason, MustAct
from settlement.runs import line_queries, posting, publicity, service
from tendering.notices import queries as notice_queries
from tendering.notices import service as notices
from tendering.permissions import Role


@pytest.fixture
def line(session, clock_at, factories):
    clock_at(date(2026, 5, 6))
    factories.fund()
    _, lines = factories.settled_class(numbers=("", ""))
    return lines[0]


def hold(line, actor, reason=HoldReason.EVIDENCE):
    return hold_service.place(
        region_code=line.region_code,
        organisation_id=line.organisation_id,
        person_id=line.person_id,
        class_id=line.class_id,
        name=line.name,
        number_masked=line.number_masked,
        reason=reason,
        must_act=MustAct.INSTITUTION,
        note="合同原件",
        actor=actor,
    )


def out(session, run):
    return {row.line_no: row.reason for row in session.scalars(sa.select(Exclusion).filter_by(run_id=run.id))}


def test_who_is_on_hold_is_left_out_and_comes_again(line, session, factories):
    placed = hold(line, factories.user(Role.LABOUR_OFFICER))
    run = factories.drafted_run("2026-04")
    assert out(session, run) == {1: ExclusionReason.HELD}
    assert line_queries.held(run) == (1, 80000)
    assert [each.delta_fen for each in factories.posted_run(run)] == [80000]
    hold_service.release(placed, note="已核实", actor=factories.user(Role.LABOUR_REVIEWER))
    found = factories.posted_run(factories.drafted_run("2026-05"))
    assert [(each.roster_line_id, each.delta_fen) for each in found] == [(line.id, 80000)]


def test_a_hold_placed_after_the_draft_still_stops_the_posting(line, session, factories):
    run = factories.drafted_run("2026-04")
    factories.approved_run(run)
    hold(line, factories.user(Role.LABOUR_OFFICER))
    assert line.id not in posting.post(run, actor=factories.user(Role.FINANCE_OFFICER)).lines.roster_line_id


def test_a_hold_is_released_by_another_officer_once(line, factories):
    officer = factories.user(Role.LABOUR_OFFICER)
    placed = hold(line, officer)
    with pytest.raises(Refusal, match="HOLD_OPEN"):
        hold(line, officer)
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        hold_service.release(placed, note="", actor=officer)
    hold_service.release(placed, note="已核实", actor=factories.user(Role.LABOUR_REVIEWER))
    with pytest.raises(Refusal, match="HOLD_RELEASED"):
        hold_service.release(placed, note="已核实", actor=factories.user(Role.LABOUR_REVIEWER))
    assert holds.open_holds(line.region_code) == []


def lodged(run, text="此人未参加培训"):
    notice = notice_queries.of_subject(run)[-1]
    return notices.lodge_objection(notice, name="李某", contact="13800000000", text=text, actor=None)


def approve(run, factories):
    clock.move_to(run.publicity_ends_on + timedelta(days=1))
    return service.approve(run, actor=factories.user(Role.FINANCE_APPROVER), note="")


def test_an_open_objection_that_nobody_assigned_stops_the_approval(line, factories):
    run = factories.published_run(factories.drafted_run("2026-04"))
    lodged(run)
    with pytest.raises(Refusal, match="OBJECTION_OPEN"):
        approve(run, factories)


@pytest.mark.parametrize("upheld", [None, True])
def test_the_line_of_an_open_or_upheld_objection_is_taken_out(line, session, factories, upheld):
    run = factories.published_run(factories.drafted_run("2026-04"))
    objection = lodged(run)
    publicity.assign(run, objection=objection, line_no=1, actor=factories.user(Role.LABOUR_OFFICER))
    if upheld:
        notices.answer_objection(objection, upheld=True, answer="属实", actor=factories.user(Role.SUPERVISOR))
    approve(run, factories)
    assert out(session, run) == {1: ExclusionReason.OBJECTION}


def test_a_dismissed_objection_takes_nobody_out(line, session, factories):
    run = factories.published_run(factories.drafted_run("2026-04"))
    objection = lodged(run)
    notices.answer_objection(objection, upheld=False, answer="不属实", actor=factories.user(Role.SUPERVISOR))
    approve(run, factories)
    assert out(session, run) == {}


def test_an_objection_is_assigned_to_a_line_of_its_own_run(line, factories):
    run = factories.published_run(factories.drafted_run("2026-04"))
    officer, objection = factories.user(Role.LABOUR_OFFICER), lodged(run)
    with pytest.raises(Refusal, match="NO_SUCH_LINE"):
        publicity.assign(run, objection=objection, line_no=99, actor=officer)
    objection.notice_id = factories.notice().id
    with pytest.raises(Refusal, match="WRONG_OBJECTION"):
        publicity.assign(run, objection=objection, line_no=1, actor=officer)


def test_a_person_without_a_standard_is_held_until_there_is_one(session, clock_at, factories):
    clock_at(date(2026, 5, 6))
    factories.fund()
    factories.settled_class(standards={"skill": {"*@graduate": "800.00"}, "startup": {"*": "1000.00"}})
    run = factories.drafted_run("2026-04")
    assert (run.people, run.lines) == (1, 0)
    assert [each.reason for each in holds.open_holds("150100")] == [HoldReason.NO_STANDARD]
    with pytest.raises(Refusal, match="HOLD_OF_RULE"):
        hold_service.release(holds.open_holds("150100")[0], note="", actor=factories.user(Role.LABOUR_REVIEWER))
