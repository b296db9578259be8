"""What the page of jobs, the desk and the scheduler ask about runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app, url_for
from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.access import holds
from kernel.db import db
from kernel.desk import Panel, Todo
from kernel.jobs import beside
from kernel.jobs.job import Job, Key, key_text
from kernel.jobs.models import JobRequest, JobRun, Outcome

SILENT_AFTER = timedelta(seconds=60)  # no word from any scheduler; no job is called silent sooner
STUCK_AFTER = timedelta(minutes=15)  # no word from a run that is not over
LONGEST_REST = timedelta(hours=6)


@dataclass(frozen=True)
class Standing:
    """How one job stands: its last run, how far that is if it runs, when it was and will be looked at.

    `failing`: keys that were due at the last look and whose latest run failed. `is_silent`: the expected look is
    overdue by more than twice the job's interval, or its run has said nothing for a quarter of an hour.
    """

    job: Job
    last: JobRun | None
    progress: sa.Row | None
    looked_at: datetime | None
    next_at: datetime | None
    failing: tuple[str, ...]
    is_silent: bool

    @property
    def interval(self) -> timedelta:
        return self.job.look_after(clock.machine_now())[1]


@dataclass(frozen=True)
class Scheduler:
    """Who leads, since when, last heard when."""

    holder: str | None = None
    since: datetime | None = None
    seen_at: datetime | None = None

    @property
    def is_silent(self) -> bool:
        """Also with a word from an hour to come: the machine's clock was set back, and nobody spoke since."""
        return self.seen_at is None or abs(clock.machine_now() - self.seen_at) > SILENT_AFTER


def scheduler() -> Scheduler:
    lease = beside.lease()
    return Scheduler(lease.holder, lease.since, lease.seen_at) if lease else Scheduler()


def standings() -> list[Standing]:
    """Every job of the house, in the order of the rooms."""
    lease, last = beside.lease(), last_runs()
    told = beside.told(run.id for run in last.values() if run.outcome == Outcome.RUNNING)
    return [_standing(job, lease, last.get(job.name), told) for job in current_app.extensions["jobs"].values()]


def standing(name: str) -> Standing:
    return next(each for each in standings() if each.job.name == name)


def _standing(job: Job, lease: sa.Row | None, last: JobRun | None, told: dict[int, sa.Row]) -> Standing:
    progress = told.get(last.id) if last else None
    looked_at = _moment(lease.looked.get(job.name)) if lease else None
    return Standing(
        job=job,
        last=last,
        progress=progress,
        looked_at=looked_at,
        next_at=_moment(lease.upcoming.get(job.name)) if lease else None,
        failing=tuple(lease.failing.get(job.name, ())) if lease else (),
        is_silent=lease is not None and _is_silent(job, last, progress, looked_at or lease.since),
    )


def _is_silent(job: Job, last: JobRun | None, progress: sa.Row | None, begun: datetime) -> bool:
    """`begun`: when the job was last looked at, or since when the scheduler leads that has not done so."""
    now = clock.machine_now()
    if last is not None and last.outcome == Outcome.RUNNING:
        return now - (progress.said_at if progress else last.started_at) > STUCK_AFTER
    expected, interval = job.look_after(begun)
    return now - expected > max(2 * interval, SILENT_AFTER)


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


def run_of(name: str, key: Key) -> tuple[JobRun | None, sa.Row | None]:
    """The latest run of a key, and its progress while it is not over."""
    found = sa.select(JobRun).where(JobRun.job == name, JobRun.key == key_text(key)).order_by(JobRun.id.desc()).limit(1)
    run = db.session.scalars(found).one_or_none()
    return run, beside.told([run.id]).get(run.id) if run else None


def failing(name: str, keys: Iterable[str]) -> list[str]:
    """Of these keys, those whose latest run failed, or was interrupted again."""
    found = {key: (past, _faults(past)) for key, past in _past(name, keys).items()}
    return [key for key, (past, faults) in found.items() if faults and past[-1].ended_at == faults[-1]]


def not_now(name: str, keys: Iterable[str], *, rest: bool = True) -> set[str]:
    """Of these keys, those that are done, were cancelled, or failed and rest: 2, 4, 8 … minutes, six hours at most."""
    waiting = set()
    for key, past in _past(name, keys).items():
        faults = _faults(past)
        if any(run.outcome in (Outcome.DONE, Outcome.CANCELLED) for run in past) or rest and faults and _rests(faults):
            waiting.add(key)
    return waiting


def _past(name: str, keys: Iterable[str]) -> dict[str, list[sa.Row]]:
    """key -> (key, outcome, ended_at) of its runs, oldest first."""
    found = sa.select(JobRun.key, JobRun.outcome, JobRun.ended_at).where(JobRun.job == name, JobRun.key.in_(list(keys)))
    past: dict[str, list[sa.Row]] = {}
    for run in db.session.execute(found.order_by(JobRun.id)):
        past.setdefault(run.key, []).append(run)
    return past


def _faults(past: list[sa.Row]) -> list[datetime]:
    """When it failed. One interruption is a restart; a second one counts: the key may be what ends its scheduler."""
    lost = [run.ended_at for run in past if run.outcome == Outcome.LOST]
    return sorted([run.ended_at for run in past if run.outcome == Outcome.FAILED] + lost[1:])


def _rests(ends: list[datetime]) -> bool:
    pause = min(timedelta(minutes=2 ** min(len(ends), 16)), LONGEST_REST)
    return ends[-1] <= clock.machine_now() < ends[-1] + pause  # a clock set back does not make the rest longer


def panel(user) -> Panel | None:
    """On an administrator's desk, in red: no scheduler leads, a job has gone silent, or what it has to do fails."""
    if not holds("job:ask", user):
        return None
    found = standings()
    todos = [_todo(_l("A job failed"), each, ", ".join(each.failing[:3])) for each in found if each.failing]
    if found and scheduler().is_silent:
        todos.insert(0, Todo(_l("No scheduler is running"), _l("Scheduled jobs"), url_for("jobs.index"), tone="red"))
    else:
        todos += [_todo(_l("A job has gone silent"), each) for each in found if each.is_silent]
    return Panel(todos=todos)


def _todo(what: Any, standing: Standing, keys: str = "") -> Todo:
    subject = f"{standing.job.label} {keys}".strip()
    return Todo(what, subject, url_for("jobs.show", name=standing.job.name), tone="red")
