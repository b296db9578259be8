"""Columns and choices of a table: what a cell says, how it is written on the page and in a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from kernel import clock, formats, words

# format: (on the page, in a workbook, stands right)
FORMATS: dict[str, tuple[Callable, Callable, bool]] = {
    "text": (
        lambda value: "—" if value is None or value == "" else value,
        lambda value: "" if value is None else str(value),
        False,
    ),
    "fen": (formats.fen, lambda fen: None if fen is None else Decimal(fen) / 100, True),
    "count": (formats.whole, lambda number: number, True),
    "percent": (formats.percent, lambda hundredths: None if hundredths is None else Decimal(hundredths) / 100, True),
    "date": (formats.day, lambda day: day, False),
    "instant": (
        formats.instant,
        lambda moment: None if moment is None else clock.local(moment).replace(tzinfo=None),
        False,
    ),
    "machine": (formats.machine_instant, formats.machine_instant, False),
    "state": (
        lambda word: "—" if word is None else badge(word),
        lambda word: "" if word is None else words.label(word),
        False,
    ),
    "word": (
        lambda word: "—" if word is None else words.label(word),
        lambda word: "" if word is None else words.label(word),
        False,
    ),
    "yes_no": (formats.yes_no, formats.yes_no, False),
}


def badge(word) -> Markup:
    """A stored word with its tone, as macros/record.html draws it."""
    return Markup('<span class="tone tone-{}">{}</span>').format(words.tone(word), words.label(word))


@dataclass(frozen=True)
class Column:
    """`value(row)` gives the cell, the attribute `name` without it; `sort` is the expression a header click sorts by.

    `format` is one of FORMATS; `link(row)` the cell's address or None; `label` None: actions, not exported.
    """

    name: str
    label: Any = None
    value: Callable[[Any], Any] | None = None
    sort: Any = None
    format: str = "text"
    link: Callable[[Any], str | None] | None = None

    @property
    def is_number(self) -> bool:
        return FORMATS[self.format][2]

    @property
    def is_sortable(self) -> bool:
        return self.sort is not None

    def cell(self, row) -> Any:
        return self.value(row) if self.value else getattr(row, self.name)

    def html(self, row) -> Any:
        """What stands in the cell; an amount below zero is shown as taken back."""
        value = self.cell(row)
        shown = FORMATS[self.format][0](value)
        taken_back = self.format == "fen" and value is not None and value < 0
        return Markup('<span class="taken-back">{}</span>').format(shown) if taken_back else escape(shown)

    def written(self, row) -> str | int | Decimal | date | datetime | None:
        """The cell of the exported file."""
        return FORMATS[self.format][1](self.cell(row))

    def url(self, row) -> str | None:
        return self.link(row) if self.link else None


@dataclass(frozen=True)
class Choice:
    """A filter: `values` [(stored, label)], or a callable giving them; `where(value)` replaces `column == value`."""

    name: str
    label: Any
    column: Any
    values: Sequence[tuple[Any, Any]] | Callable[[], Sequence[tuple[Any, Any]]]
    where: Callable[[str], Any] | None = None

    def options(self) -> list[tuple[str, Any]]:
        values = self.values() if callable(self.values) else self.values
        return [(str(value), label) for value, label in values]

    def condition(self, value: str) -> Any:
        if self.where:
            return self.where(value)
        values = self.values() if callable(self.values) else self.values
        return self.column == next(stored for stored, _ in values if str(stored) == value)


def like(text: str) -> str:
    """A LIKE pattern that finds `text` as it is typed: its own % and _ stand for themselves (escape is a backslash)."""
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
