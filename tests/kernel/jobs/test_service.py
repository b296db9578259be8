"""Looking at jobs: what is due is done once, failures rest, progress is seen meanwhile."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from kernel import clock, jobs
from kernel.audit import AuditRow
from kernel.db import db, writing
from kernel.i18n import unpack
from kernel.jobs import Job, beside, progress, queries, service
from kernel.jobs.loop import Loop
from kernel.jobs.models import JobProgress, JobRun, Outcome
from kernel.refusals import Refusal


@pytest.fixture
def schedule(app):
    """Makes the house's jobs of these; what it had comes back afterwards."""
    before = app.extensions["jobs"]
    yield lambda *given: jobs.init_app(app, jobs=given)
    app.extensions["jobs"] = before


def job(run, *, keys=("a", "b"), **options):
    return Job(name="test", label="Test", due=lambda: keys, run=run, trigger={"minutes": 1}, **options)


def leave_something():
    """Work of a run: a row of any table, flushed."""
    db.session.add(JobProgress(run_id=4711, step="left behind", done=0, total=0, said_at=clock.machine_now()))
    db.session.flush()


def something_is_left():
    return db.session.get(JobProgress, 4711) is not None


def outcomes():
    db.session.rollback()
    return [(run.key, run.outcome) for run in db.session.scalars(sa.select(JobRun).order_by(JobRun.id))]


def test_what_is_due_is_done_once(schedule):
    done = []
    schedule(job(done.append))
    assert service.run_due() == {Outcome.DONE: 2}
    assert service.run_due() == {}
    assert done == ["a", "b"]


def test_keys_of_several_parts_are_written_with_a_slash_and_handed_over_whole(schedule):
    done = []
    schedule(job(done.append, keys=[("150100", "2026-03")]))
    service.run_due("test")
    assert done == [("150100", "2026-03")]
    assert outcomes() == [("150100/2026-03", Outcome.DONE)]


def test_a_failure_keeps_nothing_of_its_work_says_why_and_rests(schedule):
    def fail(key):
        leave_something()
        raise Refusal("NOT_YET", "It is too early.")

    schedule(job(fail, keys=["a"]))
    assert service.run_due() == {Outcome.FAILED: 1}
    assert service.run_due() == {}
    assert outcomes() == [("a", Outcome.FAILED)]
    assert db.session.scalars(sa.select(JobRun.message)).one() == "It is too early."
    assert not something_is_left()


def test_a_failure_is_tried_again_after_its_rest_and_at_once_when_asked_for(schedule, app, factories):
    attempts = []

    def fail_at_first(key):
        attempts.append(key)
        if len(attempts) < 3:
            raise ValueError("no")

    schedule(job(fail_at_first, keys=["a"]))
    service.run_due()
    service.run_due()
    assert len(attempts) == 1
    with writing():
        db.session.execute(sa.update(JobRun).values(ended_at=clock.machine_now() - timedelta(minutes=3)))
    service.run_due()
    assert len(attempts) == 2
    with writing():
        officer_id = factories.user("administrator").id
    assert service.look(app, app.extensions["jobs"]["test"], asked_by_id=officer_id) == {"a": Outcome.DONE}


def test_a_key_that_was_interrupted_twice_rests_as_a_failed_one_does(schedule):
    """Else a run that ends its scheduler would do so again and again, and nothing else would be done."""
    done = []
    schedule(job(done.append, keys=["a"]))
    with writing():
        db.session.add(JobRun(job="test", key="a", started_at=clock.machine_now(), outcome=Outcome.RUNNING))
    assert service.run_due() == {Outcome.DONE: 1}
    with writing():
        db.session.execute(sa.update(JobRun).values(outcome=Outcome.LOST))
    assert service.run_due() == {}
    assert queries.failing("test", ["a"]) == ["a"]
    assert done == ["a"]


def test_the_rest_doubles_up_to_six_hours(monkeypatch):
    now = clock.machine_now()
    assert queries._rests([now - timedelta(minutes=1)])
    assert not queries._rests([now - timedelta(minutes=3)])
    assert not queries._rests([now + timedelta(hours=2)])  # it failed before the machine's clock was set back
    assert queries._rests([now - timedelta(hours=5)] * 40)
    assert not queries._rests([now - timedelta(hours=7)] * 40)


def test_due_cannot_write(schedule):
    def due():
        db.session.execute(sa.update(JobRun).values(key="changed"))
        return []

    schedule(Job(name="test", label="Test", due=due, run=print, trigger={"minutes": 1}))
    with pytest.raises(sa.exc.DBAPIError):
        service.run_due()


def test_prepare_works_before_the_write_and_hands_over_its_answer(schedule):
    done = []
    schedule(job(lambda key, ready: done.append(ready), keys=["a"], prepare=lambda key: key * 3))
    service.run_due()
    assert done == ["aaa"]


def test_the_work_of_a_run_that_was_declared_lost_is_not_kept(schedule):
    def lose(key):
        with writing():
            db.session.execute(sa.update(JobRun).values(outcome=Outcome.LOST))

    schedule(job(lambda key, ready: leave_something(), keys=["a"], prepare=lose))
    with pytest.raises(service.RunTakenOver):
        service.run_due()
    assert outcomes() == [("a", Outcome.LOST)]
    assert not something_is_left()


def test_two_jobs_of_one_name_are_refused(schedule):
    with pytest.raises(ValueError, match="two jobs are named test"):
        schedule(job(print), job(print))


