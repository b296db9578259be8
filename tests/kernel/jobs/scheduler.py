"""Real processes for the tests of jobs: a scheduler, and a racer that attempts keys without leading.

    python -m tests.kernel.jobs.scheduler serve SECONDS [early]    the job works SECONDS on its one key;
                                                                   early: the mutant that commits before it is done
    python -m tests.kernel.jobs.scheduler race KEY…                attempts each key in turn, after a line on stdin
"""

import sys
import time

from kernel import audit, jobs
from kernel.db import db
from kernel.jobs import Job, progress, service
from kernel.jobs.loop import Loop
from wsgi import create_app

VERB = "the job of the test was done"


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def job(seconds: float = 0.0, *, early: bool = False) -> Job:
    def run(key):
        audit.record(None, VERB, str(key))
        if early:
            db.session.commit()
        progress("working", 1, 2)
        say("working")
        time.sleep(seconds)
        return f"{key} is done"

    return Job(name="test", label="Test", due=lambda: [("150100", "2026-03")], run=run, trigger={"seconds": 1})


def main(what: str, *arguments: str) -> None:
    app = create_app()
    if what == "serve":
        jobs.init_app(app, jobs=[job(float(arguments[0]), early="early" in arguments)])
        Loop(app, retry=0.1, beat=0.1).serve()
    else:
        jobs.init_app(app, jobs=[job(0.01)])
        say("ready")
        sys.stdin.readline()
        for key in arguments:
            service.attempt(app, app.extensions["jobs"]["test"], key)


if __name__ == "__main__":
    main(*sys.argv[1:])
