"""Columns and choices of a table: what a cell says, how it is written on the page and in a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from kernel import formats, words


class Format(NamedTuple):
    """How a value (never None) is shown on the page and written in a workbook, and whether it stands right."""

    shown: Callable[[Any], Any]
    written: Callable[[Any], Any]
    is_number: bool = False


def badge(word) -> Markup:
    """A stored word with its tone, as macros/record.html draws it."""
    return Markup('<span class="tone tone-{}">{}</span>').format(words.tone(word), words.label(word))


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


FORMATS = {
    "text": Format(lambda value: "—" if value == "" else value, str),
    "fen": Format(formats.fen, _yuan, is_number=True),
    "count": Format(formats.whole, int, is_number=True),
    "percent": Format(formats.percent, _yuan, is_number=True),
    "date": Format(formats.day, lambda day: day),
    "instant": Format(formats.instant, lambda moment: moment),
    "machine": Format(formats.machine_instant, lambda moment: moment.replace(tzinfo=UTC)),
    "state": Format(badge, words.label),
    "word": Format(words.label, words.label),
    "yes_no": Format(formats.yes_no, formats.yes_no),
}


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
        return FORMATS[self.format].is_number

    @property
    def is_sortable(self) -> bool:
        return self.sort is not None

    def cell(self, row) -> Any:
        return self.value(row) if self.value else getattr(row, self.name)

    def html(self, row) -> Any:
        """What stands in the cell; an amount below zero is shown as taken back."""
        value = self.cell(row)
        shown = "—" if value is None else FORMATS[self.format].shown(value)
        taken_back = self.format == "fen" and value is not None and value < 0
        return Markup('<span class="taken-back">{}</span>').format(shown) if taken_back else escape(shown)

    def written(self, row) -> str | int | Decimal | date | datetime | None:
        """The cell of the exported file."""
        value = self.cell(row)
        return None if value is None else FORMATS[self.format].written(value)

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
