"""Real processes that do one thing at the same moment on a committed database."""

import json
import select
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FRAME = """
import json, os, sys, time
from pathlib import Path
from wsgi import create_app
from kernel.db import begin_write, db, writing
from kernel.refusals import Refusal, from_integrity_error
from sqlalchemy.exc import IntegrityError

here, app, parent = Path(os.environ["RACE_HERE"]), create_app(), os.getpid()
givens, go = json.loads((here / "givens").read_text()), here / "go"
{rehearsal}
for number, given in enumerate(givens):  # they share what is loaded, and nothing that is opened
    if not os.fork():
        sys.stdout = (here / f"answer{{number}}").open("w")
        break
else:
    for _ in givens:
        if os.wait()[1]:
            sys.exit(1)
    sys.exit(0)
with app.app_context():
    (here / f"ready{{number}}").touch()
    while not go.exists():
        time.sleep(0.002)
        assert os.getppid() == parent  # another one failed before the start
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


REHEARSAL = """
with app.app_context():
    given = givens[0]
    try:
        with writing():
{body}
            raise InterruptedError
    except InterruptedError:  # rolled back, and what it opened is closed again
        db.session.remove()
        db.engine.dispose()
"""


def race(own, body: str, givens: list, *, directory: Path, rehearsed: bool = False) -> list:
    """What each process answered, in order: `body` sets `answer` from `given`; a refusal answers "refused CODE".

    One process has loaded the house and forks one for each of `givens`; they begin together. Where they are many it may
    rehearse the body once, so that its queries are compiled and the turn of each is short.
    """
    lines = "\n".join(f"            {line}" for line in body.strip().splitlines())
    script = FRAME.format(body=lines, rehearsal=REHEARSAL.format(body=lines) if rehearsed else "")
    (directory / "givens").write_text(json.dumps(givens))
    environment = {**own.environment, "RACE_HERE": str(directory)}
    stable = _stable()
    stable.stdin.write(json.dumps({"script": script, "environment": environment, "here": str(directory)}) + "\n")
    stable.stdin.flush()
    while not all((directory / f"ready{number}").exists() for number in range(len(givens))):
        assert not select.select([stable.stdout], [], [], 0.01)[0], _complaint(directory)
    (directory / "go").touch()
    assert select.select([stable.stdout], [], [], 120)[0], "the race does not end"
    assert stable.stdout.readline() == "0\n", _complaint(directory)
    return [json.loads((directory / f"answer{number}").read_text().splitlines()[-1]) for number in range(len(givens))]


@cache
def _stable() -> subprocess.Popen:
    """The house loaded once for all races of this process; it ends when its orders do."""
    module, pipe = "tests.settlement.racing_stable", subprocess.PIPE
    return subprocess.Popen([sys.executable, "-m", module], cwd=ROOT, stdin=pipe, stdout=pipe, text=True)


def _complaint(directory: Path) -> str:
    return (directory / "complaint").read_text()
