"""What settlement reads of rosters, as of the sequence heads of a run: plain tuples, ordered, one query each.

    class_rows(heads, cutoff) -> list[ClassRow]     classes verified, completed by the cut-off, not cancelled
        class_id, region_code, organisation_id, document_id, award_id, kind, trade_code, level, opened_on, ended_on,
        standard_fen, frozen_passed, frozen_employed (None until the band is fixed), completed_on;  by class_id
    line_rows(heads, cutoff) -> list[LineRow]       their counted lines that have an appraisal dated by the cut-off
        line_id, person_id, class_id, seq, group, passed (bool), appraised_on, benefit_from, benefit_to;  by line_id
        person_id is the row as filed; `persons.queries.merged_into(heads)` says which rows are one human being.

`heads` is {region_code: last seq}, as `kernel.evidence.heads()` gives it: only rows of the regions named, with
seq ≤ the region's head, exist. Pass one region, or all. A line counts when its class was verified after it was filed,
was not cancelled, and the line was not removed; of several appraisals the one that none replaces. Kind, group and
trade are stored text. The same as `sa.Select` for COPY or array_agg: `select_classes`, `select_lines`.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from kernel.db import db
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


class LineRow(NamedTuple):
    line_id: int
    person_id: int
    class_id: int
    seq: int
    group: str
    passed: bool
    appraised_on: date
    benefit_from: date | None
    benefit_to: date | None


def known(model: type, heads: Mapping[str, int]) -> sa.ColumnElement[bool]:
    """The condition that a row of evidence exists as of the heads."""
    return sa.or_(
        sa.false(), *(sa.and_(model.region_code == region, model.seq <= head) for region, head in sorted(heads.items()))
    )


def class_rows(heads: Mapping[str, int], cutoff: date) -> list[ClassRow]:
    return [ClassRow(*row) for row in db.session.execute(select_classes(heads, cutoff))]


def line_rows(heads: Mapping[str, int], cutoff: date) -> list[LineRow]:
    return [LineRow(*row) for row in db.session.execute(select_lines(heads, cutoff))]


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
    verified = sa.exists().where(RosterVerification.class_id == c.id, known(RosterVerification, heads))
    return (
        sa.select(*columns)
        .join(ClassCompletion, ClassCompletion.class_id == c.id)
        .outerjoin(EmploymentFreeze, sa.and_(EmploymentFreeze.class_id == c.id, known(EmploymentFreeze, heads)))
        .where(known(ClassCompletion, heads), ClassCompletion.completed_on <= cutoff, verified, ~_cancelled(heads))
        .order_by(c.id)
    )


def select_lines(heads: Mapping[str, int], cutoff: date) -> sa.Select:
    """See the module's docstring; groups come as stored text."""
    line = RosterLine
    last = (
        sa.select(RosterVerification.class_id, sa.func.max(RosterVerification.seq).label("seq"))
        .where(known(RosterVerification, heads))
        .group_by(RosterVerification.class_id)
        .subquery()
    )
    later = sa.orm.aliased(Appraisal)
    columns = (
        line.id,
        line.person_id,
        line.class_id,
        line.seq,
        _text(line.group),
        Appraisal.result == AppraisalResult.PASSED,
        Appraisal.appraised_on,
        line.benefit_from,
        line.benefit_to,
    )
    return (
        sa.select(*columns)
        .join(TrainingClass, TrainingClass.id == line.class_id)
        .join(ClassCompletion, sa.and_(ClassCompletion.class_id == line.class_id, known(ClassCompletion, heads)))
        .join(last, sa.and_(last.c.class_id == line.class_id, last.c.seq > line.seq))
        .join(Appraisal, Appraisal.line_id == line.id)
        .where(
            known(line, heads),
            known(Appraisal, heads),
            Appraisal.appraised_on <= cutoff,
            ClassCompletion.completed_on <= cutoff,
            ~sa.exists().where(later.replaces_id == Appraisal.id, known(later, heads)),
            ~sa.exists().where(LineRemoval.line_id == line.id, known(LineRemoval, heads)),
            ~_cancelled(heads),
        )
        .order_by(line.id)
    )


def _cancelled(heads: Mapping[str, int]) -> sa.Exists:
    return sa.exists().where(ClassCancellation.class_id == TrainingClass.id, known(ClassCancellation, heads))


def _text(column) -> sa.ColumnElement[str]:
    return sa.type_coerce(column, sa.String)
