"""Which of several schedulers leads: whoever holds the lock, and the lock goes with its process.

PostgreSQL: an advisory lock on a connection that does nothing else, let go by the server when the connection dies.
SQLite: a record lock on `var/scheduler.lock`, let go by the system when the process dies. (A record lock belongs to
one process and is not handed to its children, as `flock` would be.)
"""

import fcntl
import os
from pathlib import Path
from typing import IO, Protocol

import sqlalchemy as sa

from kernel.config import Settings

LOCK = 2008107  # the notice; any number that nothing else in the database uses
LOST_AFTER = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"


class Leadership(Protocol):
    """`take` returns whether this process leads now; `held` whether it still does."""

    def take(self) -> bool: ...
    def held(self) -> bool: ...
    def leave(self) -> None: ...


class FileLock:
    """Leadership on the one machine that an SQLite database lives on."""

    def __init__(self, path: Path):
        self.path, self._file = path, None

    def take(self) -> bool:
        file: IO = self.path.open("a")
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def held(self) -> bool:
        """Unless someone deleted the file, in which case another process may lock a new one."""
        return self.path.exists() and os.fstat(self._file.fileno()).st_ino == self.path.stat().st_ino

    def leave(self) -> None:
        self._file.close()


class AdvisoryLock:
    """Leadership among all machines that share a PostgreSQL database."""

    def __init__(self, url: str):
        self._engine = sa.create_engine(
            url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT", connect_args={"options": LOST_AFTER}
        )
        self._connection: sa.Connection | None = None

    def take(self) -> bool:
        self._connection = self._engine.connect()
        if self._connection.scalar(sa.select(sa.func.pg_try_advisory_lock(LOCK))):
            return True
        self._connection.close()
        return False

    def held(self) -> bool:
        try:
            return self._connection.scalar(sa.text("SELECT 1")) == 1
        except sa.exc.DBAPIError:
            return False

    def leave(self) -> None:
        self._connection.close()


def of(settings: Settings) -> Leadership:
    """The lock that fits the database."""
    if sa.make_url(settings.url).get_backend_name() == "sqlite":
        return FileLock(settings.var_dir / "scheduler.lock")
    return AdvisoryLock(settings.url)
