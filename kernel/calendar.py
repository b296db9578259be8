"""Working days as they were announced, and the periods of the Civil Code that rest on them (民法典 200–204).

The table holds what each year's announcement changes: holidays, and weekend days that are worked. A year without an
announcement is unknown: legal dates in it are refused with CALENDAR_NOT_ANNOUNCED, never guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column

from kernel import audit
from kernel.db import HouseSession, db
from kernel.refusals import Refusal

DAY = timedelta(days=1)
LONGEST = 3660
REMEMBERED = "announced years"


class AnnouncedDay(db.Model):
    """A day that is not what its weekday says, with the announcement it comes from."""

    __tablename__ = "announced_days"
    __append_only__ = True
    day: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    is_working: Mapped[bool]
    name: Mapped[str] = mapped_column(sa.String(40))
    source: Mapped[str] = mapped_column(sa.Text)


@dataclass(frozen=True)
class Announced:
    """One line of an announcement: the day, whether it is worked, and what for (春节, 调休上班)."""

    day: date
    is_working: bool
    name: str


def is_working_day(day: date) -> bool:
    """Whether `day` is worked; refuses CALENDAR_NOT_ANNOUNCED outside the announced years."""
    return _year(day.year).get(day, day.weekday() < 5)


def add_working_days(day: date, count: int) -> date:
    """The last day of a period of `count` working days: the day it starts on is not counted (民法典 201)."""
    _check(count)
    while count:
        day += DAY
        count -= is_working_day(day)
    return day


def add_days(day: date, count: int) -> date:
    """The last day of a period of `count` calendar days; on a day of rest, the next working day (民法典 201, 203)."""
    _check(count)
    return next_working_day(day + count * DAY)


def next_working_day(day: date) -> date:
    """`day` itself where it is worked, else the first worked day after it."""
    while not is_working_day(day):
        day += DAY
    return day


def working_days_left(today: date, day: date) -> int:
    """Working days after `today` up to and with `day`; negative by as many as have gone by since."""
    if day < today:
        return -working_days_left(day, today)
    return sum(is_working_day(today + n * DAY) for n in range(1, (day - today).days + 1))


def last_announced_day() -> date:
    """The last day of the last announced year; refuses CALENDAR_NOT_ANNOUNCED on an empty table."""
    last = db.session.scalar(sa.select(sa.func.max(AnnouncedDay.day)))
    if last is None:
        raise _not_announced(None)
    return date(last.year, 12, 31)


def import_announcement(rows: Iterable[Announced], source: str, actor) -> int:
    """Enter one year's announcement (国务院办公厅 notice named in `source`); the year is given back.

    December days of the year before may be among them (work moved for New Year). Refuses BAD_ANNOUNCEMENT (no days,
    no source, another year's days, a day twice, a weekday "worked instead") and CALENDAR_OVERLAP where the year, or one
    of the days, is announced already.
    """
    rows = sorted(rows, key=lambda row: row.day)
    year = _announced_year(rows, source)
    before = _load(year - 1)
    if rows[0].day.year < year and not before:
        raise _not_announced(year - 1)
    if _load(year) or before.keys() & {row.day for row in rows}:
        raise Refusal("CALENDAR_OVERLAP", _l("Days of %(year)s are announced already.", year=year))
    db.session.add_all(AnnouncedDay(day=r.day, is_working=r.is_working, name=r.name, source=source) for r in rows)
    db.session.flush()
    db.session.info.pop(REMEMBERED, None)
    audit.record(actor, "working days announced", f"calendar {year}", facts={"days": len(rows), "source": source})
    return year


def seed() -> int:
    """Enter every year chinese_calendar knows and the table does not; returns the number of days. May run twice."""
    known = set(db.session.scalars(sa.select(AnnouncedDay.day)))
    held = {day.year for day in known}
    fresh = [row for row in seed_rows() if row["day"].year not in held]
    if fresh:
        db.session.execute(sa.insert(AnnouncedDay), fresh)
    return len(fresh)


def seed_rows() -> list[dict]:
    """The days of chinese_calendar as rows of the table, in order."""
    days = {day: (False, name) for day, name in chinese_calendar.holidays.items()}
    days |= {day: (True, name) for day, name in chinese_calendar.workdays.items()}
    return [
        {
            "day": day,
            "is_working": worked,
            "name": chinese_calendar.Holiday(name).chinese,
            "source": f"国务院办公厅{day.year}年节假日安排 (chinese_calendar 1.11)",
        }
        for day, (worked, name) in sorted(days.items())
    ]


def _year(year: int) -> dict[date, bool]:
    """Read once in each unit of work: a later announcement may name December days of the year before."""
    years = db.session.info.setdefault(REMEMBERED, {})
    if year not in years:
        years[year] = _load(year)
    if not years[year]:
        raise _not_announced(year)
    return years[year]


def _load(year: int) -> dict[date, bool]:
    within = AnnouncedDay.day.between(date(year, 1, 1), date(year, 12, 31))
    days = sa.select(AnnouncedDay.day, AnnouncedDay.is_working).where(within).order_by(AnnouncedDay.day)
    return dict(db.session.execute(days).all())


def _not_announced(year: int | None) -> Refusal:
    sentence = _l("The working days of %(year)s are not announced yet, so no date is computed there.", year=year or "—")
    return Refusal("CALENDAR_NOT_ANNOUNCED", sentence, article="民法典 203")


def _check(count: int) -> None:
    if not 0 <= count <= LONGEST:
        raise ValueError(f"a period has between 0 and {LONGEST} days, not {count}")


def _announced_year(rows: list[Announced], source: str) -> int:
    year = rows[-1].day.year if rows else 0
    is_plain = all(row.day.year == year or (row.day.year, row.day.month) == (year - 1, 12) for row in rows)
    is_once = len({row.day for row in rows}) == len(rows)
    is_worked_weekday = any(row.is_working and row.day.weekday() < 5 for row in rows)
    if not (rows and is_plain and is_once and source.strip()) or is_worked_weekday:
        raise Refusal(
            "BAD_ANNOUNCEMENT",
            _l(
                "An announcement names its source and days of one year, each once; "
                "a day that is worked instead of another is a Saturday or Sunday."
            ),
        )
    return year


@event.listens_for(HouseSession, "after_soft_rollback")
def _forget(session, previous) -> None:
    session.info.pop(REMEMBERED, None)
