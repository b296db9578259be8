"""The people of a bench region as numpy columns: classes, roster lines, and what became of them. One seed, one result.

    made = make(ground, trainees, seed)     Population: .classes, .lines, .contracts, .extensions, .endings, .licences

Each is a namespace of columns of one length; a row's `stage` is OLD (recorded before the earlier run) or NEW. Positions
are 0-based, the ids of the rows are one more.
"""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

OLD_CUTOFF, CUTOFF = (np.datetime64(day, "D") for day in ("2026-06-30", "2026-09-30"))
FAR = np.datetime64("2026-11-10", "D")  # dated after the cut-off of the next run too: not known to any of the three
OLD_ENOUGH = np.datetime64("2026-06-20", "D")  # recorded by then: the earlier run saw it
OLD, NEW = range(2)
NEVER, REFUSED, AT_ONCE, LATE = range(4)  # what became of the verification
KINDS = ("skill", "startup")
TRADES = (("6-31-01-03", "电工"), ("6-04-01-01", "焊工"), ("4-10-01-01", "育婴员"), ("4-03-02-01", "中式烹调师"),
          ("4-10-01-05", "养老护理员"), ("6-18-04-01", "钳工"))  # fmt: skip
LEVELS = ("5", "4", "3")
GROUPS = ("unemployed", "rural", "graduate", "school_leaver", "hardship", "zero_employment", "poor_family", "employee")
TERMS = ("fixed", "open", "task")
BECAUSE = ("ordinary", "resignation", "dismissal", "agreement", "completed", "expiry", "death", "retirement",
           "employer_fault", "dissolution")  # fmt: skip
NO_DAY = np.datetime64("NaT", "D")


@dataclass
class Population:
    """Everything, by table."""

    people: int
    employers: int
    classes: SimpleNamespace
    lines: SimpleNamespace
    contracts: SimpleNamespace
    extensions: SimpleNamespace
    endings: SimpleNamespace
    licences: SimpleNamespace


