"""Reading the lines of runs: sums, tables, what is left out (as columns: `entitlements.lines`).

figures(run, organisation_id=None) -> Figures; by_institution(run); compared(run); held(run)
lines_of(run), line(run, line_no), line_rows(run) for tables
"""

from dataclasses import dataclass

import sqlalchemy as sa

from kernel.db import db
from kernel.organisations.models import Organisation
from settlement.entitlements.models import Exclusion, ExclusionReason, SettlementLine
from settlement.entitlements.queries import excluded
from settlement.rosters.models import RosterLine, TrainingClass
from settlement.runs.models import LineObjection, Run

Line = SettlementLine


@dataclass(frozen=True)
class Figures:
    """Of the lines of a run that are not excluded: persons, lines, fen; and what is out."""

    people: int
    lines: int
    total_fen: int
    out_lines: int
    out_fen: int


def of_run(run: Run) -> sa.ColumnElement[bool]:
    return sa.and_(Line.region_code == run.region_code, Line.run_id == run.id)


def lines_of(run: Run) -> list[SettlementLine]:
    return list(db.session.scalars(sa.select(Line).where(of_run(run)).order_by(Line.line_no)))


def line(run: Run, line_no: int) -> SettlementLine | None:
    return db.session.get(Line, (run.region_code, run.id, line_no))


def figures(run: Run, organisation_id: int | None = None) -> Figures:
    stays, out = ~excluded(), excluded()
    query = sa.select(
        sa.func.count(sa.distinct(sa.case((stays, Line.person_id)))), _count(stays), _sum(stays), _count(out), _sum(out)
    )
    query = query.where(of_run(run))
    if organisation_id is not None:
        query = query.where(Line.organisation_id == organisation_id)
    return Figures(*map(int, db.session.execute(query).one()))


def by_institution(run: Run) -> list:
    """organisation_id, name, people, base, uplift, extension, back, total (without what is out) and out."""
    stays, paid = ~excluded(), parts()
    query = (
        sa.select(
            Organisation.id.label("organisation_id"),
            Organisation.name,
            sa.func.count(sa.distinct(sa.case((stays, Line.person_id)))).label("people"),
            *(_total(amount).label(f"{name}_fen") for name, amount in paid.items()),
            _sum(sa.and_(stays, Line.delta_fen < 0)).label("back_fen"),
            _sum(stays).label("total_fen"),
            _sum(excluded()).label("out_fen"),
            _count(excluded()).label("out_lines"),
        )
        .join(Organisation, Organisation.id == Line.organisation_id)
        .where(of_run(run))
        .group_by(Organisation.id, Organisation.name)
        .order_by(Organisation.name, Organisation.id)
    )
    return db.session.execute(query).all()


def parts() -> dict[str, sa.ColumnElement[int]]:
    """What a positive line pays for: what was settled before covered base, uplift and licence, extension."""
    before, base, top = (
        Line.settled_before_fen,
        Line.base_paid_fen,
        Line.base_paid_fen + Line.uplift_fen + Line.licence_fen,
    )
    covered = sa.case((before > base, before), else_=base)
    first = sa.case((before < base, base - before), else_=0)
    uplift = sa.case((covered < top, top - covered), else_=0)
    pays = sa.and_(~excluded(), Line.delta_fen > 0)
    amounts = {"base": first, "uplift": uplift, "extension": Line.delta_fen - first - uplift}
    return {name: sa.case((pays, amount), else_=0) for name, amount in amounts.items()}


def compared(run: Run) -> list[tuple[str, int, int]]:
    """[(what changed, lines, fen)] against what was settled before: base, uplift, extension, and what is taken back."""
    amounts = {**parts(), "back": sa.case((sa.and_(~excluded(), Line.delta_fen < 0), Line.delta_fen), else_=0)}
    query = sa.select(
        *(column for amount in amounts.values() for column in (_count(amount != 0), _total(amount)))
    ).where(of_run(run))
    row = list(map(int, db.session.execute(query).one()))
    return [(name, row[2 * at], row[2 * at + 1]) for at, name in enumerate(amounts)]


def objected_lines(run: Run) -> list[tuple[LineObjection, SettlementLine]]:
    """The lines that lodged objections were found to be about."""
    query = (
        sa.select(LineObjection, Line)
        .join(
            Line,
            sa.and_(
                Line.region_code == LineObjection.region_code,
                Line.run_id == LineObjection.run_id,
                Line.line_no == LineObjection.line_no,
            ),
        )
        .where(LineObjection.run_id == run.id)
        .order_by(LineObjection.id)
    )
    return [tuple(row) for row in db.session.execute(query)]


def line_rows(run: Run, *, without_excluded: bool = False) -> sa.Select:
    """Rows (SettlementLine, name, number_masked, class_number, out) of a run, for tables."""
    query = (
        sa.select(
            Line,
            RosterLine.name,
            RosterLine.number_masked,
            TrainingClass.number.label("class_number"),
            Exclusion.reason.label("out"),
        )
        .join(RosterLine, RosterLine.id == Line.roster_line_id)
        .join(TrainingClass, TrainingClass.id == Line.class_id)
        .outerjoin(Exclusion, _same_line())
        .where(of_run(run))
        .order_by(Line.line_no)
    )
    return query.where(Exclusion.id.is_(None)) if without_excluded else query


def _same_line() -> sa.ColumnElement[bool]:
    return sa.and_(
        Exclusion.region_code == Line.region_code, Exclusion.run_id == Line.run_id, Exclusion.line_no == Line.line_no
    )


def is_out_for(reason: str) -> sa.ColumnElement[bool]:
    return Exclusion.reason == ExclusionReason(reason)


def exclusion(line: SettlementLine) -> Exclusion | None:
    query = sa.select(Exclusion).filter_by(region_code=line.region_code, run_id=line.run_id, line_no=line.line_no)
    return db.session.scalars(query).one_or_none()


def held(run: Run) -> tuple[int, int]:
    """Lines and fen of a run that are out because of a hold."""
    query = (
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Line.delta_fen), 0))
        .join(
            Exclusion,
            sa.and_(
                Exclusion.region_code == Line.region_code,
                Exclusion.run_id == Line.run_id,
                Exclusion.line_no == Line.line_no,
            ),
        )
        .where(of_run(run), Exclusion.reason == ExclusionReason.HELD)
    )
    count, fen = db.session.execute(query).one()
    return int(count), int(fen)


def _count(test) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((test, 1), else_=0)), 0)


def _sum(test) -> sa.ColumnElement[int]:
    return _total(sa.case((test, Line.delta_fen), else_=0))


def _total(amount) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.coalesce(sa.func.sum(amount), 0), sa.BigInteger)
