"""A year of drafting under four schedulers: is each (region, period) drafted exactly once, whatever happens to them?

Eight regions with days of their own, some of which change; every run posted or made void by a driver, some after
months; leaders killed at random moments of busy days, everybody down for three days and for forty, legal time set back
by two hours over midnight. After each day the schedule's runs are compared with what is expected, worked out apart.

Then the same for two months with guards taken away: one at a time, and all of them, which must fail.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tests import pg
from tests.conftest import BOTH, OwnDatabase
from tests.settlement.drafts.simulation import Plan, Region, Tally, simulate

FIRST = date(2025, 11, 25)
SHORT = 66
ALL = ("leader", "claim", "rules")
MUTANTS = (("leader",), ("claim",), ("rules",), ("leader", "claim"), ("leader", "rules"), ALL)
COLUMNS = (
    "database", "without", "days", "looks", "takeovers", "outages", "set back", "drafted", "posted", "void",
    "by people", "refused", "faults", "seconds",
)  # fmt: skip


def regions(first: date) -> list[Region]:
    return [
        Region("150100", None, 9, first),
        Region("150200", 1, 12, first),
        Region("150300", 31, 7, first),
        Region("150400", 2, 60, first),  # its runs stay open for months: periods wait one behind the other
        Region("150500", 15, 5, first),
        Region("150600", 28, 4, first + timedelta(days=24)),
        Region("150700", 29, 20, first + timedelta(days=3)),
        Region("150800", 30, 15, first + timedelta(days=100)),
    ]


def year(days: int) -> Plan:
    """Kills on firsts and other days, when there is something to draft; outages over ends of months."""
    dice = random.Random(365)
    firsts = [n for n in range(1, days + 1) if (FIRST + timedelta(days=n - 1)).day in (1, 2, 5, 15, 28, 31)]
    return Plan(
        first=FIRST,
        days=days,
        kills=set(dice.sample(firsts, len(firsts) // 4)) | set(dice.sample(range(1, days + 1), days // 40)),
        outages={95: 3, 156: 3, 250: 40},  # from 27 February, from 29 April, from 1 August on
        set_backs=set(firsts[1::3]),
        changes={70: ("150100", 20), 130: ("150100", 31), 200: ("150100", 3), 220: ("150500", 16)},
    )


def two_months() -> Plan:
    return Plan(first=FIRST, days=SHORT, kills=set(), outages={}, set_backs=set(), changes={})


def measured(kind: str, workplace: Path, plan: Plan, without: tuple[str, ...]) -> Tally:
    """On a database of its own, a copy of the template in `workplace`."""
    with tempfile.TemporaryDirectory() as place:
        own = OwnDatabase(kind, workplace, Path(place))
        try:
            return simulate(own, plan, regions(plan.first), without=without)
        finally:
            own.close()


def trials(days: int, kinds: list[str]) -> Iterator[tuple[str, tuple[str, ...], Tally]]:
    with tempfile.TemporaryDirectory() as workplace:
        for kind in kinds:
            yield kind, (), measured(kind, Path(workplace), year(days), ())
            for without in MUTANTS:
                yield kind, without, measured(kind, Path(workplace), two_months(), without)


def row(kind: str, without: tuple[str, ...], tally: Tally) -> str:
    cells = (
        kind, " ".join(without) or "—", tally.days, tally.looks, tally.takeovers, tally.outages, tally.set_backs,
        tally.drafted, tally.posted, tally.voided, tally.by_people, tally.failed, len(tally.faults),
        f"{tally.seconds:.0f}",
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def main() -> int:
    """0 where the house kept its word and the mutant without any guard was found out."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--days", type=int, default=365)
    arguments.add_argument("--database", choices=("both", *BOTH), default="both")
    given = arguments.parse_args()
    wrong = []
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}", flush=True)
    for kind, without, tally in trials(given.days, list(BOTH) if given.database == "both" else [given.database]):
        print(row(kind, without, tally), *tally.faults[:2], sep="\n  ", flush=True)
        if not without and (tally.faults or tally.failed):
            wrong.append(f"{kind}: the house drafted wrongly")
        if without == ALL and not tally.faults:
            wrong.append(f"{kind}: without any guard nothing went wrong: the driver proves nothing")
    pg.stop()
    print(*wrong or ["held"], sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
