"""Settlement lines as columns: read, written and hashed without an object a line.

read(region_code, run_id, without_excluded=False) -> Lines       by line number
write(region_code, run_id, lines)
hash_of(lines) -> str           SHA-256 over every column, as the run's head and its audit row keep it
"""

import hashlib
from dataclasses import dataclass, fields

import numpy as np
import sqlalchemy as sa

from kernel import columnar
from kernel.columnar import Frame
from settlement.entitlements.models import Nature, Posting, Reason, SettlementLine
from settlement.entitlements.queries import excluded, excluded_keys
from settlement.entitlements.sums import keys_of, standing
from settlement.persons.queries import merged_into
from settlement.policy.columns import KINDS, Columns

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

    def and_also(self, others: "Lines") -> "Lines":
        return Lines(*(np.concatenate((getattr(self, name), getattr(others, name))) for name in NAMES))

    @property
    def total_fen(self) -> int:
        return int(self.delta_fen.sum())


NAMES = [field.name for field in fields(Lines)]


def read(region_code: str, run_id: int, *, without_excluded: bool = False) -> Lines:
    """See the module."""
    columns = [columnar.words(getattr(Line, n), WORDS[n]).label(n) if n in WORDS else getattr(Line, n) for n in NAMES]
    query = sa.select(*columns).where(Line.region_code == region_code, Line.run_id == run_id)
    found = columnar.read((query.where(~excluded()) if without_excluded else query).order_by(Line.line_no))
    return Lines(*(getattr(found, name) for name in NAMES))


def last_targets(region_code: str) -> Frame:
    """`key` (ascending, one each) and the amounts of TARGET, of the last posted line of every (person, class)."""
    columns = (Line.run_id, Line.line_no, Line.person_id, Line.class_id, *(getattr(Line, name) for name in TARGET))
    posted = sa.select(Posting.run_id).where(Posting.region_code == region_code)
    found = columnar.read(sa.select(*columns).where(Line.region_code == region_code, Line.run_id.in_(posted)))
    found = found.take(~np.isin(keys_of(found.run_id, found.line_no), excluded_keys(region_code)))
    found.key = keys_of(standing(found.person_id, merged_into()), found.class_id)
    found = found.take(np.lexsort((found.line_no, found.run_id, found.key)))
    return found.take(np.concatenate((found.key[1:] != found.key[:-1], [True]))[: len(found)])


def targets_before(past: Frame, of: Lines) -> Lines:
    """Beside each line what was posted last for the same person and class, from `last_targets`; zero for nothing."""
    at, is_in = columnar.positions(past.key, keys_of(standing(of.person_id, merged_into()), of.class_id))
    zero = dict.fromkeys(NAMES, 0)
    if not len(past):
        return Lines.build(len(of), **zero)
    return Lines.build(len(of), **{**zero, **{name: np.where(is_in, getattr(past, name)[at], 0) for name in TARGET}})


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


def _column(values, count: int) -> np.ndarray:
    column = np.asarray(values, dtype=np.int64)
    return np.full(count, column) if column.ndim == 0 else column
