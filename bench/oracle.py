"""Random persons under random documents: `settlement.policy` over columns against `bench.scalar`, person by person.

    python -m bench.oracle [--documents 200] [--persons 500] [--citizens 20000] [--seed 107]

`scalar` was written from the page alone and shares no code with the package; every part of an amount must agree to the
fen. Then once-per-person over citizens with several grants. Exits 1 where anything differs.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from time import perf_counter

import numpy as np

from bench import crowd, scalar, scalar_grants
from bench.crowd import GROUPS, LEVELS, TRADES, Crowd
from bench.scalar_policy import Policy
from settlement.policy import ENDINGS, KINDS, OUTCOMES, RULES, TERMS, evaluate, load_document, repeated

PARTS = ("outcome", "share_hundredths", "base_paid_fen", "uplift_fen", "extension_fen", "years", "licence_fen",
         "target_fen", "owed_fen", "excusing_contract")  # fmt: skip
SHOWN = 5


@dataclass
class Tally:
    """What was compared, what it came to, and each difference in one line."""

    counts: Counter = field(default_factory=Counter)
    met: Counter = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)


def compare(documents: int, persons: int, seed: int) -> Tally:
    """So many random documents, each over so many persons of its own."""
    tally, dice, random = Tally(), Random(seed), np.random.default_rng(seed)
    for _ in range(documents):
        _one(crowd.document(dice), crowd.crowd(random, persons), tally)
    return tally


def _one(mapping: dict, someone: Crowd, tally: Tally) -> None:
    document, policy = load_document(mapping, complete=False), Policy(mapping)
    someone = someone.priced([document], np.zeros(len(someone), dtype=int))
    amounts = evaluate(document, someone.people, someone.contracts, someone.extensions)
    columns = {name: getattr(amounts, name).tolist() for name in PARTS}
    columns["outcome"] = [OUTCOMES[code] for code in columns["outcome"]]
    columns["excusing_contract"] = [place >= 0 for place in columns["excusing_contract"]]
    paid, days = someone.people.paid_fen.tolist(), someone.people.as_of.tolist()
    for place, (found, person) in enumerate(
        zip(zip(*columns.values(), strict=True), _people(policy, someone), strict=True)
    ):
        wanted = _wanted(policy, person, paid[place], days[place])
        if wanted != found:
            differing = [f"{n} {f} not {w}" for n, f, w in zip(PARTS, found, wanted, strict=True) if f != w]
            tally.differences.append(f"{', '.join(differing)}: {person} as of {days[place]} under {mapping}")
    _count(tally, someone, amounts)


def _wanted(policy: Policy, person: scalar.Person, paid: int, as_of) -> tuple:
    """The scalar rule's word on PARTS."""
    due = scalar.due(policy, person, as_of)
    owed = 0 if due.reason == "no_standard" else due.owed(policy, paid)  # what has no standard is no settlement
    return (due.reason, due.share, due.base_paid, due.uplift, due.extension, due.years, due.licence, due.target, owed,
            due.is_excused)  # fmt: skip


def _people(policy: Policy, someone: Crowd) -> Iterator[scalar.Person]:
    """The rows as the scalar rule takes them."""
    contracts, people = _contracts(someone), someone.people
    columns = (people.kind, people.class_opened, people.class_ended, people.passed, people.licence_on,
               people.forbidden, people.class_passed, people.class_employed)  # fmt: skip
    courses = zip(someone.trade.tolist(), someone.level.tolist(), someone.group.tolist(), strict=True)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for own, (trade, level, group), row in zip(contracts, courses, rows, strict=True):
        kind, opened, closed, passed, licence, forbidden, class_passed, class_employed = row
        base = policy.standard(KINDS[kind], TRADES[trade], LEVELS[level], GROUPS[group])
        yield scalar.Person(
            KINDS[kind], base, opened, closed, passed, own, licence, forbidden, class_passed, class_employed
        )


