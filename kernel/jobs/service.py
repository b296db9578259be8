"""Looking at a job, claiming a key, running it once, saying how it ended.

Claim, work and ending are three transactions, of which work and its success are one: a run that was killed has left
nothing, and its claim is given back by the next look. Whoever looks must lead (`kernel.jobs.leadership`).
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from kernel import audit, clock
from kernel.db import begin_read, db, writing
from kernel.i18n import pack
from kernel.jobs import beside, queries
from kernel.jobs.job import Job, Key, key_text
from kernel.jobs.models import JobRequest, JobRun, Outcome
from kernel.jobs.progress import heard_by
from kernel.logs import log
from kernel.refusals import Refusal


class RunTakenOver(RuntimeError):
    """Another scheduler has declared this run lost; its work must not be kept."""


def run_due(name: str | None = None) -> dict[Outcome, int]:
    """Look at every job (or the named one) now: how many keys ended how. For commands and tests, while nobody leads."""
    jobs = current_app.extensions["jobs"]
    ended: dict[Outcome, int] = {}
    for job in jobs.values() if name is None else [jobs[name]]:
        for outcome in look(current_app._get_current_object(), job):
            ended[outcome] = ended.get(outcome, 0) + 1
    return ended


def look(app, job: Job, *, asked_by_id: int | None = None) -> list[Outcome]:
    """Give back what was lost, ask what is due, run each key that is neither done nor resting after a failure.

    An administrator's wish (`asked_by_id`) does not wait for a failure to rest.
    """
    with app.app_context():
        _give_back_lost()
    with app.app_context():
        begin_read()
        keys = list(dict.fromkeys(job.due()))
        waiting = queries.not_now(job.name, map(key_text, keys), rest=asked_by_id is None)
    return [
        outcome
        for key in keys
        if key_text(key) not in waiting
        if (outcome := attempt(app, job, key, asked_by_id=asked_by_id))
    ]


def attempt(app, job: Job, key: Key, *, asked_by_id: int | None = None) -> Outcome | None:
    """Run one key; None where it was claimed or done already."""
    with app.app_context():
        run_id = _claim(job, key, asked_by_id)
        if run_id is None:
            return None
        try:
            begin_read()
            ready: Iterable[Any] = (job.prepare(key),) if job.prepare else ()
            with heard_by(partial(beside.say, run_id)), writing():
                _end(run_id, Outcome.DONE, job.run(key, *ready))
        except Exception as error:  # whatever it is, the run's row says that it failed, and the log says why
            _say_failed(run_id, job, key, error)
            return Outcome.FAILED
        finally:
            beside.forget(run_id)
        log.info("job done", job=job.name, key=key_text(key), run_id=run_id)
        return Outcome.DONE


def ask(job: Job, *, actor) -> JobRequest:
    """Wish that the leading scheduler looks at the job at once; it is taken within seconds."""
    wish = JobRequest(job=job.name, asked_by_id=actor.id, asked_at=clock.machine_now())
    db.session.add(wish)
    db.session.flush()
    audit.record(actor, "job asked for", wish, facts={"job": job.name})
    return wish


def take_wishes(app) -> None:
    """Look at the jobs that administrators have asked for."""
    with app.app_context():
        waiting = [(wish.id, wish.job, wish.asked_by_id) for wish in queries.wishes()]
    for wish_id, name, asked_by_id in waiting:
        if name in app.extensions["jobs"]:
            look(app, app.extensions["jobs"][name], asked_by_id=asked_by_id)
        with app.app_context(), writing():
            db.session.get_one(JobRequest, wish_id).taken_at = clock.machine_now()


def _claim(job: Job, key: Key, asked_by_id: int | None) -> int | None:
    try:
        with writing():
            run = JobRun(job=job.name, key=key_text(key), started_at=clock.machine_now(), asked_by_id=asked_by_id)
            db.session.add(run)
            db.session.flush()
            return run.id
    except IntegrityError:
        return None  # the unique index: someone runs this key, or has


def _end(run_id: int, outcome: Outcome, message: Any) -> None:
    step = (
        sa.update(JobRun)
        .where(JobRun.id == run_id, JobRun.outcome == Outcome.RUNNING)
        .values(outcome=outcome, ended_at=clock.machine_now(), message=None if message is None else pack(message))
        .execution_options(synchronize_session=False)
    )
    if db.session.execute(step).rowcount != 1:
        raise RunTakenOver(f"run {run_id}")


def _say_failed(run_id: int, job: Job, key: Key, error: Exception) -> None:
    if isinstance(error, Refusal):
        log.warning("job refused", job=job.name, key=key_text(key), run_id=run_id, code=error.code)
    else:
        log.error("job failed", job=job.name, key=key_text(key), run_id=run_id, exc_info=error)
    sentence = error.sentence if isinstance(error, Refusal) else _l("Failed: %(kind)s", kind=type(error).__name__)
    with writing():
        if isinstance(error, Refusal) and error.lasting:
            verb, subject, facts = error.lasting
            audit.record(None, verb, subject, facts={**facts, "code": error.code})
        _end(run_id, Outcome.FAILED, sentence)


def _give_back_lost() -> None:
    """Only the leader runs jobs, one after another: what is still marked as running when it looks was interrupted."""
    if queries.has_running():
        with writing():
            db.session.execute(
                sa.update(JobRun)
                .where(JobRun.outcome == Outcome.RUNNING)
                .values(outcome=Outcome.LOST, ended_at=clock.machine_now())
                .execution_options(synchronize_session=False)
            )
