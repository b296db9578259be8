"""Columns as they are passed around, whatever database they come from or go to."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

DAY = "datetime64[D]"
SEPARATOR = "\x1f"  # between the texts of a column on their way here: the unit separator, which nothing typed holds
NEVER = np.datetime64("NaT", "D")


class Frame:
    """Columns of one length under their names."""

    def __init__(self, **columns: np.ndarray):
        self.__dict__.update(columns)

    def __len__(self) -> int:
        return len(next(iter(self.__dict__.values())))

    def take(self, rows: np.ndarray) -> "Frame":
        """The same columns of the given rows only (positions or a mask)."""
        return Frame(**{name: column[rows] for name, column in self.__dict__.items()})

    def beside(self, **columns: np.ndarray) -> "Frame":
        """These columns and more of the same length."""
        return Frame(**self.__dict__, **columns)

    def rows(self) -> Iterable[tuple]:
        """Row by row as Python values; a day is a `date`, NaT None."""
        return zip(*(column.tolist() for column in self.__dict__.values()), strict=True)


@dataclass(frozen=True)
class Coded:
    """Text by position: what is written for code k is `words[k]`, None for NULL."""

    codes: np.ndarray
    words: tuple[str | None, ...]

    @classmethod
    def of(cls, codes: np.ndarray, words: Iterable) -> "Coded":
        return cls(codes, tuple(None if word is None else str(word) for word in words))


def joined(column: sa.ColumnElement) -> sa.ColumnElement:
    """All texts of a column as one. NULL counts as two, as a text that holds the separator does."""
    return sa.func.aggregate_strings(sa.func.coalesce(column, SEPARATOR), SEPARATOR)


def parted(joined: str | None, count: int) -> np.ndarray:
    """The texts of a column again."""
    found = np.array([] if joined is None else joined.split(SEPARATOR), dtype=object)
    if len(found) != count:
        raise ValueError("a text that is read is NULL, or holds the separator")
    return found


def known(days: np.ndarray) -> np.ndarray:
    """The days as they are; refuses NaT, which is never written."""
    if np.isnat(days).any():
        raise ValueError("a day that is to be written is NaT")
    return days
