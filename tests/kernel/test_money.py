"""Whole-fen money: exact in, exact out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import money

WRITTEN = {
    80000: "捌佰元整",
    101000: "壹仟零壹拾元整",
    100050: "壹仟元零伍角整",
    1005: "壹拾元零伍分",
    20080000: "贰拾万零捌佰元整",
    12500000000: "壹亿贰仟伍佰万元整",
    617283945: "陆佰壹拾柒万贰仟捌佰叁拾玖元肆角伍分",
    168032: "壹仟陆佰捌拾元零叁角贰分",
    40920000: "肆拾万零玖仟贰佰元整",
    10700053: "壹拾万零柒仟元零伍角叁分",
    32504: "叁佰贰拾伍元零肆分",
    1640902: "壹万陆仟肆佰零玖元零贰分",
    600714: "陆仟零柒元壹角肆分",
    140950: "壹仟肆佰零玖元伍角整",
    10000080000: "壹亿零捌佰元整",
    10000500000: "壹亿零伍仟元整",
    10500000000: "壹亿零伍佰万元整",
    100000000000000: "壹万亿元整",
    100000000000100: "壹万亿零壹元整",
    1000000100: "壹仟万零壹元整",
    0: "零元整",
    5: "伍分",
    50: "伍角整",
    55: "伍角伍分",
    100: "壹元整",
    -80000: "负捌佰元整",
    -5: "负伍分",
}


@pytest.mark.parametrize(("fen", "words"), WRITTEN.items())
def test_capital_numerals_are_those_of_the_accounting_rules(fen, words):
    assert money.daxie(fen) == words


def test_an_amount_beyond_capital_numerals_is_refused():
    with pytest.raises(money.NotMoney):
        money.daxie(10**18)
    assert money.daxie(10**18 - 1).startswith("玖仟玖佰玖拾玖万")


@pytest.mark.parametrize(
    ("value", "fen"),
    [
        (800, 80000),
        ("800.00", 80000),
        (Decimal("799.99"), 79999),
        ("-0.01", -1),
        (Decimal("8E+2"), 80000),
        ("1.5", 150),
        (Decimal("0E+99"), 0),
        ("800.000", 80000),
    ],
)
def test_exact_numbers_become_fen(value, fen):
    assert money.fen(value) == fen


@pytest.mark.parametrize(
    "value",
    [
        "1.001",
        Decimal("0.005"),
        1.0,
        True,
        None,
        "",
        "abc",
        "1e3",
        "1,000.00",
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1E+99"),
        Decimal("1E-99"),
        "1.",
        ".5",
        " 1",
    ],
)
def test_what_is_not_whole_fen_is_refused(value):
    with pytest.raises(money.NotMoney):
        money.fen(value)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("1,234.50", 123450), (" 1234.5 ", 123450), ("¥800", 80000), ("−3.00", -300), ("￥1,000", 100000)],
)
def test_typed_amounts_may_be_grouped(typed, fen):
    assert money.parse_yuan(typed) == fen


@pytest.mark.parametrize("typed", ["", "12,34.00", "1.005", "eight", "1,0000", "--1", "1 000"])
def test_typed_amounts_that_can_be_misread_are_refused(typed):
    with pytest.raises(money.NotMoney):
        money.parse_yuan(typed)


def test_amounts_are_shown_with_two_decimals_and_groups():
    assert money.format_yuan(123450) == "1,234.50"
    assert money.format_yuan(-5) == "-0.05"
    assert money.format_yuan(-123450, true_minus=True) == "−1,234.50"
    assert money.plain_yuan(-123450) == "-1234.50"


@given(st.integers(-(10**15), 10**15))
def test_what_is_shown_is_read_back(fen):
    assert money.parse_yuan(money.format_yuan(fen, true_minus=True)) == fen
    assert money.fen(money.plain_yuan(fen)) == fen


def test_a_share_is_rounded_half_up_once():
    assert money.percent_share(80001, 5000) == 40001
    assert money.percent_share(80001, 4999) == 39992
    assert money.percent_share(-80001, 5000) == -40001


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_a_split_loses_no_fen_and_is_never_a_fen_off(total, weights):
    parts = money.split(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True))


def test_the_largest_remainder_gets_the_odd_fen():
    assert money.split(100, [1, 1, 1]) == [34, 33, 33]
    assert money.split(100, [1, 2, 3]) == [17, 33, 50]


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_weights_that_share_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        money.split(100, weights)
