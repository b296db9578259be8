"""Reading runs.

    open_run(region_code) -> Run | None            the one run that is neither posted nor void
    standing(region_code, period) -> Run | None    the run of a period that is not void
Sums and tables of their lines: `line_queries`.
"""

import sqlalchemy as sa

from kernel import clock
from kernel.db import db
from kernel.organisations.models import Organisation
from settlement.entitlements.models import SettlementLine
from settlement.runs import periods
from settlement.runs.models import OPEN, LineObjection, ListConfirmation, Run, RunKind, RunState
from tendering.notices.models import Objection


def open_run(region_code: str) -> Run | None:
    return db.session.scalars(sa.select(Run).where(Run.region_code == region_code, Run.state.in_(OPEN))).one_or_none()


def standing(region_code: str, period: str) -> Run | None:
    query = sa.select(Run).where(
        Run.region_code == region_code, Run.period == period, Run.kind == RunKind.NORMAL, Run.state != RunState.VOID
    )
    return db.session.scalars(query).one_or_none()


def last_of(region_code: str, *states: RunState) -> Run | None:
    """The normal run of the latest period in one of these states (or in any); the latest drafted of it."""
    query = sa.select(Run).where(Run.region_code == region_code, Run.kind == RunKind.NORMAL)
    if states:
        query = query.where(Run.state.in_(states))
    return db.session.scalars(query.order_by(Run.period.desc(), Run.id.desc()).limit(1)).first()


def times_drafted(region_code: str, period: str, kind: RunKind = RunKind.NORMAL) -> int:
    query = (
        sa.select(sa.func.count())
        .select_from(Run)
        .where(Run.region_code == region_code, Run.period == period, Run.kind == kind)
    )
    return db.session.scalar(query)


def correction_of(voucher_id: int) -> Run | None:
    """The correction run of a voucher that is not void."""
    query = sa.select(Run).where(Run.corrects_voucher_id == voucher_id, Run.state != RunState.VOID)
    return db.session.scalars(query).one_or_none()


def organisations(run: Run) -> list[Organisation]:
    """The institutions with lines in a run, by name."""
    inside = sa.select(SettlementLine.organisation_id).where(
        SettlementLine.region_code == run.region_code, SettlementLine.run_id == run.id
    )
    return list(
        db.session.scalars(
            sa.select(Organisation).where(Organisation.id.in_(inside)).order_by(Organisation.name, Organisation.id)
        )
    )


def confirmations(run: Run) -> dict[int, ListConfirmation]:
    rows = db.session.scalars(sa.select(ListConfirmation).filter_by(run_id=run.id).order_by(ListConfirmation.id))
    return {row.organisation_id: row for row in rows}


def run_before(run: Run) -> Run | None:
    """The posted normal run before this one."""
    query = sa.select(Run).where(
        Run.region_code == run.region_code, Run.kind == RunKind.NORMAL, Run.state == RunState.POSTED, Run.id < run.id
    )
    return db.session.scalars(query.order_by(Run.period.desc()).limit(1)).first()


def assigned(run: Run) -> dict[int, list[int]]:
    """{objection_id: line numbers} of a run."""
    found: dict[int, list[int]] = {}
    for row in db.session.scalars(sa.select(LineObjection).filter_by(run_id=run.id).order_by(LineObjection.line_no)):
        found.setdefault(row.objection_id, []).append(row.line_no)
    return found


def objection_count(run: Run) -> int:
    query = sa.select(sa.func.count()).select_from(Objection).where(Objection.notice_id == run.notice_id)
    return db.session.scalar(query) if run.notice_id else 0


def next_period(region_code: str) -> str:
    """What a person would draft now: the period of the last run where that is void, else the one after it."""
    last = last_of(region_code)
    if last is None:
        return periods.before(periods.of(clock.today()))
    return last.period if last.state == RunState.VOID else periods.after(last.period)
