"""The mutant of `bench.crash`: the same work by the same verbs, but every statement commits by itself, nothing is
unique about a run, and a draft that was not finished is simply drafted again. The ledger's deferred foreign key goes
too: it lets no leg stand without its entry at any commit. Left alone it comes to the same sums; killed it must not.
"""

import sqlalchemy as sa

from bench.places import Place
from kernel import db as kernel_db
from kernel.db import db
from settlement.runs import service

UNIQUE = ("uq_runs_open", "uq_runs_period")
DEFERRED = "ALTER TABLE ledger_legs DROP CONSTRAINT fk_ledger_legs_entry"


def spoil(place: Place) -> None:
    """Take the keys out of a copy; SQLite drops no foreign key, there the process looks away."""
    owner = sa.create_engine(place.owner_url, poolclass=sa.NullPool)
    with owner.begin() as connection:
        for name in UNIQUE:
            connection.exec_driver_sql(f"DROP INDEX {name}")
        if place.kind == "postgresql":
            connection.exec_driver_sql(DEFERRED)


def disarm() -> None:
    """In the process that is about to work: no transaction, and no question whether the period has a run already."""
    service.refuse_draft = lambda region_code, period: None
    if db.engine.dialect.name == "sqlite":
        sa.event.remove(sa.Engine, "begin", kernel_db._begin)  # without BEGIN, SQLite commits each statement
        sa.event.listen(sa.Engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA foreign_keys=OFF").close())
    else:
        db.engines[None] = db.engine.execution_options(isolation_level="AUTOCOMMIT")
