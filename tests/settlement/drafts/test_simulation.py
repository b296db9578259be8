"""Two months with four schedulers: each (region, period) is drafted once, on its day, in order.

The year, with every guard taken away in turn: `bench/schedule.py`.
"""

from datetime import date

import pytest

from tests.settlement.drafts.simulation import Plan, Region, simulate

pytestmark = pytest.mark.races
FIRST = date(2026, 2, 25)


def regions():
    """Of different days and patience; the last one's first class is completed in the middle."""
    return [
        Region("150100", None, 6, FIRST),
        Region("150200", 1, 12, FIRST),
        Region("150300", 31, 6, FIRST),
        Region("150400", 2, 40, FIRST),
        Region("150500", 15, 4, FIRST),
        Region("150600", 28, 3, date(2026, 3, 20)),
    ]


def test_each_period_is_drafted_once_on_its_day_and_in_order(own_database):
    plan = Plan(
        first=FIRST,
        days=66,
        kills={5, 36},  # the first of March and of April, when there is something to draft
        outages={61: 3},  # from the 26th of April: the 28th passes without anybody
        set_backs={6, 50},
        changes={20: ("150100", 20)},
    )
    tally = simulate(own_database, plan, regions())
    assert (tally.faults, tally.failed) == ([], 0)
    assert (tally.days, tally.takeovers, tally.outages, tally.set_backs) == (66, 2, 1, 2)
    assert tally.drafted >= 8
    assert tally.posted > 0
    assert tally.voided > 0


def test_without_its_guards_periods_are_drafted_twice(own_database):
    plan = Plan(first=FIRST, days=66, kills=set(), outages={}, set_backs=set(), changes={})
    tally = simulate(own_database, plan, regions(), without=("leader", "claim", "rules"))
    assert tally.faults
    assert tally.days < 66
