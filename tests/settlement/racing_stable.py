"""The house loaded once, standing by: for every order that comes in, a process forked from it runs that race.

An order is a line of JSON (script, environment, here); the answer a line with the exit status. What the race complains
of is in `here`/complaint.
"""

import json
import os
import sys
import traceback
from functools import cache
from pathlib import Path

from sqlalchemy.orm import configure_mappers

from wsgi import create_app


@cache
def load() -> None:
    """Every room, its models and its texts; nothing is opened."""
    create_app()
    configure_mappers()


def run(order: dict) -> int:
    """The race itself, in the forked process."""
    sys.stdin = open(os.devnull)  # noqa: SIM115 - both for the rest of this process
    sys.stderr = (Path(order["here"]) / "complaint").open("w")
    try:
        exec(compile(order["script"], "race", "exec"), {"__name__": "race"})
    except SystemExit as end:
        return end.code or 0
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        os.environ.update(order["environment"])
        load()
        if runner := os.fork():
            sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(runner, 0)[1])}\n")
            sys.stdout.flush()
        else:
            status = run(order)
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            os._exit(status)


if __name__ == "__main__":
    main()
