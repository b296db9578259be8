"""The register of a region as columns: the one module of this feature that knows how entitlements read it.

opened(region_code, day) -> Register       everybody in a completed, appraised class, as known today
register.stands() -> Assessment            judged as it is
register.under(policy, rows) -> Assessment the same, as if the classes of these rows stood under another document
narrowed(found, rows) -> Slice             the columns of some rows only, to be evaluated at other days
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np

from settlement.documents.models import Kind
from settlement.entitlements.assessment import Assessment
from settlement.entitlements.reading import Reading, read
from settlement.entitlements.service import judged
from settlement.persons.groups import Group
from settlement.policy.columns import NONE, Amounts, Contracts, Extensions, People
from settlement.policy.document import PolicyDocument
from settlement.policy.rule import evaluate_each

GROUPS = tuple(Group)


class Course(NamedTuple):
    """What a standard is looked up by, the group of persons apart."""

    kind: Kind
    trade_code: str | None
    level: str | None


@dataclass(frozen=True)
class Slice:
    """Some rows of an assessment with their own contracts."""

    policies: list[PolicyDocument]
    which: np.ndarray
    people: People
    contracts: Contracts
    extensions: Extensions

    def due_on(self, day: date | np.datetime64) -> Amounts:
        """What the rule makes due as of another day, on the evidence of today."""
        people = replace(self.people, as_of=np.full(len(self.people), np.datetime64(day, "D")))
        return evaluate_each(self.policies, self.which, people, self.contracts, self.extensions)


@dataclass(frozen=True)
class Register:
    """`course` and `group` have one entry per row of the reading: positions in `courses` and GROUPS."""

    reading: Reading
    courses: tuple[Course, ...]
    course: np.ndarray
    group: np.ndarray

    def __len__(self) -> int:
        return len(self.course)

    def opened_after(self, day: np.datetime64 | None) -> np.ndarray:
        """The rows whose class opened after a day; all for None."""
        opened = self.reading.people.class_opened
        return np.ones(len(self), dtype=bool) if day is None else opened > day

    def stands(self) -> Assessment:
        return judged(self.reading)

    def under(self, policy: PolicyDocument, rows: np.ndarray) -> Assessment:
        """Rows outside keep their documents, and go on to forbid a second grant."""
        read_as = self.reading
        which = np.where(rows, len(read_as.policies), read_as.which)
        base = np.where(rows, self._standards(policy), read_as.people.base_fen)
        people = replace(read_as.people, base_fen=base)
        return judged(replace(read_as, policies=[*read_as.policies, policy], which=which, people=people))

    def _standards(self, policy: PolicyDocument) -> np.ndarray:
        """Fen per row, looked up once per course and group; -1 where the document has no standard."""
        found, place = np.unique(self.course * len(GROUPS) + self.group, return_inverse=True)
        pairs = [(self.courses[key // len(GROUPS)], GROUPS[key % len(GROUPS)]) for key in found.tolist()]
        standards = [policy.standard_or_none(*course, group) for course, group in pairs]
        return np.array(standards, dtype=np.int64)[place] if len(found) else np.zeros(0, np.int64)


def opened(region_code: str, day: date) -> Register:
    """The register of one region as known on a day."""
    reading = read(region_code, day)
    courses = [Course(Kind(row.kind), row.trade_code, row.level) for row in reading.classes]
    known = {course: place for place, course in enumerate(dict.fromkeys(courses))}
    of_class = np.array([known[course] for course in courses], dtype=np.int64)
    return Register(reading, tuple(known), of_class[reading.lines.place], reading.lines.group)


def line_ids(found: Assessment, rows: np.ndarray) -> list[int]:
    """The roster lines of some rows, in their order."""
    return found.reading.lines.line_id[rows].tolist()


def narrowed(found: Assessment, rows: np.ndarray) -> Slice:
    """Rows (positions) of an assessment, with whom a grant is forbidden and what is settled as it found them."""
    reading = found.reading
    contracts, mine = _owned(reading.contracts, "row", rows, len(found.people))
    extensions, _ = _owned(reading.extensions, "contract", mine, len(reading.contracts))
    return Slice(reading.policies, reading.which[rows], found.people.take(rows), contracts, extensions)


def _owned(columns, owner: str, kept: np.ndarray, count: int):
    """The lines whose owner is kept, their owners renumbered, and which lines they were."""
    place = np.full(count, NONE)
    place[kept] = np.arange(len(kept))
    mine = np.flatnonzero(place[getattr(columns, owner)] != NONE)
    part = columns.take(mine)
    return replace(part, **{owner: place[getattr(part, owner)]}), mine
