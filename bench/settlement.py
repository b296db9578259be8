"""Settlement at the scale of a region, against the floor and against a straightforward ORM stream, in the same run.

    python -m bench.settlement [TRAINEES …] [--database sqlite|postgresql|both] [--without-orm]

Drafts all 20 regions (first read to last commit), posts them (timed apart), drafts the next period, for which there is
no new evidence. Every contestant works on a fresh copy of the same region in a process of its own; all must agree line
by line.
"""

import argparse
import tempfile
from pathlib import Path

from bench import contest
from bench.places import copy

HEAD = ("trainees", "database", "contestant", "seconds", "reading", "own CPU", "rows/s", "peak MB", "to the floor",
        "lines", "yuan")  # fmt: skip
LIMITS = {"sqlite": 2.0, "postgresql": 1.5}
FLOORS = {
    "sqlite": {"floor": "rows", "floor by texts": "texts"},
    "postgresql": {"floor": "copy", "floor by arrays": "arrays"},
}


def measure(trainees: int, kind: str, with_orm: bool) -> dict:
    """Every contestant's figures; stops where two disagree."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="house-bench-harvest-") as harvest:
        with copy(kind, trainees) as place:
            before = contest.newest(place)
            found["engine"] = contest.child("engine", place, "draft")
            wanted = contest.fingerprint(place)
            contest.harvest(place, before, Path(harvest))
            found["posting"] = contest.child("engine", place, "post")
            found["next period"] = contest.child("engine", place, "next")
        for name in FLOORS[kind]:
            with copy(kind, trainees) as place:
                found[name] = contest.child("floor", place, harvest, FLOORS[kind][name])
                agree(f"the {name}", wanted, contest.fingerprint(place))
    if with_orm:
        with copy(kind, trainees) as place:
            found["ORM stream"] = contest.child("orm_stream", place, "settle")
            agree("the ORM stream", wanted, contest.fingerprint(place))
    found["wanted"] = wanted
    return found


def agree(who: str, wanted: dict, found: dict) -> None:
    if wanted != found:
        raise SystemExit(f"{who} differs from the engine:\n  engine {wanted}\n  {who} {found}")


def rows(trainees: int, kind: str, found: dict) -> list[tuple]:
    """The table's lines for one measurement."""
    floor, wanted = found["floor"]["seconds"], found["wanted"]
    lines = []
    for name in ("engine", "floor", "floor by texts", "floor by arrays", "ORM stream", "posting", "next period"):
        if name in found:
            own = found[name]
            times = [f"{own[each]:.2f}" if each in own else "" for each in ("seconds", "reading", "cpu")]
            ratio = "" if name in ("posting", "next period") else f"{own['seconds'] / floor:.2f}"
            lines.append((
                f"{trainees:,}", kind, name, *times, f"{trainees / own['seconds']:,.0f}", str(own["peak_mb"]), ratio,
                f"{own.get('lines', wanted['lines']):,}", f"{own.get('fen', wanted['fen']) / 100:,.2f}",
            ))  # fmt: skip
    return lines


def verdicts(all_found: dict) -> list[str]:
    """What the issue asks, with the figure beside it."""
    said = []
    for (trainees, kind), found in all_found.items():
        engine = found["engine"]["seconds"]
        figures = {
            f"to the floor (≤ {LIMITS[kind]})": " and ".join(
                f"{engine / found[name]['seconds']:.2f}" for name in FLOORS[kind]
            ),
            "posting to drafting (≤ 0.3)": f"{found['posting']['seconds'] / engine:.2f}",
            "peak MB (≤ 400)": str(found["engine"]["peak_mb"]),
            "lines of the next period (0)": str(found["next period"]["lines"]),
        }
        if "ORM stream" in found:
            figures["faster than the ORM stream (≥ 10)"] = f"{found['ORM stream']['seconds'] / engine:.1f}"
        if (trainees // 10, kind) in all_found:
            tenth = all_found[trainees // 10, kind]["engine"]["seconds"]
            figures["growth from a tenth (≤ 11)"] = f"{engine / tenth:.1f}"
        said.append(f"{trainees:,} {kind}: " + "; ".join(f"{name} {figure}" for name, figure in figures.items()))
        said.append(f"  all agree: {found['wanted']['lines']:,} lines, {found['wanted']['fen'] / 100:,.2f} yuan, "
                    f"{found['wanted']['grants']:,} grants, lines {found['wanted']['hash'][:16]}")  # fmt: skip
    return said


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("trainees", nargs="*", type=int, default=[10_000])
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--without-orm", action="store_true")
    given = parser.parse_args()
    kinds = ("sqlite", "postgresql") if given.database == "both" else (given.database,)
    print("| " + " | ".join(HEAD) + " |\n" + "|---" * len(HEAD) + "|")
    all_found = {}
    for kind in kinds:
        for trainees in given.trainees:
            found = all_found[trainees, kind] = measure(trainees, kind, not given.without_orm)
            for line in rows(trainees, kind, found):
                print("| " + " | ".join(line) + " |", flush=True)
    print("\n".join(["", *verdicts(all_found)]))


if __name__ == "__main__":
    main()
