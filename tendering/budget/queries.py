"""Reading budget lines and the classification."""

from datetime import date

import sqlalchemy as sa

from kernel import clock
from kernel.db import db
from tendering.budget.models import BudgetCode, BudgetLine, State


def codes(day: date | None = None) -> list[BudgetCode]:
    """The items of the classification in force on a day (today), by code."""
    day = day or clock.today()
    held = sa.select(BudgetCode).where(
        BudgetCode.from_on <= day, sa.or_(BudgetCode.to_on.is_(None), BudgetCode.to_on >= day)
    )
    return list(db.session.scalars(held.order_by(BudgetCode.code, BudgetCode.from_on)))


def code_on(code: str, day: date) -> BudgetCode | None:
    return next((item for item in codes(day) if item.code == code), None)


def all_lines() -> sa.Select:
    return sa.select(BudgetLine)


def confirmed(region_code: str, year: int) -> list[BudgetLine]:
    """A region's confirmed lines of a year, by code and name: those a tender or a voucher may name."""
    held = sa.select(BudgetLine).filter_by(region_code=region_code, year=year, state=State.CONFIRMED)
    return list(db.session.scalars(held.order_by(BudgetLine.code, BudgetLine.name)))


def usable(line_id: int, region_code: str) -> BudgetLine | None:
    """The line, where it is confirmed and of this region."""
    held = sa.select(BudgetLine).filter_by(id=line_id, region_code=region_code, state=State.CONFIRMED)
    return db.session.scalars(held).one_or_none()


def named(region_code: str, year: int, code: str, name: str) -> BudgetLine | None:
    return db.session.scalars(
        sa.select(BudgetLine).filter_by(region_code=region_code, year=year, code=code, name=name)
    ).one_or_none()


def waiting(region_code: str | None = None) -> list[BudgetLine]:
    """Lines that wait for their confirmation, oldest first; of every region without one."""
    held = sa.select(BudgetLine).filter_by(state=State.ENTERED).order_by(BudgetLine.entered_at, BudgetLine.id)
    return list(db.session.scalars(held.filter_by(region_code=region_code) if region_code else held))
