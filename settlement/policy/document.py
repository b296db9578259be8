"""A policy document: one region's numbers and options for a stretch of time, in whole fen and hundredths."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from kernel.money import plain_yuan
from settlement.policy.refusals import N_, NO_STANDARD, PolicyRefusal

FLOOR_FEN = MappingProxyType({"skill": 80000, "startup": 100000})  # 内政发〔2008〕107号 clause 6


@dataclass(frozen=True)
class Band:
    """A class with at least this share employed is paid this share of the base; both in hundredths of a per cent."""

    at_least: int
    pay: int


@dataclass(frozen=True, kw_only=True)
class PolicyDocument:
    """One document in force, never edited. Money in fen, percentages in hundredths of a per cent."""

    document: str | None = None
    title: str | None = None
    region: str | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None
    standards: Mapping  # kind -> {look-up key: fen}; a single number is kept as {"*": fen}
    uplift: Mapping  # kind -> fen
    extension_per_year_fen: int = 20000
    no_job_percent: int = 10000
    fail_percent: int = 0
    bands: tuple = ()
    window_from: str = "class_opening"
    window_months: int = 6
    extension_mode: str = "term"
    years_count: str = "signed"
    max_years: int | None = None
    open_ended: str | int = "served"
    task_based: str = "none"
    licence_uplift_fen: int = 0
    repeat_rule: str = "once_per_kind_per_year"
    clawback: str = "propose"

    def standard(self, kind, trade=None, level=None, group=None):
        """Fen for one person of a trade, level and group, by the first key that the table has; else NO_STANDARD."""
        table = self.standards[kind]
        for key in look_up_keys(trade, level, group):
            if key in table:
                return table[key]
        raise PolicyRefusal(
            NO_STANDARD,
            N_("The document has no {kind} standard for trade {trade}, level {level}, group {group}."),
            kind=kind, trade=trade or "—", level=level or "—", group=group or "—",
        )  # fmt: skip

    def standard_or_none(self, kind, trade=None, level=None, group=None):
        """The same for columns: -1 where there is no standard."""
        try:
            return self.standard(kind, trade, level, group)
        except PolicyRefusal:
            return -1

    def canonical(self):
        """The document as a mapping of text, whole numbers and lists, one form for one meaning; JSON keeps it whole."""
        head = {name: getattr(self, name) for name in ("document", "title", "region")}
        head = {name: text for name, text in head.items() if text is not None}
        if self.in_force_from:
            head["in_force"] = {"from": _iso(self.in_force_from), "to": _iso(self.in_force_to)}
        return head | {
            "standards": {kind: _yuan(table) for kind, table in self.standards.items()},
            "uplift": _yuan(self.uplift),
            "extension_per_year": plain_yuan(self.extension_per_year_fen),
            "options": self.options(),
        }

    def options(self):
        """Every option with its value in force, in the order and the units of the page."""
        return {
            "no_job_percent": plain_yuan(self.no_job_percent),
            "fail_percent": plain_yuan(self.fail_percent),
            "bands": [{"at_least": plain_yuan(b.at_least), "pay": plain_yuan(b.pay)} for b in self.bands],
            "signing_window": {"from": self.window_from, "months": self.window_months},
            "extension_mode": self.extension_mode,
            "years_count": self.years_count,
            "max_years": self.max_years,
            "open_ended": self.open_ended,
            "task_based": self.task_based,
            "licence_uplift": plain_yuan(self.licence_uplift_fen),
            "repeat_rule": self.repeat_rule,
            "clawback": self.clawback,
        }

    def digest(self):
        """SHA-256 of the canonical form, in hexadecimal: two documents of one meaning have one digest."""
        text = json.dumps(self.canonical(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def look_up_keys(trade, level, group):
    """The keys of a table of standards in the order they are tried; one with a missing part is skipped."""
    tried = (
        (f"{trade}/{level}@{group}", (trade, level, group)),
        (f"{trade}/{level}", (trade, level)),
        (f"{trade}@{group}", (trade, group)),
        (f"{trade}", (trade,)),
        (f"*@{group}", (group,)),
        ("*", ()),
    )
    return [key for key, parts in tried if None not in parts]


def _yuan(table):
    return {key: plain_yuan(amount) for key, amount in table.items()}


def _iso(day):
    return day.isoformat() if day else None
