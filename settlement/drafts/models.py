"""The day of the month on which a region's runs are drafted, and drafts that officers asked for."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.db import Instant, db, region_column, state_column
from kernel.organisations.models import Region
from kernel.words import Word
from settlement.runs.models import Run


class RequestState(Word):
    WAITING = "waiting", _l("Being drafted"), "amber"
    DRAFTED = "drafted", _l("Run drafted"), "green"
    REFUSED = "refused", _l("Draft refused"), "red"
    CANCELLED = "cancelled", _l("Draft cancelled"), "plain"


S = RequestState
MOVES = {S.WAITING: {S.DRAFTED, S.REFUSED, S.CANCELLED}, S.DRAFTED: set(), S.REFUSED: set(), S.CANCELLED: set()}
_IS_WAITING = sa.text("state = 'waiting'")


class DraftingDay(db.Model):
    """One region's day, 1 to 31; a region without a row has `queries.DEFAULT_DAY`. Earlier days stand in the audit."""

    __tablename__ = "drafting_days"
    __table_args__ = (sa.CheckConstraint("day BETWEEN 1 AND 31", name="day_of_a_month"),)
    region_code: Mapped[str] = region_column(primary_key=True)
    day: Mapped[int] = mapped_column(sa.SmallInteger)
    set_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    set_at: Mapped[datetime] = mapped_column(Instant)
    set_by: Mapped[User] = relationship(lazy="joined")


class DraftRequest(db.Model):
    """An officer asks for the run of a period now; a region waits for one at a time."""

    __tablename__ = "draft_requests"
    __table_args__ = (
        sa.Index(
            "uq_draft_requests_waiting",
            "region_code",
            unique=True,
            sqlite_where=_IS_WAITING,
            postgresql_where=_IS_WAITING,
        ),
        sa.CheckConstraint("(state = 'drafted') = (run_id IS NOT NULL)", name="drafted_names_run"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    period: Mapped[str] = mapped_column(sa.String(7))
    state: Mapped[RequestState] = state_column(RequestState, name="draft_request_state", default=RequestState.WAITING)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    cancelled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    run_id: Mapped[int | None] = mapped_column(sa.ForeignKey("runs.id"))
    region: Mapped[Region] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys=asked_by_id)
    cancelled_by: Mapped[User | None] = relationship(foreign_keys=cancelled_by_id)
    run: Mapped[Run | None] = relationship()

    @property
    def key(self) -> tuple[str, str, int]:
        """The key under which the schedule works on it."""
        return self.region_code, self.period, self.id
