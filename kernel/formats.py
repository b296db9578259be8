"""What templates write figures, days and words with. `register(app)` hands the filters over."""

import json
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from flask import Flask
from flask_babel import format_date, format_timedelta, gettext

from kernel import clock, money, words
from kernel.db import db
from kernel.identifiers import mask_citizen


def fen(amount: int | None) -> str:
    """Whole fen as `1,234.50`, a true minus before what is taken back; a dash for nothing."""
    return "—" if amount is None else money.format_yuan(amount, true_minus=True)


def yuan(amount: int | None) -> str:
    """Whole fen as `¥1,234.50`, the sign first, the mark tight to the figure (会计基础工作规范 52)."""
    if amount is None:
        return "—"
    return f"{money.MINUS if amount < 0 else ''}¥{money.format_yuan(abs(amount))}"


def day(value: date | None) -> str:
    """A legal date as `2026-10-31`."""
    return "—" if value is None else value.isoformat()


def long_day(value: date) -> str:
    """`2026年11月24日星期二`."""
    return format_date(value, "full")


def instant(moment: datetime | None) -> str:
    """A moment in Shanghai as `2026-11-03 09:12`."""
    return "—" if moment is None else clock.local(moment).strftime("%Y-%m-%d %H:%M")


def machine_instant(moment: datetime | None) -> str:
    """A naive UTC moment of the sign-in columns, shown in Shanghai."""
    return instant(moment and moment.replace(tzinfo=UTC))


def span(length: timedelta) -> str:
    """A length of time as `10分钟`."""
    return format_timedelta(length, threshold=1)


def whole(number: int | None) -> str:
    """A count with its thousands: `1,846`."""
    return "—" if number is None else f"{number:,}".replace("-", money.MINUS)


def percent(hundredths: int | None) -> str:
    """Hundredths of a per cent as `74.2%`, no trailing zeros."""
    if hundredths is None:
        return "—"
    return f"{money.format_yuan(hundredths, true_minus=True).rstrip('0').rstrip('.')}%"


def act(row) -> str:
    """What an audit row says was done, in the reader's language: verbs of `audit.record` are in the drawers."""
    return gettext(row.verb)


def history_line(row) -> SimpleNamespace:
    """One audit row as people read it: when, who, what, the note, and a change of state in words."""
    changed = json.loads(row.facts).get("changed", {})
    kinds = _word_columns(row.subject_type)
    changes = [
        (gettext("State"), _word(kinds["state"], before), _word(kinds["state"], after))
        for name, (before, after) in changed.items()
        if name == "state" and "state" in kinds
    ]
    who = row.actor.name if row.actor else gettext("The schedule")
    return SimpleNamespace(at=row.at, who=who, verb=act(row), note=row.note, changes=changes)


def _word_columns(table_name: str) -> dict:
    table = db.metadata.tables.get(table_name)
    return (
        {column.name: column.type.enum_class for column in table.columns if getattr(column.type, "enum_class", None)}
        if table is not None
        else {}
    )


def _word(kind, value) -> str:
    return "—" if value is None else words.label(kind(value))


def yes_no(value: bool | None) -> str:
    return "—" if value is None else gettext("Yes") if value else gettext("No")


FILTERS = {
    "fen": fen,
    "yuan": yuan,
    "day": day,
    "long_day": long_day,
    "instant": instant,
    "machine_instant": machine_instant,
    "span": span,
    "whole": whole,
    "percent": percent,
    "yes_no": yes_no,
    "mask": mask_citizen,
    "label": words.label,
    "tone": words.tone,
    "history_line": history_line,
}


def register(app: Flask) -> None:
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals["clock_today"] = clock.today
    app.jinja_env.globals["clock_now"] = clock.now
