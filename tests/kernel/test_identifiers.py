"""Citizen numbers and credit codes: each way of being wrong has its own code."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from kernel import identifiers
from kernel.identifiers import birth_date, citizen_number, mask_citizen, organisation_code, sex
from kernel.refusals import Refusal

TODAY = date(2026, 11, 2)


def numbered(stem: str) -> str:
    return stem + ric.calc_check_digit(stem + "0")


GOOD = numbered("15010219900307001")


def refusal(call, *arguments, **options) -> str:
    with pytest.raises(Refusal) as caught:
        call(*arguments, **options)
    assert caught.value.field == options.get("field")
    return caught.value.code


def test_a_good_number_comes_back_as_it_is():
    assert citizen_number(GOOD, today=TODAY) == GOOD
    assert citizen_number(f" {GOOD}\n", today=TODAY) == GOOD
    assert birth_date(GOOD) == date(1990, 3, 7)
    assert sex(GOOD) == "male"
    assert sex(numbered("15010219900307002")) == "female"


def test_a_small_x_is_a_check_character_like_the_capital():
    number = next(n for n in (numbered(f"15010219900307{i:03d}") for i in range(100)) if n.endswith("X"))
    assert citizen_number(number.lower(), today=TODAY) == number


def test_fifteen_digits_become_the_eighteen_of_the_same_person():
    assert citizen_number("150102900307001", today=TODAY) == GOOD


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "NUMBER_MISSING"),
        (None, "NUMBER_MISSING"),
        ("  ", "NUMBER_MISSING"),
        (GOOD.translate(str.maketrans("0123456789", "０１２３４５６７８９")), "NUMBER_FULL_WIDTH"),
        (GOOD[:17] + "Ｘ", "NUMBER_FULL_WIDTH"),
        (f"{GOOD[:6]} {GOOD[6:]}", "NUMBER_SPACED"),
        (f"{GOOD[:6]}\u3000{GOOD[6:]}", "NUMBER_SPACED"),
        (f"{GOOD[:6]}\u00a0{GOOD[6:]}", "NUMBER_SPACED"),
        (GOOD[:-1], "BAD_CITIZEN_NUMBER"),
        (GOOD + "1", "BAD_CITIZEN_NUMBER"),
        ("15010219900307O01X", "BAD_CITIZEN_NUMBER"),
        ("١٥٠١٠٢١٩٩٠٠٣٠٧٠٠١١", "BAD_CITIZEN_NUMBER"),
        (numbered("99010219900307001"), "BAD_CITIZEN_NUMBER"),
        (numbered("15010219900230001"), "NUMBER_BIRTH_DATE"),
        (numbered("15010219901301001"), "NUMBER_BIRTH_DATE"),
        (numbered("15010200000101001"), "NUMBER_BIRTH_DATE"),
        (numbered("15010218991231001"), "NUMBER_BIRTH_DATE"),
        ("150102900230001", "NUMBER_BIRTH_DATE"),
        (numbered("15010220261103001"), "NUMBER_BIRTH_FUTURE"),
        (GOOD[:-1] + ("1" if GOOD[-1] != "1" else "2"), "NUMBER_CHECK_DIGIT"),
    ],
)
def test_each_fault_has_its_own_code(text, code):
    assert refusal(citizen_number, text, today=TODAY, field="number") == code


def test_somebody_born_today_has_a_number():
    assert citizen_number(numbered("15010220261102001"), today=TODAY)


def test_without_a_day_the_legal_date_decides_what_is_future(monkeypatch):
    monkeypatch.setattr(identifiers.clock, "today", lambda: date(1990, 3, 6))
    assert refusal(citizen_number, GOOD) == "NUMBER_BIRTH_FUTURE"


@given(st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_mistyped_digit_is_always_noticed(position, digit):
    wrong = GOOD[:position] + digit + GOOD[position + 1 :]
    if wrong != GOOD:
        assert refusal(citizen_number, wrong, today=TODAY)


def test_the_mask_hides_at_least_the_birth_date():
    assert mask_citizen("150102199003070028") == "1501************28"
    assert set(mask_citizen(GOOD)[6:14]) == {"*"}


def coded(stem: str) -> str:
    return stem + uscc.calc_check_digit(stem)


CODE = coded("9115010260003734X")


def test_a_credit_code_may_be_typed_in_small_letters():
    assert organisation_code(f"{CODE.lower()} ") == CODE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "NUMBER_MISSING"),
        (CODE.replace("9", "９", 1), "NUMBER_FULL_WIDTH"),
        (f"{CODE[:8]} {CODE[8:]}", "NUMBER_SPACED"),
        (CODE[:-1], "BAD_ORGANISATION_CODE"),
        (CODE[:10] + "I" + CODE[11:], "BAD_ORGANISATION_CODE"),
        (CODE[:3] + "A" + CODE[4:], "BAD_ORGANISATION_CODE"),
        (CODE[:-1] + ("1" if CODE[-1] != "1" else "2"), "ORGANISATION_CHECK_DIGIT"),
    ],
)
def test_each_fault_of_a_credit_code_has_its_own_code(text, code):
    assert refusal(organisation_code, text, field="code") == code
