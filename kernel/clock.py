"""The one clock. Legal time is machine time plus an offset shared by every process; only a demonstration may move it.

Legal time gives dates, deadlines and `recorded_at`; machine time serves sessions, second factors, leases and ticks.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app, g, has_app_context
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import db
from kernel.refusals import Refusal

SHANGHAI = ZoneInfo("Asia/Shanghai")


class ClockOffset(db.Model):
    """One row: by how many seconds legal time differs from machine time."""

    __tablename__ = "clock_offset"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    seconds: Mapped[int] = mapped_column(sa.BigInteger)


def machine_now() -> datetime:
    return datetime.now(UTC)


def now() -> datetime:
    """The legal instant, aware, UTC."""
    return machine_now() + timedelta(seconds=_offset())


def today() -> date:
    """The legal date in Asia/Shanghai."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    return instant.astimezone(SHANGHAI)


def start_of(day: date) -> datetime:
    """The first instant of a Shanghai day, in UTC."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def move_to(target: date | datetime) -> None:
    """Move legal time forward to `target` (a date: nine in the morning); in a demonstration or a test, never back."""
    if not current_app.config["SETTINGS"].may_move_clock:
        raise Refusal("CLOCK_IS_FIXED", _l("Legal time can be moved in the demonstration only."))
    if not isinstance(target, datetime):
        target = datetime.combine(target, time(9), SHANGHAI)
    row = db.session.get(ClockOffset, 1)
    if row and target < now():
        raise Refusal("CLOCK_ONLY_FORWARD", _l("Legal time only moves forward."))
    row = row or ClockOffset(id=1)
    row.seconds = round((target - machine_now()).total_seconds())
    db.session.add(row)
    db.session.flush()
    g.pop("clock_offset", None)


def _offset() -> int:
    if not (has_app_context() and current_app.config["SETTINGS"].may_move_clock):
        return 0
    if "clock_offset" not in g:
        row = db.session.get(ClockOffset, 1)
        g.clock_offset = row.seconds if row else 0
    return g.clock_offset
