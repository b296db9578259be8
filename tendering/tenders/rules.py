"""The statutory numbers of a tender, read from `rule_sets.yaml`: one dated set a regime, each number with its article.

Numbers that were read in the law itself are fixed. What is unconfirmed, or our own decision, is a setting
(`RuleSetting`), and is never shown to anybody as law.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from flask_babel import lazy_gettext as _l

from kernel import calendar
from kernel.refusals import Refusal
from kernel.words import Word

SOURCE = Path(__file__).with_name("rule_sets.yaml")


class Regime(Word):
    """Which law a tender follows (law.md, section 2)."""

    PROCUREMENT = "procurement", _l("Government Procurement Law")
    BIDDING = "bidding", _l("Tendering and Bidding Law")


class Mark(Word):
    """How sure we are of a number."""

    STATUTE = "statute", _l("Read in the law"), "green"
    NOTICE = "notice", _l("Notice 107"), "green"
    SECONDARY = "secondary", _l("Quoted by others"), "blue"
    UNCONFIRMED = "unconfirmed", _l("To be confirmed"), "amber"
    DEFAULT = "default", _l("Our own setting"), "plain"


FIXED = {Mark.STATUTE, Mark.NOTICE}
LABELS = {
    "deadline": _l("First issue to deadline, at least"),
    "documents": _l("Documents available, at least"),
    "notice": _l("Notice period"),
    "change": _l("Change before the deadline, at least"),
    "minimum_bidders": _l("Bidders on a lot, at least"),
    "committee_minimum": _l("Committee, at least (odd)"),
    "committee_large": _l("Committee for a large budget, at least"),
    "committee_large_budget": _l("Budget that counts as large"),
    "interest": _l("Avoidance looks back"),
    "report": _l("Evaluation report within"),
    "decide": _l("Award decided within"),
    "standstill": _l("Award publicity"),
    "award_notice": _l("Award notice within"),
    "objection_answer": _l("Objection answered within"),
    "contract": _l("Contract signed within"),
    "retention": _l("Papers kept"),
    "floor_skill": _l("Standard of a skill lot, at least"),
    "floor_startup": _l("Standard of a startup lot, at least"),
}
UNITS = {
    "days": _l("calendar days"),
    "working_days": _l("working days"),
    "count": "",
    "years": _l("years"),
    "fen": _l("fen"),
}


@dataclass(frozen=True)
class Number:
    """One number of a rule set. `article` is what stands in the file; show people `source`."""

    name: str
    value: int
    unit: str
    article: str
    mark: Mark

    @property
    def label(self):
        return LABELS[self.name]

    @property
    def unit_label(self):
        return UNITS[self.unit]

    @property
    def source(self) -> str:
        """The article where it was read in the law or the notice; else how far it is from that, never an article."""
        return self.article if self.mark in FIXED else str(self.mark.label)

    @property
    def law(self) -> str | None:
        """For refusals: the article, or None where the number is not law."""
        return self.article if self.mark in FIXED else None

    def last_day(self, start: date) -> date:
        """The last day of this period begun on `start` (not counted; a day of rest moves on, 民法典 201, 203)."""
        count = {"days": calendar.add_days, "working_days": calendar.add_working_days}[self.unit]
        return count(start, self.value)

    def known_last_day(self, start: date) -> date | None:
        """`last_day` for a desk: None past the end of the announced calendar, where no date is guessed."""
        try:
            return self.last_day(start)
        except Refusal:
            return None


@dataclass(frozen=True)
class RuleSet:
    """The numbers of one regime as they stood on a day."""

    regime: Regime
    in_force_from: date
    numbers: Mapping[str, Number]

    @property
    def key(self) -> str:
        """`procurement/2015-03-01`: what a tender pins."""
        return f"{self.regime}/{self.in_force_from}"

    def __getitem__(self, name: str) -> Number:
        return self.numbers[name]


def rule_set(regime: str, day: date, settings: Mapping[str, int] | None = None) -> RuleSet:
    """The edition in force on `day`, `settings` replacing numbers that are not law. Refuses NO_RULE_SET before
    the first.
    """
    editions = [edition for edition in _editions()[Regime(regime)] if edition["in_force_from"] <= day]
    if not editions:
        raise Refusal("NO_RULE_SET", _l("No rule set of this regime is in force on %(day)s.", day=day))
    return _built(Regime(regime), editions[-1], settings or {})


def pinned(key: str, values: Mapping[str, int]) -> RuleSet:
    """The set a tender was published under: the edition of `key` with the values written down then."""
    regime, day = key.split("/")
    edition = next(each for each in _editions()[Regime(regime)] if str(each["in_force_from"]) == day)
    return _built(Regime(regime), edition, values)


def _built(regime: Regime, edition: dict, settings: Mapping[str, int]) -> RuleSet:
    numbers = {}
    for name, said in edition["numbers"].items():
        mark = Mark(said["mark"])
        value = said["value"] if mark in FIXED else settings.get(name, said["value"])
        numbers[name] = Number(name, value, said["unit"], said["article"], mark)
    return RuleSet(regime, edition["in_force_from"], numbers)


@cache
def _editions() -> dict[Regime, list[dict]]:
    read = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return {Regime(name): sorted(editions, key=lambda each: each["in_force_from"]) for name, editions in read.items()}
