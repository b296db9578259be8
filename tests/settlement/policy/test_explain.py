"""Why this amount: steps that a person can follow, ending in the amount."""

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given, settings

from settlement.policy import PolicyRefusal, evaluate, explain, load_document, read_entry, refuse_bad_contract
from tests.settlement.policy.people import cases, policies
from tests.settlement.policy.test_oracle import calm

POLICY = {"standards": {"skill": 800, "startup": 1000}, "uplift": {"skill": 200, "startup": 200}}
CASE = {"kind": "skill", "class": {"opened": date(2009, 1, 5), "ended": date(2009, 3, 31)}, "appraisal": "passed",
        "as_of": date(2012, 12, 31)}  # fmt: skip
WORK = {"employer": "A", "term": "fixed", "signed": date(2009, 4, 1), "from": date(2009, 4, 1), "to": date(2011, 3, 31)}


def told(options=None, **case):
    """Texts of the steps."""
    document = load_document(POLICY | {"options": options}, complete=False)
    entry = read_entry(CASE | case, document)
    steps = explain(document, entry.people, entry.contracts, entry.extensions, entry.winner)
    return [(step.number, step.text, step.evidence, step.amount_fen) for step in steps]


def test_a_whole_explanation_reads_as_the_page():
    assert told(contracts=[WORK], paid=1000) == [
        (1, "The skill standard is 800.00 yuan.", ("document", 0), 80000),
        (3, "The appraisal was passed.", ("appraisal", 0), None),
        (4, "A job signed for from 2009-01-05 to 2009-09-30: 100 per cent of the standard, 800.00 yuan.",
         ("contract", 0), 80000),
        (5, "Contracts cover 2009-04-01 to 2011-03-31, 2 full years: 200.00 and 200.00 yuan are added.",
         ("contract", 0), 40000),
        (7, "Target 1,200.00, already paid 1,000.00: 200.00 yuan are owed.", ("settled", 0), 20000),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "options", "case"),
    [
        ("The class ends on 2009-03-31, after the cut-off 2009-03-01", {}, {"as_of": date(2009, 3, 1)}),
        ("The skill grant of a class that ended on 2009-02-01 forbids this one under once_per_kind_per_year.", {},
         {"earlier": [{"kind": "skill", "class_ended": date(2009, 2, 1)}]}),
        ("The appraisal was not passed: 12.50 per cent of the standard, 100.00 yuan.", {"fail_percent": "12.5"},
         {"appraisal": "failed"}),
        ("No contract or licence from 2009-01-05 to 2009-09-30: 60 per cent of the standard, 480.00 yuan.",
         {"no_job_percent": 60}, {}),
        ("1 of 2 passed have a job: 80 per cent of the standard, 640.00 yuan.",
         {"bands": [{"at_least": 50, "pay": 80}]},
         {"class": {"opened": date(2009, 1, 5), "ended": date(2009, 3, 31), "passed": 2, "employed": 1}}),
        ("The business licence of 2009-05-20 lifts the addition to 300.00 yuan at least: 300.00 yuan more.",
         {"licence_uplift": 300}, {"kind": "startup", "licence": date(2009, 5, 20)}),
        ("The business licence of 2010-05-20 lies outside the window and adds nothing.", {},
         {"kind": "startup", "licence": date(2010, 5, 20)}),
        ("recovery of −200.00 yuan is proposed to a person.", {}, {"paid": 1000}),
        ("already paid 1,000.00: the document asks nothing back, so 0.00 is owed.", {"clawback": "none"},
         {"paid": 1000}),
        ("a contract ended on 2009-08-15 by death: 0.00 is owed.", {},
         {"paid": 1000, "contracts": [WORK | {"ended": date(2009, 8, 15), "ended_because": "death"}]}),
    ],
)  # fmt: skip
def test_each_turn_of_the_rule_has_its_sentence(said, options, case):
    assert any(said in text for _, text, _, _ in told(options, **case))


@settings(calm, max_examples=150)
@given(policies, cases())
def test_every_explanation_ends_in_the_amount(policy, case):
    document = load_document(policy, complete=False)
    try:
        entry = read_entry(case, document)
    except PolicyRefusal:
        return
    found = evaluate(document, entry.people, entry.contracts, entry.extensions)
    steps = explain(document, entry.people, entry.contracts, entry.extensions, entry.winner)
    assert [step.number for step in steps] == sorted(step.number for step in steps)
    assert steps[-1].amount_fen == found.owed_fen[0]
    parts = sum(step.amount_fen or 0 for step in steps if step.number in (3, 4, 5, 6))
    assert parts == found.target_fen[0]
    assert all(step.text and step.clause for step in steps)
    assert (found.base_paid_fen + found.uplift_fen + found.extension_fen + found.licence_fen)[0] == found.target_fen[0]


def test_a_single_contract_is_checked_as_it_is_entered():
    assert refuse_bad_contract(WORK | {"extensions": None}).extensions == ()
    bad = [{"to": None}, {"employer": None}, {"signed": "soon"}, {"salary": 1}, {"term": None}]
    for spoilt, code in zip(bad, ["BAD_CONTRACT"] * 4 + ["BAD_CASE"], strict=True):
        with pytest.raises(PolicyRefusal) as refusal:
            refuse_bad_contract(WORK | spoilt)
        assert refusal.value.code == code


def test_the_rule_needs_neither_flask_nor_a_database():
    look = "import sys, settlement.policy; print(sorted({'flask', 'sqlalchemy', 'kernel.clock'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout == "[]\n"
