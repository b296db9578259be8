"""Processes for the tests of jobs: a scheduler, and a racer that attempts keys without leading.

They are forked from a server that has imported the house once, so that each costs a fraction of a second.
"""

import multiprocessing
import os
import time
from contextlib import contextmanager

from kernel import audit, jobs
from kernel.db import db
from kernel.jobs import Job, progress, service
from kernel.jobs.loop import Loop

VERB = "the job of the test was done"
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.kernel.jobs.warm"])


def job(seconds: float, tell=None, *, early: bool = False) -> Job:
    """Works that long on its one key; `early` is the mutant that commits before it is done."""

    def run(key):
        audit.record(None, VERB, str(key))
        if early:
            db.session.commit()
        progress("working", 1, 2)
        if tell:
            tell.send("working")
        time.sleep(seconds)
        return f"{key} is done"

    return Job(name="test", label="Test", due=lambda: [("150100", "2026-03")], run=run, trigger={"seconds": 1})


def serve(app, tell, seconds: float = 0.0, early: bool = False) -> None:
    """A scheduler: one of several may lead."""
    jobs.init_app(app, jobs=[job(seconds, tell, early=early)])
    Loop(app, retry=0.1, beat=0.1).serve()


def race(app, tell, keys: list[str]) -> None:
    """Attempt each key in turn, once told to start."""
    racer = job(0.01)
    tell.send("ready")
    tell.recv()
    for key in keys:
        service.attempt(app, racer, key)


def _main(environment: dict, tell, what, arguments: tuple) -> None:
    from wsgi import create_app

    os.environ.update(environment)
    what(create_app(), tell, *arguments)


@contextmanager
def started(own, what, *arguments):
    """(process, connection) of `serve` or `race` on this database; killed at the end."""
    here, there = processes.Pipe()
    process = processes.Process(target=_main, args=(own.environment, there, what, arguments))
    process.start()
    there.close()
    try:
        yield process, here
    finally:
        process.kill()
        process.join()
        process.close()
        here.close()
