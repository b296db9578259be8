"""Two schedulers: one leads, the other takes over when it is killed, and nothing is done twice or by halves."""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import pytest
import sqlalchemy as sa

from kernel.audit import AuditRow
from kernel.db import db
from kernel.jobs import beside
from kernel.jobs.models import JobRun, Outcome
from tests.kernel.jobs.scheduler import VERB

pytestmark = pytest.mark.races
PATIENCE = 60


@contextmanager
def started(own, *arguments):
    """A process of `tests.kernel.jobs.scheduler` on this database, killed at the end."""
    process = subprocess.Popen([sys.executable, "-m", "tests.kernel.jobs.scheduler", *map(str, arguments)], text=True,
                               env={**os.environ, **own.environment}, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with process:
        try:
            yield process
        finally:
            process.kill()


def heard(process, word):
    """Whether the process says the word before it falls silent."""
    return any(line == f"{word}\n" for line in process.stdout)


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


def work_through_a_kill(own, *options):
    """The leader is killed in the middle of its one key; the other scheduler finishes it."""
    with started(own, "serve", 60, *options) as first:
        assert heard(first, "working")
        with started(own, "serve", 0, *options):
            os.kill(first.pid, signal.SIGKILL)
            wait_until(lambda: Outcome.DONE in runs(own))


def test_one_of_two_leads_and_the_other_takes_over_when_it_is_killed(own_database):
    with ExitStack() as stack:
        both = [stack.enter_context(started(own_database, "serve", 0)) for _ in range(2)]
        wait_until(lambda: leader(own_database))
        first = leader(own_database)
        time.sleep(1)
        assert leader(own_database) == first
        other = next(process for process in both if process.pid != first)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: leader(own_database) == other.pid)
        assert times_done(own_database) == 1


def test_a_job_killed_in_the_middle_is_done_once_by_the_next_leader(own_database):
    work_through_a_kill(own_database)
    assert runs(own_database) == [Outcome.LOST, Outcome.DONE]
    assert times_done(own_database) == 1


def test_a_job_that_commits_before_it_is_done_is_found_out(own_database):
    work_through_a_kill(own_database, "early")
    assert times_done(own_database) == 2


def test_a_scheduler_that_is_told_to_stop_finishes_its_key_and_ends_well(own_database):
    with started(own_database, "serve", 1) as only:
        assert heard(only, "working")
        only.terminate()
        assert only.wait(PATIENCE) == 0
    assert runs(own_database) == [Outcome.DONE]


def race(own):
    keys = [f"key-{number}" for number in range(20)]
    with ExitStack() as stack:
        both = [stack.enter_context(started(own, "race", *keys)) for _ in range(2)]
        assert all(heard(process, "ready") for process in both)
        for process in both:
            process.stdin.write("go\n")
            process.stdin.flush()
        assert [process.wait(PATIENCE) for process in both] == [0, 0]
    return len(keys)


def test_each_key_is_done_once_though_two_attempt_it(own_database):
    assert times_done(own_database) == 0
    keys = race(own_database)
    assert times_done(own_database) == keys


def test_without_the_unique_index_keys_are_done_twice(own_database):
    owner = sa.create_engine(own_database.owner_url, poolclass=sa.NullPool)
    with owner.begin() as connection:
        connection.exec_driver_sql("DROP INDEX uq_job_runs_once")
    keys = race(own_database)
    assert times_done(own_database) > keys
