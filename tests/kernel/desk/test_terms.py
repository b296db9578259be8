"""Terms: the nearer, the redder."""

from datetime import date, timedelta

import pytest

from kernel import clock
from kernel.desk import Panel, Todo, terms
from kernel.desk.queries import todos_of

TODAY = date(2026, 3, 2)  # a Monday


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        (None, "—", "plain"),
        (date(2026, 2, 27), "逾期 3 天", "red"),
        (TODAY, "今天到期", "red"),
        (date(2026, 3, 3), "剩 1 个工作日", "amber"),
        (date(2026, 3, 4), "剩 2 个工作日", "amber"),
        (date(2026, 3, 5), "剩 3 个工作日", "blue"),
        (date(2026, 3, 16), "剩 10 个工作日", "blue"),
        (date(2026, 3, 17), "3月17日", "green"),
        (date(2031, 3, 17), "3月17日", "green"),
    ],
)
def test_a_day_in_words_and_tone(clock_at, due, words, tone):
    clock_at(TODAY)
    assert terms.term(due) == (words, tone)


def test_an_instant_of_today_names_its_hour(clock_at):
    clock_at(TODAY)
    assert terms.term(clock.start_of(TODAY) + timedelta(hours=17)) == ("今天 17:00", "red")
    assert terms.term(clock.start_of(TODAY) + timedelta(hours=8)) == ("今天 08:00 已到期", "red")


def test_an_instant_comes_before_the_end_of_its_day_and_no_term_last(clock_at):
    clock_at(TODAY)
    noon = clock.now() + timedelta(hours=3)
    assert sorted([None, TODAY, noon, date(2026, 3, 1)], key=terms.order) == [date(2026, 3, 1), noon, TODAY, None]


def test_what_is_broken_comes_before_every_term(clock_at):
    clock_at(TODAY)
    late = Todo("late", "", "", due=TODAY - timedelta(days=9))
    broken = Todo("broken", "", "", tone="red")
    panels = [Panel(todos=[Todo("some time", "", ""), late]), Panel(todos=[broken])]
    assert [todo.what for todo in todos_of(None, panels)] == ["broken", "late", "some time"]
