"""Rows per second of the subsidy rule over columns, against one person at a time in plain Python, in the same run.

    python -m bench.policy [biggest number of people]

The naive version is the tests' oracle: the same page over lists, without its checks of input. Random people, 1.3
contract lines and 0.2 extensions each, one document.
"""

import sys
from datetime import date
from time import perf_counter

import numpy as np

from settlement.policy import Contracts, Extensions, People, evaluate, load_document
from tests.settlement.policy import oracle

POLICY = {"standards": {"skill": 800, "startup": 1000}, "uplift": {"skill": 200, "startup": 200},
          "options": {"max_years": 5, "no_job_percent": 60, "licence_uplift": 200}}  # fmt: skip
NAIVE = 10_000
START = np.datetime64("2009-01-05")


def population(count, seed=107):
    """Random columns of `count` people with their contracts and extensions."""
    random = np.random.default_rng(seed)
    opened = START + random.integers(0, 200, count)
    people = People.build(
        count, kind=random.random(count) < 0.2, base_fen=np.full(count, 80000), class_opened=opened,
        class_ended=opened + random.integers(20, 90, count), passed=random.random(count) < 0.93,
        licence_on=np.where(random.random(count) < 0.1, opened + random.integers(0, 300, count), np.datetime64("NaT")),
        forbidden=random.random(count) < 0.02, paid_fen=random.integers(0, 2, count) * 80000,
        as_of=np.datetime64("2012-12-31"),
    )  # fmt: skip
    lines = count * 13 // 10
    row = np.sort(random.integers(0, count, lines))
    starts = opened[row] + random.integers(-10, 400, lines)
    term = random.choice([0, 0, 0, 0, 0, 0, 1, 2], lines)
    contracts = Contracts.build(
        lines, row=row, employer=random.integers(0, 3, lines), term=term, signed=starts - random.integers(0, 20, lines),
        starts=starts, ends=np.where(term == 0, starts + random.integers(90, 1200, lines), np.datetime64("NaT")),
        ended=np.where(random.random(lines) < 0.15, starts + random.integers(1, 700, lines), np.datetime64("NaT")),
        ended_because=random.integers(0, 10, lines),
    )  # fmt: skip
    extended = np.flatnonzero((term == 0) & np.isnat(contracts.ended) & (random.random(lines) < 0.25))
    ends = contracts.ends[extended]
    extensions = Extensions.build(
        len(extended), contract=extended, signed=ends - 10, ends=ends + random.integers(100, 800, len(extended))
    )
    return people, contracts, extensions


def cases(people, contracts, extensions):
    """The same people as mappings, for the naive version."""
    found = [[] for _ in range(len(people))]
    lines = [
        {"employer": employer, "term": ("fixed", "open", "task")[term], "signed": signed, "from": starts, "to": ends,
         "ended": ended, "ended_because": REASONS[reason], "extensions": []}
        for employer, term, signed, starts, ends, ended, reason in zip(
            *(getattr(contracts, name).tolist() for name in ("employer", "term", "signed", "starts", "ends", "ended",
                                                              "ended_because")), strict=True)
    ]  # fmt: skip
    for row, line in zip(contracts.row.tolist(), lines, strict=True):
        found[row].append(line)
    added = (getattr(extensions, name).tolist() for name in ("contract", "signed", "ends"))
    for place, signed, ends in zip(*added, strict=True):
        lines[place]["extensions"].append({"signed": signed, "to": ends})
    return [person(people, row, own) for row, own in enumerate(found)]


REASONS = [None, "resignation", "dismissal", "agreement", "completed", "expiry", "death", "retirement",
           "employer_fault", "dissolution"]  # fmt: skip


def person(people, row, contracts):
    """One person as a case; forbidden by an earlier grant of the same kind and year where the column says so."""
    kind = ("skill", "startup")[people.kind[row]]
    ended = people.class_ended[row].item()
    earlier = [{"kind": kind, "class_ended": date(ended.year, 1, 1)}] if people.forbidden[row] else []
    return {"kind": kind, "class": {"opened": people.class_opened[row].item(), "ended": ended}, "contracts": contracts,
            "appraisal": "passed" if people.passed[row] else "failed", "licence": people.licence_on[row].item(),
            "as_of": people.as_of[row].item(), "paid": 0, "earlier": earlier}  # fmt: skip


def naive(rule, case):
    """Target in fen of one person."""
    return int(oracle.due(rule, case, 800, oracle.counted(rule, case)[0]) * 100)


def seconds(work):
    """The best of three runs, and what the last one gave."""
    best = None
    for _ in range(3):
        begin = perf_counter()
        result = work()
        taken = perf_counter() - begin
        best = taken if best is None else min(best, taken)
    return best, result


def main(biggest=1_000_000):
    """Print the table; stop with an error where the two disagree."""
    modes = {"term": {}, "event": {"extension_mode": "event"}}
    columns = population(NAIVE)
    print("| mode | people | seconds | rows/second | naive rows/second | ratio |\n|---|---|---|---|---|---|")
    for mode, changed in modes.items():
        policy = POLICY | {"options": POLICY["options"] | changed}
        document, rule, people = load_document(policy, complete=False), oracle.policy(policy), cases(*columns)
        slow, expected = seconds(lambda: [naive(rule, case) for case in people])  # noqa: B023 - runs at once
        if expected != evaluate(document, *columns).target_fen.tolist():
            raise SystemExit("the two versions disagree")
        for count in (10_000, 100_000, 1_000_000):
            if count <= biggest:
                many = population(count)
                fast, _ = seconds(lambda: evaluate(document, *many))  # noqa: B023 - runs at once
                speed, own = count / fast, NAIVE / slow
                print(f"| {mode} | {count:,} | {fast:.3f} | {speed:,.0f} | {own:,.0f} | {speed / own:.0f}x |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
