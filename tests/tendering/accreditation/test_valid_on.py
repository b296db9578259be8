"""On which days an accreditation is valid: the edges of its term, and of every suspension."""

from datetime import date, timedelta

import pytest

from tendering.accreditation import queries, service
from tendering.institutions.queries import of_organisation

FROM, TO = date(2026, 11, 1), date(2026, 12, 31)
DAY = timedelta(days=1)


@pytest.fixture
def base(factories):
    return factories.accreditation(factories.institution(), valid_from=FROM, valid_to=TO)


@pytest.fixture
def reviewer(factories):
    return factories.user("labour_reviewer")


def valid(base, day):
    found = queries.valid_on(base.organisation_id, base.region_code, day)
    assert found in (None, base)
    return found is not None


@pytest.mark.parametrize(
    ("day", "expected"),
    [(FROM - DAY, False), (FROM, True), (FROM + DAY, True), (TO - DAY, True), (TO, True), (TO + DAY, False)],
)
def test_first_and_last_day_belong_to_the_term(base, day, expected):
    assert valid(base, day) is expected


def test_it_is_valid_for_its_own_league_and_institution_only(base, factories):
    assert queries.valid_on(base.organisation_id, "150200", FROM) is None
    assert queries.valid_on(factories.institution().organisation_id, base.region_code, FROM) is None


def test_a_suspension_takes_its_first_day_and_leaves_the_day_it_is_lifted(base, reviewer, clock_at):
    clock_at(date(2026, 12, 1))
    service.suspend(base, reason="整改", actor=reviewer)
    clock_at(date(2026, 12, 10))
    service.lift(base, reason="合格", actor=reviewer)
    edges = {date(2026, 11, 30): True, date(2026, 12, 1): False, date(2026, 12, 9): False, date(2026, 12, 10): True}
    assert {day: valid(base, day) for day in edges} == edges


def test_a_suspension_not_lifted_runs_to_the_end(base, reviewer, clock_at):
    clock_at(date(2026, 12, 1))
    service.suspend(base, reason="整改", actor=reviewer)
    assert not valid(base, TO)
    assert valid(base, date(2026, 11, 30))


def test_lifted_on_the_day_it_began_leaves_every_day_valid(base, reviewer, clock_at):
    clock_at(date(2026, 12, 1))
    service.suspend(base, reason="误报", actor=reviewer)
    service.lift(base, reason="误报", actor=reviewer)
    assert valid(base, date(2026, 12, 1))


def test_two_suspensions(base, reviewer, clock_at):
    for first, last in ((date(2026, 12, 1), date(2026, 12, 3)), (date(2026, 12, 7), date(2026, 12, 9))):
        clock_at(first)
        service.suspend(base, reason="整改", actor=reviewer)
        clock_at(last)
        service.lift(base, reason="合格", actor=reviewer)
    days = [day for n in range(12) if valid(base, day := date(2026, 11, 30) + n * DAY)]
    assert [day.day for day in days] == [30, 3, 4, 5, 6, 9, 10, 11]


def test_a_withdrawal_ends_it_on_its_day_and_leaves_the_past(base, reviewer, clock_at):
    clock_at(date(2026, 12, 1))
    service.withdraw(base, reason="弄虚作假", actor=reviewer)
    assert valid(base, date(2026, 11, 30))
    assert not valid(base, date(2026, 12, 1))


def test_another_accreditation_of_the_institution_stands_in(base, reviewer, factories, clock_at):
    clock_at(date(2026, 12, 1))
    service.suspend(base, reason="整改", actor=reviewer)

    other = factories.accreditation(
        of_organisation(base.organisation_id), valid_from=date(2026, 12, 5), valid_to=date(2027, 1, 31)
    )
    assert queries.valid_on(base.organisation_id, base.region_code, date(2026, 12, 4)) is None
    assert queries.valid_on(base.organisation_id, base.region_code, date(2026, 12, 5)) == other


def test_nothing_counts_before_it_is_confirmed(factories):
    institution = factories.institution()
    row = service.enter(
        organisation_id=institution.organisation_id,
        region_code="150100",
        number="认字1号",
        base_name="基地",
        address="x",
        valid_from=FROM,
        valid_to=TO,
        actor=factories.user("labour_officer"),
    )
    assert queries.valid_on(institution.organisation_id, "150100", FROM) is None
    service.confirm(row, actor=factories.user("labour_reviewer"))
    assert queries.valid_on(institution.organisation_id, "150100", FROM) == row
    assert queries.is_valid(row, FROM)
    assert not queries.is_valid(row, TO + DAY)
