"""What jobs leave behind: a row a run, a row a wish of an administrator; and, written beside, progress and lease.

The last two tables are written while a run's transaction is open. On PostgreSQL they stand in the database; on SQLite,
where a second connection cannot write meanwhile, the same tables are kept in `var/beside.db` (`kernel.jobs.beside`).
"""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.db import Instant, db, state_column
from kernel.words import Word


class Outcome(Word):
    """How a run stands. LOST: its scheduler was stopped in the middle. Of a lost or cancelled run nothing was kept."""

    RUNNING = "running", _l("Being run"), "blue"
    DONE = "done", _l("Run and done"), "green"
    FAILED = "failed", _l("Run failed"), "red"
    LOST = "lost", _l("Run interrupted"), "amber"
    CANCELLED = "cancelled", _l("Run cancelled"), "plain"


ONCE = sa.text("outcome IN ('running', 'done')")


class JobRun(db.Model):
    """One key of one job, run once: the unique index decides between two schedulers. Times are machine time."""

    __tablename__ = "job_runs"
    __table_args__ = (
        sa.Index("uq_job_runs_once", "job", "key", unique=True, sqlite_where=ONCE, postgresql_where=ONCE),
        sa.Index("ix_job_runs_job_started_at", "job", "started_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(sa.String(60))
    key: Mapped[str] = mapped_column(sa.String(120))
    outcome: Mapped[Outcome] = state_column(Outcome, default=Outcome.RUNNING)
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    message: Mapped[dict | str | None] = mapped_column(sa.JSON)  # kept by `kernel.i18n.pack`
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    asked_by: Mapped[User | None] = relationship(lazy="joined")

    @property
    def seconds(self) -> float | None:
        """How long it took; None while it runs."""
        return (self.ended_at - self.started_at).total_seconds() if self.ended_at else None


class JobRequest(db.Model):
    """An administrator's wish that a job be looked at now; the leading scheduler takes it."""

    __tablename__ = "job_requests"
    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(sa.String(60), index=True)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    taken_at: Mapped[datetime | None] = mapped_column(Instant)


class JobProgress(db.Model):
    """How far a run has come, when it was last heard, and who wants it to stop. The row lives as long as the run."""

    __tablename__ = "job_progress"
    run_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(sa.String(200))
    done: Mapped[int] = mapped_column(sa.BigInteger)
    total: Mapped[int] = mapped_column(sa.BigInteger)
    said_at: Mapped[datetime] = mapped_column(Instant)
    cancelled_by_id: Mapped[int | None]  # no foreign key: the table may stand in a database of its own


class SchedulerLease(db.Model):
    """One row: which process leads, when it was last heard, when it last looked at each job and will look next.

    `failing`: job -> keys that were due at that look and whose latest run failed.
    """

    __tablename__ = "scheduler_lease"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder: Mapped[str] = mapped_column(sa.String(200))
    since: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    looked: Mapped[dict] = mapped_column(sa.JSON)
    upcoming: Mapped[dict] = mapped_column(sa.JSON)
    failing: Mapped[dict] = mapped_column(sa.JSON)
