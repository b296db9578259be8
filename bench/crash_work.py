"""What the process does that `bench.crash` kills: it settles a period of every region, a transaction a step.

    work(directory, voice)      from whatever the database says was done so far; every step by its real verb

Read, draft (every third region is drafted, made void and drafted again), lists confirmed, closed, reviewed, published;
the clock moves; approved, posted. `Voice` writes each step's number into a pipe before the step begins.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from pathlib import Path

import sqlalchemy as sa

from bench import engine
from bench.contest import codes
from bench.region import PERIOD
from kernel.db import db, writing
from settlement.entitlements.reading import read
from settlement.runs import periods, queries, service
from settlement.runs.models import Run, RunState
from settlement.vouchers import service as vouchers

OUTSIDE = ("starting", "between transactions", "reading")
VERBS = ("draft", "void", "confirm", "close", "review", "publish", "clock", "approve", "post")
PARTS = (  # of drafting and posting, by the function that does it
    ("settlement.entitlements.service", "judged", "draft: judging"),
    ("settlement.entitlements.grants", "claim", "draft: claiming grants"),
    ("settlement.entitlements.rule_holds", "keep_up", "draft: holds"),
    ("settlement.rosters.service", "freeze", "draft: fixing bands"),
    ("settlement.recoveries.reckoning", "reckon", "draft: recoveries"),
    ("settlement.entitlements.lines", "write", "draft: writing lines"),
    ("settlement.runs.posting", "post", "post: settling lines"),
    ("settlement.funds.service", "charge", "post: charging the fund"),
    ("settlement.vouchers.snapshot", "persons", "post: snapshots"),
    ("settlement.vouchers.issue", "insert", "post: lines on vouchers"),
    ("kernel.audit", "_chain", "audit record"),
)
STEPS = (*OUTSIDE, *VERBS, *(step for *_, step in PARTS), "commit")
FIRST_REGION = 128  # numbers from here on name a region
TWICE = 3


class Voice:
    """One byte a step."""

    def __init__(self, pipe: int):
        self.pipe, self.now = pipe, "starting"

    def say(self, step: str) -> None:
        self.now = step
        os.write(self.pipe, bytes([STEPS.index(step)]))

    def region(self, place: int) -> None:
        os.write(self.pipe, bytes([FIRST_REGION + place]))

    @contextmanager
    def during(self, step: str) -> Iterator[None]:
        before = self.now
        self.say(step)
        yield
        self.say(before)

    @contextmanager
    def transaction(self, verb: str) -> Iterator[None]:
        """`kernel.db.writing`, and where it is."""
        with writing():
            self.say(verb)
            yield
        self.say("between transactions")
        db.session.remove()

    def listen(self) -> None:
        """Speak up in the parts of drafting and posting, and before each commit."""
        for module, name, step in PARTS:
            within = import_module(module)
            setattr(within, name, self._speaking(getattr(within, name), step))
        sa.event.listen(sa.Engine, "commit", lambda connection: self.say("commit"))

    def _speaking(self, function: Callable, step: str) -> Callable:
        @wraps(function)
        def spoken(*given, **named):
            with self.during(step):
                return function(*given, **named)

        return spoken


def work(directory: Path, voice: Voice) -> None:
    engine.USERS.update({each["code"]: each["users"] for each in json.loads((directory / "ground.json").read_text())})
    regions = codes(directory)
    voice.say("between transactions")
    for place, code in _left(regions, besides=("published", "approved", "posted")):
        _advance(place, code, voice, until="approve")
    _let_publicity_end(voice)
    for place, code in _left(regions, besides=("posted",)):
        _advance(place, code, voice)


def _left(regions: list[str], besides: tuple[str, ...]) -> list[tuple[int, str]]:
    """(place, code) of the regions whose period has not come so far."""
    done = set(db.session.scalars(sa.select(Run.region_code).where(Run.period == PERIOD, Run.state.in_(besides))))
    return [(place, code) for place, code in enumerate(regions) if code not in done]


def _advance(place: int, code: str, voice: Voice, until: str | None = None) -> None:
    while (verb := _next(place, code)) not in (None, until):
        voice.region(place)
        _take(verb, code, voice)


def _next(place: int, code: str) -> str | None:
    """What comes next in a region, by what its database says; None where the period is posted."""
    runs = db.session.scalars(sa.select(Run).filter_by(region_code=code, period=PERIOD).order_by(Run.id)).all()
    last = runs[-1] if runs else None
    if last is None or last.state == RunState.VOID or not last.lines_hash:
        return "draft"
    if last.state == RunState.DRAFT:
        if len(runs) == 1 and place % TWICE == 0:
            return "void"
        waiting = {each.id for each in queries.organisations(last)} - set(queries.confirmations(last))
        return "confirm" if waiting else "close"
    after = {"confirmed": "review", "reviewed": "publish", "published": "approve", "approved": "post"}
    return after.get(last.state.value)


def _take(verb: str, code: str, voice: Voice) -> None:
    if verb == "draft":
        with voice.during("reading"):
            found = read(code, periods.last_day(PERIOD))
        with voice.transaction(verb):
            actor = engine.actor(code, "labour_officer")
            service.draft(region_code=code, period=PERIOD, reading=found, actor=actor)
    else:
        with voice.transaction(verb):
            DO[verb](queries.open_run(code))


def _void(run: Run) -> None:
    service.void(run, actor=engine.actor(run.region_code, "labour_officer"), reason="drafted again")


def _approve(run: Run) -> None:
    service.approve(run, actor=engine.actor(run.region_code, "finance_approver"), note="")


def _post(run: Run) -> None:
    vouchers.post(run, actor=engine.actor(run.region_code, "finance_officer"))


DO = {"void": _void, "confirm": engine.confirm, "close": engine.close, "review": engine.review,
      "publish": engine.publish, "approve": _approve, "post": _post}  # fmt: skip


def _let_publicity_end(voice: Voice) -> None:
    """Move legal time beyond the last day of every publicity, once."""
    waiting = sa.select(sa.func.max(Run.publicity_ends_on)).where(Run.state == RunState.PUBLISHED)
    last = db.session.scalar(waiting)
    if last is not None and engine.clock.today() <= last:
        with voice.transaction("clock"):
            engine.clock.move_to(last + engine.timedelta(days=1))