def _contracts(someone: Crowd) -> list[list[scalar.Contract]]:
    """Everybody's contracts, each with its extensions, in the order of the columns."""
    own: list[list] = [[] for _ in range(len(someone))]
    columns, made = someone.contracts, []
    names = ("row", "employer", "term", "signed", "starts", "ends", "ended", "ended_because")
    for row, employer, term, signed, first, last, ended, because in zip(
        *(getattr(columns, name).tolist() for name in names), strict=True
    ):
        each = scalar.Contract(employer, TERMS[term], signed, first, last, [], ended, ENDINGS[because])
        own[row].append(each)
        made.append(each)
    added = (getattr(someone.extensions, name).tolist() for name in ("contract", "signed", "ends"))
    for place, signed, last in sorted(zip(*added, strict=True), key=lambda row: row[:2]):
        made[place].extensions.append((signed, last))
    return own


def _count(tally: Tally, someone: Crowd, amounts) -> None:
    ends = int((~np.isnat(someone.contracts.ended)).sum())
    tally.counts += Counter(
        documents=1, persons=len(someone), contracts=len(someone.contracts), extensions=len(someone.extensions),
        endings=ends, licences=int((~np.isnat(someone.people.licence_on)).sum()),
    )  # fmt: skip
    tally.counts["fen due"] += int(amounts.target_fen.sum())
    for name, code in zip(OUTCOMES, np.bincount(amounts.outcome, minlength=len(OUTCOMES)).tolist(), strict=True):
        tally.met[name] += code
    tally.met["several years"] += int((amounts.years > 1).sum())
    tally.met["licence lifts"] += int((amounts.licence_fen > 0).sum())
    tally.met["asked back"] += int((amounts.owed_fen < 0).sum())
    tally.met["excused"] += int((amounts.excused_for > 0).sum())


def compare_grants(citizens: int, seed: int) -> Tally:
    """Which grant of a citizen another one forbids, and which one it is."""
    tally, given = Tally(), crowd.grants(np.random.default_rng(seed), citizens)
    found = repeated(given).winner.tolist()
    own: dict[int, list] = {}
    columns = ("person", "number", "kind", "trade", "level", "class_ended", "is_paid", "rule")
    for person, number, kind, trade, level, ended, is_paid, rule in zip(
        *(getattr(given, name).tolist() for name in columns), strict=True
    ):
        words = None if trade < 0 else f"trade {trade}", None if level < 0 else f"level {level}"
        grant = scalar_grants.Grant(number, KINDS[kind], *words, ended, is_paid, RULES[rule])
        own.setdefault(person, []).append(grant)
    for held in own.values():
        wanted = scalar_grants.judge(held)
        for grant in held:
            if found[grant.number] != wanted.get(grant.number, -1):
                tally.differences.append(f"grant {grant.number}: {found[grant.number]}, not {wanted} among {held}")
    tally.counts = Counter(citizens=citizens, grants=len(given))
    tally.met["forbidden"] = sum(winner >= 0 for winner in found)
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, often in (("documents", 200), ("persons", 500), ("citizens", 20_000), ("seed", 107)):
        parser.add_argument(f"--{name}", type=int, default=often)
    given = parser.parse_args()
    begun = perf_counter()
    tallies = compare(given.documents, given.persons, given.seed), compare_grants(given.citizens, given.seed)
    print(f"seed {given.seed}, {perf_counter() - begun:.1f} s\n\n| what | how many |\n|---|---|")
    for tally in tallies:
        for name, count in (tally.counts + tally.met).items():
            print(f"| {name} | {count:,} |")
        print(f"| **differences** | {len(tally.differences)} |")
        print(*tally.differences[:SHOWN], sep="\n", end="\n" if tally.differences else "")
    return 1 if any(tally.differences for tally in tallies) else 0


if __name__ == "__main__":
    sys.exit(main())
