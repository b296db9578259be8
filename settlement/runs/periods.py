"""Periods: a calendar month written YYYY-MM, its cut-off, the one after it."""

import re
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.refusals import Refusal

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def cutoff(period: str, *, field: str | None = "period") -> date:
    """The last day of the month; refuses BAD_PERIOD, and PERIOD_RUNNING until that day is over."""
    found = MONTH.fullmatch(period or "")
    if not found:
        raise Refusal("BAD_PERIOD", _l("A period is a month, written like 2026-10."), field=field)
    last = last_day(period)
    if clock.today() <= last:
        raise Refusal(
            "PERIOD_RUNNING",
            _l("%(period)s is not over; it can be settled after %(day)s.", period=period, day=last),
            field=field,
        )
    return last


def first_day(period: str) -> date:
    year, month = map(int, period.split("-"))
    return date(year, month, 1)


def last_day(period: str) -> date:
    year, month = map(int, period.split("-"))
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def after(period: str) -> str:
    return of(last_day(period) + timedelta(days=1))


def before(period: str) -> str:
    return of(first_day(period) - timedelta(days=1))


def of(day: date) -> str:
    return f"{day:%Y-%m}"
