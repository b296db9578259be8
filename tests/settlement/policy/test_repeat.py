"""Once per person, across regions and institutions."""

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from settlement.policy import RULES, Grant, Grants, forbidden_by, repeated

END = date(2009, 3, 31)
lines = st.lists(
    st.tuples(
        st.integers(1, 4), st.integers(0, 1), st.integers(-1, 2), st.integers(-1, 1),
        st.integers(0, 1500).map(lambda n: np.datetime64("2008-01-01") + n // 300 * 300), st.integers(0, 3),
        st.booleans(), st.integers(0, 3),
    ), max_size=25,
)  # fmt: skip


def grants_of(rows):
    """Grants numbered in the order given."""
    columns = list(zip(*rows, strict=True)) or [[]] * 8
    person, kind, trade, level, ended, filed, paid, rule = columns
    return Grants(
        np.array(person, int), np.array(kind, int), np.array(trade, int), np.array(level, int),
        np.array(ended, "datetime64[D]"), np.array(filed, int), np.arange(len(rows)), np.array(paid, bool),
        np.array(rule, int),
    )  # fmt: skip


def naive(rows):
    """Pair by pair, straight from the page: who loses, and to whom."""
    order = sorted(range(len(rows)), key=lambda i: (not rows[i][6], rows[i][4], rows[i][5], i))
    winners, standing = {}, []
    for i in order:
        person, kind, trade, level, ended, _, paid, rule = rows[i]
        mine = [j for j in standing if rows[j][0] == person]
        year = ended.item().year
        in_year = [j for j in mine if rows[j][4].item().year == year]
        by = {
            "once": mine[:1],
            "one_per_year": in_year,
            "once_per_kind_per_year": [j for j in in_year if rows[j][1] == kind],
            "max_three": mine[2:3],
        }[RULES[rule]]
        if RULES[rule] != "once" and trade != -1:
            by = by + [j for j in mine if rows[j][1:4] == (kind, trade, level)]
        if by:
            winners[i] = by[0]
        if not by or paid:
            standing.append(i)
    return [winners.get(i, -1) for i in range(len(rows))]


@settings(deadline=None, max_examples=500)
@given(lines)
def test_columns_name_the_winner_that_the_page_names(rows):
    found = repeated(grants_of(rows))
    assert found.winner.tolist() == naive(rows)
    assert (found.forbidden == (found.winner != -1)).all()


def two(first, second, rule="once_per_kind_per_year"):
    return repeated(grants_of([(*first, RULES.index(rule)), (*second, RULES.index(rule))])).winner.tolist()


def test_the_class_that_ended_earlier_wins_then_the_earlier_filed_then_the_lower_number():
    spring, autumn = np.datetime64("2009-03-31"), np.datetime64("2009-09-30")
    assert two((1, 0, -1, -1, autumn, 1, False), (1, 0, -1, -1, spring, 2, False)) == [1, -1]
    assert two((1, 0, -1, -1, spring, 2, False), (1, 0, -1, -1, spring, 1, False)) == [1, -1]
    assert two((1, 0, -1, -1, spring, 1, False), (1, 0, -1, -1, spring, 1, False)) == [-1, 0]


def test_a_paid_grant_is_earlier_than_any_unpaid_one():
    spring, autumn = np.datetime64("2009-03-31"), np.datetime64("2009-09-30")
    assert two((1, 0, -1, -1, autumn, 2, True), (1, 0, -1, -1, spring, 1, False)) == [-1, 0]


def test_another_citizen_and_another_kind_are_no_matter():
    spring = np.datetime64("2009-03-31")
    assert two((1, 0, 5, 4, spring, 1, False), (2, 0, 5, 4, spring, 1, False)) == [-1, -1]
    assert two((1, 0, 5, 4, spring, 1, False), (1, 1, 5, 4, spring, 1, False)) == [-1, -1]


def test_what_was_itself_refused_forbids_nothing_later():
    ends = np.array(["2009-03-31", "2009-09-30", "2010-09-30"], "datetime64[D]")
    rows = [(1, 0, 7, -1, ends[0], 1, False, 0), (1, 0, 8, -1, ends[1], 2, False, 0),
            (1, 0, 8, -1, ends[2], 3, False, 0)]  # fmt: skip
    assert repeated(grants_of(rows)).winner.tolist() == [-1, 0, -1]


def test_no_grants_are_no_trouble():
    assert len(repeated(grants_of([]))) == 0


def test_a_list_names_the_earliest_that_forbids():
    earlier = [Grant("skill", None, None, date(2009, 2, 1)), Grant("skill", None, None, date(2009, 1, 1)),
               Grant("skill", None, None, date(2009, 4, 1))]  # fmt: skip
    this = Grant("skill", "t", None, END)
    assert forbidden_by("once_per_kind_per_year", this, earlier) == 1
    assert forbidden_by("once", this, earlier) == 1
    assert forbidden_by("max_three", this, earlier) is None
    assert forbidden_by("max_three", this, [*earlier, earlier[0]]) == 3
    assert forbidden_by("once", this, earlier[2:]) is None
