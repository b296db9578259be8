"""Invented numbers pass the checks of real ones."""

from datetime import date
from itertools import islice

from kernel.identifiers import birth_date, citizen_number, organisation_code
from settlement.demo import numbers

BORN = (date(1970, 1, 1), date(2008, 12, 31))


def test_six_hundred_people_have_different_valid_numbers():
    made = list(islice(numbers.citizen_numbers(1, ["150102", "150221"], BORN), 600))
    assert len(set(made)) == 600
    assert [citizen_number(number, today=date(2026, 11, 2)) for number in made] == made
    assert all(BORN[0] <= birth_date(number) <= BORN[1] for number in made)


def test_the_same_seed_gives_the_same_people_and_another_seed_others():
    def some(seed):
        return list(islice(numbers.citizen_numbers(seed, ["150102"], BORN), 20))

    assert some(1) == some(1) != some(2)


def test_organisations_have_different_valid_codes():
    made = list(islice(numbers.organisation_codes(1, "150100", "91"), 50))
    assert len(set(made)) == 50
    assert [organisation_code(code) for code in made] == made


def test_phones_and_accounts_have_their_length():
    assert {len(number) for number in islice(numbers.phones(1), 20)} == {11}
    assert {len(number) for number in islice(numbers.bank_accounts(1), 20)} == {19}
