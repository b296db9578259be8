"""A year of drafting with several schedulers, and a driver that moves legal time and posts or voids each run.

What is expected is worked out apart, by `Region.step`, from days and what the driver did, without the code under test.
After each day the runs drafted by the schedule are exactly the expected ones: none missing, none extra, none twice.
"""

import calendar as months
import random
import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from kernel import clock
from kernel.accounts.service import schedule
from kernel.db import db, writing
from kernel.jobs import beside
from kernel.jobs.models import JobRun, Outcome
from settlement.drafts import queries, service
from settlement.entitlements.reading import read
from settlement.runs import periods, posting
from settlement.runs import service as runs
from settlement.runs.models import Run, RunState
from tendering.permissions import Role
from tests import factories
from tests.settlement.drafts.crew import Crew, drop_guards

DAY = timedelta(days=1)
TWO_HOURS = 2 * 60 * 60


@dataclass
class Region:
    """One region as the driver sees it. `opens_on`: its first class is completed; `patience`: days a run stays open."""

    code: str
    day: int | None
    patience: int
    opens_on: date
    ready: bool = False
    is_open: bool = False
    following: tuple[int, int] | None = None
    expected: list[str] = field(default_factory=list)

    def due_on(self) -> date:
        year, month = after(self.following)
        return date(year, month, min(self.day or 5, months.monthrange(year, month)[1]))

    def step(self, today: date) -> None:
        """What a schedule that is up must have done by the end of today."""
        if self.ready and not self.is_open and self.due_on() <= today:
            self.expected.append("{:04d}-{:02d}".format(*self.following))
            self.following, self.is_open = after(self.following), True


