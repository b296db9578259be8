"""Many rows of a printed document, fast: WeasyPrint spends its time on text boxes, and here eight rows are one image.

The rows travel to the worker inside the image's address (`rows:…`), are drawn there as text by `kernel.annex_rows`, and
are read out again like any text. Rows the fast way cannot draw (a character the font lacks, a value wider than its
column allows) make a plain table of the same look, at about 7 ms a row.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from markupsafe import Markup, escape

FONTS = Path(__file__).parent / "static" / "fonts"
SCHEME = "rows:"
TOGETHER = 8  # rows of one image; a page breaks between images
FONT_MM = 8 * 25.4 / 72  # 8 pt, as print.css says
PADDING_MM = 1.5
NARROWEST = 0.7  # a wide value is squeezed so far; one that needs more makes a plain table


@dataclass(frozen=True)
class Column:
    """A column of an annex: its heading, its width in millimetres, whether it holds numbers."""

    label: str
    width: float
    is_number: bool = False


@dataclass(frozen=True)
class Rows:
    """What one image draws: (width in millimetres, is a number) a column, and its cells as text."""

    columns: list[tuple[float, bool]]
    cells: list[list[str]]

    @property
    def address(self) -> str:
        packed = json.dumps([self.columns, self.cells], ensure_ascii=False, separators=(",", ":"))
        return SCHEME + urlsafe_b64encode(packed.encode()).decode().rstrip("=")

    @classmethod
    def of(cls, address: str) -> "Rows":
        packed = address.removeprefix(SCHEME)
        columns, cells = json.loads(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
        return cls([(width, is_number) for width, is_number in columns], cells)


def annex(columns: Sequence[Column], rows: Iterable[Sequence], total: Sequence | None = None) -> Markup:
    """One table, its head on every page; `total` closes it in bold. Cells are shown as their text."""
    texts = [[str(cell) for _column, cell in zip(columns, row, strict=True)] for row in rows]
    body = _images(columns, texts) if _is_drawable(columns, texts) else "".join(_row(columns, row) for row in texts)
    made = [
        f'<table class="annex" style="width:{sum(column.width for column in columns)}mm">',
        *(f'<col style="width:{each.width}mm">' for each in columns),
        "<thead><tr>",
        *(f'<th scope="col"{_kind(each)}>{escape(each.label)}</th>' for each in columns),
        "</tr></thead><tbody>",
        body,
        "</tbody>",
    ]
    if total is not None:
        made += ['<tbody class="total">', _row(columns, total), "</tbody>"]
    return Markup("".join((*made, "</table>")))


def missing_characters(text: str) -> list[str]:
    """Characters of `text` that the shipped font cannot print, each once, in order of appearance."""
    widths = _widths()
    return [each for each in dict.fromkeys(text) if each.isprintable() and ord(each) not in widths]


def _is_drawable(columns: Sequence[Column], texts: list[list[str]]) -> bool:
    widths = _widths()
    rooms = [(column.width - 2 * PADDING_MM) / FONT_MM / NARROWEST for column in columns]
    return all(
        all(ord(each) in widths for each in text) and sum(widths[ord(each)] for each in text) <= room
        for row in texts
        for text, room in zip(row, rooms, strict=True)
    )


@cache
def _widths() -> dict[int, float]:
    """The advance of every character of the shipped font, in em."""
    with TTFont(FONTS / "NotoSansSC_400Regular.ttf", lazy=True) as font:
        em, advances = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: advances[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def _images(columns: Sequence[Column], texts: list[list[str]]) -> str:
    shape = [(column.width, column.is_number) for column in columns]
    starts = range(0, len(texts), TOGETHER)
    images = (Rows(shape, texts[start : start + TOGETHER]).address for start in starts)
    cell = f'<tr><td class="rows" colspan="{len(columns)}"><img alt="" src="'
    return "".join(f'{cell}{image}"></td></tr>' for image in images)


def _row(columns: Sequence[Column], cells: Sequence) -> str:
    drawn = "".join(f"<td{_kind(column)}>{escape(cell)}</td>" for column, cell in zip(columns, cells, strict=True))
    return f"<tr>{drawn}</tr>"


def _kind(column: Column) -> str:
    return ' class="number"' if column.is_number else ""
