"""Evidence as columns: everything a region's assessment reads, in one place, before any lock.

    read(region_code, cutoff, heads=None) -> Reading

One row per (person, class) with a counted line that is appraised by the cut-off; by line number. What was settled for
people who have no such line any more (class cancelled, line removed) comes as `gone`.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel import evidence
from kernel.db import db
from kernel.jobs import progress
from settlement.contracts import queries as contracts
from settlement.contracts.models import Ending, Extension, LabourContract, Licence
from settlement.contracts.queries import ContractRow, EndingRow, ExtensionRow, LicenceRow
from settlement.documents import queries as documents
from settlement.entitlements import queries
from settlement.entitlements.models import SettlementLine
from settlement.persons.queries import merged_into
from settlement.policy.columns import ENDINGS, KINDS, TERMS, Contracts, Extensions, People
from settlement.policy.document import PolicyDocument
from settlement.policy.vocabulary import NO_DAY
from settlement.rosters import queries as rosters
from settlement.rosters.models import RosterLine, TrainingClass
from settlement.rosters.queries import ClassRow, LineRow

STEPS = 4


@dataclass
class Reading:
    """One region as of (cut-off, heads). `people` has paid and forbidden still to be settled under the locks."""

    region_code: str
    cutoff: date
    heads: dict[str, int]
    families: dict[int, int]  # merged person -> the row that stands for them
    classes: dict[int, ClassRow]
    lines: list[LineRow]
    person: np.ndarray  # int64 per line, the row that stands
    documents: list[int]  # ids, in the order of `policies`
    policies: list[PolicyDocument]
    which: np.ndarray  # int64 per line, position of its document
    people: People
    contracts: Contracts
    extensions: Extensions
    contract_ids: list[int]
    settled: dict[tuple[int, int], int]
    gone: list[SettlementLine]

    def of(self, row: int) -> ClassRow:
        """The class of a row."""
        return self.classes[self.lines[row].class_id]


def read(region_code: str, cutoff: date, heads: dict[str, int] | None = None, class_id: int | None = None) -> Reading:
    """Columns of a region, or of one of its classes, as of a cut-off and the sequence heads (None: now)."""
    heads = heads or evidence.heads()
    seen = Seen({region_code: heads.get(region_code, 0)}, cutoff, class_id)
    progress(_l("Reading classes and rosters"), 1, STEPS)
    families, classes = merged_into(heads), seen.classes()
    lines = _once([line for line in seen.lines() if line.class_id in classes], families)
    person = np.array([families.get(line.person_id, line.person_id) for line in lines], dtype=np.int64)
    used = sorted({classes[line.class_id].document_id for line in lines})
    policies = [documents.policy(number) for number in used]
    which = np.array([used.index(classes[line.class_id].document_id) for line in lines], dtype=np.int64)
    progress(_l("Reading labour contracts"), 2, STEPS)
    place = {line.line_id: row for row, line in enumerate(lines)}
    signed, added, numbers = _contracts(seen, place)
    people = _people(lines, classes, policies, which, cutoff, _licences(seen, place))
    progress(_l("Reading what is settled"), 3, STEPS)
    settled = folded(queries.settled(region_code, heads, class_id), families)
    present = {(int(someone), line.class_id) for someone, line in zip(person, lines, strict=True)}
    gone = _gone(region_code, settled, families, present)
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


@dataclass(frozen=True)
class Seen:
    """What is read: evidence of the heads' region dated by the cut-off, of every class or of one."""

    heads: dict[str, int]
    cutoff: date
    class_id: int | None

    def classes(self) -> dict[int, ClassRow]:
        query = rosters.select_classes(self.heads, self.cutoff)
        if self.class_id:
            query = query.where(TrainingClass.id == self.class_id)
        return {row[0]: ClassRow(*row) for row in db.session.execute(query)}

    def lines(self) -> list[LineRow]:
        query = rosters.select_lines(self.heads, self.cutoff)
        if self.class_id:
            query = query.where(RosterLine.class_id == self.class_id)
        return [LineRow(*row) for row in db.session.execute(query)]

    def employment(self, select, model: type, shape: type) -> list:
        """Contracts, extensions, endings or licences of the classes that are read."""
        query = select(self.heads, self.cutoff)
        if self.class_id:
            query = query.where(model.line_id.in_(sa.select(RosterLine.id).where(RosterLine.class_id == self.class_id)))
        return [shape(*row) for row in db.session.execute(query)]


