"""Tables people hand in and take away: xlsx and csv read into text that still knows what each cell was; xlsx written.

What concerns the file as a whole is a Refusal here; what concerns a row is the caller's to say, cell by cell.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from kernel import sniffing
from kernel.cells import Cell, Kind, cell, is_formula_like
from kernel.refusals import Refusal
from kernel.workbook_scan import Scan, TooLarge, Unreadable, column_letters, scan
from kernel.workbook_writer import Written, template, write_workbook

__all__ = ["Cell", "Kind", "Row", "Sheet", "Written", "is_formula_like", "read_table", "template", "write_workbook"]
MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 60


class Row(NamedTuple):
    """One line of the file under its headings; `number` is what the spreadsheet shows beside it."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Sheet:
    """The rows that hold anything, in order. `is_typed` is false for csv, where a date can only be text."""

    rows: list[Row]
    is_typed: bool


def read_table(content: bytes, filename: str, headers: Sequence[str], optional: Sequence[str] = ()) -> Sheet:
    """The first visible sheet under its headings, which are the first line that holds anything, in any order.

    Every heading of `headers` must be there, those of `optional` may. Refuses SHEET_TYPE, SHEET_OLD_FORMAT,
    SHEET_UNREADABLE, SHEET_TOO_LARGE, SHEET_MERGED, SHEET_EMPTY, SHEET_HEADINGS and SHEET_NO_ROWS.
    """
    grid, is_typed = _grid(content, filename)
    lines = ((number, line) for number, line in enumerate(grid, 1) if any(map(_holds, line)))
    heading = next(lines, None)
    if heading is None:
        raise Refusal("SHEET_EMPTY", _l("The file holds no table."))
    names = _headings(heading[1], headers, optional)
    rows = [Row(number, _under(names, line, number)) for number, line in lines]
    if not rows:
        raise Refusal("SHEET_NO_ROWS", _l("There is no row below the headings."))
    return Sheet(rows, is_typed)


def _grid(content: bytes, filename: str) -> tuple[list[list[Cell]], bool]:
    if len(content) > MAX_BYTES:
        raise _too_large()
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal("SHEET_OLD_FORMAT", _l("An old xls file, or one with a password; save it as xlsx without one."))
    found = sniffing.media_type(content) if content else None
    if found not in (sniffing.XLSX, sniffing.CSV) or not filename.lower().endswith(sniffing.ENDINGS[found]):
        raise Refusal("SHEET_TYPE", _l("Only xlsx and csv files are read here."))
    return (_read_xlsx(content), True) if found == sniffing.XLSX else (_read_csv(content), False)


def _read_xlsx(content: bytes) -> list[list[Cell]]:
    try:
        scans = scan(content)
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            shown = (i for i, sheet in enumerate(book.sheets_metadata) if sheet.visible == SheetVisibleEnum.Visible)
            index = next(shown)
            _check_extent(scans[index])
            sheet = book.get_sheet_by_index(index)
            values, merged = sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges
    except TooLarge:
        raise _too_large() from None
    except (Unreadable, CalamineError, StopIteration, IndexError) as broken:
        raise Refusal("SHEET_UNREADABLE", _l("The file is damaged and cannot be read.")) from broken
    if merged:
        raise Refusal("SHEET_MERGED", _l("Cells are merged (%(ranges)s); unmerge them.", ranges=_ranges(merged)))
    formulas = scans[index].formulas
    return [
        [cell(value, (row, column) in formulas) for column, value in enumerate(line, 1)]
        for row, line in enumerate(values, 1)
    ]


def _read_csv(content: bytes) -> list[list[Cell]]:
    lines: list[list[Cell]] = []
    try:
        for line in csv.reader(io.StringIO(sniffing.decoded(content), newline=""), strict=True):
            lines.append([cell(text, False) for text in line])
            _check_extent(Scan(len(lines), len(line)))
    except csv.Error as broken:
        raise Refusal("SHEET_UNREADABLE", _l("The file is damaged and cannot be read.")) from broken
    return lines


def _headings(line: list[Cell], headers: Sequence[str], optional: Sequence[str]) -> list[str]:
    names = [str(held) for held in line]
    while names and not names[-1]:
        names.pop()
    given = [name for name in names if name]
    faults = [
        (_l("missing"), [name for name in headers if name not in given]),
        (_l("unknown"), [name for name in given if name not in (*headers, *optional)]),
        (_l("twice"), [name for name in dict.fromkeys(given) if given.count(name) > 1]),
    ]
    said = "; ".join(f"{fault}: {', '.join(found)}" for fault, found in faults if found)
    if said:
        raise Refusal("SHEET_HEADINGS", _l("The headings are not those of the template (%(faults)s).", faults=said))
    return names


def _under(names: list[str], line: list[Cell], number: int) -> dict[str, Cell]:
    cells: dict[str, Cell] = {name: Cell("", Kind.EMPTY) for name in names if name}
    for column, held in enumerate(line):
        name = names[column] if column < len(names) else ""
        if name:
            cells[name] = held
        elif _holds(held):
            where = f"{column_letters(column + 1)}{number}"
            raise Refusal("SHEET_HEADINGS", _l("Cell %(where)s stands under no heading.", where=where))
    return cells


def _holds(held: Cell) -> bool:
    return bool(held) or held.kind is Kind.FORMULA


def _check_extent(found: Scan) -> None:
    if found.last_row > MAX_ROWS or found.last_column > MAX_COLUMNS:
        raise _too_large()


def _too_large() -> Refusal:
    sentence = _l(
        "The file is too large: at most %(rows)s rows, %(columns)s columns and %(size)s MB.",
        rows=MAX_ROWS,
        columns=MAX_COLUMNS,
        size=MAX_BYTES // 1024 // 1024,
    )
    return Refusal("SHEET_TOO_LARGE", sentence, status=413)


def _ranges(merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> str:
    named = [":".join(f"{column_letters(column + 1)}{row + 1}" for row, column in each) for each in sorted(merged)]
    return ", ".join(named[:5]) + (" …" if len(named) > 5 else "")
