"""What would this document cost? The same people and the same evidence, once under each of two documents.

compare(register, the document it would otherwise stand under, new document, …) -> Comparison    of one region
Comparison + Comparison                                                                         of two regions
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from settlement.entitlements.assessment import Assessment
from settlement.forecast.affected import MOST, Affected, most_affected
from settlement.forecast.promise import month_ends
from settlement.forecast.register import GROUPS, Course, Register, narrowed
from settlement.persons.groups import Group
from settlement.policy.columns import NONE
from settlement.policy.document import PolicyDocument
from settlement.policy.vocabulary import add_months

STRETCHES = {"12": 12, "24": 24, "36": 36, "all": None}  # months back from its day in which a class opened


@dataclass(frozen=True)
class Pair:
    """Fen under the document that would apply otherwise, and under the new one, for so many (person, class)."""

    people: int = 0
    before_fen: int = 0
    after_fen: int = 0
    more: int = 0  # how many would get more
    less: int = 0

    @property
    def difference_fen(self) -> int:
        return self.after_fen - self.before_fen

    @property
    def change_hundredths(self) -> int | None:
        """Hundredths of a per cent, rounded half away from zero; None where there was nothing before."""
        if not self.before_fen:
            return None
        whole = (2 * abs(self.difference_fen) * 10000 + self.before_fen) // (2 * self.before_fen)
        return whole if self.difference_fen >= 0 else -whole

    def __add__(self, other: "Pair") -> "Pair":
        return Pair(
            self.people + other.people,
            self.before_fen + other.before_fen,
            self.after_fen + other.after_fen,
            self.more + other.more,
            self.less + other.less,
        )


@dataclass(frozen=True)
class Cell:
    """One region, course and group."""

    region_code: str
    course: Course
    group: Group
    pair: Pair
    has_before: bool = True  # False: the document has no standard for them
    has_after: bool = True


@dataclass(frozen=True)
class Comparison:
    """Cells priced by both documents; those that one of them has no standard for; what comes later; ten persons."""

    cells: list[Cell] = field(default_factory=list)
    unpriced: list[Cell] = field(default_factory=list)
    later: Pair = Pair()
    affected: list[Affected] = field(default_factory=list)

    def __add__(self, other: "Comparison") -> "Comparison":
        """Of two regions, over the same stretch."""
        return Comparison(
            self.cells + other.cells,
            self.unpriced + other.unpriced,
            self.later + other.later,
            sorted(self.affected + other.affected, key=lambda each: each.rank)[:MOST],
        )

    @property
    def total(self) -> Pair:
        return sum((cell.pair for cell in self.cells), Pair())

    def by(self, key: Callable[[Cell], Hashable]) -> dict[Hashable, Pair]:
        """Pairs by region, kind, trade or group, in the order in which they were met."""
        sums: dict[Hashable, Pair] = {}
        for cell in self.cells:
            sums[key(cell)] = sums.get(key(cell), Pair()) + cell.pair
        return sums


def opened_after(as_of: date, stretch: str) -> np.datetime64 | None:
    """The day after which a class of a stretch opened; None for the whole register."""
    months = STRETCHES[stretch]
    return None if months is None else add_months(np.datetime64(as_of, "D"), -months)


def compare(
    register: Register, old: PolicyDocument | None, new: PolicyDocument, *, as_of: date, stretch: str
) -> Comparison:
    """A register read as of a day, under the document that would apply otherwise (None: each class's own) and the new
    one; what comes later is due at the end of the 36 months.
    """
    is_in = register.opened_after(opened_after(as_of, stretch))
    rows = np.flatnonzero(is_in)
    if not len(rows):
        return Comparison()
    before = register.stands() if old is None else register.under(old, is_in)
    after = register.under(new, is_in)
    priced = (before.amounts.base_fen[rows] != NONE) & (after.amounts.base_fen[rows] != NONE)
    unpriced, rows = rows[~priced], rows[priced]
    later_on = month_ends(as_of)[-1]
    due = [int(narrowed(side, rows).due_on(later_on).target_fen.sum()) for side in (before, after)]
    return Comparison(
        list(_cells(register, before, after, rows)),
        list(_cells(register, before, after, unpriced)),
        Pair(len(rows), *due),
        most_affected(before, after, rows),
    )


def _cells(register: Register, before: Assessment, after: Assessment, rows: np.ndarray) -> Iterator[Cell]:
    """Sums by course, group and which document has a standard: one pass over the columns, the few sums then named."""
    sides = before.amounts.target_fen[rows], after.amounts.target_fen[rows]
    has = [side.amounts.base_fen[rows] != NONE for side in (before, after)]
    key = (register.course[rows] * len(GROUPS) + register.group[rows]) * 4 + has[0] * 2 + has[1]
    keys, place = np.unique(key, return_inverse=True)
    columns = (np.ones(len(rows), np.int64), *sides, sides[1] > sides[0], sides[1] < sides[0])
    sums = zip(*(_summed(column, place, len(keys)) for column in columns), strict=True)
    for (course, group), known, pair in zip(*_named(register, keys), sums, strict=True):
        yield Cell(register.reading.region_code, course, group, Pair(*pair), bool(known & 2), bool(known & 1))


def _named(register: Register, keys: np.ndarray) -> tuple[list[tuple[Course, Group]], list[int]]:
    pairs = [divmod(key, len(GROUPS)) for key in (keys // 4).tolist()]
    return [(register.courses[course], GROUPS[group]) for course, group in pairs], (keys % 4).tolist()


def _summed(values: np.ndarray, place: np.ndarray, count: int) -> list[int]:
    """Whole fen by group: never through a float, as np.bincount would."""
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, place, values)
    return sums.tolist()
