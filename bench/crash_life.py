"""Processes of `bench.crash`: forked from one that has everything imported and nothing opened, so a new one is cheap.

with Life(place) as life:       a worker on this database; the clock starts once it begins to work
    life.ends_within(seconds)   True if it ended by itself until then (None: however long it takes)
    life.killed(with_server)    SIGKILL now: (the step it was in, its region)
apart(function) -> what it returns, from a process of its own
"""

import os
import select
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psutil
import psycopg

from bench import crash_naive, crash_work, places
from bench.contest import codes
from bench.crash_work import FIRST_REGION, STEPS
from bench.places import Place

FORK = get_context("fork")
LONGEST = 900  # seconds that anything may take before it counts as hanging
RECOVERED = "automatic recovery in progress"


class Life:
    """One worker from its birth to its death."""

    def __init__(self, place: Place, is_naive: bool = False):
        self.place, self.words, self.is_ended = place, b"", False
        self.log = place.directory / "worker.log"
        self.pipe, other = os.pipe()
        self.process = FORK.Process(target=_live, args=(place, other, is_naive, self.log))
        self.process.start()
        os.close(other)
        while len(self.words) < 1 and not self.is_ended:
            self._hear(LONGEST)

    def __enter__(self) -> "Life":
        return self

    def __exit__(self, *_) -> None:
        self.process.kill()
        self.process.join()
        os.close(self.pipe)

    @property
    def code(self) -> int:
        self.process.join()
        return self.process.exitcode

    def ends_within(self, seconds: float | None) -> bool:
        until = monotonic() + (LONGEST if seconds is None else seconds)
        while not self.is_ended and (left := until - monotonic()) > 0:
            self._hear(left)
        if seconds is None and not self.is_ended:
            raise SystemExit(f"the worker hangs in “{self.step}”")
        return self.is_ended

    def killed(self, with_server: bool) -> tuple[str, str]:
        """With its server: that one is killed, its worker dies of it, it starts again and recovers."""
        if with_server:
            kill_server()
            self._hear(0)
            step = self.step
            self.ends_within(None)
            start_server()
            return step, self.region
        os.kill(self.process.pid, signal.SIGKILL)
        self.ends_within(None)
        return self.step, self.region

    @property
    def step(self) -> str:
        """The last one it spoke of."""
        return STEPS[next(word for word in reversed(self.words) if word < FIRST_REGION)]

    @property
    def region(self) -> str:
        """The one it was at, or the first."""
        place = next((word - FIRST_REGION for word in reversed(self.words) if word >= FIRST_REGION), 0)
        return codes(self.place.directory)[place]

    def said_last(self) -> str:
        return self.log.read_text().splitlines()[-1]

    def _hear(self, seconds: float) -> None:
        if select.select([self.pipe], [], [], seconds)[0]:
            heard = os.read(self.pipe, 1 << 16)
            self.words, self.is_ended = self.words + heard, not heard


def _live(place: Place, pipe: int, is_naive: bool, log: Path) -> None:
    os.dup2(os.open(log.with_suffix(".stderr"), os.O_WRONLY | os.O_CREAT | os.O_APPEND), sys.stderr.fileno())
    try:
        voice = crash_work.Voice(pipe)
        with place.app().app_context():
            if is_naive:
                crash_naive.disarm()
            voice.listen()
            crash_work.work(place.directory, voice)
    except BaseException:
        log.write_text(traceback.format_exc())
        os._exit(1)


def apart(function: Callable[[], Any]) -> Any:
    """The process that kills and forks never opens a database itself."""
    ours, theirs = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_answer, args=(function, theirs))
    process.start()
    theirs.close()
    try:
        answer, why = ours.recv() if ours.poll(LONGEST) else (None, "no answer")
    except EOFError:
        answer, why = None, f"ended with {process.exitcode}"
    process.join()
    if why:
        sys.exit(why)
    return answer


def _answer(function: Callable[[], Any], theirs) -> None:
    try:
        theirs.send((function(), None))
    except BaseException:
        theirs.send((None, traceback.format_exc()))


def kill_server() -> None:
    """SIGKILL for the postmaster, then for each process it had: nobody is left to write anything."""
    postmaster = psutil.Process(places.server().get_postmaster_info().pid)
    family = [postmaster, *postmaster.children(recursive=True)]
    for process in family:
        process.kill()
    gone, alive = psutil.wait_procs(family, timeout=60)
    if alive:
        raise SystemExit(f"still alive: {alive}")


def start_server() -> None:
    """Start it again; its log must say that it recovered."""
    running = places.server()
    before = running.log.read_text().count(RECOVERED)
    with suppress(subprocess.TimeoutExpired):  # who starts it waits for ten seconds only
        running.ensure_postgres_running()
    until = monotonic() + LONGEST
    while not _answers():
        if monotonic() > until:
            raise SystemExit("PostgreSQL does not come back")
        sleep(0.2)
    running.ensure_postgres_running()
    if running.log.read_text().count(RECOVERED) != before + 1:
        raise SystemExit("PostgreSQL started without recovering")


def _answers() -> bool:
    """Whether recovery is over; until then each connection is refused."""
    try:
        places.admin("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True
