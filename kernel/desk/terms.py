"""How near a term is, in words and in a tone: late and today red, two working days amber, ten blue, later green."""

from datetime import date, datetime

from babel.dates import format_skeleton
from flask_babel import get_locale, gettext, ngettext

from kernel import calendar, clock
from kernel.refusals import Refusal


def term(due: date | datetime | None) -> tuple[str, str]:
    """(words, tone) of a legal date or instant; ("—", "plain") for none."""
    if due is None:
        return "—", "plain"
    if isinstance(due, datetime):
        return _today(clock.local(due)) or _later(clock.local(due).date())
    return _later(due)


def _today(moment: datetime) -> tuple[str, str] | None:
    if moment.date() != clock.today():
        return None
    if moment < clock.now():
        return gettext("Since %(time)s", time=f"{moment:%H:%M}"), "red"
    return gettext("Today %(time)s", time=f"{moment:%H:%M}"), "red"


def _later(day: date) -> tuple[str, str]:
    today = clock.today()
    if day < today:
        return ngettext("%(num)s day late", "%(num)s days late", (today - day).days), "red"
    if day == today:
        return gettext("Today"), "red"
    left = _working_days(today, day)
    if left is None or left > 10:
        return format_skeleton("MMMd", day, locale=get_locale()), "green"
    return ngettext("%(num)s working day left", "%(num)s working days left", left), "amber" if left <= 2 else "blue"


def _working_days(today: date, day: date) -> int | None:
    """None past the end of the announced calendar: there the date itself is shown, no count is guessed."""
    try:
        return calendar.working_days_left(today, day)
    except Refusal:
        return None


def order(due: date | datetime | None) -> tuple[bool, datetime]:
    """Sort key: the nearest term first, a day counting to its end, no term last."""
    if due is None:
        return True, datetime.max.replace(tzinfo=clock.SHANGHAI)
    return False, due if isinstance(due, datetime) else datetime.combine(due, datetime.max.time(), clock.SHANGHAI)
