"""A voucher's columns always sum to what its lines post."""

from types import SimpleNamespace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from settlement.entitlements.lines import NATURES
from settlement.vouchers.composition import Parts, by_kind, parts

FEN = st.integers(-(10**9), 10**9)


def line(base=0, uplift=0, extension=0, licence=0, delta=None, nature="normal"):
    """Columns of length one."""
    total = base + uplift + extension + licence
    return SimpleNamespace(
        base_paid_fen=np.array([base]),
        uplift_fen=np.array([uplift]),
        extension_fen=np.array([extension]),
        licence_fen=np.array([licence]),
        nature=np.array([NATURES.index(nature)]),
        delta_fen=np.array([total if delta is None else delta]),
    )


def made(now, before=None):
    """base, uplift, extension, correction of one line."""
    found = parts(now, before or line())
    return tuple(int(column[0]) for column in (found.base, found.uplift, found.extension, found.correction))


def test_a_first_line_is_its_own_parts():
    assert made(line(80000, 20000, 40000)) == (80000, 20000, 40000, 0)


def test_an_extension_shows_only_what_it_adds():
    assert made(line(80000, 20000, 20000, delta=20000), line(80000, 20000)) == (0, 0, 20000, 0)


def test_a_licence_stands_with_the_uplift():
    assert made(line(100000, 0, 0, licence=30000)) == (100000, 30000, 0, 0)


def test_what_is_taken_back_is_a_correction():
    assert made(line(80000, delta=-20000), line(80000, 20000)) == (0, 0, 0, -20000)
    assert made(line(80000, delta=-80000, nature="mirror")) == (0, 0, 0, -80000)


def test_a_rise_above_a_waived_level_leaves_the_rest_to_the_corrections():
    assert made(line(80000, 20000, 20000, delta=10000), line(80000)) == (0, 20000, 20000, -30000)


@given(
    now=st.tuples(FEN, FEN, FEN, FEN),
    past=st.tuples(FEN, FEN, FEN, FEN),
    delta=FEN,
    nature=st.sampled_from(["normal", "offset"]),
)
def test_parts_sum_to_the_line(now, past, delta, nature):
    assert parts(line(*now, delta=delta, nature=nature), line(*past)).total.tolist() == [delta]


def test_kinds_are_summed_apart_in_the_order_of_the_notice():
    found = Parts(np.array([5, 1, 0]), np.zeros(3, int), np.zeros(3, int), np.array([0, 0, -1]))
    assert by_kind(np.array([1, 0, 0]), found) == [("skill", 2, Parts(1, 0, 0, -1)), ("startup", 1, Parts(5, 0, 0, 0))]
