"""Several scheduler processes on one database, each with the house's own drafting job looked at many times a second.

`without` names guards that a mutant goes without: "leader" (everybody leads), "claim" (a key may be run twice at once),
"rules" (a region may have several runs of a period, and several open ones).
"""

import logging
import os
import signal
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing.connection import wait

import sqlalchemy as sa

from kernel import clock, jobs
from kernel.jobs import beside, leadership, service
from kernel.jobs.loop import Loop
from settlement.drafts.jobs import DRAFT
from tests.kernel.jobs.scheduler import started

PATIENCE = 60
GUARDS = {"leader": (), "claim": ("uq_job_runs_once",), "rules": ("uq_runs_period", "uq_runs_open")}


class Everybody:
    """Leadership that refuses nobody."""

    def take(self) -> bool:
        return True

    def held(self) -> bool:
        return True

    def leave(self) -> None:
        return None


def serve(app, tell, without: tuple[str, ...] = ()) -> None:
    """A scheduler with one job, which tells when each of its looks began."""
    if without:
        logging.disable()  # what its own guards say when they meet is not read
    if "leader" in without:
        leadership.of = lambda settings: Everybody()
    if "claim" in without:
        service._give_back_lost = lambda: None  # else it would undo what another one is doing
    if "rules" in without:
        from settlement.runs import service as runs

        runs.refuse_draft = lambda region_code, period: None

    def due():
        tell.send(clock.machine_now())
        return DRAFT.due()

    jobs.init_app(app, jobs=[replace(DRAFT, due=due, trigger={"seconds": 0.06})])
    Loop(app, retry=0.1, beat=0.1).serve()


def drop_guards(own, without: tuple[str, ...]) -> None:
    """The indexes of these guards, gone from the database."""
    engine = sa.create_engine(own.owner_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for index in (name for guard in without for name in GUARDS[guard]):
            connection.exec_driver_sql(f"DROP INDEX {index}")


@dataclass
class Member:
    process: object
    told: object
    stack: ExitStack


class Crew:
    """`size` schedulers; one leads. `look(after)` waits until a look has begun after that moment."""

    def __init__(self, own, size: int, without: tuple[str, ...] = ()):
        self.own, self.size, self.without = own, size, without
        self.members: list[Member] = []
        self.looks, self.last_look = 0, None

    def __enter__(self) -> "Crew":
        self.fill()
        return self

    def __exit__(self, *_) -> None:
        self.down()

    def fill(self) -> None:
        """Start as many as are missing; they lead or stand by when they are ready."""
        while len(self.members) < self.size:
            stack = ExitStack()
            process, told = stack.enter_context(started(self.own, serve, self.without))
            self.members.append(Member(process, told, stack))

    def down(self) -> None:
        """All of them are killed at once."""
        for member in self.members:
            os.kill(member.process.pid, signal.SIGKILL)
        for member in self.members:
            member.stack.close()
        self.members = []

    def kill_leader(self) -> bool:
        """The leader is killed in whatever it does, and another scheduler started. Whether one of ours led."""
        with self.own.app.app_context():
            lease = beside.lease()
        pid = int(lease.holder.split()[-1]) if lease else None
        found = [member for member in self.members if member.process.pid == pid]
        for member in found:
            os.kill(pid, signal.SIGKILL)
            member.stack.close()
            self.members.remove(member)
        self.fill()
        return bool(found)

    def look(self, after: datetime) -> None:
        until = time.monotonic() + PATIENCE
        while self.last_look is None or self.last_look <= after:
            assert time.monotonic() < until, "nobody looked at what is due"
            self.hear(0.2)

    def hear(self, seconds: float) -> None:
        """Take in what was told; of a killed process what it had said before."""
        for told in wait([member.told for member in self.members], seconds):
            try:
                while told.poll():
                    self.last_look = max(filter(None, (self.last_look, told.recv())))
                    self.looks += 1
            except EOFError:
                raise AssertionError("a scheduler ended by itself") from None
