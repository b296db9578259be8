"""Reading what is to be drafted, by legal time.

due_periods() -> [(region_code, period)]     what the schedule has to draft today
upcoming(region_code) -> Upcoming | None     the period that is next, the day it is due, what it waits for
asked() -> [(region_code, period, id)]       what officers asked for
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from kernel import clock
from kernel.db import db
from kernel.organisations.models import Region
from kernel.organisations.queries import acting_regions
from settlement.drafts.models import DraftingDay, DraftRequest, RequestState
from settlement.rosters.models import ClassCompletion
from settlement.runs import periods
from settlement.runs.models import OPEN, Run, RunKind, RunState

# [default] What institutions hand in at the end of a month is verified in the first days of the next one. A run takes
# in what is verified by the moment of its drafting, so a few days' patience saves those people a month.
DEFAULT_DAY = 5


@dataclass(frozen=True)
class Upcoming:
    """What the schedule drafts next in a region: `period`, from `due_on` on, once `open_run` is posted or void."""

    region: Region
    day: DraftingDay | None
    last: Run | None
    open_run: Run | None
    period: str | None
    due_on: date | None

    @property
    def is_due(self) -> bool:
        return self.due_on is not None and self.open_run is None and self.due_on <= clock.today()

    @property
    def void_run(self) -> Run | None:
        """The last run where that is void: its period is left to a person."""
        return self.last if self.last and self.last.state == RunState.VOID else None


def due_periods() -> list[tuple[str, str]]:
    """The month after a region's last run, from the region's day of the month that follows, once that run is closed.

    So periods that were missed come in their order, one at a time; one that is void is drafted again by a person only;
    a region without a completed class has none.
    """
    return [(each.region.code, each.period) for each in every_upcoming() if each.is_due]


def every_upcoming() -> list[Upcoming]:
    """Of every region that acts on its own, by code."""
    return _upcoming(acting_regions())


def upcoming(region_code: str) -> Upcoming:
    """Of one region."""
    return _upcoming([db.session.get_one(Region, region_code)])[0]


def _upcoming(regions: list[Region]) -> list[Upcoming]:
    of = [region.code for region in regions]
    days, last, still_open = _by_region(_days(of)), _by_region(_last_runs(of)), _by_region(_open_runs(of))
    first = {row.region_code: _first_period(row) for row in db.session.scalars(_first_completions(of))}
    found = []
    for region in regions:
        day, run = days.get(region.code), last.get(region.code)
        period = periods.after(run.period) if run else first.get(region.code)
        due_on = period and day_of(period, day.day if day else DEFAULT_DAY)
        found.append(Upcoming(region, day, run, still_open.get(region.code), period, due_on))
    return found


def _by_region(query: sa.Select) -> dict[str, Any]:
    return {row.region_code: row for row in db.session.scalars(query)}


def _days(of: list[str]) -> sa.Select:
    return sa.select(DraftingDay).where(DraftingDay.region_code.in_(of)).order_by(DraftingDay.region_code)


def _last_runs(of: list[str]) -> sa.Select:
    """The normal runs of each region's latest period, the one drafted last behind the others."""
    normal = sa.and_(Run.kind == RunKind.NORMAL, Run.region_code.in_(of))
    latest = sa.select(Run.region_code, sa.func.max(Run.period)).where(normal).group_by(Run.region_code)
    return sa.select(Run).where(normal, sa.tuple_(Run.region_code, Run.period).in_(latest)).order_by(Run.id)


def _open_runs(of: list[str]) -> sa.Select:
    return sa.select(Run).where(Run.state.in_(OPEN), Run.region_code.in_(of)).order_by(Run.id)


def _first_completions(of: list[str]) -> sa.Select:
    row = ClassCompletion
    earliest = sa.select(row.region_code, sa.func.min(row.seq)).where(row.region_code.in_(of)).group_by(row.region_code)
    return sa.select(row).where(sa.tuple_(row.region_code, row.seq).in_(earliest)).order_by(row.id)


def day_of(period: str, day: int) -> date:
    """The day of the month after a period on which it is drafted; beyond that month's length, its last day."""
    following = periods.after(period)
    first, last = periods.first_day(following), periods.last_day(following)
    return min(first + timedelta(days=day - 1), last)


def _first_period(first: ClassCompletion) -> str:
    """A region begins with the month of its first completed class, but with no month over before that was recorded.

    So what was done before the region began to use the system comes in one run, not in one for each past month.
    """
    recorded = periods.of(clock.local(first.recorded_at).date())
    return max(periods.of(first.completed_on), periods.before(recorded))


def waiting(region_code: str) -> DraftRequest | None:
    """What an officer of the region asked for and is not done yet."""
    found = sa.select(DraftRequest).filter_by(region_code=region_code, state=RequestState.WAITING)
    return db.session.scalars(found.order_by(DraftRequest.id)).one_or_none()


def asked() -> list[tuple[str, str, int]]:
    found = sa.select(DraftRequest).filter_by(state=RequestState.WAITING).order_by(DraftRequest.id)
    return [each.key for each in db.session.scalars(found)]


def requests() -> sa.Select:
    """For a table."""
    return sa.select(DraftRequest)
