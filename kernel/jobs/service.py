"""Looking at a job, claiming a key, running it once, saying how it ended.

Claim, work and ending are three transactions, of which work and its success are one: a run that was killed has left
nothing, and its claim is given back by the next look. Whoever looks must lead (`kernel.jobs.leadership`).
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from kernel import audit, clock
from kernel.accounts.models import User
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


class Cancelled(Exception):
    """Somebody (`by_id`) asked the run to stop."""

    def __init__(self, by_id: int):
        super().__init__(by_id)
        self.by_id = by_id


def run_due(name: str | None = None) -> dict[Outcome, int]:
    """Look at every job (or the named one) now: how many keys ended how. For commands and tests, while nobody leads."""
    jobs = current_app.extensions["jobs"]
    ended: dict[Outcome, int] = {}
    for job in jobs.values() if name is None else [jobs[name]]:
        for outcome in filter(None, look(current_app._get_current_object(), job).values()):
            ended[outcome] = ended.get(outcome, 0) + 1
    return ended


def look(app, job: Job, *, asked_by_id: int | None = None) -> dict[str, Outcome | None]:
    """Give back what was lost, ask what is due, run each key that is neither done nor resting after a failure.

    Each key that was due -> how it ended now, None where it was passed over. An administrator's wish (`asked_by_id`)
    does not wait for a failure to rest.
    """
    with app.app_context():
        _give_back_lost()
    with app.app_context():
        begin_read()
        keys = {key_text(key): key for key in job.due()}
        waiting = queries.not_now(job.name, keys, rest=asked_by_id is None)
    return {
        text: None if text in waiting else attempt(app, job, key, asked_by_id=asked_by_id) for text, key in keys.items()
    }


def attempt(app, job: Job, key: Key, *, asked_by_id: int | None = None) -> Outcome | None:
    """Run one key; None where it was claimed or done already."""
    with app.app_context():
        run_id = _claim(job, key, asked_by_id)
        if run_id is None:
            return None
        beside.begin(run_id)
        try:
            _work(run_id, job, key)
        except RunTakenOver:
            raise  # its row is another scheduler's by now
        except Cancelled as cancelled:
            _say_cancelled(run_id, job, key, cancelled)
            return Outcome.CANCELLED
        except Exception as error:  # whatever it is, the run's row says that it failed, and the log says why
            _say_failed(run_id, job, key, error)
            return Outcome.FAILED
        finally:
            beside.forget([run_id])
        log.info("job done", job=job.name, key=key_text(key), run_id=run_id)
        return Outcome.DONE


def _work(run_id: int, job: Job, key: Key) -> None:
    """Prepare, then the verb and its success in one transaction; a wish to stop is heard at each word of progress."""
    with heard_by(partial(_tell, run_id)):
        begin_read()
        ready: Iterable[Any] = (job.prepare(key),) if job.prepare else ()
        with writing():
            said = job.run(key, *ready)
            _tell(run_id, str(_l("Finishing")), 1, 1)
            _end(run_id, Outcome.DONE, said)


def _tell(run_id: int, step: str, done: int, total: int) -> None:
    heard = beside.say(run_id, step, done, total)
    if heard is None:
        raise RunTakenOver(f"run {run_id}")
    if heard.cancelled_by_id is not None:
        raise Cancelled(heard.cancelled_by_id)


def ask(job: Job, *, actor) -> JobRequest:
    """Wish that the leading scheduler looks at the job at once; it is taken within seconds."""
    wish = JobRequest(job=job.name, asked_by_id=actor.id, asked_at=clock.machine_now())
    db.session.add(wish)
    db.session.flush()
    audit.record(actor, "job asked for", wish, facts={"job": job.name})
    return wish


def take_wishes(app, look: Callable = look) -> None:
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
        _say_refused(run_id, job, key, error)
        return
    log.error("job failed", job=job.name, key=key_text(key), run_id=run_id, exc_info=error)
    with writing():
        _end(run_id, Outcome.FAILED, _l("Failed: %(kind)s", kind=type(error).__name__))


def _say_refused(run_id: int, job: Job, key: Key, refusal: Refusal) -> None:
    log.warning("job refused", job=job.name, key=key_text(key), run_id=run_id, code=refusal.code)
    with writing():
        if refusal.lasting:
            verb, subject, facts = refusal.lasting
            audit.record(None, verb, subject, facts={**facts, "code": refusal.code})
        _end(run_id, Outcome.FAILED, refusal.sentence)
        if job.refused:
            job.refused(key)


def _say_cancelled(run_id: int, job: Job, key: Key, cancelled: Cancelled) -> None:
    log.info("job cancelled", job=job.name, key=key_text(key), run_id=run_id, by_id=cancelled.by_id)
    with writing():
        by = db.session.get_one(User, cancelled.by_id)
        _end(run_id, Outcome.CANCELLED, _l("Cancelled by %(name)s; nothing of it was kept.", name=by.name))


def _give_back_lost() -> None:
    """Only the leader runs jobs, one after another: what is still marked as running when it looks was interrupted."""
    if queries.has_running():
        with writing():
            lost = db.session.scalars(
                sa.update(JobRun)
                .where(JobRun.outcome == Outcome.RUNNING)
                .values(outcome=Outcome.LOST, ended_at=clock.machine_now())
                .returning(JobRun.id)
                .execution_options(synchronize_session=False)
            ).all()
        beside.forget(lost)