def after(month: tuple[int, int]) -> tuple[int, int]:
    year, number = month
    return (year + number // 12, number % 12 + 1)


@dataclass
class Plan:
    """What happens when, by the number of the day."""

    first: date
    days: int
    kills: set[int]
    outages: dict[int, int]  # day -> how many days nobody is up
    set_backs: set[int]
    changes: dict[int, tuple[str, int]]  # day -> (region, its new day)
    seed: int = 107


@dataclass
class Tally:
    days: int = 0
    looks: int = 0
    takeovers: int = 0
    outages: int = 0
    set_backs: int = 0
    drafted: int = 0
    posted: int = 0
    voided: int = 0
    by_people: int = 0
    failed: int = 0  # attempts of the schedule that a later guard refused
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Simulation:
    def __init__(self, own, plan: Plan, regions: list[Region], crew: Crew):
        self.own, self.plan, self.crew = own, plan, crew
        self.regions = {region.code: region for region in regions}
        self.dice = random.Random(plan.seed)
        self.tally, self.today = Tally(), plan.first - DAY
        self.users: dict[tuple[str, str], int] = {}
        self.up = True

    def run(self) -> Tally:
        """Day by day to the end, or to the first fault."""
        begun = time.monotonic()
        while self.tally.days < self.plan.days and not self.tally.faults:
            self.tally.days += 1
            self._one_day(self.tally.days)
        self._settle(self.today)
        self.tally.seconds = time.monotonic() - begun
        self.tally.looks, self.tally.failed = self.crew.looks, self._failed()
        self.tally.drafted = sum(len(region.expected) for region in self.regions.values())
        return self.tally

    def _one_day(self, number: int) -> None:
        self._outage(number)
        self.today += DAY
        self._move(datetime.combine(self.today, datetime.min.time(), clock.SHANGHAI) + timedelta(minutes=30))
        self._open_regions()
        if number in self.plan.changes:
            self._change_day(*self.plan.changes[number])
        if number in self.plan.kills and self.up:
            time.sleep(self.dice.random() * 0.15)
            self.tally.takeovers += self.crew.kill_leader()
        self._settle(self.today)
        if number in self.plan.set_backs and self.up:
            self._set_back()
        if self._close_some_runs():
            self._settle(self.today)

    def _outage(self, number: int) -> None:
        if number in self.plan.outages:
            self.crew.down()
            self.up, self.back_on = False, number + self.plan.outages[number]
            self.tally.outages += 1
        elif not self.up and number == self.back_on:
            self.up = True
            self.crew.fill()

    def _move(self, moment: datetime) -> None:
        with self.own.app.app_context(), writing():
            clock.move_to(moment)

    def _set_back(self) -> None:
        """Two hours back, over midnight, into an evening that was over; runs are closed in it."""
        self._shift(-TWO_HOURS)
        self.tally.set_backs += 1
        self._settle(self.today - DAY)
        self._close_some_runs()
        self._settle(self.today - DAY)
        self._shift(TWO_HOURS)
        self._settle(self.today)

    def _shift(self, seconds: int) -> None:
        with self.own.app.app_context(), writing():
            row = db.session.get_one(clock.ClockOffset, 1)
            row.seconds += seconds

    def _settle(self, day: date) -> None:
        """Wait until the schedule has looked and is done on this legal day; compare."""
        if not self.up:
            return
        for region in self.regions.values():
            region.step(day)
        self.crew.look(after=clock.machine_now())
        if self._drafted() != self._expected():
            self._wait_for(self._expected())
            self.crew.look(after=clock.machine_now())  # once more: nothing is added by a look that finds all done
        self._compare()

    def _wait_for(self, expected: dict[str, list[str]]) -> None:
        """What is still missing is drafted within a minute; what is too much does not go away."""
        until = time.monotonic() + 60
        while (drafted := self._drafted()) != expected and time.monotonic() < until:
            if any(len(found) > len(expected.get(code, ())) for code, found in drafted.items()):
                return
            self.crew.hear(0.02)

    def _failed(self) -> int:
        with self.own.app.app_context():
            failed = sa.select(sa.func.count()).select_from(JobRun).where(JobRun.outcome == Outcome.FAILED)
            return db.session.scalar(failed)

    def _expected(self) -> dict[str, list[str]]:
        return {code: region.expected for code, region in self.regions.items() if region.expected}

    def _drafted(self) -> dict[str, list[str]]:
        """{region: periods in the order of their drafting by the schedule}."""
        with self.own.app.app_context():
            robot = schedule().id
            found: dict[str, list[str]] = {}
            rows = sa.select(Run.region_code, Run.period).where(Run.drafted_by_id == robot).order_by(Run.id)
            for code, period in db.session.execute(rows):
                found.setdefault(code, []).append(period)
            return found

    def _compare(self) -> None:
        drafted, expected = self._drafted(), self._expected()
        for code in sorted(drafted.keys() | expected.keys()):
            if drafted.get(code, []) != expected.get(code, []):
                self.tally.faults.append(f"{self.today} {code}: {drafted.get(code)} instead of {expected.get(code)}")

    def _user(self, role: Role, code: str):
        from kernel.accounts.models import User

        if (role, code) not in self.users:
            self.users[role, code] = factories.load().user(role, region_code=code).id
        return db.session.get_one(User, self.users[role, code])

    def _open_regions(self) -> None:
        """The first class of a region is completed and recorded today."""
        for region in self.regions.values():
            if not region.ready and region.opens_on <= self.today:
                with self.own.app.app_context(), writing():
                    opened = self.today - timedelta(days=60)
                    factories.load().settled_class(
                        region_code=region.code, opened_on=opened, ended_on=self.today, first=opened
                    )
                    if region.day:
                        self._set_day(region)
                region.ready, region.following = True, (self.today.year, self.today.month)

    def _set_day(self, region: Region) -> None:
        officer = self._user(Role.LABOUR_OFFICER, region.code)
        service.set_day(region_code=region.code, day=region.day, actor=officer)

    def _change_day(self, code: str, day: int) -> None:
        self.regions[code].day = day
        with self.own.app.app_context(), writing():
            self._set_day(self.regions[code])

    def _close_some_runs(self) -> int:
        """Each open run is posted or made void, sooner or later; a void one is drafted again by a person, or is not."""
        closed = 0
        for region in self.regions.values():
            if region.is_open and self.dice.random() < 1 / region.patience:
                with self.own.app.app_context(), writing():
                    self._close(region)
                closed += 1
        return closed

    def _close(self, region: Region) -> None:
        run = queries.upcoming(region.code).open_run
        region.is_open = False
        if self.dice.random() < 0.7:
            run.state = RunState.APPROVED  # the steps between have tests of their own
            db.session.flush()
            posting.post(run, actor=self._user(Role.FINANCE_OFFICER, region.code))
            self.tally.posted += 1
            return
        period, officer = run.period, self._user(Role.LABOUR_OFFICER, region.code)
        runs.void(run, reason="重编", actor=officer)
        self.tally.voided += 1
        if self.dice.random() < 0.5:
            reading = read(region.code, periods.last_day(period))
            runs.draft(region_code=region.code, period=period, reading=reading, actor=officer)
            region.is_open = True
            self.tally.by_people += 1


def simulate(own, plan: Plan, regions: list[Region], *, without: tuple[str, ...] = (), size: int = 4) -> Tally:
    """The plan on this database, with these guards gone."""
    drop_guards(own, without)
    with own.app.app_context(), writing():
        clock.move_to(plan.first - DAY)
    if "leader" in without:  # the first lease stands: leaders who all write it at once would end there
        with own.app.app_context():
            beside.beat(holder="", since=clock.machine_now(), looked={}, upcoming={}, failing={})
    with Crew(own, size, without) as crew:
        return Simulation(own, plan, regions, crew).run()
