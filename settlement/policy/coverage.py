"""Which days a contract covers, as known at the cut-off (the page's *Years*: a term, an end, `years_count`)."""

from dataclasses import dataclass

import numpy as np

from settlement.policy.columns import FIRST_EXCUSED, FIXED, OPEN, TASK
from settlement.policy.vocabulary import NO_DAY, add_months, at_least, at_most, between, when


@dataclass(frozen=True)
class Coverage:
    """One line per contract, in the order of Contracts."""

    last: np.ndarray  # datetime64[D], the last covered day; NaT or before the first day where nothing is covered
    in_chain: np.ndarray  # bool, known, started, and of a term that counts
    in_window: np.ndarray  # bool, known and signed inside the signing window of its class
    excuses: np.ndarray  # bool, ended, within what it covers, for a reason that forbids recovery
    extended: np.ndarray  # int64, positions of the extensions that are known


def signing_window(document, people):
    """First and last day on which a contract or licence counts as a result of the class, both included (option)."""
    first = people.class_opened if document.window_from == "class_opening" else people.class_ended
    return first, add_months(people.class_ended, document.window_months)


def coverage(document, people, contracts, extensions):
    """What every contract covers; evidence dated after the cut-off is not known yet."""
    as_of = people.as_of[contracts.row]
    known = contracts.signed <= as_of
    extended = np.flatnonzero(extensions.signed <= as_of[extensions.contract])
    agreed = agreed_last_day(document, contracts, extensions.take(extended), as_of)
    ended = (contracts.ended <= as_of) & (contracts.ended <= agreed)
    last = when(ended, contracts.ended, agreed)
    if document.years_count == "served":
        last = at_most(last, as_of)
    in_chain = known & (contracts.starts <= last)
    excuses = ended & (contracts.ended_because >= FIRST_EXCUSED)
    first, final = (days[contracts.row] for days in signing_window(document, people))
    return Coverage(last, in_chain, known & between(contracts.signed, first, final), excuses, extended)


def agreed_last_day(document, contracts, extensions, as_of):
    """The last day a contract covers while it has not ended (劳动合同法 12–15); NaT where it is left out of chains."""
    last = when(contracts.term == FIXED, contracts.ends, NO_DAY)
    np.maximum.at(last, extensions.contract, extensions.ends)
    last = when(contracts.term == OPEN, _open_ended_last_day(document, contracts.starts, as_of), last)
    if document.task_based == "served":
        last = when(contracts.term == TASK, as_of, last)
    return last


def _open_ended_last_day(document, starts, as_of):
    """One year at once and then what has been served; or n years; or not at all (option `open_ended`)."""
    if document.open_ended == "none":
        return NO_DAY
    if document.open_ended == "served":
        return at_least(add_months(starts, 12) - 1, as_of)
    return add_months(starts, 12 * document.open_ended) - 1
