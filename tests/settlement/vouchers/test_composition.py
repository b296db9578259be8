"""A voucher's columns always sum to what its lines post."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from settlement.vouchers.composition import Parts, by_kind, parts

FEN = st.integers(-(10**9), 10**9)


def line(base=0, uplift=0, extension=0, licence=0, delta=None, nature="normal"):
    total = base + uplift + extension + licence
    return SimpleNamespace(
        base_paid_fen=base,
        uplift_fen=uplift,
        extension_fen=extension,
        licence_fen=licence,
        nature=nature,
        delta_fen=total if delta is None else delta,
    )


def test_a_first_line_is_its_own_parts():
    assert parts(line(80000, 20000, 40000)) == Parts(80000, 20000, 40000)


def test_an_extension_shows_only_what_it_adds():
    assert parts(line(80000, 20000, 20000, delta=20000), line(80000, 20000)) == Parts(extension=20000)


def test_a_licence_stands_with_the_uplift():
    assert parts(line(100000, 0, 0, licence=30000)) == Parts(base=100000, uplift=30000)


def test_what_is_taken_back_is_a_correction():
    assert parts(line(80000, delta=-20000), line(80000, 20000)) == Parts(correction=-20000)
    assert parts(line(80000, delta=-80000, nature="mirror")) == Parts(correction=-80000)


def test_a_rise_above_a_waived_level_leaves_the_rest_to_the_corrections():
    assert parts(line(80000, 20000, 20000, delta=10000), line(80000)) == Parts(0, 20000, 20000, -30000)


@given(
    now=st.tuples(FEN, FEN, FEN, FEN),
    past=st.tuples(FEN, FEN, FEN, FEN),
    delta=FEN,
    nature=st.sampled_from(["normal", "offset"]),
)
def test_parts_sum_to_the_line(now, past, delta, nature):
    assert parts(line(*now, delta=delta, nature=nature), line(*past)).total == delta


def test_kinds_are_summed_apart_in_the_order_of_the_notice():
    made = [("startup", Parts(base=5)), ("skill", Parts(base=1)), ("skill", Parts(correction=-1))]
    assert by_kind(made) == [("skill", 2, Parts(base=1, correction=-1)), ("startup", 1, Parts(base=5))]
