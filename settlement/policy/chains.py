"""Chains of one employer's contracts and the full years they count (the page's *Chain*, `term` and `event` mode).

A legal successor is entered as the same employer (劳动合同法 34); another employer is another chain; chains are never
added together, and one counts only if its first contract was signed inside the window.
"""

from dataclasses import dataclass

import numpy as np

from settlement.policy.columns import FIXED, NONE
from settlement.policy.vocabulary import at_least, at_most, begins, full_years, latest_before, when

RANK = 1 << 32  # more chains than there will ever be


@dataclass(frozen=True)
class Chains:
    """One line per chain, ordered by person; `order` and `chain` have one line per contract that is in a chain."""

    order: np.ndarray  # int64, positions in Contracts, in chain order
    chain: np.ndarray  # int64, for each of them the chain it belongs to
    row: np.ndarray  # int64, position of the person in People
    first_contract: np.ndarray  # int64, position in Contracts
    starts: np.ndarray  # datetime64[D], first day
    ends: np.ndarray  # datetime64[D], latest covered day
    counts: np.ndarray  # bool, its first contract was signed inside the window


def chains(contracts, covered):
    """The chains of everybody, in one sort; one that begins by the day after the latest covered one continues."""
    order = chain_order(contracts, covered)
    line, last = contracts.take(order), covered.last[order]
    new = begins(line.row, line.employer)
    new |= line.starts > latest_before(last, new) + 1
    heads = np.flatnonzero(new)
    ends = np.maximum.reduceat(last, heads) if len(heads) else last
    first = order[heads]
    return Chains(order, np.cumsum(new) - 1, line.row[heads], first, line.starts[heads], ends, covered.in_window[first])


def chain_order(contracts, covered):
    """Contracts in chains: by person and employer, first day, signing day, then the one that ends later first."""
    members = np.flatnonzero(covered.in_chain)
    line = contracts.take(members)
    ends_later = -covered.last[members].astype(np.int64)
    return members[np.lexsort((ends_later, line.signed, line.starts, line.employer, line.row))]


def counted_years(document, contracts, extensions, covered, chained):
    """Full years of every chain, whether it counts or not, capped by `max_years`."""
    if document.extension_mode == "event":
        years = years_by_event(contracts, extensions, covered, chained)
    else:
        years = full_years(chained.starts, chained.ends)
    return years if document.max_years is None else at_most(years, document.max_years)


def years_by_event(contracts, extensions, covered, chained):
    """Years term by term: a first fixed one counts one at most, each further one adds its own full years."""
    starts, ends, fixed, chain = _terms(contracts, extensions, covered, chained)
    if not len(chain):
        return np.zeros(0, np.int64)
    first = begins(chain)
    uncovered = when(first, starts, latest_before(ends, first) + 1)
    years = full_years(uncovered, at_least(ends, uncovered - 1))
    years = when(first & fixed, at_most(years, 1), years)
    heads = np.flatnonzero(first)
    return when(years[heads] >= 1, np.add.reduceat(years, heads), 0)


def _terms(contracts, extensions, covered, chained):
    """One line per term in the chain's order, each contract with its extensions: first day, last day, fixed, chain."""
    place = np.full(len(contracts), NONE)
    place[chained.order] = np.arange(len(chained.order))
    added = extensions.take(covered.extended)
    added = added.take(place[added.contract] != NONE)
    contract = np.concatenate((chained.order, added.contract))
    fixed = contracts.term[contract] == FIXED
    own_end = np.concatenate((contracts.ends[chained.order], added.ends))
    ends = when(fixed, at_most(own_end, covered.last[contract]), covered.last[contract])
    turn = np.concatenate((np.zeros(len(chained.order), np.int64), added.signed.astype(np.int64) + RANK))
    order = np.lexsort((turn, place[contract]))
    contract = contract[order]
    return contracts.starts[contract], ends[order], fixed[order], chained.chain[place[contract]]


def best_chain(chained, years, people_count):
    """For every person the chain of the most years, the first of equals; -1 where none counts."""
    worth = years * RANK + (RANK - 1 - np.arange(len(years)))
    best = np.full(people_count, NONE)
    np.maximum.at(best, chained.row[chained.counts], worth[chained.counts])
    return when(best == NONE, NONE, RANK - 1 - best % RANK)


def excusing_contract(contracts, covered, chained, people_count):
    """For every person the first contract, in a chain that counts, whose end forbids recovery (step 7); -1 for none."""
    found = np.full(people_count, len(contracts))
    excusing = chained.order[covered.excuses[chained.order] & chained.counts[chained.chain]]
    np.minimum.at(found, contracts.row[excusing], excusing)
    return when(found == len(contracts), NONE, found)