def make(ground: list[dict], trainees: int, seed: int = 107) -> Population:
    random = np.random.default_rng(seed)
    classes = _classes(random, len(ground), len(ground[0]["institutions"]), trainees)
    lines = _lines(random, classes, trainees)
    employers = max(50, trainees // 150)
    contracts = _contracts(random, classes, lines, employers)
    extensions, free = _extensions(random, lines, contracts)
    endings, free = _endings(random, lines, contracts, free)
    contracts = _corrected(random, contracts, free)
    return Population(
        trainees, employers, classes, lines, contracts, extensions, endings, _licences(random, classes, lines)
    )


def _days(random, count: int, first: str, last: str) -> np.ndarray:
    low, high = (np.datetime64(day, "D").astype(int) for day in (first, last))
    return random.integers(low, high + 1, count).astype("datetime64[D]")


def _classes(random, regions: int, schools: int, trainees: int) -> SimpleNamespace:
    """Classes of about 30; 71 of 100 had ended and were completed before the earlier run."""
    sizes = random.integers(22, 39, trainees // 22 + 1)
    count = int(np.searchsorted(np.cumsum(sizes), trainees)) + 1
    sizes = sizes[:count]
    sizes[-1] -= sizes.sum() - trainees
    is_old = random.random(count) < 0.71
    ended = np.where(
        is_old, _days(random, count, "2026-01-20", "2026-06-12"), _days(random, count, "2026-07-05", "2026-09-15")
    )
    order = np.argsort(ended, kind="stable")
    ended, is_old = ended[order], is_old[order]
    weight = np.linspace(0.5, 1.5, regions)
    is_startup = random.random(count) < 0.2
    return SimpleNamespace(
        size=sizes, ended=ended, opened=ended - random.integers(30, 76, count), stage=np.where(is_old, OLD, NEW),
        region=random.choice(regions, count, p=weight / weight.sum()), school=random.integers(0, schools, count),
        kind=is_startup.astype(int), completed=ended + random.integers(1, 8, count),
        trade=np.where(is_startup, -1, random.integers(0, len(TRADES), count)),
        level=np.where(is_startup, -1, random.integers(-1, len(LEVELS), count)),
    )  # fmt: skip


def _lines(random, classes, trainees: int) -> SimpleNamespace:
    """One line a person, and for one person in a hundred a second one in another region."""
    of = np.repeat(np.arange(len(classes.size)), classes.size)
    person = random.permutation(trainees)
    twice = random.choice(trainees, trainees // 100, replace=False)
    away = random.integers(0, len(classes.size), len(twice))
    elsewhere = classes.region[away] != classes.region[of[twice]]
    of, person = np.concatenate((of, away[elsewhere])), np.concatenate((person, person[twice[elsewhere]]))
    order = np.argsort(of, kind="stable")
    of, person = of[order], person[order]
    count = len(of)
    first = np.searchsorted(of, of)
    return SimpleNamespace(
        of=of, person=person, position=np.arange(count) - first + 1, stage=classes.stage[of],
        region=classes.region[of], group=random.choice(len(GROUPS), count, p=[.3, .25, .1, .1, .1, .05, .05, .05]),
        passed=random.random(count) < 0.92, benefit=random.random(count) < 0.05, name=random.integers(0, 400, count),
    )  # fmt: skip


def _stage(lines, line, day) -> np.ndarray:
    """Of what happened on a day: recorded before the earlier run, or since."""
    return np.where((lines.stage[line] == OLD) & (day <= OLD_ENOUGH), OLD, NEW)


def _fate(random, count: int) -> np.ndarray:
    """97 of 100 are verified, five of those a while later."""
    return random.choice([NEVER, REFUSED, LATE, AT_ONCE], count, p=[0.023, 0.007, 0.05, 0.92])


def _known_or_far(day: np.ndarray) -> np.ndarray:
    return np.where(day <= CUTOFF, day, FAR)


def _ordered(rows: SimpleNamespace) -> SimpleNamespace:
    """Rows in the order in which they were recorded."""
    order = np.lexsort((rows.line, rows.stage))
    return SimpleNamespace(**{name: column[order] for name, column in vars(rows).items()})


def _contracts(random, classes, lines, employers: int) -> SimpleNamespace:
    """0.9 a line: of all terms, half of the fixed ones of exactly a year; some continue the one before."""
    many = np.where(lines.passed, random.choice(4, len(lines.of), p=[0.2, 0.62, 0.17, 0.01]), 0)
    many = np.where(lines.passed, many, random.random(len(lines.of)) < 0.2)
    line = np.repeat(np.arange(len(many)), many)
    count, turn = len(line), np.arange(len(line)) - np.searchsorted(line, line)
    signed = classes.ended[lines.of[line]] + random.integers(-20, 170, count) + 30 * turn
    signed = _known_or_far(signed)
    starts = signed + random.integers(0, 20, count)
    starts = np.where(signed <= CUTOFF, np.minimum(starts, CUTOFF), starts)  # no first day falls between two cut-offs
    term = random.choice(3, count, p=[0.86, 0.09, 0.05])
    months = random.choice([6, 11, 12, 18, 24, 36], count, p=[0.08, 0.1, 0.52, 0.05, 0.15, 0.1])
    odd = random.choice([-1, 0, 1], count, p=[0.05, 0.9, 0.05])
    ends = np.where(term == 0, later(starts, months) - 1 + odd, NO_DAY)
    own = (line * 7919 + 13) % employers  # the second contract is with the same employer, but for three of ten
    employer = np.where((turn > 0) & (random.random(count) < 0.3), random.integers(0, employers, count), own)
    return _ordered(
        SimpleNamespace(
            line=line,
            stage=_stage(lines, line, signed),
            term=term,
            signed=signed,
            starts=starts,
            ends=ends,
            employer=employer,
            fate=_fate(random, count),
            root=np.full(count, -1),
        )  # fmt: skip
    )


def later(days: np.ndarray, months: np.ndarray) -> np.ndarray:
    """That many months on, the day of the month kept or its last day taken."""
    month = days.astype("datetime64[M]")
    into = days - month.astype("datetime64[D]")
    wanted = (month + months).astype("datetime64[D]") + into
    last = (month + months + 1).astype("datetime64[D]") - 1
    return np.minimum(wanted, last)


def _extensions(random, lines, contracts) -> tuple[SimpleNamespace, np.ndarray]:
    """A quarter of the fixed contracts are extended; and which contracts are still free for an end."""
    of = np.flatnonzero((contracts.term == 0) & (random.random(len(contracts.line)) < 0.28))
    signed = _known_or_far(contracts.starts[of] + random.integers(-15, 60, len(of)))
    line = contracts.line[of]
    rows = SimpleNamespace(
        line=line, stage=np.maximum(_stage(lines, line, signed), contracts.stage[of]), contract=of, signed=signed,
        ends=later(contracts.ends[of], random.choice([6, 12, 24], len(of), p=[0.2, 0.6, 0.2])),
        fate=_fate(random, len(of)),
    )  # fmt: skip
    free = np.ones(len(contracts.line), bool)
    free[of] = False
    return _ordered(rows), free


def _endings(random, lines, contracts, free) -> tuple[SimpleNamespace, np.ndarray]:
    """Of the others one in eight ended early; half of those that the earlier run could know, it knew."""
    of = np.flatnonzero(free & (random.random(len(free)) < 0.12))
    ended = contracts.starts[of] + random.integers(-3, 200, len(of))
    seen = (contracts.stage[of] == OLD) & (random.random(len(of)) < 0.5)
    ended = np.where(seen, np.minimum(ended, OLD_ENOUGH), _known_or_far(ended))
    line = contracts.line[of]
    rows = SimpleNamespace(
        line=line, stage=np.maximum(_stage(lines, line, ended), contracts.stage[of]), contract=of, ended=ended,
        because=random.integers(0, len(BECAUSE), len(of)), fate=_fate(random, len(of)),
    )  # fmt: skip
    free = free.copy()
    free[of] = False
    return _ordered(rows), free


def _corrected(random, contracts, free) -> SimpleNamespace:
    """One contract in two hundred was entered wrongly: a verified row replaces it, a month longer."""
    of = np.flatnonzero(free & (contracts.term == 0) & (contracts.fate == AT_ONCE) & (random.random(len(free)) < 0.02))
    more = {name: column[of] for name, column in vars(contracts).items()}
    more |= {"stage": np.full(len(of), NEW), "root": of, "ends": later(more["ends"], np.full(len(of), 1))}
    return SimpleNamespace(**{name: np.concatenate((column, more[name])) for name, column in vars(contracts).items()})


def _licences(random, classes, lines) -> SimpleNamespace:
    """A third of the start-up trainees have a business licence."""
    line = np.flatnonzero((classes.kind[lines.of] == 1) & (random.random(len(lines.of)) < 0.35))
    issued = _known_or_far(classes.opened[lines.of[line]] + random.integers(-5, 200, len(line)))
    rows = SimpleNamespace(line=line, stage=_stage(lines, line, issued), issued=issued, fate=_fate(random, len(line)))
    return _ordered(rows)
