"""xlsx files to take away."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from kernel import clock
from kernel.cells import is_formula_like

STYLES = {
    "heading": {"bold": True, "bg_color": "#E8F0F9", "bottom": 1},
    "text": {"num_format": "@"},
    "formula_like": {"num_format": "@", "quote_prefix": True},
    "money": {"num_format": "#,##0.00"},
    "date": {"num_format": "yyyy-mm-dd"},
    "instant": {"num_format": "yyyy-mm-dd hh:mm"},
}


@dataclass(frozen=True)
class Written:
    """A sheet to write: text, whole numbers, Decimal (two decimals), dates. `notes` are comments on its headings."""

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Any]]
    notes: dict[str, str] = field(default_factory=dict)


def write_workbook(sheets: Iterable[Written], *, made_at: datetime | None = None) -> bytes:
    """An xlsx file, made in memory: personal data never lies in a temporary file. Text is never computed by a
    spreadsheet, and what looks like a formula is marked as text. Equal sheets and `made_at` give equal bytes."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": (made_at or clock.now()).astimezone(UTC).replace(tzinfo=None)})
        styles = {name: book.add_format(style) for name, style in STYLES.items()}
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name[:31]), sheet, styles)
    return made.getvalue()


def template(name: str, notes: dict[str, str], example: Sequence[Any] = ()) -> bytes:
    """A workbook to fill in: the headings of `notes`, each with its note as a comment, and one row as an example."""
    return write_workbook([Written(name, list(notes), [example] if example else [], notes)])


def _write_sheet(page, sheet: Written, styles: dict) -> None:
    for column, name in enumerate(sheet.headers):
        page.set_column(column, column, max(12, 2 * len(str(name)) + 4))
        page.write_string(0, column, str(name), styles["heading"])
        if name in sheet.notes:
            page.write_comment(0, column, sheet.notes[name], {"x_scale": 2})
    page.freeze_panes(1, 0)
    for number, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            _write_cell(page, number, column, value, styles)


def _write_cell(page, row: int, column: int, value: Any, styles: dict) -> None:
    match value:
        case None:
            page.write_blank(row, column, None)
        case bool():
            page.write_boolean(row, column, value)
        case int():
            page.write_number(row, column, value)
        case Decimal():
            page.write_number(row, column, value, styles["money"])
        case datetime():
            page.write_datetime(row, column, clock.local(value).replace(tzinfo=None), styles["instant"])
        case date():
            page.write_datetime(row, column, value, styles["date"])
        case _:
            text = str(value)
            page.write_string(row, column, text, styles["formula_like" if is_formula_like(text) else "text"])
