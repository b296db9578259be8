"""Where the bars of the 36 months stand: whole numbers in the units of the drawing's viewBox, made of whole fen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, count

from settlement.documents.models import Kind

LEFT, RIGHT, TOP, BOTTOM = 92, 1072, 16, 256  # the plot in a viewBox of 1080 × 300
SLOT, WIDE = 27, 17
LYING, LONGEST = 74, 176  # of a viewBox of 360
LEAST_STEP = 100_00  # fen: a scale finer than 100 yuan says nothing

Months = list[tuple[date, dict[Kind, int], int]]  # last day, fen by kind, fen since the first month


@dataclass(frozen=True)
class Bar:
    """One month: its place, its parts [(kind, y, height)] from the axis upwards, what it says."""

    x: int
    middle: int
    until: date
    fen: int
    parts: list[tuple[Kind, int, int]]


@dataclass(frozen=True)
class Quarter:
    """Three months lying down, for a narrow screen: first and last month, fen, parts (kind, x, length)."""

    first: date
    last: date
    fen: int
    y: int
    parts: list[tuple[Kind, int, int]]

    @property
    def end(self) -> int:
        return max((x + length for _kind, x, length in self.parts), default=LYING)


def ticks(most: int) -> list[int]:
    """Fen at the lines of a scale: six at most, 1, 2 or 5 of a decimal place apart, the last one ≥ `most`."""
    steps = (LEAST_STEP * digit * 10**place for place in count() for digit in (1, 2, 5))
    step = next(step for step in steps if step * 5 >= most)
    return [step * number for number in range(max(-(-most // step), 1) + 1)]


def bars(months: Months) -> tuple[list[Bar], list[tuple[int, int]]]:
    """The bars, and (fen, y) of each line of the scale."""
    scale = ticks(max(sum(due.values()) for _day, due, _running in months))
    high = lambda amount: amount * (BOTTOM - TOP) // scale[-1]  # noqa: E731
    drawn = [
        Bar(
            left,
            left + WIDE // 2,
            day,
            sum(due.values()),
            [(k, BOTTOM - to, to - at) for k, at, to in _parts(due, high)],
        )
        for left, (day, due, _running) in zip(count(LEFT + (SLOT - WIDE) // 2, SLOT), months)
    ]
    return drawn, [(amount, BOTTOM - high(amount)) for amount in scale]


def quarters(months: Months) -> list[Quarter]:
    """Twelve lying bars; three months each, from the first one on."""
    threes = [months[at : at + 3] for at in range(0, len(months), 3)]
    sums = [{kind: sum(due[kind] for _day, due, _running in three) for kind in Kind} for three in threes]
    most = max(sum(due.values()) for due in sums) or 1
    wide = lambda amount: amount * LONGEST // most  # noqa: E731
    return [
        Quarter(
            three[0][0],
            three[2][0],
            sum(due.values()),
            y,
            [(k, LYING + at, to - at) for k, at, to in _parts(due, wide)],
        )
        for y, three, due in zip(count(4, 26), threes, sums)
    ]


def _parts(due: dict[Kind, int], scaled: Callable[[int], int]) -> list[tuple[Kind, int, int]]:
    """(kind, where it begins, where it ends), one after the other; none that is too small to be seen."""
    ends = [scaled(amount) for amount in accumulate(due.values(), initial=0)]
    parts = zip(due, ends, ends[1:], strict=False)
    return [(kind, begins, over) for kind, begins, over in parts if over > begins]
