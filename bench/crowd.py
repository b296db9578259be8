"""Random documents and persons for holding two readings of the rule against each other.

    document(dice) -> a mapping as `load_document` and `scalar_policy.Policy` take it, any option with any value
    crowd(random, count) -> Crowd(people, contracts, extensions, trade, level, group), everybody without a standard yet
    grants(random, citizens) -> Grants of so many citizens

Days lie close together and lengths near whole years, so that edges are met and not passed by. Contracts of one person
often continue each other; those of different persons, and their extensions, stand shuffled among each other.
"""

from dataclasses import dataclass, replace
from random import Random

import numpy as np

from bench.population import NO_DAY, later
from settlement.policy import RULES, Contracts, Extensions, Grants, People, PolicyDocument
from settlement.policy.columns import ENDINGS, FIXED, KINDS, NONE

DAY_ONE = np.datetime64("2008-01-01", "D")
EDGES = np.array(
    ["2008-02-29", "2009-01-31", "2009-02-28", "2009-03-31", "2009-08-31", "2009-09-30", "2010-03-01", "2012-02-29"],
    dtype="datetime64[D]",
)
TRADES, LEVELS, GROUPS = (None, "t", "u"), (None, "3", "4"), (None, "g", "h")
KEYS = ("t/4@g", "t/4", "t@g", "t", "*@g", "*", "u/3", "u@h", "*@h", "u")
MOST_TERMS, MOST_EXTENSIONS = 4, 3
EXTENDED, ENDED, CONTINUED = 0.45, 0.4, 0.5


@dataclass(frozen=True)
class Crowd:
    """Columns; `trade`, `level` and `group` are positions in TRADES, LEVELS and GROUPS."""

    people: People
    contracts: Contracts
    extensions: Extensions
    trade: np.ndarray
    level: np.ndarray
    group: np.ndarray

    def __len__(self) -> int:
        return len(self.people)

    def priced(self, documents: list[PolicyDocument], which: np.ndarray) -> "Crowd":
        """Everybody with the standard that the `which`-th document has for them."""
        keys = np.stack((which, self.people.kind, self.trade, self.level, self.group))
        distinct, place = np.unique(keys, axis=1, return_inverse=True)
        base = [
            documents[at].standard_or_none(KINDS[kind], TRADES[trade], LEVELS[level], GROUPS[group])
            for at, kind, trade, level, group in distinct.T
        ]
        return replace(self, people=replace(self.people, base_fen=np.array(base, dtype=np.int64)[place.ravel()]))


def document(dice: Random) -> dict:
    """Money and percentages with two decimals, every option there in six of ten."""
    return {
        "standards": {kind: _table(dice, floor) for kind, floor in (("skill", 80000), ("startup", 100000))},
        "uplift": {kind: _two_decimals(dice.randint(0, 60000)) for kind in KINDS},
        "extension_per_year": _two_decimals(dice.choice((20000, dice.randint(0, 60000)))),
        "options": {name: value for name, value in _options(dice).items() if dice.random() < 0.6},
    }


def _options(dice: Random) -> dict:
    edges = sorted(dice.sample(range(0, 10001, 25), dice.randint(1, 4)), reverse=True)
    return {
        "no_job_percent": _percent(dice),
        "fail_percent": _percent(dice),
        "bands": dice.choice(([], [{"at_least": _two_decimals(each), "pay": _percent(dice)} for each in edges])),
        "signing_window": {"from": dice.choice(("class_opening", "class_end")), "months": dice.randint(0, 14)},
        "extension_mode": dice.choice(("term", "event")),
        "years_count": dice.choice(("signed", "served")),
        "max_years": dice.choice((None, 1, 2, 3)),
        "open_ended": dice.choice(("served", "none", 1, 2, 3)),
        "task_based": dice.choice(("served", "none")),
        "licence_uplift": _two_decimals(dice.randint(0, 60000)),
        "repeat_rule": dice.choice(RULES),
        "clawback": dice.choice(("propose", "none")),
    }


def _table(dice: Random, floor: int) -> str | dict:
    """One amount for everybody, or a table; one in ten without a last resort."""
    amounts = {key: _two_decimals(dice.randint(floor, 250000)) for key in dice.sample(KEYS, dice.randint(1, 6))}
    rest = _two_decimals(dice.randint(floor, 250000))
    return dice.choices((rest, {"*": rest} | amounts, amounts), (4, 5, 1))[0]


def _percent(dice: Random) -> str:
    return _two_decimals(dice.choice((0, 6000, 10000, 3333, dice.randint(0, 10000))))


def _two_decimals(number: int) -> str:
    return f"{number // 100}.{number % 100:02d}"


def crowd(random: np.random.Generator, count: int) -> Crowd:
    opened = _mixed(random, DAY_ONE + random.integers(0, 640, count))
    ended = opened + random.choice([0, 1, 20, 85, 120], count)
    passed = random.integers(0, 41, count)
    licence = np.where(random.random(count) < 0.35, ended + random.integers(-130, 200, count), NO_DAY)
    people = People.build(
        count, kind=random.random(count) < 0.4, base_fen=NONE, class_opened=opened, class_ended=ended,
        class_passed=passed, class_employed=random.integers(0, passed + 1), passed=random.random(count) < 0.85,
        licence_on=licence, forbidden=random.random(count) < 0.05, as_of=_cut_off(random, ended),
        paid_fen=np.where(random.random(count) < 0.6, 0, random.integers(0, 250000, count)),
    )  # fmt: skip
    course = (random.choice(3, count, p=[0.2, 0.5, 0.3]) for _ in range(3))
    return Crowd(people, *_employment(random, opened), *course)


