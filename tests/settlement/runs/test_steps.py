"""A run goes through its steps, each by another person, or not at all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from kernel import audit, clock
from kernel.refusals import Refusal, from_integrity_error
from settlement.entitlements import lines
from settlement.entitlements.models import Exclusion, ExclusionReason
from settlement.entitlements.queries import settled_lines
from settlement.entitlements.sums import Sums
from settlement.funds import queries as funds
from settlement.runs import line_queries, posting, queries, service
from settlement.runs.models import Run, RunState
from tendering.permissions import Role
from tests.factories.settlement_runs import payable


@pytest.fixture
def start(session, clock_at, factories):
    clock_at(date(2026, 5, 6))
    factories.fund()


@pytest.fixture
def run(start, factories):
    """April with two persons of one institution."""
    factories.settled_class(numbers=("", ""))
    return factories.drafted_run("2026-04")


def reasons(session, run):
    return {row.line_no: row.reason for row in session.scalars(sa.select(Exclusion).filter_by(run_id=run.id))}


def test_a_run_keeps_what_it_saw(run):
    assert (run.number, run.period, run.cutoff_on, run.state) == (
        "150100-2026-04",
        "2026-04",
        date(2026, 4, 30),
        RunState.DRAFT,
    )
    assert (run.people, run.lines, run.total_fen) == (2, 2, 160000)
    assert run.seq_heads["150100"] > 0
    assert run.lines_hash == lines.hash_of(lines.read(run.region_code, run.id))


def test_every_step_is_another_persons(run, factories, clock_at):
    drafter = run.drafted_by
    factories.confirmed_run(run)
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        service.review(run, actor=drafter, note="")
    reviewer = factories.user(Role.LABOUR_REVIEWER)
    service.review(run, actor=reviewer, note="已抽查")
    service.publish(run, actor=drafter)
    clock_at(run.publicity_ends_on + timedelta(days=1))
    for someone in (drafter, reviewer):
        with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
            service.approve(run, actor=someone, note="")
    approver = factories.user(Role.FINANCE_APPROVER)
    service.approve(run, actor=approver, note="")
    for someone in (drafter, reviewer, approver):
        with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
            posting.post(run, actor=someone)
    assert len(posting.post(run, actor=factories.user(Role.FINANCE_OFFICER)).lines) == 2
    assert run.state == RunState.POSTED


def test_steps_cannot_be_skipped_or_done_twice(run, factories):
    with pytest.raises(Refusal, match="STATE_MOVED"):
        service.review(run, actor=factories.user(Role.LABOUR_REVIEWER), note="")
    factories.confirmed_run(run)
    with pytest.raises(Refusal, match="STATE_MOVED"):
        service.close_confirmation(run, actor=factories.user(Role.LABOUR_OFFICER))
    with pytest.raises(Refusal, match="STATE_MOVED"):
        posting.post(run, actor=factories.user(Role.FINANCE_OFFICER))


def test_approval_waits_until_the_fifth_working_day_is_over(run, factories, clock_at):
    factories.published_run(run)
    assert run.publicity_ends_on == date(2026, 5, 12)
    clock_at(date(2026, 5, 12))
    approver = factories.user(Role.FINANCE_APPROVER)
    with pytest.raises(Refusal, match="PUBLICITY_RUNNING"):
        service.approve(run, actor=approver, note="")
    clock_at(date(2026, 5, 13))
    assert service.approve(run, actor=approver, note="").state == RunState.APPROVED


def test_lists_that_were_not_confirmed_in_time_are_not_claimed(run, session, factories, clock_at):
    officer = factories.user(Role.LABOUR_OFFICER)
    with pytest.raises(Refusal, match="CONFIRMATION_RUNNING"):
        service.close_confirmation(run, actor=officer)
    clock_at(run.confirm_by_on + timedelta(days=1))
    organisation = queries.organisations(run)[0]
    with pytest.raises(Refusal, match="CONFIRMATION_OVER"):
        service.confirm_list(
            run, organisation_id=organisation.id, actor=factories.user(Role.INSTITUTION, organisation=organisation)
        )
    service.close_confirmation(run, actor=officer)
    assert set(reasons(session, run).values()) == {ExclusionReason.NOT_CLAIMED}
    assert payable(run.region_code, run.id) == []


def test_an_institution_may_leave_persons_out_and_they_come_again(run, session, factories):
    organisation = queries.organisations(run)[0]
    someone = factories.user(Role.INSTITUTION, organisation=organisation)
    with pytest.raises(Refusal, match="NOT_YOUR_LINE"):
        service.confirm_list(run, organisation_id=organisation.id, actor=someone, without=[77])
    service.confirm_list(run, organisation_id=organisation.id, actor=someone, without=[1])
    with pytest.raises(Refusal, match="LIST_CONFIRMED"):
        service.confirm_list(run, organisation_id=organisation.id, actor=someone)
    service.close_confirmation(run, actor=factories.user(Role.LABOUR_OFFICER))
    service.review(run, actor=factories.user(Role.LABOUR_REVIEWER), note="")
    service.publish(run, actor=factories.user(Role.LABOUR_OFFICER))
    clock.move_to(run.publicity_ends_on + timedelta(days=1))
    service.approve(run, actor=factories.user(Role.FINANCE_APPROVER), note="")
    assert posting.post(run, actor=factories.user(Role.FINANCE_OFFICER)).lines.line_no.tolist() == [2]
    assert factories.drafted_run("2026-05").total_fen == 80000


def test_review_reserves_and_void_gives_back(run, factories):
    factories.reviewed_run(run)
    assert funds.balance("150100", 2026).reserved == 160000
    with pytest.raises(Refusal, match="REASON_MISSING"):
        service.void(run, reason=" ", actor=factories.user(Role.LABOUR_OFFICER))
    service.void(run, reason="名单有误", actor=factories.user(Role.LABOUR_OFFICER))
    assert funds.balance("150100", 2026).reserved == 0
    again = factories.drafted_run("2026-04")
    assert (again.number, again.total_fen) == ("150100-2026-04-2", 160000)


@pytest.mark.parametrize("step", ["drafted", "confirmed", "reviewed", "published", "approved"])
def test_every_open_state_can_be_made_void_and_a_posted_run_cannot(run, factories, step):
    if step != "drafted":
        getattr(factories, f"{step}_run")(run)
    assert service.void(run, reason="重编", actor=factories.user(Role.LABOUR_OFFICER)).state == RunState.VOID
    posted = factories.drafted_run("2026-04")
    factories.posted_run(posted)
    with pytest.raises(Refusal, match="STATE_MOVED"):
        service.void(posted, reason="重编", actor=factories.user(Role.LABOUR_OFFICER))


def test_a_fund_that_is_short_stops_the_review(session, clock_at, factories):
    clock_at(date(2026, 5, 6))
    factories.fund(own=100000)
    factories.settled_class(numbers=("", ""))
    run = factories.confirmed_run(factories.drafted_run("2026-04"))
    with pytest.raises(Refusal, match="FUND_SHORT"):
        service.review(run, actor=factories.user(Role.LABOUR_REVIEWER), note="")


def test_drafting_refuses_what_is_in_the_way_and_names_it(run, factories):
    with pytest.raises(Refusal, match="PERIOD_HAS_RUN") as caught:
        factories.drafted_run("2026-04")
    assert "150100-2026-04" in str(caught.value)
    factories.approved_run(run)
    with pytest.raises(Refusal, match="OPEN_RUN"):
        factories.drafted_run("2026-05")
    posting.post(run, actor=factories.user(Role.FINANCE_OFFICER))
    with pytest.raises(Refusal, match="PERIOD_PASSED"):
        factories.drafted_run("2026-03")


@pytest.mark.parametrize(
    ("period", "code"),
    [("2026-13", "BAD_PERIOD"), ("2026-5", "BAD_PERIOD"), ("", "BAD_PERIOD"), ("2026-05", "PERIOD_RUNNING")],
)
def test_a_period_is_a_month_that_is_over(start, factories, period, code):
    from settlement.entitlements.reading import read

    with pytest.raises(Refusal, match=code):
        service.draft(
            region_code="150100",
            period=period,
            reading=read("150100", date(2026, 4, 30)),
            actor=factories.user(Role.LABOUR_OFFICER),
        )


def copy(session, run, **changes):
    columns = {column.name: getattr(run, column.name) for column in Run.__table__.columns if column.name != "id"}
    session.add(Run(**{**columns, **changes}))
    session.flush()


def test_the_database_refuses_a_second_open_run_and_a_second_run_of_a_period(run, session, factories):
    session.commit()
    with pytest.raises(IntegrityError) as caught:
        copy(session, run, number="x", period="2026-03")
    assert from_integrity_error(caught.value).code == "OPEN_RUN"
    session.rollback()
    factories.posted_run(run)
    session.commit()
    with pytest.raises(IntegrityError) as caught:
        copy(session, run, number="x", state=RunState.DRAFT)
    assert from_integrity_error(caught.value).code == "PERIOD_HAS_RUN"
    session.rollback()


def test_something_settled_since_the_draft_makes_a_run_stale(run, session, factories, monkeypatch):
    factories.approved_run(run)
    since = Sums.by({(line.person_id, line.class_id): 1 for line in line_queries.lines_of(run)})
    past = lines.past
    monkeypatch.setattr(posting.lines, "past", lambda *args: replace(past(*args), settled=since))
    with pytest.raises(Refusal, match="STALE_RUN"):
        posting.post(run, actor=factories.user(Role.FINANCE_OFFICER))


@pytest.mark.parametrize("table", ["settlement_lines", "grants", "list_confirmations"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET run_id = run_id", "DELETE FROM {}"])
def test_what_was_written_stays(run, session, factories, table, statement):
    from sqlalchemy.exc import DBAPIError

    factories.confirmed_run(run)
    session.commit()
    statement = statement.replace("run_id", "region_code")
    with pytest.raises(DBAPIError, match="APPEND_ONLY|permission denied"):
        session.execute(sa.text(statement.format(table)))
    session.rollback()


def test_posting_is_one_audit_row_with_the_hash_of_its_lines(run, session, factories):
    factories.posted_run(run)
    session.commit()
    row = next(row for row in audit.history(run) if row.verb == "run posted")
    assert run.lines_hash in row.facts
    assert settled_lines([line.roster_line_id for line in line_queries.lines_of(run)]) == dict.fromkeys(
        (line.roster_line_id for line in line_queries.lines_of(run)), 80000
    )
