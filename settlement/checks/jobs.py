"""Every night each region's books are checked; a night that was missed is made up for during the day."""

from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.db import begin_snapshot
from kernel.jobs import Job
from kernel.organisations.queries import acting_regions
from settlement.checks import queries, service
from settlement.checks.models import Colour

AFTER = 3  # o'clock, legal time


def _due() -> list[tuple[str, str]]:
    """(region, day) of today, once the hour has come."""
    now = clock.local(clock.now())
    return [(region.code, now.date().isoformat()) for region in acting_regions()] if now.hour >= AFTER else []


def _look(key: tuple[str, str]) -> list[queries.Looked]:
    begin_snapshot()
    return list(queries.look(key[0]))


def _keep(key: tuple[str, str], looked: list[queries.Looked]):
    rows = service.keep(key[0], looked, actor=None)
    red = sum(row.colour == Colour.RED for row in rows)
    return _l("%(count)s checks, %(red)s red", count=len(rows), red=red)


CHECK = Job(
    name="check-books",
    label=_l("Check the books"),
    trigger={"minutes": 15},
    due=_due,
    prepare=_look,
    run=_keep,
)
