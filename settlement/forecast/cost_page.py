"""The cost of a document as its page shows it: what is compared, the sums by each key, what the documents differ in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.formats import yuan
from kernel.organisations.models import Region
from settlement.documents import queries as documents
from settlement.documents.models import Document, DocumentState, Kind
from settlement.documents.options import key_words, readable
from settlement.forecast import figures, queries, under_way
from settlement.forecast.cost import Cell, Comparison, Pair, opened_after
from settlement.forecast.promise import month_ends
from settlement.forecast.queries import Governed
from settlement.forecast.register import GROUPS
from settlement.forecast.under_way import Progress
from settlement.policy.document import PolicyDocument

STRETCH_WORDS = {
    "12": _l("Last 12 months"),
    "24": _l("Last 24 months"),
    "36": _l("Last 36 months"),
    "all": _l("The whole register"),
}


@dataclass(frozen=True)
class Cost:
    """One document compared over the registers that a user sees, as far as they are reckoned."""

    document: Document
    stretch: str
    governed: list[Governed]
    own: list[Region]
    standing: queries.Standing

    @property
    def as_of(self) -> date:
        return self.standing.as_of

    @property
    def later_on(self) -> date:
        return month_ends(self.as_of)[-1]

    @property
    def is_complete(self) -> bool:
        """Every region is reckoned, as of the same day; before that there are no sums."""
        return self.standing.is_complete

    @cached_property
    def found(self) -> Comparison:
        rows = self.standing.kept.values() if self.is_complete else ()
        return sum((figures.read(row.figures) for row in rows), Comparison())

    @property
    def may_be_asked_for(self) -> bool:
        """Nothing is under way, and there is no draft: the schedule reckons those without being asked."""
        is_of_today = self.is_complete and self.as_of >= clock.today()
        return self.document.state != DocumentState.DRAFT and not self.standing.due and not is_of_today

    @property
    def instead(self) -> list[Document]:
        """The documents that would apply otherwise, each once."""
        return list({each.instead.id: each.instead for each in self.governed if each.instead}.values())

    @property
    def instead_words(self) -> str:
        """What the columns of the other side are called."""
        if not self.instead:
            return _("Documents at opening")
        return _("Document in force") if self.document.state == DocumentState.DRAFT else _("Document before")

    @property
    def instead_numbers(self) -> str:
        return "、".join(each.number for each in self.instead)

    @property
    def stretch_words(self) -> str:
        return str(STRETCH_WORDS[self.stretch])

    @property
    def opened_after(self) -> np.datetime64 | None:
        return opened_after(self.as_of, self.stretch)


def of(document: Document, user, stretch: str = "12") -> Cost:
    """What is kept over classes opened in a stretch of STRETCHES."""
    governed, own = queries.governed(document, queries.seen_by(user))
    return Cost(document, stretch, governed, own, queries.standing(document, governed, stretch))


def progress(cost: Cost) -> Progress | None:
    """Of the reckoning that is under way or waits; None where nothing does."""
    return under_way.progress(queries.COSTS, cost.standing.due, len(cost.standing.regions))


def breakdowns(cost: Cost) -> list[tuple[str, list[tuple[str, Pair]]]]:
    """[(what, [(label, pair)])]: by region where there are several, by kind, trade and group of persons."""
    found, names = cost.found, queries.trade_names([each.region.code for each in cost.governed])
    regions = {each.region.code: each.region.name for each in cost.governed}
    kind = lambda cell: (list(Kind).index(cell.course.kind),)  # noqa: E731
    parts = [(_("By region"), lambda cell: cell.region_code, regions.get)] if len(regions) > 1 else []
    parts += [
        (_("By kind"), kind, lambda key: str(list(Kind)[key[0]].label)),
        (_("By trade"), lambda cell: (*kind(cell), _trade(cell, names)), lambda key: key[1]),
        (_("By group of persons"), lambda cell: GROUPS.index(cell.group), lambda at: str(GROUPS[at].label)),
    ]
    return [(title, _labelled(found, key, label)) for title, key, label in parts]


def _labelled(found: Comparison, key: Callable, label: Callable) -> list[tuple[str, Pair]]:
    return [(label(value), pair) for value, pair in sorted(found.by(key).items())]


def _trade(cell: Cell, names: dict) -> str:
    level = _("level %(level)s", level=cell.course.level) if cell.course.level else ""
    return f"{names.get(cell.course.trade_code, '')} {level}".strip()


def unpriced(cost: Cost) -> list[tuple]:
    """Rows of who has no standard in one of the documents, and what they come to under the other."""
    names = queries.trade_names([each.region.code for each in cost.governed])
    regions = {each.region.code: each.region.name for each in cost.governed}
    return [
        (regions[cell.region_code], str(cell.course.kind.label), _trade(cell, names), str(cell.group.label), cell)
        for cell in cost.found.unpriced
    ]


def changes(cost: Cost) -> list[tuple[str, str, str]]:
    """[(what, in force, new)] of what the two documents say differently; nothing where there are more than two."""
    if len(cost.instead) != 1:
        return []
    names = queries.trade_names([each.region.code for each in cost.governed])
    old, new = (_said(documents.policy(each.id), names) for each in (cost.instead[0], cost.document))
    return [
        (what, old.get(what, "—"), new.get(what, "—"))
        for what in dict.fromkeys((*old, *new))
        if old.get(what) != new.get(what)
    ]


def _said(policy: PolicyDocument, names: dict) -> dict[str, str]:
    standards = {
        f"{kind.label} {_key(key, names)}": yuan(amount)
        for kind in Kind
        for key, amount in policy.standards[kind].items()
    }
    added = {
        _("Contract of a year or more, skill training"): yuan(policy.uplift[Kind.SKILL]),
        _("Contract of a year or more, start-up training"): yuan(policy.uplift[Kind.STARTUP]),
        _("Each further full year"): yuan(policy.extension_per_year_fen),
    }
    return standards | added | dict(readable(policy))


def _key(key: str, names: dict) -> str:
    trade, level, group = key_words(key)
    level = "" if level == "—" else _("level %(level)s", level=level)
    return " ".join(filter(None, (names.get(trade, trade), level, "" if group == "—" else group)))
