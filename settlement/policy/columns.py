"""The columns that the rule reads and writes: frozen dataclasses of numpy arrays, one length each."""

from dataclasses import dataclass, fields

import numpy as np

from settlement.policy.vocabulary import DAY, NO_DAY

KINDS = ("skill", "startup")
SKILL, STARTUP = range(2)
TERMS = ("fixed", "open", "task")
FIXED, OPEN, TASK = range(3)
ENDINGS = ("ordinary", "resignation", "dismissal", "agreement", "completed", "expiry",
           "death", "retirement", "employer_fault", "dissolution")  # fmt: skip
FIRST_EXCUSED = ENDINGS.index("death")  # from here on, nothing is to be recovered
OUTCOMES = ("granted", "not_due", "forbidden", "failed", "no_standard")
GRANTED, NOT_DUE, FORBIDDEN, FAILED, UNPRICED = range(5)
NONE = -1


class Columns:
    """What all sets of columns share."""

    def __len__(self):
        return len(getattr(self, fields(self)[0].name))

    def take(self, rows):
        """The same columns, of the given rows only (positions or a mask)."""
        return type(self)(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True)
class People(Columns):
    """One row per grant candidate: a person in a class."""

    kind: np.ndarray  # int8, position in KINDS
    base_fen: np.ndarray  # int64, the standard looked up in the document of the class; -1 where it has none
    class_opened: np.ndarray  # datetime64[D]
    class_ended: np.ndarray  # datetime64[D], the last class day
    class_passed: np.ndarray  # int64, persons of the class who passed; -1 unknown; read only where bands are on
    class_employed: np.ndarray  # int64, likewise who have a job
    passed: np.ndarray  # bool, the person's own appraisal
    licence_on: np.ndarray  # datetime64[D], day the business licence was issued; NaT for none
    forbidden: np.ndarray  # bool, an earlier grant forbids this one (module `repeat`)
    paid_fen: np.ndarray  # int64, settled before: what the person's posted lines in this class sum to
    as_of: np.ndarray  # datetime64[D], the cut-off

    @classmethod
    def build(cls, count, **given):
        """`count` rows; a column left out says no licence, counts unknown, not forbidden, nothing paid."""
        blank = {"class_passed": NONE, "class_employed": NONE, "licence_on": NO_DAY, "forbidden": False, "paid_fen": 0}
        return cls(*(_column(name, kind, {**blank, **given}[name], count) for name, kind in PEOPLE_TYPES.items()))


PEOPLE_TYPES = {"kind": np.int8, "base_fen": np.int64, "class_opened": DAY, "class_ended": DAY,
                "class_passed": np.int64, "class_employed": np.int64, "passed": bool, "licence_on": DAY,
                "forbidden": bool, "paid_fen": np.int64, "as_of": DAY}  # fmt: skip


@dataclass(frozen=True)
class Contracts(Columns):
    """One line per labour contract, in any order; lines that tie in everything keep the order given."""

    row: np.ndarray  # int64, position of the person in People
    employer: np.ndarray  # int64, any number that is the same for the same employer (a legal successor included)
    term: np.ndarray  # int8, position in TERMS
    signed: np.ndarray  # datetime64[D]
    starts: np.ndarray  # datetime64[D], first day
    ends: np.ndarray  # datetime64[D], agreed last day of a fixed contract, NaT otherwise
    ended: np.ndarray  # datetime64[D], last day where it ended early or at all, NaT otherwise
    ended_because: np.ndarray  # int8, position in ENDINGS

    @classmethod
    def build(cls, count, **given):
        """Contract lines of the right types; `ended` and `ended_because` may be left out."""
        blank = {"ended": NO_DAY, "ended_because": 0}
        return cls(*(_column(name, kind, {**blank, **given}[name], count) for name, kind in CONTRACT_TYPES.items()))


CONTRACT_TYPES = {"row": np.int64, "employer": np.int64, "term": np.int8, "signed": DAY, "starts": DAY, "ends": DAY,
                  "ended": DAY, "ended_because": np.int8}  # fmt: skip


@dataclass(frozen=True)
class Extensions(Columns):
    """One line per extension of a fixed contract; those of one contract signed on one day in the order given."""

    contract: np.ndarray  # int64, position in Contracts
    signed: np.ndarray  # datetime64[D]
    ends: np.ndarray  # datetime64[D], the new last day

    @classmethod
    def build(cls, count, **given):
        """Extension lines of the right types."""
        return cls(*(_column(name, kind, given[name], count) for name, kind in EXTENSION_TYPES.items()))


EXTENSION_TYPES = {"contract": np.int64, "signed": DAY, "ends": DAY}


def _column(name, kind, values, count):
    """A column of one type; a single value stands for every row."""
    column = np.asarray(values, dtype=kind)
    if column.ndim == 0:
        column = np.full(count, column)
    if column.shape != (count,):
        raise ValueError(f"{name} has shape {column.shape}, not ({count},)")
    return column


NO_CONTRACTS = Contracts.build(0, row=[], employer=[], term=[], signed=[], starts=[], ends=[])
NO_EXTENSIONS = Extensions.build(0, contract=[], signed=[], ends=[])


@dataclass(frozen=True)
class Amounts(Columns):
    """One row per person, in the order of People. target = base_paid + uplift + extension + licence, always."""

    outcome: np.ndarray  # int8, position in OUTCOMES: why the target is what it is
    base_fen: np.ndarray  # int64, the standard (-1 where there is none)
    share_hundredths: np.ndarray  # int64, share of the base in hundredths of a per cent; 0 where nothing is due
    base_paid_fen: np.ndarray  # int64, that share of the base
    employed: np.ndarray  # bool, a contract or (startup) a licence in the window
    years: np.ndarray  # int64, counted full years of the best chain, capped; 0 where the addition is not due
    uplift_fen: np.ndarray  # int64
    extension_fen: np.ndarray  # int64, for the years after the first
    licence_fen: np.ndarray  # int64, what the licence lifts the addition by, beyond uplift and extension
    target_fen: np.ndarray  # int64
    paid_fen: np.ndarray  # int64, settled before
    owed_fen: np.ndarray  # int64; negative: a recovery proposal
    excused_for: np.ndarray  # int8, position in ENDINGS that made a negative balance 0; 0 for none
    chain_contract: np.ndarray  # int64, position of the best counting chain's first contract in Contracts; -1 for none
    chain_ends: np.ndarray  # datetime64[D], the latest day which that chain covers; NaT for none
    excusing_contract: np.ndarray  # int64, position of the contract that excuses, whether needed or not; -1 for none
