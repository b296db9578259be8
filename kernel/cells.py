"""A cell of a table somebody handed in: its text, and what it was in the file."""

import math
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

FORMULA_STARTS = tuple("=+-@＝＋－＠")


class Kind(StrEnum):
    """What a cell was in the file; a csv file has texts only."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TRUTH = "truth"
    FORMULA = "formula"


class Cell(str):
    """A cell's text, blanks around it dropped, dates as 2026-03-05, numbers as they are; `.kind` says what it was."""

    __slots__ = ("kind",)
    kind: Kind

    def __new__(cls, text: str, kind: Kind):
        cell = super().__new__(cls, text)
        cell.kind = kind
        return cell


def is_formula_like(text: str) -> bool:
    """Whether a cell is a formula, or begins as one does: with = + - @ or one of their full-width forms."""
    return getattr(text, "kind", None) is Kind.FORMULA or text.startswith(FORMULA_STARTS)


def cell(value: Any, is_formula: bool) -> Cell:
    """The cell of a value as the reader gives it."""
    text, kind = _text(value)
    text = text.strip()
    return Cell(text, Kind.FORMULA if is_formula else kind if text else Kind.EMPTY)


def _text(value: Any) -> tuple[str, Kind]:
    match value:
        case str():
            return value, Kind.TEXT
        case bool():
            return str(value).upper(), Kind.TRUTH
        case int() | float() if math.isfinite(value):
            return (str(int(value)) if value == int(value) else repr(value)), Kind.NUMBER
        case datetime() if value.time() == time():
            return value.date().isoformat(), Kind.DATE
        case datetime():
            return value.isoformat(" ", "minutes"), Kind.DATE
        case date():
            return value.isoformat(), Kind.DATE
        case time() | timedelta() | float():
            return str(value), Kind.NUMBER
    raise TypeError(f"a cell of {type(value)}")