def _cut_off(random, ended: np.ndarray) -> np.ndarray:
    days = [
        np.datetime64("2013-12-31") + np.zeros(len(ended), int),
        np.datetime64("2012-03-31") + np.zeros(len(ended), int),
        ended + random.integers(-2, 500, len(ended)),
        DAY_ONE + random.integers(0, 2200, len(ended)),
    ]
    return np.choose(random.choice(4, len(ended), p=[0.4, 0.25, 0.25, 0.1]), days)


def _mixed(random, days: np.ndarray) -> np.ndarray:
    """The same days, one in eight replaced by an edge."""
    return np.where(random.random(len(days)) < 0.12, random.choice(EDGES, len(days)), days)


def _employment(random, opened: np.ndarray) -> tuple[Contracts, Extensions]:
    many = random.choice(MOST_TERMS + 1, len(opened), p=[0.1, 0.35, 0.3, 0.17, 0.08])
    covered = opened.copy()
    terms, longer, before = [], [], 0
    for turn in range(MOST_TERMS):
        row = np.flatnonzero(many > turn)
        made, extended, ends = _term(random, row, opened[row], covered[row] if turn else None)
        longer.append(replace(extended, contract=extended.contract + before))
        before += len(row)
        covered[row] = ends
        terms.append(made)
    contracts, extensions = _stacked(Contracts, terms), _stacked(Extensions, longer)
    order = _shuffled(random, contracts.row)
    place = np.argsort(order)
    extensions = replace(extensions, contract=place[extensions.contract])
    return contracts.take(order), extensions.take(_shuffled(random, extensions.contract))


def _term(random, row, opened, covered) -> tuple[Contracts, Extensions, np.ndarray]:
    """A contract each, its extensions, and the last day that it may cover."""
    count = len(row)
    anywhere = opened + np.where(random.random(count) < 0.3, random.integers(-60, 60, count), 0)
    starts = _mixed(random, anywhere + random.integers(-40, 200, count))
    if covered is not None:
        next_day = covered + 1 + random.choice([-3, -1, 0, 0, 0, 0, 1, 4], count)
        starts = np.where(random.random(count) < CONTINUED, next_day, starts)
    term = random.choice(3, count, p=[0.6, 0.2, 0.2])
    signed = (
        starts - random.integers(0, 31, count) * random.choice([0, 0, 1], count) + random.choice([0, 0, 0, 7], count)
    )
    ends = np.where(term == FIXED, _span(random, starts), NO_DAY)
    extensions, last, newest = _longer(random, term, ends)
    last = np.where(np.isnat(last), starts + 400, last)
    newest = np.where(np.isnat(newest), starts - 400, newest)
    ended = np.where(random.random(count) < ENDED, np.maximum(_ending(random, starts, last), newest), NO_DAY)
    made = Contracts.build(
        count, row=row, employer=random.choice([7, 7, 7, 8], count), term=term, signed=signed, starts=starts,
        ends=ends, ended=ended, ended_because=random.integers(0, len(ENDINGS), count),
    )  # fmt: skip
    return made, extensions, np.where(np.isnat(ended), last, ended)


def _span(random, first: np.ndarray) -> np.ndarray:
    """A last day: whole years or months after a first day, or a few days off."""
    count = len(first)
    months = np.where(random.random(count) < 0.6, random.choice([12, 24, 36], count), random.integers(1, 31, count))
    return later(first, months) - 1 + random.choice([-2, -1, 0, 0, 0, 0, 1, 2], count)


def _longer(random, term, ends) -> tuple[Extensions, np.ndarray, np.ndarray]:
    """Extensions of fixed contracts (`contract` is the position), the last day with them, the day of the newest."""
    last, newest, made = ends.copy(), np.full(len(ends), NO_DAY), []
    of = np.flatnonzero(term == FIXED)
    for _ in range(MOST_EXTENSIONS):
        of = of[random.random(len(of)) < EXTENDED]
        signed = last[of] + random.integers(-40, 21, len(of))
        signed = np.where(np.isnat(newest[of]), signed, np.maximum(signed, newest[of]))
        last[of], newest[of] = _span(random, last[of] + 1), signed
        made.append(Extensions.build(len(of), contract=of, signed=signed, ends=last[of]))
    return _stacked(Extensions, made), last, newest


def _ending(random, starts, last) -> np.ndarray:
    days = [
        last + random.integers(-40, 41, len(starts)),
        last + random.choice([-1, 0, 1], len(starts)),
        starts + random.integers(-5, 700, len(starts)),
    ]
    return np.choose(random.integers(0, 3, len(starts)), days)


def grants(random: np.random.Generator, citizens: int) -> Grants:
    """One to six grants a citizen, in the order of filing, classes ended within a few years."""
    person = np.repeat(np.arange(citizens), random.integers(1, 7, citizens))
    random.shuffle(person)
    count = len(person)
    return Grants(
        person=person, kind=random.integers(0, 2, count).astype(np.int8), trade=random.integers(-1, 3, count),
        level=random.integers(-1, 2, count), class_ended=DAY_ONE + random.integers(0, 12, count) * 122,
        filed=np.arange(count), number=np.arange(count), is_paid=random.random(count) < 0.4,
        rule=random.integers(0, len(RULES), count).astype(np.int8),
    )  # fmt: skip


def _shuffled(random, group: np.ndarray) -> np.ndarray:
    """An order that mixes the groups and keeps each group's own."""
    mixed = random.permutation(group)
    order = np.empty(len(group), dtype=np.int64)
    order[np.argsort(mixed, kind="stable")] = np.argsort(group, kind="stable")
    return order


def _stacked(kind, parts: list):
    return kind(*(np.concatenate([getattr(part, name) for part in parts]) for name in kind.__dataclass_fields__))
