"""Written beside the main transaction and seen at once: how far a run has come, and who leads.

PostgreSQL: a connection of its own to the same database. SQLite allows one writer at a time, so there the two tables
stand in a small database beside the main one; nothing in it is worth a backup.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.schema import CreateTable

from kernel import clock
from kernel.jobs.models import JobProgress, SchedulerLease

TABLES = [JobProgress.__table__, SchedulerLease.__table__]


@contextmanager
def _connection() -> Iterator[sa.Connection]:
    engine = current_app.extensions.get("beside") or _open()
    with engine.begin() as connection:
        yield connection


def _open() -> sa.Engine:
    settings = current_app.config["SETTINGS"]
    url = settings.url
    if sa.make_url(url).get_backend_name() == "sqlite":
        url = f"sqlite:///{settings.var_dir / 'beside.db'}"
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            for table in TABLES:
                connection.execute(CreateTable(table, if_not_exists=True))
    current_app.extensions["beside"] = engine
    return engine


def say(run_id: int, step: str, done: int, total: int) -> None:
    """Note how far a run has come."""
    _put(JobProgress.__table__, "run_id", {"run_id": run_id, "step": step[:200], "done": done, "total": total})


def beat(*, holder: str, since: datetime, looked: dict[str, str], upcoming: dict[str, str]) -> None:
    """The leader is alive. `looked` and `upcoming`: job -> instant in ISO format."""
    lease = {"holder": holder, "since": since, "seen_at": clock.machine_now(), "looked": looked, "upcoming": upcoming}
    _put(SchedulerLease.__table__, "id", {"id": 1, **lease})


def lease() -> sa.Row | None:
    """The last word of whoever leads or led; None where no scheduler has ever run."""
    with _connection() as connection:
        return connection.execute(sa.select(SchedulerLease.__table__)).one_or_none()


def told(run_ids: Iterable[int]) -> dict[int, sa.Row]:
    """run id -> (run_id, step, done, total) of the runs that said how far they are."""
    table = JobProgress.__table__
    with _connection() as connection:
        rows = connection.execute(sa.select(table).where(table.c.run_id.in_(list(run_ids))).order_by(table.c.run_id))
        return {row.run_id: row for row in rows}


def forget(run_id: int) -> None:
    """A run has ended; its row in `job_runs` says the rest."""
    table = JobProgress.__table__
    with _connection() as connection:
        connection.execute(sa.delete(table).where(table.c.run_id == run_id))


def _put(table: sa.Table, key: str, row: dict) -> None:
    with _connection() as connection:
        if not connection.execute(sa.update(table).where(table.c[key] == row[key]).values(row)).rowcount:
            connection.execute(sa.insert(table).values(row))
