"""What the house does by itself: a scheduler in a process of its own, one leader, each key of a job once.

    JOBS = [Job(name="close-tenders", label=_l("Close tenders"), trigger={"minutes": 1}, due=past_deadline, run=close)]

A tick asks a job what is due by legal time; each key that has not been done is run in one write transaction together
with the row that says so, so that nothing runs twice whoever is killed when. `progress(step, done, total)` may be
called anywhere below a job or a command and is seen while the transaction is still open.
"""

from collections.abc import Iterable

from flask import Flask

from kernel.jobs.job import Job, Key
from kernel.jobs.progress import heard_by, on_terminal, progress

__all__ = ["Job", "Key", "heard_by", "init_app", "on_terminal", "progress"]


def init_app(app: Flask, *, jobs: Iterable[Job] = ()) -> None:
    """Hand the jobs of all rooms to the scheduler and to the page that shows them; names are unique."""
    by_name: dict[str, Job] = {}
    for job in jobs:
        if by_name.setdefault(job.name, job) is not job:
            raise ValueError(f"two jobs are named {job.name}")
    app.extensions["jobs"] = by_name
