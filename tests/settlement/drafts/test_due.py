"""What the schedule has to draft, by legal time and the region's own day."""

from datetime import date

import pytest
import sqlalchemy as sa

from kernel.audit import AuditRow
from kernel.refusals import Refusal
from settlement.drafts import jobs, queries, service
from settlement.drafts.queries import day_of, due_periods
from settlement.runs import queries as runs
from settlement.runs import service as steps
from tendering.permissions import Role


@pytest.fixture
def region(app, session, clock_at, factories):
    """On the sixth of May: a fund, a class completed in March; runs are drafted on the fifth unless told."""
    clock_at(date(2026, 5, 6))
    factories.fund()
    factories.settled_class(numbers=("", ""))
    session.commit()


def set_day(factories, day, region_code="150100"):
    service.set_day(region_code=region_code, day=day, actor=factories.user(Role.LABOUR_REVIEWER))


@pytest.mark.parametrize(
    ("period", "day", "expected"),
    [
        ("2026-04", 1, date(2026, 5, 1)),
        ("2026-04", 31, date(2026, 5, 31)),
        ("2026-03", 31, date(2026, 4, 30)),
        ("2026-01", 31, date(2026, 2, 28)),
        ("2028-01", 30, date(2028, 2, 29)),
        ("2026-12", 5, date(2027, 1, 5)),
    ],
)
def test_a_day_beyond_the_months_length_means_its_last_day(period, day, expected):
    assert day_of(period, day) == expected


def test_the_schedule_drafts_the_month_that_is_over_once(region, session, clock_at, factories):
    assert due_periods() == [("150100", "2026-04")]
    jobs._draft(("150100", "2026-04"), jobs._read(("150100", "2026-04")))
    assert due_periods() == []
    clock_at(date(2026, 6, 5))
    assert due_periods() == []  # the run of April is still open
    steps.void(runs.open_run("150100"), reason="重编", actor=factories.user(Role.LABOUR_OFFICER))
    assert due_periods() == [("150100", "2026-05")]  # a voided period is drafted again by a person only
    assert runs.next_period("150100") == "2026-04"


def test_a_missed_period_comes_after_the_one_before_it(region, session, clock_at, factories):
    run = factories.drafted_run("2026-04")
    factories.posted_run(run)
    clock_at(date(2026, 8, 4))
    assert due_periods() == [("150100", "2026-05")]
    factories.posted_run(factories.drafted_run("2026-05"))
    assert due_periods() == [("150100", "2026-06")]


def test_a_correction_takes_the_open_slot_and_the_schedule_waits_for_it(region, session, clock_at, factories):
    from settlement.runs import corrections

    run = factories.drafted_run("2026-04")
    factories.posted_run(run)
    clock_at(date(2026, 6, 8))
    made = corrections.draft(
        voucher_id=1,
        voucher_number="呼凭2026-000001",
        run=run,
        line_nos=[1],
        reason="收款单位有误",
        actor=factories.user(Role.LABOUR_OFFICER),
    )
    assert due_periods() == []
    steps.void(made, reason="不必更正", actor=factories.user(Role.LABOUR_OFFICER))
    assert due_periods() == [("150100", "2026-05")]


def test_a_region_without_a_completed_class_is_not_settled(session, clock_at):
    clock_at(date(2026, 5, 6))
    assert due_periods() == []


def test_a_region_begins_with_its_first_completed_month_and_with_none_that_was_over_before(region, clock_at, factories):
    assert queries.upcoming("150100").period == "2026-04"  # completed in March, recorded in May
    factories.settled_class(region_code="150200", opened_on=date(2026, 4, 1), ended_on=date(2026, 5, 6))
    found = queries.upcoming("150200")
    assert (found.period, found.due_on) == ("2026-05", date(2026, 6, 5))
    clock_at(date(2026, 9, 1))  # however late anybody looks
    assert queries.upcoming("150200").period == "2026-05"
    assert queries.upcoming("150100").period == "2026-04"


def test_each_region_is_drafted_from_its_own_day_on(region, session, clock_at, factories):
    factories.settled_class(region_code="150200")
    set_day(factories, 20)
    set_day(factories, 31, "150200")
    assert due_periods() == []
    clock_at(date(2026, 5, 20))
    assert due_periods() == [("150100", "2026-04")]
    clock_at(date(2026, 5, 31))
    assert due_periods() == [("150100", "2026-04"), ("150200", "2026-04")]


def test_moving_the_day_drafts_no_period_twice(region, session, clock_at, factories):
    factories.posted_run(factories.drafted_run("2026-04"))
    set_day(factories, 31)
    assert due_periods() == []
    clock_at(date(2026, 6, 8))
    assert due_periods() == []
    set_day(factories, 1)
    assert due_periods() == [("150100", "2026-05")]


def test_a_day_is_set_with_who_when_and_what_it_was(region, session, factories):
    set_day(factories, 8)
    set_day(factories, 12)
    session.commit()
    rows = session.scalars(sa.select(AuditRow).filter_by(verb="drafting day set").order_by(AuditRow.id)).all()
    assert [(row.note, row.region_code, row.subject_id) for row in rows] == [
        ("5 → 8", "150100", "150100"),
        ("8 → 12", "150100", "150100"),
    ]
    row = queries.upcoming("150100").day
    assert (row.day, row.set_by_id) == (12, rows[1].actor_id)


@pytest.mark.parametrize("day", [0, 32, -1])
def test_a_day_that_no_month_has_is_refused(region, factories, day):
    with pytest.raises(Refusal, match="BAD_DAY"):
        set_day(factories, day)


def test_a_job_whose_period_was_drafted_by_hand_is_refused_and_writes_nothing(region, session, factories):
    reading = jobs._read(("150100", "2026-04"))
    factories.drafted_run("2026-04")
    with pytest.raises(Refusal, match="PERIOD_HAS_RUN"):
        jobs._draft(("150100", "2026-04"), reading)
