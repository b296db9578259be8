"""How money falls to the sources of a fund, in whole fen: pure sums, nothing is read and nothing written.

`order` is the fund's list of sources, `room` {source: fen} what each still holds; results are {source: fen}.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from kernel.money import split
from settlement.funds.models import Source

Shares = dict[Source, int]


def by_list(order: Sequence[Source], amounts: np.ndarray, room: Mapping[Source, int]) -> np.ndarray:
    """For each person's amount the place in `order` of the first source that still holds the whole of it.

    len(order) where none does. A negative amount gives back to the last source, where a later person may use it.
    """
    places = np.full(len(amounts), len(order))
    for place, source in enumerate(order):
        may = (places == len(order)) & ((amounts >= 0) | (source == order[-1]))
        rows = np.flatnonzero(may)
        places[rows[_held(amounts[rows], room.get(source, 0))]] = place
    return places


def _held(amounts: np.ndarray, room: int) -> np.ndarray:
    """Which of these amounts, one after another, find room in a source: a mask. What gives back always does."""
    held, begin = np.zeros(len(amounts), dtype=bool), 0
    while begin < len(amounts):
        sums = np.cumsum(amounts[begin:])
        misfits = np.flatnonzero((amounts[begin:] >= 0) & (sums > room))
        end = int(misfits[0]) if len(misfits) else len(sums)
        held[begin : begin + end] = True
        room -= int(sums[end - 1]) if end else 0
        begin += end
        fits = np.flatnonzero(amounts[begin:] <= max(room, -1))
        begin = begin + int(fits[0]) if len(fits) else len(amounts)
    return held


def by_ratio(order: Sequence[Source], weights: Sequence[int], total: int) -> Shares:
    """The total by largest remainder; of equal remainders the earlier source gets the odd fen."""
    return {source: part for source, part in zip(order, split(total, weights), strict=True) if part}


def summed(names: Sequence, places: np.ndarray, amounts: np.ndarray) -> dict:
    """{name: fen} of the amounts by their places among the names, in that order; who gets nothing is left out."""
    sums = ((name, int(amounts[places == place].sum())) for place, name in enumerate(names))
    return {name: amount for name, amount in sums if amount}


def together(*parts: Mapping[Source, int]) -> Shares:
    """The sum by source; sources that come to nothing are left out."""
    sums: Shares = {}
    for part in parts:
        for source, amount in part.items():
            sums[source] = sums.get(source, 0) + amount
    return {source: amount for source, amount in sums.items() if amount}


def cleared(shares: Mapping[Source, int]) -> Shares:
    """What is left where a voucher's pluses and minuses are set against each other, the last sources first.

    All that is left has the sign of the total: what its sources pay out, or what they are to get back.
    """
    sign = 1 if sum(shares.values()) >= 0 else -1
    left = {source: amount for source, amount in shares.items() if amount * sign > 0}
    return taken_off(left, sum(left.values()) - sum(shares.values()))


def taken_off(shares: Mapping[Source, int], amount: int) -> Shares:
    """The shares less an amount of their own sign, taken off the last sources first."""
    left = dict(shares)
    for source in reversed(left):
        part = _nearer_zero(amount, left[source])
        left[source] -= part
        amount -= part
    return {source: rest for source, rest in left.items() if rest}


def taken_back(taken: Mapping[Source, int], amount: int, last: Source) -> Shares:
    """What a red letter of `amount` takes back, below zero: from the sources that paid in the end, the last first.

    What goes beyond what they paid falls to `last`.
    """
    paid = {source: share for source, share in cleared(taken).items() if share > 0}
    rest = taken_off(paid, min(amount, sum(paid.values())))
    back = {source: rest.get(source, 0) - share for source, share in paid.items()}
    return together(back, {last: min(sum(paid.values()) - amount, 0)})


def part_of(shares: Mapping[Source, int], begin: int, amount: int) -> Shares:
    """The sources of the fen from `begin` on, the shares laid one after another in their order."""
    found: Shares = {}
    for source, share in shares.items():
        part = min(max(share - begin, 0), amount)
        begin, amount = max(begin - share, 0), amount - part
        if part:
            found[source] = part
    return found


def _nearer_zero(one: int, other: int) -> int:
    """The smaller of two amounts of one sign; zero where their signs differ."""
    return min(one, other) if min(one, other) > 0 else max(one, other) if max(one, other) < 0 else 0
