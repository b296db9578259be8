"""What the ORM stream reads: rows of a region as objects, by class and line, with what belongs to each of them.

classes(code, head, cutoff) -> {class id: Class}, in the order in which they are paid
people(code, head, cutoff, classes, persons=None) -> Each, streamed
several(code) -> persons with more than one line;  grants_elsewhere(code, persons) -> {person: [Grant]}
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from bench.scalar import Contract
from bench.scalar_grants import Grant as Granted
from bench.scalar_policy import Policy
from kernel.db import db
from settlement.contracts.models import Ending, Extension, LabourContract, Licence, Outcome, SubjectKind, Verification
from settlement.documents.models import Document
from settlement.entitlements.models import Exclusion, Grant, Posting, SettlementLine
from settlement.rosters.models import (
    Appraisal,
    AppraisalResult,
    ClassCancellation,
    ClassCompletion,
    EmploymentFreeze,
    LineRemoval,
    RosterLine,
    RosterVerification,
    TrainingClass,
)

CHUNK = 500


@dataclass
class Class:
    """A class with its document; `frozen` (passed, employed) once fixed."""

    row: TrainingClass
    policy: Policy
    verified_at: int
    frozen: tuple[int, int] | None

    @property
    def kind(self) -> str:
        return str(self.row.kind)


@dataclass
class Each:
    """A line with everything that is known of it."""

    line: RosterLine
    is_passed: bool = False
    paid: int = 0
    is_claimed: bool = False
    licence: date | None = None
    contracts: list = field(default_factory=list)


def classes(code: str, head: int, cutoff: date) -> dict[int, Class]:
    verified = dict(
        db.session.execute(
            sa.select(RosterVerification.class_id, sa.func.max(RosterVerification.seq))
            .where(RosterVerification.region_code == code, RosterVerification.seq <= head)
            .group_by(RosterVerification.class_id)
        ).all()
    )
    cancelled = set(db.session.scalars(sa.select(ClassCancellation.class_id).filter_by(region_code=code)))
    frozen = {row.class_id: (row.passed, row.employed) for row in _all(EmploymentFreeze, code)}
    done = sa.select(ClassCompletion.class_id).where(
        ClassCompletion.region_code == code, ClassCompletion.seq <= head, ClassCompletion.completed_on <= cutoff
    )
    rows = db.session.scalars(
        sa.select(TrainingClass)
        .where(TrainingClass.region_code == code, TrainingClass.id.in_(done))
        .order_by(TrainingClass.organisation_id, TrainingClass.id)
    )
    policies: dict[int, Policy] = {}
    found = {}
    for row in rows:
        if row.id in verified and row.id not in cancelled:
            if row.document_id not in policies:
                policies[row.document_id] = Policy(json.loads(db.session.get_one(Document, row.document_id).content))
            found[row.id] = Class(row, policies[row.document_id], verified[row.id], frozen.get(row.id))
    return found


def _all(model, code: str) -> list:
    return db.session.scalars(sa.select(model).filter_by(region_code=code)).all()


def people(code: str, head: int, cutoff: date, of: dict[int, Class], persons=None) -> Iterator[Each]:
    """Lines that count, streamed by institution, class and line (or those of some persons only)."""
    query = (
        sa.select(RosterLine)
        .join(TrainingClass, TrainingClass.id == RosterLine.class_id)
        .where(RosterLine.region_code == code, RosterLine.seq <= head)
        .where(~sa.exists().where(LineRemoval.line_id == RosterLine.id))
        .order_by(TrainingClass.organisation_id, RosterLine.class_id, RosterLine.id)
    )
    chunks = [None] if persons is None else [persons[at : at + CHUNK] for at in range(0, len(persons), CHUNK)]
    for some in chunks:
        wanted = query if some is None else query.where(RosterLine.person_id.in_(some))
        stream = db.session.scalars(wanted.execution_options(yield_per=CHUNK))
        for part in stream.partitions():
            lines = [line for line in part if line.class_id in of and line.seq < of[line.class_id].verified_at]
            yield from _known(code, lines, head, cutoff)


def _known(code: str, lines: list[RosterLine], head: int, cutoff: date) -> list[Each]:
    """The lines of one batch that are appraised, with their evidence."""
    found = {line.id: Each(line) for line in lines}
    appraised = set()
    for row in _of_lines(Appraisal, found, head):
        if row.appraised_on <= cutoff:
            appraised.add(row.line_id)
            found[row.line_id].is_passed = row.result == AppraisalResult.PASSED
    _add_contracts(found, head, cutoff)
    for row in sorted(_verified(Licence, SubjectKind.LICENCE, found, head), key=lambda row: (row.issued_on, row.id)):
        if row.issued_on <= cutoff and found[row.line_id].licence is None:
            found[row.line_id].licence = row.issued_on
    paid = (
        sa.select(SettlementLine)
        .where(SettlementLine.roster_line_id.in_(found), sa.exists().where(Posting.run_id == SettlementLine.run_id))
        .where(~_excluded())
    )
    for row in db.session.scalars(paid):
        found[row.roster_line_id].paid += row.delta_fen
    claims = sa.select(Grant).where(Grant.region_code == code, Grant.line_id.in_(found))
    for row in db.session.scalars(claims.order_by(Grant.id)):
        found[row.line_id].is_claimed = row.stands
    return [each for each in found.values() if each.line.id in appraised]


def _excluded():
    line = SettlementLine
    return sa.exists().where(
        Exclusion.region_code == line.region_code, Exclusion.run_id == line.run_id, Exclusion.line_no == line.line_no
    )


def _add_contracts(found: dict[int, Each], head: int, cutoff: date) -> None:
    known: dict[int, Contract] = {}
    for row in _verified(LabourContract, SubjectKind.CONTRACT, found, head):
        if row.signed_on <= cutoff:
            made = Contract(row.employer_id, str(row.term), row.signed_on, row.from_on, row.to_on)
            known[row.contract_id] = made
            found[row.line_id].contracts.append(made)
    extensions = _verified(Extension, SubjectKind.EXTENSION, found, head)
    for row in sorted(extensions, key=lambda row: (row.signed_on, row.id)):
        if row.signed_on <= cutoff and row.contract_id in known:
            known[row.contract_id].extensions.append((row.signed_on, row.to_on))
    for row in _verified(Ending, SubjectKind.ENDING, found, head):
        if row.ended_on <= cutoff and row.contract_id in known:
            known[row.contract_id].ended, known[row.contract_id].because = row.ended_on, str(row.because)


def _verified(model, kind: SubjectKind, found: dict, head: int) -> list:
    """Rows that an officer verified and that no verified row replaces."""
    rows = _of_lines(model, found, head, all_rows=True)
    words = sa.select(Verification.subject_id, Verification.outcome).where(
        Verification.subject_kind == kind,
        Verification.subject_id.in_([row.id for row in rows]),
        Verification.seq <= head,
    )
    said = defaultdict(set)
    for subject_id, outcome in db.session.execute(words) if rows else ():
        said[subject_id].add(outcome)
    standing = [row for row in rows if said[row.id] == {Outcome.VERIFIED}]
    replaced = {row.replaces_id for row in standing}
    return [row for row in standing if row.id not in replaced]


def _of_lines(model, found: dict, head: int, all_rows: bool = False) -> list:
    """A table's rows of the lines of one batch; without those that a later one replaces."""
    query = sa.select(model).where(model.line_id.in_(found), model.seq <= head).order_by(model.id)
    rows = list(db.session.scalars(query)) if found else []
    replaced = set() if all_rows else {row.replaces_id for row in rows}
    return [row for row in rows if row.id not in replaced]


