"""Written beside the main transaction and seen at once: how far a run has come, who wants it to stop, and who leads.

PostgreSQL: a connection of its own to the same database. SQLite allows one writer at a time, so there the two tables
stand in a small database beside the main one; nothing in it is worth a backup.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.schema import CreateTable, DropTable

from kernel import clock
from kernel.jobs.models import JobProgress, SchedulerLease

PROGRESS, LEASE = JobProgress.__table__, SchedulerLease.__table__


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
            for table in (PROGRESS, LEASE):
                _make(connection, table)
    current_app.extensions["beside"] = engine
    return engine


def _make(connection: sa.Connection, table: sa.Table) -> None:
    """The table, made anew where an earlier version of it stands: what it held is of no worth any more."""
    connection.execute(CreateTable(table, if_not_exists=True))
    if {column["name"] for column in sa.inspect(connection).get_columns(table.name)} != set(table.columns.keys()):
        connection.execute(DropTable(table))
        connection.execute(CreateTable(table))


def begin(run_id: int) -> None:
    """A run has begun; until `forget` others may see how far it is and ask it to stop."""
    with _connection() as connection:
        connection.execute(
            sa.insert(PROGRESS).values(run_id=run_id, step="", done=0, total=0, said_at=clock.machine_now())
        )


def say(run_id: int, step: str, done: int, total: int) -> sa.Row | None:
    """Note how far a run has come; (cancelled_by_id,) is the answer, None where the run was declared lost."""
    said = {"step": step[:200], "done": done, "total": total, "said_at": clock.machine_now()}
    heard = sa.update(PROGRESS).where(PROGRESS.c.run_id == run_id).values(said).returning(PROGRESS.c.cancelled_by_id)
    with _connection() as connection:
        return connection.execute(heard).one_or_none()


def cancel(run_id: int, *, by_id: int) -> bool:
    """Ask a run to stop; it does at its next word. False where it has ended already."""
    wish = sa.update(PROGRESS).where(PROGRESS.c.run_id == run_id).values(cancelled_by_id=by_id)
    with _connection() as connection:
        return connection.execute(wish).rowcount == 1


def told(run_ids: Iterable[int]) -> dict[int, sa.Row]:
    """run id -> (run_id, step, done, total, said_at, cancelled_by_id) of the runs that have not ended."""
    found = sa.select(PROGRESS).where(PROGRESS.c.run_id.in_(list(run_ids))).order_by(PROGRESS.c.run_id)
    with _connection() as connection:
        return {row.run_id: row for row in connection.execute(found)}


def forget(run_ids: Iterable[int]) -> None:
    """These runs have ended; their rows in `job_runs` say the rest."""
    with _connection() as connection:
        connection.execute(sa.delete(PROGRESS).where(PROGRESS.c.run_id.in_(list(run_ids))))


def beat(*, holder: str, since: datetime, looked: dict, upcoming: dict, failing: dict) -> None:
    """The leader is alive. `looked`, `upcoming`: job -> instant in ISO format; `failing`: job -> keys."""
    row = {"holder": holder, "since": since, "seen_at": clock.machine_now()}
    row |= {"looked": looked, "upcoming": upcoming, "failing": failing}
    with _connection() as connection:
        if not connection.execute(sa.update(LEASE).where(LEASE.c.id == 1).values(row)).rowcount:
            connection.execute(sa.insert(LEASE).values(id=1, **row))


def lease() -> sa.Row | None:
    """The last word of whoever leads or led; None where no scheduler has ever run."""
    with _connection() as connection:
        return connection.execute(sa.select(LEASE)).one_or_none()
