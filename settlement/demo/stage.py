"""The stage: legal time moved step by step, each step one transaction, and the cast by their parts."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from kernel import calendar, clock
from kernel.accounts.models import User
from kernel.db import db, writing

REHEARSED_DAYS = 60  # the demonstration starts so long before the announced working days end (decisions.md, *Time*)


@dataclass
class Stage:
    """What the scenes hand to each other: `users` by (region code, part), rows by name as ids, one dice for all."""

    users: dict[tuple[str, str], int] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    dice: random.Random = field(default_factory=lambda: random.Random(107))

    def user(self, region_code: str, part: str) -> User:
        return db.session.get_one(User, self.users[region_code, part])

    def home(self, school: str) -> str:
        """The region of an institution."""
        return next(region_code for region_code, part in self.users if part == school)

    @contextmanager
    def at(self, day: date, at: str = "09:00") -> Iterator[None]:
        """One transaction at a legal moment in Shanghai; time never goes back."""
        hour, minute = map(int, at.split(":"))
        moment = datetime.combine(day, time(hour, minute), clock.SHANGHAI)
        with writing():
            clock.move_to(moment)
            yield


def opening_day() -> date:
    """The legal day on which the demonstration is handed over."""
    return min(
        clock.machine_now().astimezone(clock.SHANGHAI).date(),
        calendar.last_announced_day() - timedelta(days=REHEARSED_DAYS),
    )


def first_day() -> datetime:
    """Before the first scene; legal time may be set there once, on an empty database."""
    return datetime(2025, 11, 3, 1, tzinfo=UTC)
