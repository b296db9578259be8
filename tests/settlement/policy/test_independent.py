"""A hundred thousand random persons: columns of many against columns of one, and against a rule that shares no code."""

from random import Random

import numpy as np
import pytest

from bench import crowd, oracle, scalar
from settlement.policy import OUTCOMES, Contracts, Extensions, evaluate, evaluate_each, load_document
from settlement.policy.columns import NONE

MANY, ALONE, DOCUMENTS = 100_000, 2_000, 48
PLACES = ("chain_contract", "excusing_contract")


def test_columns_of_a_hundred_thousand_are_the_columns_of_one():
    dice, random = Random(6), np.random.default_rng(6)
    documents = [load_document(crowd.document(dice), complete=False) for _ in range(DOCUMENTS)]
    which = random.integers(0, DOCUMENTS, MANY)
    everybody = crowd.crowd(random, MANY).priced(documents, which)
    found = evaluate_each(documents, which, everybody.people, everybody.contracts, everybody.extensions)
    rows = random.choice(MANY, ALONE, replace=False)
    assert_everything_is_met(documents, found.take(rows))
    for row, lines in zip(rows.tolist(), lines_of(everybody, rows), strict=True):
        contracts, extensions = own(everybody, lines)
        alone = evaluate(documents[which[row]], everybody.people.take([row]), contracts, extensions)
        for name in alone.__dataclass_fields__:
            said, expected = getattr(alone, name)[0], getattr(found, name)[row]
            if name in PLACES and said != NONE:
                said = lines[said]
            assert said == expected or (np.isnat(said) and np.isnat(expected)), (name, row)


def assert_everything_is_met(documents, amounts):
    """The sample is worth something: every outcome and part of an amount is in it, and every option has its values."""
    assert set(amounts.outcome) == set(range(len(OUTCOMES)))
    for name in ("years", "uplift_fen", "extension_fen", "licence_fen", "excused_for"):
        assert (getattr(amounts, name) > 0).sum() >= 10, name
    assert (amounts.owed_fen < 0).sum() >= 10
    assert len(set(amounts.years)) >= 4
    for name in ("window_from", "extension_mode", "years_count", "max_years", "open_ended", "task_based", "clawback"):
        assert len({getattr(document, name) for document in documents}) >= 2, name
    assert {len(document.bands) for document in documents} >= {0, 1, 2, 3, 4}


def lines_of(everybody, rows):
    """For each row the positions of its contracts, in the order of the columns."""
    order = np.argsort(everybody.contracts.row, kind="stable")
    sorted_rows = everybody.contracts.row[order]
    first, last = (np.searchsorted(sorted_rows, rows, side) for side in ("left", "right"))
    return [order[start:end] for start, end in zip(first, last, strict=True)]


def own(everybody, lines) -> tuple[Contracts, Extensions]:
    """A person's contracts and extensions as columns of one person."""
    contracts = everybody.contracts.take(lines)
    extensions = everybody.extensions.take(np.isin(everybody.extensions.contract, lines))
    contracts.row[:] = 0
    extensions.contract[:] = np.searchsorted(lines, extensions.contract)
    return contracts, extensions


def test_thousands_of_persons_get_the_same_to_the_fen_from_a_rule_that_shares_no_code():
    tally = oracle.compare(documents=40, persons=100, seed=61)
    assert tally.differences == []
    assert tally.counts["persons"] == 4000
    assert min(tally.met[name] for name in (*OUTCOMES, "several years", "licence lifts", "asked back", "excused")) >= 5


def test_citizens_with_several_grants_lose_the_same_ones_to_the_same_ones():
    tally = oracle.compare_grants(citizens=2000, seed=62)
    assert tally.differences == []
    assert tally.met["forbidden"] >= 500


@pytest.mark.parametrize(("name", "wrong"), [
    ("full_years", lambda first, last: (last - first).days // 365),
    ("share_of", lambda amount, hundredths: amount * hundredths // 10000),
    ("EXCUSES", scalar.EXCUSES - {"retirement"}),
])  # fmt: skip
def test_a_rule_that_is_slightly_wrong_is_found_out(monkeypatch, name, wrong):
    monkeypatch.setattr(scalar, name, wrong)
    assert oracle.compare(documents=40, persons=100, seed=61).differences
