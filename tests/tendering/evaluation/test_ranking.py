"""Places from points: means, ties by past employment rate, then by a draw that can be repeated."""

from hypothesis import given
from hypothesis import strategies as st

from tendering.evaluation.ranking import Standing, drawn, expert_seats, places


def order(standings, seed="s"):
    return [(place.standing.bid_id, place.tie_break) for place in places(standings, seed)]


def test_higher_points_go_first():
    assert order([Standing(1, 400, 0), Standing(2, 401, 0)]) == [(2, None), (1, None)]


def test_equal_points_go_by_past_employment_rate():
    assert order([Standing(1, 400, 7000), Standing(2, 400, 7001), Standing(3, 500, 0)]) == [
        (3, None),
        (2, "rate"),
        (1, "rate"),
    ]


def test_equal_rates_are_drawn_and_the_draw_repeats():
    equals = [Standing(number, 400, 7000) for number in range(1, 9)]
    assert order(equals) == order(reversed(equals))
    assert {tie for _, tie in order(equals)} == {"draw"}
    assert len({tuple(order(equals, seed=str(seed))) for seed in range(20)}) > 1


def test_two_thirds_are_rounded_up():
    assert [expert_seats(size) for size in (5, 7, 9, 11)] == [4, 5, 6, 8]


@given(st.lists(st.integers(1, 10**6), unique=True), st.text(max_size=8))
def test_a_draw_is_a_permutation_that_does_not_depend_on_the_order_of_names(names, seed):
    assert sorted(drawn(seed, names)) == sorted(names)
    assert drawn(seed, names) == drawn(seed, list(reversed(names)))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=8), st.text(max_size=4))
def test_nobody_stands_before_a_better_one(pairs, seed):
    ranked = places([Standing(number, *pair) for number, pair in enumerate(pairs)], seed)
    keys = [(place.standing.total, place.standing.past_rate) for place in ranked]
    assert keys == sorted(keys, reverse=True)
    assert [place.position for place in ranked] == list(range(1, len(pairs) + 1))
