"""Evidence as columns: everything a region's assessment reads, in one place, before any lock.

    read(region_code, cutoff, heads=None) -> Reading

One row per (person, class) with a counted line that is appraised by the cut-off; by line number. What was settled for
people who have no such line any more (class cancelled, line removed) comes as `gone`.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from flask_babel import lazy_gettext as _l

from kernel import columnar, evidence
from kernel.columnar import NEVER, Frame
from kernel.jobs import progress
from settlement.contracts import queries as contracts
from settlement.contracts.queries import Employment
from settlement.documents import queries as documents
from settlement.entitlements import queries
from settlement.entitlements.models import SettlementLine
from settlement.entitlements.sums import Key, Sums, keys_of, standing
from settlement.persons.groups import Group
from settlement.persons.queries import merged_into
from settlement.policy.columns import KINDS, Contracts, Extensions, People
from settlement.policy.document import PolicyDocument
from settlement.rosters import queries as rosters
from settlement.rosters.queries import ClassRow

STEPS = 4
GROUPS = [str(group) for group in Group]


@dataclass
class Reading:
    """One region as of (cut-off, heads). `people` has paid and forbidden still to be settled under the locks.

    `lines` are the frame of `rosters.queries.counted_lines`: `place` is the position in `classes`. `person` is the row
    that stands for a line's person after merges, `which` the position of its document; all of one length.
    """

    region_code: str
    cutoff: date
    heads: dict[str, int]
    families: dict[int, int]  # merged person -> the row that stands for them
    classes: list[ClassRow]
    lines: Frame
    person: np.ndarray
    documents: list[int]  # ids, in the order of `policies`
    policies: list[PolicyDocument]
    which: np.ndarray
    people: People
    contracts: Contracts
    extensions: Extensions
    contract_ids: np.ndarray
    settled: Sums
    gone: list[SettlementLine]

    def __len__(self) -> int:
        return len(self.person)

    def of(self, row: int) -> ClassRow:
        """The class of a row."""
        return self.classes[self.lines.place[row]]

    def of_class(self, name: str) -> np.ndarray:
        """A number of the class, for every row."""
        return _of_class(self.classes, self.lines, name, np.int64)

    @property
    def keys(self) -> np.ndarray:
        """(person, class) of every row as one number, see `sums`."""
        return keys_of(self.person, self.lines.class_id)

    def row_of(self, key: Key) -> int | None:
        """The row of a (person, class), where there is one."""
        found = np.flatnonzero((self.person == key[0]) & (self.lines.class_id == key[1]))
        return int(found[0]) if len(found) else None

    def row_of_line(self, line_id: int) -> int | None:
        """The row of a roster line, where it was read."""
        found = np.flatnonzero(self.lines.line_id == line_id)
        return int(found[0]) if len(found) else None


def read(region_code: str, cutoff: date, heads: dict[str, int] | None = None, class_id: int | None = None) -> Reading:
    """Columns of a region, or of one of its classes, as of a cut-off and the sequence heads (None: now)."""
    heads = heads or evidence.heads()
    own = {region_code: heads.get(region_code, 0)}
    progress(_l("Reading classes and rosters"), 1, STEPS)
    families = merged_into(heads)
    classes = [row for row in rosters.class_rows(own, cutoff) if class_id in (None, row.class_id)]
    lines = _once(rosters.counted_lines(own, cutoff, classes, class_id), families)
    person = standing(lines.person_id, families)
    used = sorted({row.document_id for row in classes})
    policies = [documents.policy(number) for number in used]
    which = np.array([used.index(row.document_id) for row in classes], dtype=np.int64)[lines.place]
    progress(_l("Reading labour contracts"), 2, STEPS)
    employment = contracts.standing(own, cutoff, None if class_id is None else lines.line_id.tolist())
    signed, added, numbers = _contracts(employment, lines.line_id)
    people = _people(lines, classes, policies, which, cutoff, _licensed(employment.licences, lines.line_id))
    progress(_l("Reading what is settled"), 3, STEPS)
    settled = queries.settled(region_code, heads, class_id).folded(families)
    gone = _gone(own, settled, families, keys_of(person, lines.class_id))
    return Reading(
        region_code,
        cutoff,
        heads,
        families,
        classes,
        lines,
        person,
        used,
        policies,
        which,
        people,
        signed,
        added,
        numbers,
        settled,
        gone,
    )


def _people(lines, classes, policies, which, cutoff, licence_on) -> People:
    """People without the counts of their classes; a line without a standard has base -1."""
    return People.build(
        len(lines),
        kind=np.array([KINDS.index(row.kind) for row in classes], dtype=np.int8)[lines.place],
        base_fen=_standards(lines, classes, policies, which),
        class_opened=_of_class(classes, lines, "opened_on", columnar.DAY),
        class_ended=_of_class(classes, lines, "ended_on", columnar.DAY),
        passed=lines.passed,
        licence_on=licence_on,
        as_of=np.datetime64(cutoff, "D"),
    )


def _of_class(classes: list[ClassRow], lines: Frame, name: str, kind) -> np.ndarray:
    return np.array([getattr(row, name) for row in classes], dtype=kind)[lines.place]


def _standards(lines, classes, policies, which) -> np.ndarray:
    """The standard of each row: looked up once for every course and group that a document prices."""
    courses: dict[tuple, int] = {}
    names = [(row.document_id, row.kind, row.trade_code, row.level) for row in classes]
    course = np.array([courses.setdefault(name, len(courses)) for name in names], dtype=np.int64)[lines.place]
    pairs, first, at = np.unique(course * len(GROUPS) + lines.group, return_index=True, return_inverse=True)
    named = list(courses)
    found = [
        policies[which[row]].standard_or_none(*named[pair // len(GROUPS)][1:], GROUPS[pair % len(GROUPS)])
        for pair, row in zip(pairs.tolist(), first.tolist(), strict=True)
    ]
    return np.array(found, dtype=np.int64)[at]


def _contracts(found: Employment, line_ids: np.ndarray) -> tuple[Contracts, Extensions, np.ndarray]:
    """Contracts of the lines read, with the extensions and endings of those that stand."""
    row, is_in = columnar.positions(line_ids, found.contracts.line_id)
    kept, row = found.contracts.take(is_in), row[is_in]
    order = np.argsort(kept.contract_id, kind="stable")
    ids = kept.contract_id[order]
    ended, because = np.full(len(kept), NEVER), np.zeros(len(kept), dtype=np.int8)
    at, is_in = columnar.positions(ids, found.endings.contract_id)
    ended[order[at[is_in]]], because[order[at[is_in]]] = found.endings.dated_on[is_in], found.endings.because[is_in]
    signed = Contracts.build(
        len(kept),
        row=row,
        employer=kept.employer_id,
        term=kept.term,
        signed=kept.dated_on,
        starts=kept.from_on,
        ends=kept.to_on,
        ended=ended,
        ended_because=because,
    )
    at, is_in = columnar.positions(ids, found.extensions.contract_id)
    added = Extensions.build(
        int(is_in.sum()),
        contract=order[at[is_in]],
        signed=found.extensions.dated_on[is_in],
        ends=found.extensions.to_on[is_in],
    )
    return signed, added, kept.contract_id


def _licensed(licences: Frame, line_ids: np.ndarray) -> np.ndarray:
    """The day of the first licence of each line."""
    first = np.full(len(line_ids), NEVER)
    row, is_in = columnar.positions(line_ids, licences.line_id)
    first[row[is_in][::-1]] = licences.dated_on[is_in][::-1]
    return first


def _once(lines: Frame, families: dict[int, int]) -> Frame:
    """One line per human being and class: of two rows merged since, the first line that passed, else the first."""
    if not families:
        return lines
    keys = keys_of(standing(lines.person_id, families), lines.class_id)
    order = np.lexsort((-lines.line_id, lines.passed, keys))
    return lines.take(np.sort(order[columnar.last_of_each(keys[order])]))


def _gone(own: dict[str, int], settled: Sums, families: dict[int, int], present: np.ndarray) -> list[SettlementLine]:
    """The last posted line of everybody who was paid something and has no counted line any more."""
    missing = settled.keys[(settled.fen != 0) & ~np.isin(settled.keys, present)]
    return queries.last_lines(missing, families, own)
