"""Two schedulers: one leads, the other takes over when it is killed, and nothing is done twice or by halves."""

import os
import signal
import time
from contextlib import ExitStack

import pytest
import sqlalchemy as sa

from kernel.audit import AuditRow
from kernel.db import db
from kernel.jobs import beside
from kernel.jobs.models import JobRun, Outcome
from tests.kernel.jobs.scheduler import VERB, race, serve, started

pytestmark = pytest.mark.races
PATIENCE = 60


def heard(connection, word):
    """Whether the process says the word in time."""
    return connection.poll(PATIENCE) and connection.recv() == word


def leader(own):
    """The pid of the process that leads, None while nobody has."""
    with own.app.app_context():
        lease = beside.lease()
        return int(lease.holder.split()[-1]) if lease else None


def runs(own):
    with own.app.app_context():
        return list(db.session.scalars(sa.select(JobRun.outcome).order_by(JobRun.id)))


def times_done(own):
    with own.app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(AuditRow).where(AuditRow.verb == VERB))


def wait_until(condition):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def work_through_a_kill(own, *, early=False):
    """The leader is killed in the middle of its one key; the other scheduler finishes it."""
    with started(own, serve, 60, early) as (first, told):
        assert heard(told, "working")
        with started(own, serve, 0, early):
            os.kill(first.pid, signal.SIGKILL)
            wait_until(lambda: Outcome.DONE in runs(own))


def test_one_of_two_leads_and_the_other_takes_over_when_it_is_killed(own_database):
    with started(own_database, serve) as (one, _), started(own_database, serve) as (two, _):
        wait_until(lambda: leader(own_database))
        first = leader(own_database)
        time.sleep(1)
        assert leader(own_database) == first
        os.kill(first, signal.SIGKILL)
        other = one.pid if first == two.pid else two.pid
        wait_until(lambda: leader(own_database) == other and Outcome.DONE in runs(own_database))
        assert times_done(own_database) == 1


def test_a_job_killed_in_the_middle_is_done_once_by_the_next_leader(own_database):
    work_through_a_kill(own_database)
    assert runs(own_database) == [Outcome.LOST, Outcome.DONE]
    assert times_done(own_database) == 1


def test_a_job_that_commits_before_it_is_done_is_found_out(own_database):
    work_through_a_kill(own_database, early=True)
    assert times_done(own_database) == 2


def test_a_scheduler_that_is_told_to_stop_finishes_its_key_and_ends_well(own_database):
    with started(own_database, serve, 1) as (only, told):
        assert heard(told, "working")
        only.terminate()
        only.join(PATIENCE)
        assert only.exitcode == 0
    assert runs(own_database) == [Outcome.DONE]


def race_of_two(own):
    keys = [f"key-{number}" for number in range(20)]
    with ExitStack() as stack:
        both = [stack.enter_context(started(own, race, keys)) for _ in range(2)]
        assert all(heard(told, "ready") for _, told in both)
        for _, told in both:
            told.send("go")
        for process, _ in both:
            process.join(PATIENCE)
        assert [process.exitcode for process, _ in both] == [0, 0]
    return len(keys)


def test_each_key_is_done_once_though_two_attempt_it(own_database):
    keys = race_of_two(own_database)
    assert times_done(own_database) == keys


def test_without_the_unique_index_keys_are_done_twice(own_database):
    owner = sa.create_engine(own_database.owner_url, poolclass=sa.NullPool)
    with owner.begin() as connection:
        connection.exec_driver_sql("DROP INDEX uq_job_runs_once")
    keys = race_of_two(own_database)
    assert times_done(own_database) > keys
