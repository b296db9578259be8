"""How money falls to sources: pure sums, exact to the fen, in every case."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlement.funds.models import Source
from settlement.funds.sharing import by_list, by_ratio, cleared, part_of, summed, taken_back, taken_off, together

OWN, TRANSFER, OTHER = Source.OWN, Source.TRANSFER, Source.OTHER
THREE = [TRANSFER, OTHER, OWN]
FEN = st.integers(-(10**11), 10**11)
SHARES = st.dictionaries(st.sampled_from(THREE), FEN, min_size=1)


def positive(shares):
    return {source: abs(amount) for source, amount in shares.items() if amount}


@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [
        (100000, (2, 1), (66667, 33333)),
        (100000, (1, 1, 1), (33334, 33333, 33333)),
        (-100000, (2, 1), (-66667, -33333)),
        (-100000, (1, 1, 1), (-33334, -33333, -33333)),
        (1, (1, 1, 1), (1,)),
        (2, (1, 1, 1), (1, 1)),
        (100, (1, 2, 4), (14, 29, 57)),  # remainders 2/7, 4/7, 1/7: the odd fen goes to the second
        (0, (2, 1), ()),
    ],
)
def test_a_total_is_shared_by_largest_remainder_and_ties_go_to_the_earlier_source(total, weights, expected):
    order = THREE[: len(weights)]
    assert by_ratio(order, weights, total) == dict(zip(order, expected, strict=False))


@given(total=FEN, weights=st.lists(st.integers(1, 10**6), min_size=3, max_size=3))
def test_shares_by_ratio_sum_to_the_total_and_are_less_than_a_fen_from_it(total, weights):
    shares = by_ratio(THREE, weights, total)
    assert sum(shares.values()) == total
    for source, weight in zip(THREE, weights, strict=True):
        assert abs(shares.get(source, 0) * sum(weights) - total * weight) < sum(weights)


def test_whole_persons_fall_to_the_first_source_that_holds_them():
    room = {TRANSFER: 250, OWN: 1000}
    assert by_list([TRANSFER, OWN], np.array([200, 100, 50, 800, -50]), room).tolist() == [0, 1, 0, 1, 1]
    assert by_list([TRANSFER, OWN], np.array([300, 900, 200]), room).tolist() == [1, 2, 0]
    assert room == {TRANSFER: 250, OWN: 1000}


@given(
    amounts=st.lists(st.integers(-500, 500), max_size=30),
    room=st.dictionaries(st.sampled_from(THREE), st.integers(0, 8000)),
)
def test_no_source_gives_more_than_it_holds_and_every_fen_placed_is_counted(amounts, room):
    columns = np.array(amounts, dtype=np.int64)
    places = by_list(THREE, columns, room)
    found = [(*THREE, None)[place] for place in places]
    left = dict(room)
    for amount, source in zip(amounts, found, strict=True):
        wanted = THREE[-1] if amount < 0 else next((each for each in THREE if left.get(each, 0) >= amount), None)
        assert source == wanted  # one person after another, the first source that holds the whole
        if source is not None:
            left[source] = left.get(source, 0) - amount
            assert left[source] >= 0
    placed = sum(amount for amount, source in zip(amounts, found, strict=True) if source is not None)
    assert sum(summed(THREE, places, columns).values()) == placed
    assert sum(summed((*THREE, None), places, columns).values()) == sum(amounts)


@given(shares=SHARES)
def test_what_is_cleared_keeps_the_total_and_its_sign_and_no_source_more_than_it_had(shares):
    left = cleared(shares)
    assert sum(left.values()) == sum(shares.values())
    for source, amount in left.items():
        assert amount * sum(shares.values()) > 0
        assert abs(amount) <= abs(shares[source])
        assert amount * shares[source] > 0


def test_pluses_pay_for_minuses_the_last_sources_first():
    assert cleared({TRANSFER: 500, OTHER: 100, OWN: -200}) == {TRANSFER: 400}
    assert cleared({TRANSFER: 100, OTHER: -100, OWN: -200}) == {OTHER: -100, OWN: -100}
    assert cleared({TRANSFER: 5, OWN: -5}) == {}


@given(shares=SHARES.map(positive).filter(bool), part=st.integers(0, 100))
def test_a_part_is_taken_off_exactly_and_leaves_nothing_below_zero(shares, part):
    amount = sum(shares.values()) * part // 100
    left = taken_off(shares, amount)
    assert sum(left.values()) == sum(shares.values()) - amount
    assert all(0 < left[source] <= shares[source] for source in left)


@given(shares=SHARES.map(positive).filter(bool), first=st.integers(0, 100), second=st.integers(0, 100))
def test_two_parts_laid_one_after_the_other_are_the_whole_of_both(shares, first, second):
    total = sum(shares.values())
    one, two = sorted([total * first // 100, total * second // 100])
    assert together(part_of(shares, 0, one), part_of(shares, one, two - one)) == part_of(shares, 0, two)
    assert part_of(shares, 0, total) == shares


@given(taken=SHARES, part=st.integers(0, 120))
def test_a_red_letter_takes_back_what_it_says_from_where_it_was_taken(taken, part):
    amount = max(sum(taken.values()), 0) * part // 100
    back = taken_back(taken, amount, OWN)
    paid = {source: share for source, share in cleared(taken).items() if share > 0}
    assert -sum(back.values()) == amount
    assert all(fen < 0 for fen in back.values())
    for source in set(back) - {OWN}:
        assert -back[source] <= paid[source]
    if amount == sum(paid.values()):
        assert back == {source: -share for source, share in paid.items()}


def test_what_a_red_letter_takes_beyond_its_voucher_falls_to_the_last_source():
    assert taken_back({TRANSFER: 800, OTHER: -200}, 800, OWN) == {TRANSFER: -600, OWN: -200}
    assert taken_back({TRANSFER: 800, OWN: 100}, 500, OWN) == {TRANSFER: -400, OWN: -100}
