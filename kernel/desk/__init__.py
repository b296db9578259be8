"""The desk and the portal: what each room hands over, put together for one person.

PANELS = [callable(user) -> Panel | None]     what I must do, figures, charts
NAV    = [NavItem(group, label, endpoint, permission)]     PUBLIC: the portal's bar; others: the side menu
PORTAL = [callable() -> Block | None, Search(label, find)]
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Todo:
    """One thing to do: `what` on which `subject`, `because` of which article, by `due` (date, instant or None).

    `tone` "red": something is broken; it has no legal term and stands before all that have one.
    """

    what: Any
    subject: str
    url: str
    because: Any = ""
    due: date | datetime | None = None
    tone: str | None = None


@dataclass(frozen=True)
class Figure:
    """A figure that matters to this role; `tone` None, red, amber or green."""

    value: str
    label: Any
    tone: str | None = None


@dataclass(frozen=True)
class Chart:
    """A card with a drawing: `template` sees the chart as `chart`. Two need no template of yours:

    kernel/desk/_bars.html takes a context of points, desc, unit; kernel/desk/_gauge.html of parts, total, desc, mark,
    note (see macros/charts.html).
    """

    title: Any
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    link: tuple[Any, str] | None = None


@dataclass(frozen=True)
class Panel:
    todos: Sequence[Todo] = ()
    figures: Sequence[Figure] = ()
    charts: Sequence[Chart] = ()


@dataclass(frozen=True)
class NavItem:
    """A menu entry. Items of one group stand together, in the order of the rooms."""

    group: Any
    label: Any
    endpoint: str
    permission: str
    count: Callable[[Any], int] | None = None


@dataclass(frozen=True)
class Block:
    """A part of the portal's first page; `place` is main, side or figures (then `figures` is shown, no template)."""

    title: Any
    template: str | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    place: str = "main"
    link: tuple[Any, str] | None = None
    figures: Sequence[Figure] = ()


@dataclass(frozen=True)
class Found:
    """One result of the portal's search; badges are Words or (text, tone)."""

    title: str
    url: str
    lines: Sequence[str] = ()
    badges: Sequence[Any] = ()


@dataclass(frozen=True)
class Search:
    """What the portal's search asks a room: `find(text)` gives its best results, at most twenty, in a fixed order."""

    label: Any
    find: Callable[[str], Sequence[Found]]


OWN, OVERSIGHT, SYSTEM = _l("My desk"), _l("Oversight"), _l("System")


def _words(group: Any) -> str:
    """What a group is called in the code, in whatever language it is shown."""
    return group._args[0] if isinstance(group, LazyString) else str(group)


@dataclass(frozen=True)
class House:
    """Everything the rooms handed over."""

    panels: tuple[Callable, ...]
    nav: tuple[NavItem, ...]
    blocks: tuple[Callable, ...]
    searches: tuple[Search, ...]


def init_app(
    app: Flask,
    *,
    panels: Iterable = (),
    nav: Iterable[NavItem] = (),
    portal: Iterable = (),
    groups: Sequence = (),
) -> None:
    """Take what the rooms hand over; `groups`: the menu's groups in order, one's own first, the system last."""
    from kernel.desk import frame

    portal = tuple(portal)
    places = {_words(group): place for place, group in enumerate((OWN, *groups, OVERSIGHT))}
    entries = (*frame.FIRST, *nav, *frame.LAST)
    app.extensions["desk"] = House(
        panels=tuple(panels),
        nav=tuple(sorted(entries, key=lambda entry: places.get(_words(entry.group), len(places)))),
        blocks=tuple(each for each in portal if not isinstance(each, Search)),
        searches=tuple(each for each in portal if isinstance(each, Search)),
    )
    frame.register(app)
