"""What settlement reads of rosters, as of the sequence heads of a run: ordered, one query a table.

    class_rows(heads, cutoff) -> list[ClassRow]     classes verified, completed by the cut-off, not cancelled
        class_id, region_code, organisation_id, document_id, award_id, kind, trade_code, level, opened_on, ended_on,
        standard_fen, frozen_passed, frozen_employed (None until the band is fixed), completed_on;  by class_id
    counted_lines(heads, cutoff, classes) -> Frame  their counted lines that have an appraisal dated by the cut-off
        line_id, person_id, class_id, seq, group (its place in `Group`), place (of the class in `classes`), passed,
        appraised_on;  by line_id
        person_id is the row as filed; `persons.queries.merged_into(heads)` says which rows are one human being.

`heads` is {region_code: last seq}, as `kernel.evidence.heads()` gives it: only rows of the regions named, with
seq ≤ the region's head, exist. Pass one region, or all. A line counts when its class was verified after it was filed,
was not cancelled, and the line was not removed; of several appraisals the one that none replaces. Whole tables of a
region are read as columns and joined here: a million lines joined by the database take several times as long.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
import sqlalchemy as sa

from kernel.columnar import Frame, positions, read, words
from kernel.db import db
from settlement.persons.groups import Group
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


class ClassRow(NamedTuple):
    class_id: int
    region_code: str
    organisation_id: int
    document_id: int
    award_id: int
    kind: str
    trade_code: str | None
    level: str | None
    opened_on: date
    ended_on: date
    standard_fen: int
    frozen_passed: int | None
    frozen_employed: int | None
    completed_on: date


def known(model: type, heads: Mapping[str, int]) -> sa.ColumnElement[bool]:
    """The condition that a row of evidence exists as of the heads."""
    return sa.or_(
        sa.false(), *(sa.and_(model.region_code == region, model.seq <= head) for region, head in sorted(heads.items()))
    )


def class_rows(heads: Mapping[str, int], cutoff: date) -> list[ClassRow]:
    return [ClassRow(*row) for row in db.session.execute(select_classes(heads, cutoff))]


def select_classes(heads: Mapping[str, int], cutoff: date) -> sa.Select:
    """See the module's docstring; kinds come as stored text."""
    c = TrainingClass
    columns = (
        c.id,
        c.region_code,
        c.organisation_id,
        c.document_id,
        c.award_id,
        _text(c.kind),
        c.trade_code,
        c.level,
        c.opened_on,
        c.ended_on,
        c.standard_fen,
        EmploymentFreeze.passed,
        EmploymentFreeze.employed,
        ClassCompletion.completed_on,
    )
    verified, cancelled = (
        sa.select(m.class_id).where(known(m, heads)) for m in (RosterVerification, ClassCancellation)
    )
    return (
        sa.select(*columns)
        .join(ClassCompletion, ClassCompletion.class_id == c.id)
        .outerjoin(EmploymentFreeze, sa.and_(EmploymentFreeze.class_id == c.id, known(EmploymentFreeze, heads)))
        .where(known(ClassCompletion, heads), ClassCompletion.completed_on <= cutoff)
        .where(c.id.in_(verified), c.id.not_in(cancelled))  # each set read once; an EXISTS a class read the region anew
        .order_by(c.id)
    )


def counted_lines(
    heads: Mapping[str, int], cutoff: date, classes: list[ClassRow], class_id: int | None = None
) -> Frame:
    """The counted lines of these classes (`class_id`: of one alone) that have an appraisal; see the module."""
    numbers = np.array([row.class_id for row in classes], dtype=np.int64)
    lines = select_lines(heads)
    lines = read(lines if class_id is None else lines.where(RosterLine.class_id == class_id))
    lines = lines.take(np.argsort(lines.line_id))  # sorted here: many times faster than by the database
    place, is_in = positions(numbers, lines.class_id)
    lines.place = place
    verified = _last_verified(heads, numbers)
    counts = is_in & (lines.seq < verified[place]) if len(numbers) else is_in
    counts &= ~np.isin(lines.line_id, read(sa.select(LineRemoval.line_id).where(known(LineRemoval, heads))).line_id)
    lines = lines.take(counts)
    results = _standing_results(heads, cutoff, None if class_id is None else lines.line_id)
    at, has = positions(results.line_id, lines.line_id)
    lines, at = lines.take(has), at[has]
    lines.passed, lines.appraised_on = results.passed[at], results.appraised_on[at]
    return lines


def select_lines(heads: Mapping[str, int]) -> sa.Select:
    """Every line filed, whether it counts or not; the group as its place in `Group`."""
    line = RosterLine
    columns = line.id.label("line_id"), line.person_id, line.class_id, line.seq
    return sa.select(*columns, words(line.group, Group).label("group")).where(known(line, heads))


def select_results(heads: Mapping[str, int]) -> sa.Select:
    """Every appraisal, replaced ones too."""
    a = Appraisal
    replaces = sa.func.coalesce(a.replaces_id, 0).label("replaces_id")
    passed = (a.result == AppraisalResult.PASSED).label("passed")
    return sa.select(a.id, a.line_id, replaces, passed, a.appraised_on).where(known(a, heads))


def _standing_results(heads: Mapping[str, int], cutoff: date, line_ids: np.ndarray | None) -> Frame:
    """Of each line the appraisal that none replaces, where it is dated by the cut-off; by line."""
    query = select_results(heads)
    found = read(query if line_ids is None else query.where(Appraisal.line_id.in_(line_ids.tolist())))
    found = found.take(~np.isin(found.id, found.replaces_id) & (found.appraised_on <= np.datetime64(cutoff, "D")))
    return found.take(np.argsort(found.line_id))


def _last_verified(heads: Mapping[str, int], classes: np.ndarray) -> np.ndarray:
    """For each class the sequence number of its last verification; 0 without one."""
    v = RosterVerification
    found = read(sa.select(v.class_id, v.seq).where(known(v, heads)).order_by(v.seq))
    last = np.zeros(len(classes), dtype=np.int64)
    place, is_in = positions(classes, found.class_id)
    last[place[is_in]] = found.seq[is_in]
    return last


def _text(column) -> sa.ColumnElement[str]:
    return sa.type_coerce(column, sa.String)
