"""Settlement lines as columns: read, written and hashed without an object a line.

read(region_code, run_id, without_excluded=False) -> Lines       by line number;  read_with(…): and of whom they are
past(region_code, families) -> Past             what was posted before, and last for the same people
write(region_code, run_id, lines)
hash_of(lines) -> str           SHA-256 over every column, as the run's head and its audit row keep it
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
import sqlalchemy as sa

from kernel import columnar
from kernel.columnar import Frame
from kernel.db import among
from settlement.entitlements.models import Nature, Reason, SettlementLine
from settlement.entitlements.queries import excluded, posted_lines
from settlement.entitlements.sums import Sums, keys_of, standing
from settlement.policy.columns import KINDS, Columns
from settlement.rosters.models import RosterLine

Line = SettlementLine
WORDS = {"kind": KINDS, "reason": tuple(Reason), "nature": tuple(Nature)}
REASONS, NATURES = list(Reason), list(Nature)
NORMAL = NATURES.index(Nature.NORMAL)
TARGET = ("base_paid_fen", "uplift_fen", "extension_fen", "licence_fen")


@dataclass(frozen=True)
class Lines(Columns):
    """int64 columns of one length, in the order in which they are hashed; words by their place in WORDS."""

    line_no: np.ndarray
    roster_line_id: np.ndarray
    person_id: np.ndarray
    class_id: np.ndarray
    organisation_id: np.ndarray
    document_id: np.ndarray
    rule_version: np.ndarray
    kind: np.ndarray
    base_fen: np.ndarray
    share_hundredths: np.ndarray
    base_paid_fen: np.ndarray
    uplift_fen: np.ndarray
    extension_fen: np.ndarray
    years: np.ndarray
    licence_fen: np.ndarray
    target_fen: np.ndarray
    settled_before_fen: np.ndarray
    delta_fen: np.ndarray
    reason: np.ndarray
    nature: np.ndarray

    @classmethod
    def build(cls, count: int, **given) -> "Lines":
        """`count` lines; a single value stands for every one of them."""
        return cls(*(_column(given[name], count) for name in NAMES))

    @classmethod
    def joined(cls, parts: Iterable["Lines"]) -> "Lines":
        """Several sets of lines as one, in their order."""
        parts = [NO_LINES, *parts]
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in NAMES))

    def without(self, line_no: np.ndarray) -> "Lines":
        """All but those with these numbers."""
        return self.take(~np.isin(self.line_no, line_no)) if len(line_no) else self

    @property
    def total_fen(self) -> int:
        return int(self.delta_fen.sum())


def _column(values, count: int) -> np.ndarray:
    column = np.asarray(values, dtype=np.int64)
    return np.full(count, column) if column.ndim == 0 else column


NAMES = [field.name for field in fields(Lines)]
NO_LINES = Lines.build(0, **dict.fromkeys(NAMES, ()))


def read(region_code: str, run_id: int, *, without_excluded: bool = False, organisation_id: int | None = None) -> Lines:
    """The lines of a run, or of one institution in it."""
    query = _selected().where(Line.region_code == region_code, Line.run_id == run_id)
    if organisation_id is not None:
        query = query.where(Line.organisation_id == organisation_id)
    return _read(query.where(~excluded()) if without_excluded else query)


def read_with(region_code: str, run_id: int, **beside: sa.ColumnElement) -> tuple[Lines, Frame]:
    """The lines of a run, and beside each line what its roster line says under these labels."""
    query = _selected().add_columns(*(column.label(name) for name, column in beside.items()))
    query = query.join(RosterLine, RosterLine.id == Line.roster_line_id)
    found = _in_order(columnar.read(query.where(Line.region_code == region_code, Line.run_id == run_id)))
    return Lines(*(getattr(found, name) for name in NAMES)), Frame(**{name: getattr(found, name) for name in beside})


def of_persons(region_code: str, run_id: int, person_ids: Iterable[int]) -> Lines:
    """The lines of a run without exclusion that some persons have, by the row that each line names."""
    query = _selected().where(Line.region_code == region_code, Line.run_id == run_id, ~excluded())
    return _read(query.where(among(Line.person_id, person_ids)))


def _selected() -> sa.Select:
    return sa.select(
        *(columnar.words(getattr(Line, n), WORDS[n]).label(n) if n in WORDS else getattr(Line, n) for n in NAMES)
    )


def _read(query: sa.Select) -> Lines:
    found = _in_order(columnar.read(query))
    return Lines(*(getattr(found, name) for name in NAMES))


def _in_order(found: Frame) -> Frame:
    """By line number, sorted here: many times faster than by the database."""
    return found if (np.diff(found.line_no) > 0).all() else found.take(np.argsort(found.line_no))


@dataclass(frozen=True)
class Past:
    """What a region has posted so far: fen by (person, class), and the amounts of TARGET of each one's last line."""

    settled: Sums
    last: Frame
    families: dict[int, int]

    def targets(self, of: Lines) -> Frame:
        """Beside each line TARGET as it was posted last for the same person and class; zero for nothing."""
        if not len(self.last):
            return Frame(**{name: np.zeros(len(of), dtype=np.int64) for name in TARGET})
        keys = keys_of(standing(of.person_id, self.families), of.class_id)
        at, is_in = columnar.positions(self.settled.keys, keys)
        return Frame(**{name: np.where(is_in, getattr(self.last, name)[at], 0) for name in TARGET})


def past(region_code: str, families: dict[int, int]) -> Past:
    """Read once for a posting: `settled` and `last` have the same keys in the same order."""
    found = posted_lines(region_code, also=TARGET)
    keys = keys_of(standing(found.person_id, families), found.class_id)
    order = np.lexsort((keys_of(found.run_id, found.line_no), keys))
    last = columnar.last_of_each(keys[order])
    return Past(Sums.of(keys, found.delta_fen), found.take(order[last]), families)


def of_rows(rows: list[SettlementLine]) -> Lines:
    """Lines that were loaded one by one."""
    coded = {
        name: [words.index(str(getattr(row, name))) for row in rows]
        for name, words in ((name, [str(word) for word in known]) for name, known in WORDS.items())
    }
    return Lines.build(len(rows), **{n: coded[n] if n in coded else [getattr(row, n) for row in rows] for n in NAMES})


def write(region_code: str, run_id: int, lines: Lines) -> None:
    """Settlement lines of one run, numbered by the caller."""
    columns = {name: getattr(lines, name) for name in NAMES}
    coded = {name: columnar.Coded.of(columns[name], words) for name, words in WORDS.items()}
    columnar.insert(Line.__table__, len(lines), region_code=region_code, run_id=run_id, **{**columns, **coded})


def hash_of(lines: Lines) -> str:
    """Each column's name and its values as little-endian 64-bit numbers; a word as the number its text gives."""
    digest = hashlib.sha256()
    for name in NAMES:
        column = getattr(lines, name)
        values = _numbers(name)[column] if name in WORDS else column
        digest.update(name.encode() + b":" + values.astype("<i8").tobytes())
    return digest.hexdigest()


def _numbers(name: str) -> np.ndarray:
    """A number for each word that depends on its text alone: a word that joins the enumeration changes no hash."""
    return np.array([int.from_bytes(hashlib.sha256(str(word).encode()).digest()[:7]) for word in WORDS[name]])
