"""One row of a file, read cell by cell: every fault becomes one sentence under its column."""

import re
import unicodedata
from datetime import date
from typing import Any, NamedTuple

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from kernel.i18n import CHINESE
from kernel.identifiers import citizen_number, organisation_code
from kernel.refusals import Refusal
from kernel.spreadsheets import Cell, Kind, Row, is_formula_like

PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")
LOST = re.compile(r"\d+(\.\d+)?[eE]\+?\d+")
DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
IN_NAMES = set("·•・. '’-()（）")
SENTENCES = {
    "formula": _l("This begins like a formula; type plain text."),
    "control": _l("There is an invisible character in this cell; type it anew."),
    "missing": _l("This is missing."),
    "long": _l("This is longer than %(most)s characters."),
    "name": _l("There is a character in this name that no name has."),
    "as_number": _l("This is stored as a number and has lost digits; format the column as text and type it anew."),
    "phone": _l("This is not a phone number: 11 digits of a mobile phone, or area code and number."),
    "text_day": _l("This date is typed as text; format the cell as a date."),
    "day": _l("This is not a date such as 2026-03-05."),
    "choice": _l("Only these words are known: %(words)s."),
}


class Fault(NamedTuple):
    """What is wrong in one row, under which column ("" for the whole row)."""

    row: int
    column: str
    sentence: Any


class RowReader:
    """Reads the cells of one row; the faults gather in `faults`, a faulty cell reads as None."""

    def __init__(self, row: Row, is_typed: bool):
        self.row, self.is_typed, self.faults = row, is_typed, []

    def fault(self, column: str, sentence: Any) -> None:
        self.faults.append(Fault(self.row.number, column, sentence))

    def cell(self, column: str, *, required: bool) -> Cell | None:
        """The cell, or None where it is empty or not plain text; a required one must hold something."""
        cell = self.row.cells.get(column, Cell("", Kind.EMPTY))
        if is_formula_like(cell):
            return self.fault(column, SENTENCES["formula"])
        if any(unicodedata.category(letter) == "Cc" for letter in cell):
            return self.fault(column, SENTENCES["control"])
        if not cell:
            return self.fault(column, SENTENCES["missing"]) if required else None
        return cell

    def text(self, column: str, *, most: int, required: bool = True) -> str | None:
        cell = self.cell(column, required=required)
        if cell is not None and len(cell) > most:
            return self.fault(column, _l("This is longer than %(most)s characters.", most=most))
        return cell and str(cell)

    def name(self, column: str, *, most: int = 40) -> str | None:
        """A person's name: letters of any script, the dot and the blank between its parts."""
        text = self.text(column, most=most)
        if text and not all(letter in IN_NAMES or unicodedata.category(letter)[0] in "LM" for letter in text):
            return self.fault(column, SENTENCES["name"])
        return text

    def citizen(self, column: str) -> str | None:
        return self._number(column, citizen_number)

    def organisation(self, column: str) -> str | None:
        return self._number(column, organisation_code)

    def _number(self, column: str, check) -> str | None:
        cell = self.cell(column, required=True)
        if cell is None:
            return None
        if cell.kind is Kind.NUMBER or LOST.fullmatch(cell):
            return self.fault(column, SENTENCES["as_number"])
        try:
            return check(str(cell))
        except Refusal as refusal:
            return self.fault(column, refusal.sentence)

    def phone(self, column: str) -> str | None:
        cell = self.cell(column, required=False)
        if cell is not None and not PHONE.fullmatch(cell):
            return self.fault(column, SENTENCES["phone"])
        return cell and str(cell)

    def day(self, column: str, *, required: bool = True) -> date | None:
        """A date cell; in csv, where every cell is text, a date written with year, month and day."""
        cell = self.cell(column, required=required)
        if cell is None:
            return None
        if cell.kind is Kind.TEXT and self.is_typed:
            return self.fault(column, SENTENCES["text_day"])
        written = DAY.fullmatch(cell) if cell.kind in (Kind.DATE, Kind.TEXT) else None
        try:
            return date(*map(int, written.groups())) if written else self.fault(column, SENTENCES["day"])
        except ValueError:
            return self.fault(column, SENTENCES["day"])

    def choice(self, column: str, words: type, *, required: bool = True) -> Any:
        """A member of an enumeration of words, by its Chinese name as it stands in the template, or its stored text."""
        cell = self.cell(column, required=required)
        if cell is None:
            return None
        known = chinese_words(words)
        found = known.get(str(cell)) or next((word for word in words if word.value == cell), None)
        if found is None:
            return self.fault(column, _l("Only these words are known: %(words)s.", words="、".join(known)))
        return found


def chinese_words(words: type) -> dict[str, Any]:
    """{Chinese name: member}: files are written in Chinese whatever language the reader chose."""
    with force_locale(CHINESE):
        return {str(word.label): word for word in words}
