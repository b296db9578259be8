"""Once per person: which grants an earlier grant of the same citizen forbids, and which one won.

By citizen number, across regions and institutions. *Earlier* = paid before unpaid, then class ended earlier, then filed
earlier, then lower number. Only a grant that stands, or that has been paid, forbids a later one: what was itself
refused gave the person nothing.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from settlement.policy.columns import NONE, Columns
from settlement.policy.loading import WORDS

RULES = WORDS["repeat_rule"]
LOOKS = {
    "once_per_kind_per_year": ("kind_in_year", "same_course"),
    "one_per_year": ("year", "same_course"),
    "max_three": ("third", "same_course"),
    "once": ("first",),
}


@dataclass(frozen=True)
class Grants(Columns):
    """One line per grant of anybody, anywhere in the region, in any order."""

    person: np.ndarray  # int64, one number per citizen
    kind: np.ndarray  # int8, position in KINDS
    trade: np.ndarray  # int64, any number per trade; -1 where it is missing
    level: np.ndarray  # int64, any number per level; -1 where it is missing
    class_ended: np.ndarray  # datetime64[D]
    filed: np.ndarray  # int64, order of filing (a sequence number)
    number: np.ndarray  # int64, the grant's number, unique
    is_paid: np.ndarray  # bool, something has been settled for it
    rule: np.ndarray  # int8, position in RULES: the option of the document of the grant's own class


@dataclass(frozen=True)
class Repeats(Columns):
    """One line per grant, in the order given."""

    forbidden: np.ndarray  # bool
    winner: np.ndarray  # int64, position in Grants of the one that forbids it; -1 where it stands


class Grant(NamedTuple):
    """One grant as an entry of a file of cases has it; trade and level may be None."""

    kind: object
    trade: object
    level: object
    class_ended: date


class Memory:
    """What one citizen has been granted so far, found again by each of the rules' keys."""

    def __init__(self):
        self.count, self.first = 0, {}

    def winner(self, rule, grant):
        """What forbids a grant under a rule, or None."""
        found = (self.first.get(key) for key in map(keys_of(grant).get, LOOKS[rule]) if key)
        return next((winner for winner in found if winner is not None), None)

    def remember(self, grant, name):
        """Let a grant stand, under a name that a loser will be told."""
        self.count += 1
        for look, key in keys_of(grant).items():
            if key and (look != "third" or self.count == 3):
                self.first.setdefault(key, name)


def keys_of(grant):
    """The keys under which a grant forbids later ones; None for the course where the trade is missing."""
    kind, trade, level, ended = grant
    return {
        "first": ("first",),
        "third": ("third",),
        "year": ("year", ended.year),
        "kind_in_year": ("kind_in_year", kind, ended.year),
        "same_course": None if trade is None else ("same_course", kind, trade, level),
    }


def forbidden_by(rule, grant, earlier):
    """Position, among a list of grants, of the one that forbids this one; None where none does.

    An entry whose class ended after this one's is not earlier; all others count, the list being what was granted.
    """
    memory = Memory()
    for place, entry in sorted(enumerate(earlier), key=lambda placed: placed[1].class_ended):
        if entry.class_ended <= grant.class_ended:
            memory.remember(entry, place)
    return memory.winner(rule, grant)


def repeated(grants):
    """Which grants are forbidden, and by which. One sort, then one pass over citizens with more than one grant."""
    unpaid = ~grants.is_paid
    order = np.lexsort((grants.number, grants.filed, grants.class_ended, unpaid, grants.person))
    person = grants.person[order]
    again = np.concatenate(([False], person[1:] == person[:-1]))[: len(person)]
    order = order[again | np.concatenate((again[1:], [False]))[: len(person)]]
    winner, memory, citizen = np.full(len(grants), NONE), Memory(), None
    line = grants.take(order)
    courses = map(Grant, line.kind.tolist(), _known(line.trade), line.level.tolist(), line.class_ended.tolist())
    whose, is_paid, rules = line.person.tolist(), line.is_paid.tolist(), line.rule.tolist()
    for row, person, grant, paid, rule in zip(order.tolist(), whose, courses, is_paid, rules, strict=True):
        if person != citizen:
            memory, citizen = Memory(), person
        won = memory.winner(RULES[rule], grant)
        if won is not None:
            winner[row] = won
        if won is None or paid:
            memory.remember(grant, row)
    return Repeats(winner != NONE, winner)


def _known(codes):
    """Codes with None for a missing one."""
    return [None if code == NONE else code for code in codes.tolist()]
