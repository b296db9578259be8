"""The rule over columns: what it asks of them, and what it says of rows that cannot be settled."""

import numpy as np
import pytest

from settlement.policy import OUTCOMES, Contracts, People, PolicyRefusal, evaluate, evaluate_each, load_document

POLICY = {"standards": {"skill": 800, "startup": 1000}, "uplift": {"skill": 200, "startup": 200}}


def document(**options):
    return load_document(POLICY | {"options": options}, complete=False)


def people(count, **changed):
    given = {"kind": 0, "base_fen": 80000, "class_opened": "2009-01-05", "class_ended": "2009-03-31", "passed": True,
             "as_of": "2012-12-31"}  # fmt: skip
    return People.build(count, **given | changed)


def test_a_row_without_a_standard_is_told_and_owes_nothing():
    found = evaluate(document(fail_percent=50), people(2, base_fen=[-1, 80000], passed=[False, True], paid_fen=500))
    assert [OUTCOMES[code] for code in found.outcome] == ["no_standard", "granted"]
    assert found.target_fen.tolist() == [0, 80000]
    assert found.owed_fen.tolist() == [0, 79500]


def test_bands_refuse_a_class_without_counts():
    banded = document(bands=[{"at_least": 50, "pay": 100}])
    with pytest.raises(PolicyRefusal) as refusal:
        evaluate(banded, people(2, class_passed=[4, 4], class_employed=[2, -1]))
    assert refusal.value.code == "BAD_CASE"
    assert evaluate(banded, people(1, class_passed=4, class_employed=2)).target_fen.tolist() == [80000]


def test_amounts_are_whole_fen_and_years_whole_numbers():
    found = evaluate(document(), people(3))
    for name in ("base_paid_fen", "uplift_fen", "extension_fen", "licence_fen", "target_fen", "owed_fen", "years"):
        assert getattr(found, name).dtype == np.int64, name


@pytest.mark.parametrize("mode", ["term", "event"])
def test_no_people_and_no_contracts_are_no_trouble(mode):
    assert len(evaluate(document(extension_mode=mode), people(0))) == 0
    assert evaluate(document(extension_mode=mode), people(2)).chain_contract.tolist() == [-1, -1]


def test_every_row_needs_one_of_the_documents():
    with pytest.raises(ValueError, match="documents"):
        evaluate_each([document()], np.array([0, 1]), people(2))


def test_contracts_of_many_people_do_not_join_into_one_chain():
    lines = Contracts.build(
        2, row=[0, 1], employer=7, term=0, signed="2009-04-01", starts=["2009-04-01", "2010-04-01"],
        ends=["2010-03-31", "2011-03-31"],
    )  # fmt: skip
    found = evaluate(document(signing_window={"months": 24}), people(2), lines)
    assert found.years.tolist() == [1, 1]
    assert found.chain_ends.tolist() == [np.datetime64(day).item() for day in ("2010-03-31", "2011-03-31")]


@pytest.mark.parametrize("mode", ["term", "event"])
def test_a_long_chain_of_one_person_does_not_reach_over_the_gap_of_the_next(mode):
    lines = Contracts.build(
        4, row=[0, 1, 1, 1], employer=[7, 7, 7, 8], term=0, signed="2009-04-01",
        starts=["2009-04-01", "2009-04-01", "2011-04-01", "2009-04-01"],
        ends=["2019-03-31", "2010-03-31", "2013-03-31", "2009-12-31"],
    )  # fmt: skip
    found = evaluate(document(extension_mode=mode), people(2), lines)
    assert found.years.tolist() == ([10, 2] if mode == "term" else [1, 1])
    assert found.chain_contract.tolist() == ([0, 2] if mode == "term" else [0, 1])


def test_columns_of_the_wrong_length_are_refused():
    with pytest.raises(ValueError, match="kind has shape"):
        people(2, kind=[0, 0, 0])