def several(code: str) -> list[int]:
    """Persons with a line here and more than one line anywhere."""
    here = sa.select(RosterLine.person_id).where(RosterLine.region_code == code)
    query = sa.select(RosterLine.person_id).where(RosterLine.person_id.in_(here))
    query = query.group_by(RosterLine.person_id).having(sa.func.count() > 1)
    return list(db.session.scalars(query.order_by(RosterLine.person_id)))


def grants_elsewhere(code: str, persons: list[int]) -> dict[int, list]:
    """What these persons hold in other regions, and whether something is settled for it."""
    found: dict[int, list] = defaultdict(list)
    for at in range(0, len(persons), CHUNK):
        some = persons[at : at + CHUNK]
        filed = sa.select(RosterLine.id).where(RosterLine.person_id.in_(some))
        query = sa.select(Grant).join(
            RosterLine, sa.and_(RosterLine.region_code == Grant.region_code, RosterLine.id == Grant.line_id)
        )
        query = query.where(RosterLine.person_id.in_(some), RosterLine.region_code != code).order_by(Grant.id)
        last = {row.line_id: row for row in db.session.scalars(query)}
        paid: dict[tuple, int] = defaultdict(int)
        lines = sa.select(SettlementLine).where(
            SettlementLine.roster_line_id.in_(filed),
            sa.exists().where(Posting.run_id == SettlementLine.run_id),
            ~_excluded(),
        )
        for row in db.session.scalars(lines):
            paid[row.person_id, row.class_id] += row.delta_fen
        for row in last.values():
            if row.stands:
                found[row.person_id].append(
                    Granted(row.line_id, str(row.kind), row.trade_code, row.level, row.class_ended_on,
                            paid[row.person_id, row.class_id] > 0, row.repeat_rule)
                )  # fmt: skip
    return found
