"""A job: when it is looked at, what is due, what is done for each key."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from kernel.clock import SHANGHAI

Key = str | int | tuple

INTERVALS = {"weeks", "days", "hours", "minutes", "seconds"}
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Job:
    """One thing done by itself.

    `trigger`: how often it is looked at, by machine time in Shanghai: {"minutes": 5} or cron fields {"hour": 2}.
    `due()`: keys due by legal time, read-only, e.g. [("150100", "2026-03")]; those done already are passed over.
    `prepare(key)`: slow work before any lock is taken; its answer is the second argument of `run`.
    `run(key)`: the verb, inside the one write transaction; may return a sentence for the page of jobs.
    `refused(key)`: where a refusal is an answer to somebody who asked: a verb that closes the question, in the
    transaction that notes the refusal. Without it a refused key is tried again after a rest, as a failed one is.
    """

    name: str
    label: Any
    due: Callable[[], Iterable[Key]]
    run: Callable[..., Any]
    trigger: Mapping[str, Any]
    prepare: Callable[[Key], Any] | None = None
    refused: Callable[[Key], Any] | None = None

    def made_trigger(self) -> BaseTrigger:
        """The APScheduler trigger that `trigger` describes."""
        fields = dict(self.trigger)
        kind = fields.pop("trigger", "interval" if INTERVALS.issuperset(fields) else "cron")
        return {"interval": IntervalTrigger, "cron": CronTrigger}[kind](timezone=SHANGHAI, **fields)

    def look_after(self, moment: datetime) -> tuple[datetime, timedelta]:
        """(when it should be looked at next after `moment`, the time from that look to the one after it)."""
        trigger = self.made_trigger()
        if isinstance(trigger, IntervalTrigger):
            return moment + trigger.interval, trigger.interval
        first = trigger.get_next_fire_time(None, moment + INSTANT)
        return first, trigger.get_next_fire_time(None, first + INSTANT) - first


def key_text(key: Key) -> str:
    """How a key is written in a row and read on a page: ("150100", "2026-03") is 150100/2026-03."""
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)
