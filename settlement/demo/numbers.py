"""Invented numbers that pass every check: the same seed gives the same people. They belong to nobody we know of."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from stdnum.cn import ric, uscc

REGISTERED = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def citizen_numbers(seed: int, counties: Sequence[str], born: tuple[date, date]) -> Iterator[str]:
    """Different citizen numbers without end, of people from these counties (GB/T 2260) born between two days."""
    chance, seen = random.Random(seed), set()
    first, last = born
    while True:
        day = first + timedelta(days=chance.randrange((last - first).days + 1))
        stem = f"{chance.choice(counties)}{day:%Y%m%d}{chance.randrange(1, 1000):03d}"
        if stem not in seen:
            seen.add(stem)
            yield stem + ric.calc_check_digit(stem + "0")


def organisation_codes(seed: int, region_code: str, kind: str = "52") -> Iterator[str]:
    """Different unified social credit codes of a region; `kind`: 52 private schools, 91 companies, 12 public bodies."""
    chance, seen = random.Random(seed), set()
    while True:
        stem = f"{kind}{region_code}{''.join(chance.choice(REGISTERED) for _ in range(9))}"
        if stem not in seen:
            seen.add(stem)
            yield stem + uscc.calc_check_digit(stem)


def phones(seed: int) -> Iterator[str]:
    """Mobile numbers of eleven digits in a range (199…) no directory of ours knows."""
    chance = random.Random(seed)
    while True:
        yield f"199{chance.randrange(10**8):08d}"


def bank_accounts(seed: int) -> Iterator[str]:
    """Account numbers of nineteen digits."""
    chance = random.Random(seed)
    while True:
        yield f"6222{chance.randrange(10**15):015d}"