def folded(sums: dict[tuple[int, int], int], families: dict[int, int]) -> dict[tuple[int, int], int]:
    """Sums by (person, class) with merged rows under the row that stands."""
    found: dict[tuple[int, int], int] = {}
    for (person, in_class), fen in sums.items():
        key = families.get(person, person), in_class
        found[key] = found.get(key, 0) + fen
    return found


def _people(lines, classes, policies, which, cutoff, licences) -> People:
    """People without the counts of their classes; a line without a standard has base -1."""
    of = [classes[line.class_id] for line in lines]
    standards: dict[tuple, int] = {}
    base = []
    for line, row, document in zip(lines, of, which, strict=True):
        key = (int(document), row.kind, row.trade_code, row.level, line.group)
        if key not in standards:
            standards[key] = policies[key[0]].standard_or_none(*key[1:])
        base.append(standards[key])
    return People.build(
        len(lines),
        kind=[KINDS.index(row.kind) for row in of],
        base_fen=base,
        class_opened=_days(row.opened_on for row in of),
        class_ended=_days(row.ended_on for row in of),
        passed=[bool(line.passed) for line in lines],
        licence_on=_days(licences.get(line.line_id) for line in lines),
        as_of=np.datetime64(cutoff, "D"),
    )


def _contracts(seen: Seen, place: dict[int, int]) -> tuple[Contracts, Extensions, list[int]]:
    """Contracts of the lines read, with the extensions and endings of those that stand."""
    found = seen.employment(contracts.select_contracts, LabourContract, ContractRow)
    rows = [row for row in found if row.line_id in place]
    number = {row.contract_id: at for at, row in enumerate(rows)}
    endings = {row.contract_id: row for row in seen.employment(contracts.select_endings, Ending, EndingRow)}
    ended = [endings.get(row.contract_id) for row in rows]
    signed = Contracts.build(
        len(rows),
        row=[place[row.line_id] for row in rows],
        employer=[row.employer_id for row in rows],
        term=[TERMS.index(row.term) for row in rows],
        signed=_days(row.signed_on for row in rows),
        starts=_days(row.from_on for row in rows),
        ends=_days(row.to_on for row in rows),
        ended=_days(end and end.ended_on for end in ended),
        ended_because=[ENDINGS.index(end.because) if end else 0 for end in ended],
    )
    longer = seen.employment(contracts.select_extensions, Extension, ExtensionRow)
    added = [row for row in longer if row.contract_id in number]
    extensions = Extensions.build(
        len(added),
        contract=[number[row.contract_id] for row in added],
        signed=_days(row.signed_on for row in added),
        ends=_days(row.to_on for row in added),
    )
    return signed, extensions, [row.contract_id for row in rows]


def _licences(seen: Seen, place: dict[int, int]) -> dict[int, date]:
    """The first licence of each line."""
    found: dict[int, date] = {}
    for row in seen.employment(contracts.select_licences, Licence, LicenceRow):
        if row.line_id in place:
            found.setdefault(row.line_id, row.issued_on)
    return found


def _once(lines: list[LineRow], families: dict[int, int]) -> list[LineRow]:
    """One line per human being and class: of two rows merged since, the first line that passed, else the first."""
    if not families:
        return lines
    kept: dict[tuple[int, int], LineRow] = {}
    for line in lines:
        key = families.get(line.person_id, line.person_id), line.class_id
        if key not in kept or (line.passed and not kept[key].passed):
            kept[key] = line
    return sorted(kept.values(), key=lambda line: line.line_id)


def _gone(region_code, settled, families, present) -> list[SettlementLine]:
    """The last posted line of everybody who was paid something and has no counted line any more."""
    missing = {key for key, fen in settled.items() if fen and key not in present}
    if not missing:
        return []
    found = {}
    for line in db.session.scalars(queries.last_lines(region_code)):
        found[families.get(line.person_id, line.person_id), line.class_id] = line
    return [found[key] for key in sorted(missing)]


def _days(values) -> np.ndarray:
    return np.array([NO_DAY if day is None else np.datetime64(day, "D") for day in values], dtype="datetime64[D]")
