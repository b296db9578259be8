"""What contracts promise: the month in which a full year is over, and nothing that nobody has signed or verified."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.jobs.models import JobRun
from kernel.jobs.service import run_due
from settlement.documents.models import Kind
from settlement.forecast import chart, queries
from settlement.forecast.models import PromisedMonth
from settlement.forecast.promise import MONTHS, month_ends, promised
from settlement.forecast.register import opened

REGION = "150100"
TODAY = date(2026, 8, 15)
SERVED = {"years_count": "served"}


@pytest.fixture
def start(session, clock_at, factories):
    clock_at(date(2026, 5, 6))
    factories.fund()


def reckoned():
    today = clock.today()
    return promised(opened(REGION, today), today)


def falls_due(promise):
    """{last day of the month: {kind: fen}} of the months in which something does."""
    months = zip(promise.until[1:], promise.due_fen[1:], strict=True)
    found = {day: {kind: fen for kind, fen in due.items() if fen} for day, due in months}
    return {day: due for day, due in found.items() if due}


@pytest.mark.parametrize(("today", "first"), [
    (date(2026, 8, 15), date(2026, 8, 31)), (date(2026, 8, 31), date(2026, 9, 30)),
    (date(2026, 12, 31), date(2027, 1, 31)), (date(2028, 1, 31), date(2028, 2, 29)),
])  # fmt: skip
def test_the_months_begin_with_the_one_that_tomorrow_lies_in(today, first):
    found = month_ends(today)
    assert (len(found), found[0]) == (36, first)
    numbers = [day.year * 12 + day.month for day in found]
    assert numbers == list(range(numbers[0], numbers[0] + 36))
    assert all((day + timedelta(days=1)).day == 1 for day in found)


def test_a_year_that_counts_once_served_falls_due_in_the_month_that_completes_it(start, factories, clock_at):
    """800 for a job at once; 2026-04-01 … 2028-03-31 is full on 31 March 2027 (200) and again a year later (200)."""
    _, (line,) = factories.settled_class(options=SERVED)
    factories.employed(line, to_on=date(2028, 3, 31))
    clock_at(TODAY)
    found = reckoned()
    assert (found.as_of, found.until[0], found.waiting_fen, found.people) == (TODAY, TODAY, 80000, 1)
    assert falls_due(found) == {date(2027, 3, 31): {Kind.SKILL: 20000}, date(2028, 3, 31): {Kind.SKILL: 20000}}
    assert (found.within(7), found.within(8), found.within(MONTHS)) == (0, 20000, 40000)
    assert (found.by_end_of(2026), found.by_end_of(2027)) == (80000, 100000)


def test_a_day_short_of_the_year_promises_nothing(start, factories, clock_at):
    _, (line,) = factories.settled_class(options=SERVED)
    factories.employed(line, to_on=date(2027, 3, 30))
    clock_at(TODAY)
    assert (reckoned().waiting_fen, falls_due(reckoned())) == (80000, {})


def test_years_that_count_once_signed_wait_already(start, factories, clock_at):
    _, (line,) = factories.settled_class()
    factories.employed(line, to_on=date(2028, 3, 31))
    clock_at(TODAY)
    assert (reckoned().waiting_fen, falls_due(reckoned())) == (120000, {})


def test_an_open_ended_contract_goes_on_year_by_year(start, factories, clock_at):
    """One year at once, 1,000 with the standard; the second and the third in the months that complete them."""
    _, (line,) = factories.settled_class(kind="startup", trade_code=None)
    factories.employed(line, term="open")
    clock_at(TODAY)
    found = reckoned()
    assert (found.waiting_fen, found.due_fen[0][Kind.STARTUP]) == (120000, 120000)
    assert falls_due(found) == {date(2028, 3, 31): {Kind.STARTUP: 20000}, date(2029, 3, 31): {Kind.STARTUP: 20000}}


def test_what_is_settled_waits_no_more(start, factories):
    _, lines = factories.settled_class(numbers=("", ""), options=SERVED)
    factories.employed(lines[0])
    factories.posted_run(factories.drafted_run("2026-04"))
    found = reckoned()
    assert (found.waiting_fen, falls_due(found)) == (0, {date(2027, 3, 31): {Kind.SKILL: 20000}})


def test_what_was_overpaid_is_set_against_nothing(start, factories, clock_at):
    """Settled 1,000; the contract ends after four months, so 800 is due: 200 too much, left to a recovery."""
    _, lines = factories.settled_class(numbers=("", ""))
    broken, kept = (factories.employed(line) for line in lines)
    factories.posted_run(factories.drafted_run("2026-04"))
    factories.extended(kept, signed_on=date(2026, 7, 1), to_on=date(2028, 3, 31))
    factories.ended(broken, ended_on=date(2026, 7, 31))
    clock_at(TODAY)
    found = reckoned()
    assert (found.overpaid_fen, found.waiting_fen, found.people) == (20000, 20000, 1)


def test_one_who_was_overpaid_is_owed_only_what_exceeds_it(start, factories, clock_at):
    """Settled 1,200 under three agreed years that became open-ended service: the years return one by one."""
    _, (line,) = factories.settled_class()
    first = factories.employed(line, to_on=date(2028, 3, 31))
    factories.posted_run(factories.drafted_run("2026-04"))
    factories.ended(first, ended_on=date(2026, 6, 30))
    factories.employed(line, signed_on=date(2026, 7, 1), term="open")
    clock_at(TODAY)
    found = reckoned()
    assert (found.overpaid_fen, found.waiting_fen) == (20000, 0)
    assert falls_due(found) == {date(2029, 6, 30): {Kind.SKILL: 20000}}


def test_an_unverified_contract_and_an_extension_to_come_promise_nothing(start, factories, clock_at):
    _, lines, _actor = factories.completed_class(people=2)
    factories.recorded_contract(lines[0], to_on=date(2028, 5, 5))
    clock_at(TODAY)
    found = reckoned()
    assert (found.people, found.waiting_fen, falls_due(found)) == (0, 160000, {})


def test_bands_of_a_class_hold_for_everybody_in_it(start, factories, clock_at):
    """Half of the class works: 50 % of 800 for each; the year that is served adds 200 for the one who works."""
    bands = [{"at_least": 80, "pay": 100}, {"at_least": 50, "pay": 50}]
    _, lines = factories.settled_class(numbers=("", ""), options={**SERVED, "bands": bands})
    factories.employed(lines[0])
    clock_at(TODAY)
    assert reckoned().waiting_fen == 80000
    assert falls_due(reckoned()) == {date(2027, 3, 31): {Kind.SKILL: 20000}}


def test_a_region_without_a_register_promises_nothing(start, clock_at):
    found = reckoned()
    assert (found.people, found.within(MONTHS), len(found.until), len(found.due_fen)) == (0, 0, 37, 37)


def test_regions_are_summed_month_by_month(start, factories, clock_at):
    for code in (REGION, "150200"):
        _, (line,) = factories.settled_class(region_code=code, options=SERVED)
        factories.employed(line)
    clock_at(TODAY)
    one, two = (promised(opened(code, TODAY), TODAY) for code in (REGION, "150200"))
    assert falls_due(one + two) == {date(2027, 3, 31): {Kind.SKILL: 40000}}
    assert ((one + two).waiting_fen, (one + two).people) == (160000, 2)


def test_the_schedule_reckons_every_region_once_a_day(start, factories, clock_at, session):
    _, (line,) = factories.settled_class(options=SERVED)
    factories.employed(line)
    clock_at(TODAY)
    for _ in range(2):
        run_due("reckon-promises")
    assert session.scalar(sa.select(sa.func.count()).select_from(PromisedMonth)) == 37 * len(Kind)
    runs = session.scalars(sa.select(JobRun).filter_by(job="reckon-promises")).all()
    assert [(run.key, run.outcome) for run in runs] == [(f"{REGION}/2026-08-15/0", "done")]
    assert queries.kept_by(REGION, date(2026, 12, 31)) == 80000
    assert queries.kept_by("150200", date(2026, 12, 31)) is None
    clock_at(date(2026, 8, 16))
    assert queries.kept_by(REGION, date(2026, 12, 31)) == 80000
    run_due("reckon-promises")
    kept = queries.promises()[REGION]
    assert (kept.as_of, len(kept.months)) == (date(2026, 8, 16), 37 * len(Kind))


def test_a_posting_outdates_what_was_reckoned_until_the_schedule_looks_again(start, factories):
    _, (line,) = factories.settled_class(options=SERVED)
    factories.employed(line)
    run = factories.drafted_run("2026-04")
    run_due("reckon-promises")
    assert queries.kept_by(REGION, date(2027, 12, 31)) == 100000
    factories.posted_run(run)
    assert queries.kept_by(REGION, date(2027, 12, 31)) is None
    run_due("reckon-promises")
    assert queries.kept_by(REGION, date(2027, 12, 31)) == 20000


@pytest.mark.parametrize(
    ("most", "last"), [(0, 10000), (1, 10000), (50000, 50000), (50001, 60000), (51_234_500, 60_000_000)]
)
def test_a_scale_has_few_lines_and_reaches_the_top(most, last):
    found = chart.ticks(most)
    assert (found[0], found[-1], len(found) <= 6) == (0, last, True)
    assert len({after - before for before, after in zip(found, found[1:], strict=False)}) == 1


@pytest.mark.parametrize("options", [
    {}, SERVED, {"task_based": "served"}, {"extension_mode": "event", "task_based": "served"},
    {"extension_mode": "event", **SERVED}, {"open_ended": 2, **SERVED}, {"max_years": 2, "task_based": "served"},
])  # fmt: skip
def test_leaving_out_who_cannot_change_changes_no_month(start, factories, clock_at, monkeypatch, options):
    """One, two and three contracts with one employer, of every term, each beginning a year after the one before."""
    cases = ("fixed", "open", "task", "fixed open", "open fixed", "task fixed", "task open fixed")
    _, lines = factories.settled_class(numbers=("",) * len(cases), options=options)
    employer = factories.kernel_employer()
    for line, terms in zip(lines, cases, strict=True):
        for number, term in enumerate(terms.split()):
            signed, first = date(2026, 4, 1 + number), date(2026 + number, 5, 10)
            factories.employed(line, signed_on=signed, from_on=first, term=term, employer=employer)
    clock_at(TODAY)
    narrow = reckoned()
    monkeypatch.setattr("settlement.forecast.promise.that_may_change", lambda found, rows, last: rows)
    assert reckoned().due_fen == narrow.due_fen
    assert narrow.within(MONTHS) > 0
