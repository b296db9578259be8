"""Budget lines: what a region may spend under an item of the government's budget classification (政府收支分类科目)."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.db import Fen, Instant, db, region_column, state_column
from kernel.organisations.models import Region
from kernel.refusals import constraint
from kernel.words import Word


class State(Word):
    ENTERED = "entered", _l("Entered, to be confirmed"), "amber"
    CONFIRMED = "confirmed", _l("Confirmed"), "green"
    RETURNED = "returned", _l("Returned"), "red"


MOVES = {State.ENTERED: {State.CONFIRMED, State.RETURNED}, State.RETURNED: {State.ENTERED}, State.CONFIRMED: set()}


class BudgetCode(db.Model):
    """An item of the classification, dated, with the paper it was read in; unconfirmed ones say so."""

    __tablename__ = "budget_codes"
    __table_args__ = (sa.UniqueConstraint("code", "from_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(7))
    name: Mapped[str] = mapped_column(sa.String(60))
    source: Mapped[str] = mapped_column(sa.String(200))
    is_confirmed: Mapped[bool]
    from_on: Mapped[date] = mapped_column(sa.Date)
    to_on: Mapped[date | None] = mapped_column(sa.Date)


class BudgetLine(db.Model):
    """One line of a region's budget of a year, in fen; entered by one person of finance, confirmed by another."""

    __tablename__ = "budget_lines"
    __table_args__ = (
        sa.UniqueConstraint("region_code", "year", "code", "name", name="uq_budget_lines_name"),
        sa.CheckConstraint("amount_fen > 0", name="amount_above_zero"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    year: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(7))
    name: Mapped[str] = mapped_column(sa.String(80))
    amount_fen: Mapped[int] = mapped_column(Fen)
    state: Mapped[State] = state_column(State, name="budget_state")
    reason: Mapped[str | None] = mapped_column(sa.Text)
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    region: Mapped[Region] = relationship(lazy="joined")
    entered_by: Mapped[User] = relationship(lazy="joined", foreign_keys=entered_by_id)
    confirmed_by: Mapped[User | None] = relationship(lazy="joined", foreign_keys=confirmed_by_id)


constraint(
    "uq_budget_lines_name",
    "LINE_EXISTS",
    _l("This region has a line of this year, code and name already; choose another name."),
    field="name",
)
