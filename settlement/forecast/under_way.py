"""How far the schedule is with what a page waits for."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel.speaklater import LazyString

from kernel.i18n import unpack
from kernel.jobs import queries as jobs
from kernel.jobs.models import Outcome

GIVEN_UP = (Outcome.FAILED, Outcome.CANCELLED)


@dataclass(frozen=True)
class Progress:
    """How far the reckoning is: `done` of `count` regions, what is under way now, or why it failed last."""

    done: int
    count: int
    step: sa.Row | None
    fault: LazyString | str | None
    is_silent: bool


def progress(job: str, due: Iterable[tuple], count: int) -> Progress | None:
    """Of a job that still has these keys of `count` to do; None where there are none."""
    tried = [jobs.run_of(job, key) for key in due]
    if not tried:
        return None
    step = next((step for _run, step in tried if step), None)
    failed = (unpack(run.message) for run, _step in tried if run and run.outcome in GIVEN_UP)
    return Progress(count - len(tried), count, step, next(failed, None), jobs.scheduler().is_silent)