@pytest.mark.parametrize(
    ("trigger", "kind"),
    [({"minutes": 5}, "interval"), ({"hour": 2}, "cron"), ({"trigger": "cron", "day": 1, "hour": 3}, "cron")],
)
def test_triggers_are_told_by_their_fields_and_stand_in_shanghai(trigger, kind):
    made = Job(name="t", label="T", due=list, run=print, trigger=trigger).made_trigger()
    assert type(made).__name__ == f"{kind.title()}Trigger"
    assert str(made.timezone) == "Asia/Shanghai"


def test_a_wish_is_audited_taken_once_and_looked_at(schedule, app, factories):
    done = []
    schedule(job(done.append))
    officer = factories.user("administrator")
    db.session.commit()
    service.ask(app.extensions["jobs"]["test"], actor=officer)
    db.session.commit()
    assert db.session.scalars(sa.select(AuditRow.verb).where(AuditRow.verb == "job asked for")).one()
    service.take_wishes(app)
    service.take_wishes(app)
    assert done == ["a", "b"]
    assert not queries.wishes()
    assert db.session.scalars(sa.select(JobRun.asked_by_id).distinct()).one() == officer.id


def test_progress_is_seen_while_the_run_is_open_and_forgotten_after(own_database):
    seen = []

    def run(key):
        progress("reading", 5, 10)
        run_id = db.session.scalars(sa.select(JobRun.id)).one()
        seen.append(beside.told([run_id])[run_id])

    app = own_database.app
    jobs.init_app(app, jobs=[job(run, keys=["a"])])
    with app.app_context():
        service.run_due()
        assert [(row.step, row.done, row.total) for row in seen] == [("reading", 5, 10)]
        assert beside.told([seen[0].run_id]) == {}


@pytest.fixture
def stoppable(own_database):
    """Makes a job of this body on a database to commit to; an officer who asks its run to stop."""
    app = own_database.app
    with app.app_context():
        with writing():
            from tests.factories.kernel import user

            officer_id = user("labour_officer", name="王敏").id

        def stop():
            db_run = db.session.scalars(sa.select(JobRun.id).where(JobRun.outcome == Outcome.RUNNING)).one()
            assert beside.cancel(db_run, by_id=officer_id)

        def make(**body):
            jobs.init_app(app, jobs=[Job(name="test", label="T", due=lambda: ["a"], trigger={"minutes": 1}, **body)])

        yield make, stop


def told_and_stopped(stop, then):
    """A body that is asked to stop in its middle, and goes on with `then`."""

    def run(key, *ready):
        leave_something()
        progress("writing", 1, 9)
        stop()
        then()

    return run


@pytest.mark.parametrize("then", [lambda: progress("writing", 9, 9), lambda: None])
def test_a_run_that_is_asked_to_stop_keeps_nothing_and_is_not_taken_up_again(stoppable, then):
    make, stop = stoppable
    make(run=told_and_stopped(stop, then))
    assert service.run_due() == {Outcome.CANCELLED: 1}
    assert service.run_due() == {}
    assert outcomes() == [("a", Outcome.CANCELLED)]
    assert "王敏" in unpack(db.session.scalars(sa.select(JobRun.message)).one())
    assert not something_is_left()


def test_reading_before_the_lock_can_be_stopped_too(stoppable):
    make, stop = stoppable

    def prepare(key):
        stop()
        progress("reading", 1, 3)

    make(run=lambda key, ready: leave_something(), prepare=prepare)
    assert service.run_due() == {Outcome.CANCELLED: 1}
    assert not something_is_left()


def test_a_run_that_has_ended_is_no_longer_stopped(stoppable):
    make, stop = stoppable
    make(run=lambda key: leave_something())
    assert service.run_due() == {Outcome.DONE: 1}
    run_id = db.session.scalars(sa.select(JobRun.id)).one()
    assert not beside.cancel(run_id, by_id=1)
    assert something_is_left()


def test_a_refusal_that_answers_somebody_closes_the_question_in_the_same_transaction(schedule):
    closed = []

    def run(key):
        leave_something()
        raise Refusal("NO", "It is refused.")

    schedule(job(run, keys=["a"], refused=closed.append))
    assert service.run_due() == {Outcome.FAILED: 1}
    assert closed == ["a"]
    assert not something_is_left()


def test_a_question_that_cannot_be_closed_leaves_its_run_to_the_next_look(schedule):
    """The refusal is noted with the closing of the question, or not at all."""

    def run(key):
        raise Refusal("NO", "It is refused.")

    def close(key):
        raise ValueError("broken")

    schedule(job(run, keys=["a"], refused=close))
    with pytest.raises(ValueError, match="broken"):
        service.run_due()
    assert outcomes() == [("a", Outcome.RUNNING)]


def test_jobs_are_looked_at_at_once_when_the_machines_clock_was_set_back(app, schedule):
    schedule(job(print))
    loop, now = Loop(app, retry=1, beat=1), clock.machine_now()
    scheduler = loop._scheduler(now + timedelta(hours=2))
    scheduler.start(paused=True)
    try:
        assert loop._mind_the_clock(scheduler, now) >= now
        assert scheduler.get_job("test").next_run_time > now + timedelta(hours=1)
        loop._mind_the_clock(scheduler, now + timedelta(hours=2))
        assert scheduler.get_job("test").next_run_time < now + timedelta(minutes=1)
    finally:
        scheduler.shutdown()
