"""What the page of jobs, the desk and the scheduler ask about runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app, url_for
from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.access import holds
from kernel.db import db
from kernel.desk import Panel, Todo
from kernel.jobs import beside
from kernel.jobs.job import Job
from kernel.jobs.models import JobRequest, JobRun, Outcome

SILENT_AFTER = timedelta(seconds=60)  # no word from any scheduler
LATE_AFTER = timedelta(minutes=15)  # a job not looked at when it should have been: another one runs too long
LONGEST_REST = timedelta(hours=6)


@dataclass(frozen=True)
class Standing:
    """How one job stands: its last run, how far that is if it runs, when it was and will be looked at."""

    job: Job
    last: JobRun | None
    progress: sa.Row | None
    looked_at: datetime | None
    next_at: datetime | None
    is_silent: bool


@dataclass(frozen=True)
class Scheduler:
    """Who leads, since when, last heard when."""

    holder: str | None = None
    since: datetime | None = None
    seen_at: datetime | None = None

    @property
    def is_silent(self) -> bool:
        return self.seen_at is None or clock.machine_now() - self.seen_at > SILENT_AFTER


def scheduler() -> Scheduler:
    lease = beside.lease()
    return Scheduler(lease.holder, lease.since, lease.seen_at) if lease else Scheduler()


def standings() -> list[Standing]:
    """Every job of the house, in the order of the rooms."""
    lease = beside.lease()
    looked, upcoming = (lease.looked, lease.upcoming) if lease else ({}, {})
    last = last_runs()
    told = beside.told(run.id for run in last.values() if run.outcome == Outcome.RUNNING)
    return [
        _standing(job, last.get(job.name), told, _moment(looked.get(job.name)), _moment(upcoming.get(job.name)))
        for job in current_app.extensions["jobs"].values()
    ]


def _standing(job: Job, last: JobRun | None, told: dict, looked_at: datetime | None, next_at: datetime | None):
    is_silent = next_at is not None and clock.machine_now() - next_at > LATE_AFTER
    return Standing(job, last, told.get(last.id) if last else None, looked_at, next_at, is_silent)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def last_runs() -> dict[str, JobRun]:
    """job name -> its latest run."""
    latest = sa.select(sa.func.max(JobRun.id)).group_by(JobRun.job)
    found = sa.select(JobRun).where(JobRun.id.in_(latest)).order_by(JobRun.job)
    return {run.job: run for run in db.session.scalars(found)}


def runs(name: str) -> sa.Select:
    """The runs of a job, for a table."""
    return sa.select(JobRun).where(JobRun.job == name)


def has_running() -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(JobRun.outcome == Outcome.RUNNING))))


def wishes() -> list[JobRequest]:
    """What administrators asked for and no scheduler has taken, oldest first."""
    return list(db.session.scalars(sa.select(JobRequest).where(JobRequest.taken_at.is_(None)).order_by(JobRequest.id)))


def is_asked(name: str) -> bool:
    return any(wish.job == name for wish in wishes())


def not_now(name: str, keys: Iterable[str], *, rest: bool = True) -> set[str]:
    """Of these keys, those that are done, or that failed and rest: 2, 4, 8 … minutes, six hours at most."""
    found = sa.select(JobRun.key, JobRun.outcome, JobRun.ended_at).where(JobRun.job == name, JobRun.key.in_(list(keys)))
    failures: dict[str, list[datetime]] = {}
    waiting = set()
    for key, outcome, ended_at in db.session.execute(found.order_by(JobRun.id)):
        if outcome == Outcome.DONE:
            waiting.add(key)
        elif outcome == Outcome.FAILED:
            failures.setdefault(key, []).append(ended_at)
    return waiting | ({key for key, ends in failures.items() if _rests(ends)} if rest else set())


def _rests(ends: list[datetime]) -> bool:
    pause = min(timedelta(minutes=2 ** min(len(ends), 16)), LONGEST_REST)
    return clock.machine_now() < ends[-1] + pause


def panel(user) -> Panel | None:
    """On an administrator's desk: a scheduler or a job gone silent, and what failed last."""
    if not holds("job:ask", user):
        return None
    if not current_app.extensions["jobs"]:
        return Panel()
    todos = [todo for standing in standings() for todo in _todos(standing)]
    if scheduler().is_silent:
        todos.insert(0, Todo(_l("No scheduler is running"), _l("Scheduled jobs"), url_for("jobs.index")))
    return Panel(todos=todos)


def _todos(standing: Standing) -> list[Todo]:
    url = url_for("jobs.show", name=standing.job.name)
    if standing.is_silent:
        return [Todo(_l("A job has gone silent"), standing.job.label, url)]
    if standing.last is not None and standing.last.outcome == Outcome.FAILED:
        return [Todo(_l("A job failed"), standing.job.label, url)]
    return []
