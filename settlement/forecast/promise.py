"""What have we promised? What becomes due in each of the next 36 months if every verified contract runs on as agreed.

    promised(register, today) -> Promise

The rule at each month's end over the same columns. Each person is taken to receive what is due when it falls due, so
a month owes what its target exceeds the highest before it; what was overpaid is left to recoveries. Extensions nobody
has signed, classes that are not completed and contracts that are not verified promise nothing.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from settlement.documents.models import Kind
from settlement.entitlements.assessment import Assessment
from settlement.entitlements.reading import Reading
from settlement.forecast.models import ReckonedPromise
from settlement.forecast.register import Register, narrowed
from settlement.policy.columns import FIXED, KINDS
from settlement.policy.vocabulary import MONTH

MONTHS = 36


@dataclass(frozen=True)
class Promise:
    """`due_fen[k]` {kind: fen} falls due by `until[k]` and not before; the first is what has fallen due and waits."""

    as_of: date
    until: list[date]
    due_fen: list[dict[Kind, int]]
    overpaid_fen: int = 0  # more received than is due: not set against anything
    people: int = 0  # in a contract that still runs
    seen_seq: int = 0  # of one region: the last evidence that was read

    def __add__(self, other: "Promise") -> "Promise":
        """Of two regions, for the same months."""
        due = [
            {kind: one[kind] + two[kind] for kind in Kind} for one, two in zip(self.due_fen, other.due_fen, strict=True)
        ]
        return Promise(self.as_of, self.until, due, self.overpaid_fen + other.overpaid_fen, self.people + other.people)

    @property
    def waiting_fen(self) -> int:
        return sum(self.due_fen[0].values())

    def within(self, months: int) -> int:
        """Fen that falls due in the next so many months, without what waits already."""
        return sum(sum(due.values()) for due in self.due_fen[1 : months + 1])

    def by_end_of(self, year: int) -> int:
        """Fen that is due by the end of a year, with what waits already."""
        return sum(sum(due.values()) for due, day in zip(self.due_fen, self.until, strict=True) if day.year <= year)


def month_ends(today: date, count: int = MONTHS) -> list[date]:
    """The last days of so many months, beginning with the one that tomorrow lies in."""
    first = np.datetime64(today + timedelta(days=1), "D").astype(MONTH)
    return ((first + np.arange(1, count + 1)).astype("datetime64[D]") - 1).tolist()


def nothing(today: date) -> Promise:
    """Of no region."""
    until = [today, *month_ends(today)]
    return Promise(today, until, [dict.fromkeys(Kind, 0) for _ in until])


def kept(row: ReckonedPromise) -> Promise:
    """As it was reckoned."""
    until = sorted({month.until_on for month in row.months})
    due = [{month.kind: month.amount_fen for month in row.months if month.until_on == day} for day in until]
    return Promise(row.as_of, until, due, row.overpaid_fen, row.people, row.seen_seq)


def promised(register: Register, today: date) -> Promise:
    """A register that was read as of `today`."""
    seen = register.reading.heads.get(register.reading.region_code, 0)
    if not len(register):
        return replace(nothing(today), seen_seq=seen)
    found, until = register.stands(), [today, *month_ends(today)]
    balance = found.amounts.target_fen - found.people.paid_fen
    waits = np.maximum(balance, 0)
    live = with_running_contract(register.reading, today)
    rows = that_may_change(found, live, until[-1])
    moving = narrowed(found, rows)
    received = np.maximum(found.amounts.target_fen, found.people.paid_fen)[rows]
    due = [_by_kind(waits, found.people.kind)]
    for day in until[1:]:
        target = moving.due_on(day).target_fen
        due.append(_by_kind(np.maximum(target - received, 0), moving.people.kind))
        received = np.maximum(received, target)
    return Promise(today, until, due, int(-np.minimum(balance, 0).sum()), len(live), seen)


def with_running_contract(reading: Reading, today: date) -> np.ndarray:
    """The rows (positions, ascending) with a contract that is not over: time changes nothing for the others."""
    contracts, extensions, day = reading.contracts, reading.extensions, np.datetime64(today, "D")
    last = contracts.ends.copy()
    np.maximum.at(last, extensions.contract, extensions.ends)
    is_over = (contracts.ended <= day) | ((contracts.term == FIXED) & (last <= day))
    return np.unique(contracts.row[~is_over])


def that_may_change(found: Assessment, rows: np.ndarray, last: date) -> np.ndarray:
    """Those rows for which some month may differ. One contract alone only ever covers more days as time goes by, so who
    has one, and is due the same on the last day as today, is due the same on every day between.
    """
    contracts = np.bincount(found.reading.contracts.row, minlength=len(found.people))[rows]
    is_same = narrowed(found, rows).due_on(last).target_fen == found.amounts.target_fen[rows]
    return rows[~is_same | (contracts > 1)]


def _by_kind(amounts: np.ndarray, kind: np.ndarray) -> dict[Kind, int]:
    return {Kind(word): int(amounts[kind == place].sum()) for place, word in enumerate(KINDS)}
