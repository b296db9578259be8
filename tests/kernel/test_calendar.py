"""Working days and the periods that rest on them; dates checked by hand against the announced calendars."""

from datetime import date

import pytest
import sqlalchemy as sa

from kernel import calendar
from kernel.audit import AuditRow
from kernel.calendar import Announced, AnnouncedDay
from kernel.refusals import Refusal

SOURCE = "国办发明电〔2026〕9号"
GAP = [Announced(date(2027, 12, 26), True, "x"), Announced(date(2028, 1, 3), False, "x")]
NEW_YEAR = [Announced(date(2027, 1, 1), False, "元旦"), Announced(date(2027, 1, 3), True, "调休上班")]


@pytest.fixture
def announced(session):
    calendar.seed()
    session.commit()
    return session


@pytest.fixture
def officer(announced, factories):
    made = factories.user("administrator")
    announced.commit()
    return made


def refusal(call, *arguments, **options) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call(*arguments, **options)
    return caught.value


def test_seeding_twice_enters_nothing_twice(announced):
    assert calendar.seed() == 0
    assert announced.scalar(sa.select(sa.func.count()).select_from(AnnouncedDay)) == len(calendar.seed_rows()) > 600
    assert calendar.last_announced_day() == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
        (date(2026, 12, 31), True),
    ],
)
def test_holidays_rest_and_exchanged_saturdays_are_worked(announced, day, worked):
    assert calendar.is_working_day(day) is worked


def test_the_day_a_period_starts_on_is_not_counted(announced):
    assert calendar.add_working_days(date(2026, 11, 2), 5) == date(2026, 11, 9)
    assert calendar.add_working_days(date(2026, 11, 2), 0) == date(2026, 11, 2)
    assert calendar.add_days(date(2026, 11, 2), 15) == date(2026, 11, 17)


def test_five_working_days_over_the_national_holiday(announced):
    assert calendar.add_working_days(date(2026, 9, 30), 5) == date(2026, 10, 13)


def test_a_last_day_of_rest_moves_to_the_next_working_day(announced):
    assert calendar.add_days(date(2026, 9, 11), 20) == date(2026, 10, 8)
    assert calendar.add_days(date(2026, 10, 31), 20) == date(2026, 11, 20)
    assert calendar.add_days(date(2026, 11, 1), 20) == date(2026, 11, 23)


def test_working_days_left_count_down_to_nought_and_below(announced):
    assert calendar.working_days_left(date(2026, 11, 2), date(2026, 11, 9)) == 5
    assert calendar.working_days_left(date(2026, 11, 9), date(2026, 11, 9)) == 0
    assert calendar.working_days_left(date(2026, 11, 9), date(2026, 11, 2)) == -5
    assert calendar.working_days_left(date(2026, 11, 6), date(2026, 11, 8)) == 0


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        (calendar.is_working_day, [date(2027, 1, 1)]),
        (calendar.is_working_day, [date(2003, 12, 31)]),
        (calendar.add_working_days, [date(2026, 12, 31), 1]),
        (calendar.add_days, [date(2026, 12, 20), 12]),
        (calendar.working_days_left, [date(2026, 12, 31), date(2027, 1, 1)]),
    ],
)
def test_beyond_the_announced_years_dates_are_refused_never_guessed(announced, call, arguments):
    assert refusal(call, *arguments).code == "CALENDAR_NOT_ANNOUNCED"


def test_the_last_announced_day_can_still_be_reached(announced):
    assert calendar.add_working_days(date(2026, 12, 30), 1) == date(2026, 12, 31)
    assert calendar.add_days(date(2026, 12, 20), 11) == date(2026, 12, 31)


def test_without_a_table_nothing_is_known(announced, monkeypatch):
    monkeypatch.setattr(calendar, "_load", lambda year: {})
    announced.info.clear()
    assert refusal(calendar.is_working_day, date(2026, 11, 2)).code == "CALENDAR_NOT_ANNOUNCED"


@pytest.mark.parametrize("count", [-1, 4000])
def test_a_period_of_no_sensible_length_is_a_mistake_of_the_caller(count):
    with pytest.raises(ValueError, match="period"):
        calendar.add_working_days(date(2026, 11, 2), count)
    with pytest.raises(ValueError, match="period"):
        calendar.add_days(date(2026, 11, 2), count)


def test_an_imported_year_is_known_at_once(announced, officer):
    assert refusal(calendar.is_working_day, date(2027, 1, 1)).code == "CALENDAR_NOT_ANNOUNCED"
    assert calendar.import_announcement(NEW_YEAR, SOURCE, officer) == 2027
    assert not calendar.is_working_day(date(2027, 1, 1))
    assert calendar.is_working_day(date(2027, 1, 3))
    assert calendar.add_days(date(2026, 12, 20), 12) == date(2027, 1, 3)
    assert calendar.last_announced_day() == date(2027, 12, 31)
    announced.commit()
    row = announced.scalars(sa.select(AuditRow).filter_by(subject_id="calendar 2027")).one()
    assert SOURCE in row.facts


def test_an_announcement_that_is_rolled_back_is_forgotten(announced, officer):
    calendar.import_announcement(NEW_YEAR, SOURCE, officer)
    assert calendar.is_working_day(date(2027, 1, 4))
    announced.rollback()
    assert refusal(calendar.is_working_day, date(2027, 1, 4)).code == "CALENDAR_NOT_ANNOUNCED"


def test_new_year_may_move_work_into_the_december_before(announced, officer):
    assert calendar.is_working_day(date(2026, 12, 27)) is False
    calendar.import_announcement([Announced(date(2026, 12, 27), True, "调休上班"), *NEW_YEAR], SOURCE, officer)
    assert calendar.is_working_day(date(2026, 12, 27))


@pytest.mark.parametrize(
    ("rows", "source", "code"),
    [
        ([], SOURCE, "BAD_ANNOUNCEMENT"),
        (NEW_YEAR, "  ", "BAD_ANNOUNCEMENT"),
        (NEW_YEAR + NEW_YEAR[:1], SOURCE, "BAD_ANNOUNCEMENT"),
        ([Announced(date(2026, 11, 30), False, "x"), *NEW_YEAR], SOURCE, "BAD_ANNOUNCEMENT"),
        ([Announced(date(2027, 1, 4), True, "x")], SOURCE, "BAD_ANNOUNCEMENT"),
        ([Announced(date(2026, 10, 1), False, "国庆节")], SOURCE, "CALENDAR_OVERLAP"),
        ([Announced(date(2026, 5, 30), True, "x")], SOURCE, "CALENDAR_OVERLAP"),
        (GAP, SOURCE, "CALENDAR_NOT_ANNOUNCED"),
    ],
)
def test_a_faulty_or_repeated_announcement_is_refused(announced, officer, rows, source, code):
    assert refusal(calendar.import_announcement, rows, source, officer).code == code
