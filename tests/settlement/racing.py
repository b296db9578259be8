"""Real processes that do one thing at the same moment on a committed database."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FRAME = """
import json, os, sys, time
from pathlib import Path
from wsgi import create_app
from kernel.db import begin_write, db, writing
from kernel.refusals import Refusal, from_integrity_error
from sqlalchemy.exc import IntegrityError

app = create_app()
with app.app_context():
    go = Path(os.environ["RACE_GO"])
    Path(os.environ["RACE_READY"]).touch()
    while not go.exists():
        time.sleep(0.002)
    given = json.loads(os.environ["RACE_GIVEN"])
    try:
        with writing():
{body}
        print(json.dumps(answer))
    except Refusal as refusal:
        print(json.dumps("refused " + refusal.code))
    except IntegrityError as error:
        known = from_integrity_error(error)
        print(json.dumps("refused " + (known.code if known else "unnamed constraint")))
"""


def race(own, body: str, givens: list, *, directory: Path) -> list:
    """What each process answered, in order: `body` sets `answer` from `given`; a refusal answers "refused CODE"."""
    go = directory / "go"
    script = FRAME.format(body="\n".join(f"            {line}" for line in body.strip().splitlines()))
    ready = [directory / f"ready{number}" for number in range(len(givens))]
    runners = [
        subprocess.Popen(
            [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, **own.environment, "RACE_GO": str(go), "RACE_READY": str(mark),
                 "RACE_GIVEN": json.dumps(given)},
        )
        for mark, given in zip(ready, givens, strict=True)
    ]  # fmt: skip
    while not all(mark.exists() for mark in ready):
        assert all(runner.poll() is None for runner in runners), [runner.stderr.read() for runner in runners]
        time.sleep(0.01)
    go.touch()
    answers = []
    for runner in runners:
        said, complaint = runner.communicate(timeout=60)
        assert runner.returncode == 0, complaint
        answers.append(json.loads(said.splitlines()[-1]))
    return answers
