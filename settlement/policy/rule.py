"""The whole rule over columns: what is due to many people under one document, as of each one's cut-off."""

from dataclasses import fields

import numpy as np

from settlement.policy import clauses
from settlement.policy.chains import best_chain, chains, counted_years, excusing_contract
from settlement.policy.columns import GRANTED, NO_CONTRACTS, NO_EXTENSIONS, NONE, UNPRICED, Amounts
from settlement.policy.coverage import coverage, signing_window
from settlement.policy.loading import refuse_below_floor
from settlement.policy.refusals import BAD_CASE, N_, PolicyRefusal
from settlement.policy.vocabulary import NO_DAY, when


def evaluate(document, people, contracts=NO_CONTRACTS, extensions=NO_EXTENSIONS):
    """Amounts for every row of People under one document.

    A row without a standard (base_fen -1) has the outcome `no_standard` and zero amounts: hold it, it is no settlement.
    Refuses POLICY_BELOW_FLOOR, and BAD_CASE where the document has bands and a class has no counts.
    """
    refuse_below_floor(document)
    refuse_missing_counts(document, people)
    covered = coverage(document, people, contracts, extensions)
    chained = chains(contracts, covered)
    chain_years = counted_years(document, contracts, extensions, covered, chained)
    best = best_chain(chained, chain_years, len(people))
    years = _picked(chain_years, best, 0)
    excusing = excusing_contract(contracts, covered, chained, len(people))
    return Amounts(
        **amounts(document, people, years, signed_in_window(contracts, covered, len(people)),
                  _picked(contracts.ended_because, excusing, 0)),
        chain_contract=_picked(chained.first_contract, best, NONE),
        chain_ends=_picked(chained.ends, best, NO_DAY),
        excusing_contract=excusing,
    )  # fmt: skip


def amounts(document, people, years, has_contract, excuse):
    """Steps 1 to 7, once the contracts are counted: years of the best chain, a contract in the window, the excuse."""
    outcomes = clauses.outcome(people)
    has_licence = clauses.licensed(people, signing_window(document, people))
    employed = has_contract | has_licence
    shares = clauses.base_share(document, people, outcomes, employed)
    base_paid = clauses.base_paid(people, shares)
    years = when(outcomes == GRANTED, years, 0)
    uplift, extension = clauses.uplift(document, people, years), clauses.extension(document, years)
    licence = clauses.licence_addition(document, outcomes, has_licence, uplift + extension)
    target = base_paid + uplift + extension + licence
    balance = when(outcomes == UNPRICED, 0, target - people.paid_fen)
    owed = clauses.owed(document, balance, excuse > 0)
    return {
        "outcome": outcomes, "base_fen": people.base_fen, "share_hundredths": shares, "base_paid_fen": base_paid,
        "employed": employed, "years": years, "uplift_fen": uplift, "extension_fen": extension, "licence_fen": licence,
        "target_fen": target, "paid_fen": people.paid_fen, "owed_fen": owed,
        "excused_for": when((balance < 0) & (owed == 0), excuse, 0).astype(np.int8),
    }  # fmt: skip


def evaluate_each(documents, which, people, contracts=NO_CONTRACTS, extensions=NO_EXTENSIONS):
    """The same where rows stand under different documents: `which[row]` is the position of the row's document.

    One evaluation per document over its own rows; there is at least one document. Positions of contracts in the answer
    are those of the whole column.
    """
    parts, order = [], []
    for number, document in enumerate(documents):
        rows = np.flatnonzero(which == number)
        parts.append(_evaluate_rows(document, rows, people, contracts, extensions))
        order.append(rows)
    order = np.concatenate(order)
    if len(order) != len(people):
        raise ValueError("every row needs one of the documents")
    return _joined(parts, np.argsort(order))


def signed_in_window(contracts, covered, people_count):
    """Step 4: whether any contract of whatever term and employer was signed inside the window."""
    signed = np.zeros(people_count, bool)
    signed[contracts.row[covered.in_window]] = True
    return signed


def refuse_missing_counts(document, people):
    """Bands need to know how many of the class passed and how many of them have a job."""
    if document.bands and len(people) and min(people.class_passed.min(), people.class_employed.min()) < 0:
        raise PolicyRefusal(BAD_CASE, N_("Bands need the numbers of persons passed and employed in the class."))


def _picked(values, positions, otherwise):
    """The values at some positions, and another where the position is -1."""
    if not len(values):
        return np.full(len(positions), otherwise, dtype=values.dtype)
    return when(positions == NONE, otherwise, values[positions])


def _evaluate_rows(document, rows, people, contracts, extensions):
    """One document's rows with their own contracts and extensions, renumbered on the way in and out."""
    mine, place = _renumbered(contracts.row, rows, len(people))
    own, contract_place = _renumbered(extensions.contract, mine, len(contracts))
    part = contracts.take(mine)
    part.row[:] = place[part.row]
    added = extensions.take(own)
    added.contract[:] = contract_place[added.contract]
    found = evaluate(document, people.take(rows), part, added)
    for column in (found.chain_contract, found.excusing_contract):
        column[:] = _picked(mine, column, NONE)
    return found


def _renumbered(owner, kept, count):
    """The lines whose owner is kept, and the new number of every owner (-1 where it is not kept)."""
    place = np.full(count, NONE)
    place[kept] = np.arange(len(kept))
    return np.flatnonzero(place[owner] != NONE), place


def _joined(parts, order):
    """Several sets of amounts as one, in a given order."""
    names = [field.name for field in fields(Amounts)]
    return Amounts(*(np.concatenate([getattr(part, name) for part in parts])[order] for name in names))
