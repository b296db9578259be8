"""A run computed again from what was known when it was drafted: the same lines, or what differs.

replay(run) -> Replayed         reads only; any run that has lines, posted or not

What was known: evidence of the region up to `run.seq_heads`, dated by the cut-off; and what the draft saw under its
locks, up to `run.locked_heads`: what other regions had granted and paid, what was settled, cash that had come back,
recoveries as their steps tell. A correction is the negative of the lines of its voucher. The same functions compute a
draft; only the heads are given.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kernel.db import db
from settlement.entitlements import lines
from settlement.entitlements.lines import NAMES, WORDS, Lines
from settlement.entitlements.queries import settled
from settlement.entitlements.reading import read
from settlement.entitlements.service import judged
from settlement.persons.queries import merged_into
from settlement.recoveries import reckoning
from settlement.runs import drafting
from settlement.runs.models import Run
from settlement.vouchers.models import Voucher
from settlement.vouchers.queries import line_nos

KEY = ("roster_line_id", "nature")  # what a line is known by; several of one key in their order
COMPARED = [name for name in NAMES if name not in (*KEY, "rule_version")]


@dataclass(frozen=True)
class Difference:
    """One field of one line, as it was written and as it is computed now; None where there is no such line."""

    line_no: int
    field: str
    then: int | str | None
    now: int | str | None


@dataclass(frozen=True)
class Replayed:
    """How many lines a run has, and every difference."""

    count: int
    differences: list[Difference]

    @property
    def is_same(self) -> bool:
        return not self.differences


def replay(run: Run) -> Replayed:
    """Compute the run's lines again."""
    written = lines.read(run.region_code, run.id)
    found, people = _mirrored(run) if run.is_correction else _drafted(run)
    differences = list(_differences(written, found))
    if people != run.people:
        differences.append(Difference(0, "people", run.people, people))
    return Replayed(len(written), differences)


def _drafted(run: Run) -> tuple[Lines, int]:
    """The lines of a normal run, and how many people were read for it."""
    heads = run.locked_heads
    reading = read(run.region_code, run.cutoff_on, run.seq_heads)
    returned = reckoning.returned(run.region_code, reading.families, heads)
    found = judged(reading, returned=returned, heads=heads)
    return drafting.lines(found, reckoning.pending_then(found, heads))[0], len(reading)


def _mirrored(run: Run) -> tuple[Lines, int]:
    """The lines of a correction, and how many people are on its voucher."""
    voucher = db.session.get_one(Voucher, run.corrects_voucher_id)
    taken = lines.read(voucher.region_code, voucher.run_id, without_excluded=True)
    taken = taken.take(np.isin(taken.line_no, line_nos(voucher)))
    families = merged_into(run.seq_heads)
    before = settled(run.region_code, run.seq_heads).folded(families)
    return drafting.mirrored(taken, before, families), len(np.unique(taken.person_id))


def _differences(written: Lines, found: Lines) -> Iterator[Difference]:
    if len(written) == len(found) and all(np.array_equal(getattr(written, n), getattr(found, n)) for n in NAMES):
        return
    then, now = _by_key(written), _by_key(found)
    names = [name for name in COMPARED if then.keys() == now.keys() or name != "line_no"]
    for key in sorted(then.keys() | now.keys(), key=lambda key: (then.get(key) or now[key])["line_no"]):
        before, after = then.get(key), now.get(key)
        if before and after:
            differing = (name for name in names if before[name] != after[name])
            yield from (Difference(before["line_no"], name, before[name], after[name]) for name in differing)
        else:
            line = before or after
            yield Difference(line["line_no"], "delta_fen", *(each and each["delta_fen"] for each in (before, after)))


def _by_key(found: Lines) -> dict[tuple, dict]:
    """{(roster line, nature, how many before it of these): {field: value}}, words as text."""
    columns = {name: getattr(found, name).tolist() for name in NAMES}
    for name, words in WORDS.items():
        columns[name] = [str(words[code]) for code in columns[name]]
    seen: dict[tuple, int] = {}
    by_key = {}
    for row in range(len(found)):
        line = {name: column[row] for name, column in columns.items()}
        key = tuple(line[name] for name in KEY)
        seen[key] = seen.get(key, 0) + 1
        by_key[*key, seen[key]] = line
    return by_key
