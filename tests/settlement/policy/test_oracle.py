"""The package against the page read a second time, over random policies and persons."""

from datetime import date

import numpy as np
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from settlement.policy import evaluate, evaluate_each, load_document, read_entry
from settlement.policy.cases import outcome_of
from settlement.policy.columns import Contracts, Extensions, People
from settlement.policy.refusals import PolicyRefusal
from tests.settlement.policy import oracle
from tests.settlement.policy.people import cases, policies

calm = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=600)
crowds = st.lists(st.tuples(cases(), st.integers(0, 2)), max_size=25)


@calm
@given(policies, cases())
def test_every_person_gets_what_the_page_says(policy, case):
    found = outcome_of({**case, "policy": policy})
    event(found.refused or "paid")
    assert (found.refused, found.target, found.owed) == oracle.answer(policy, case), found.why


@settings(calm, max_examples=300)
@given(policies, cases(), st.data())
def test_a_damaged_entry_is_refused_as_the_page_says(policy, case, data):
    damage(data.draw, policy, case)
    found = outcome_of({**case, "policy": policy})
    assert (found.refused, found.target, found.owed) == oracle.answer(policy, case), found.why


def damage(draw, policy, case):
    """Spoil one or two values."""
    options = policy.setdefault("options", {})
    first = case["contracts"][0] if case["contracts"] else {}
    spoil = [
        lambda: options.update(max_years=draw(st.sampled_from([0, 51, "3", True]))),
        lambda: options.update(open_ended=draw(st.sampled_from([0, 51, "all", False]))),
        lambda: options.update(clawback="perhaps"),
        lambda: options.update(no_job_percent=draw(st.sampled_from([101, -1, None]))),
        lambda: options.update(signing_window={"months": draw(st.sampled_from([51, -1, None, 50]))}),
        lambda: options.update(bands=[{"at_least": 50, "pay": 10}, {"at_least": 50, "pay": 5}]),
        lambda: options.update(surprise=1),
        lambda: policy["standards"].update(skill=draw(st.sampled_from([700, -1, None]))),
        lambda: policy["standards"].update(startup={"t": 999}),
        lambda: policy["uplift"].update(skill=None),
        lambda: case["class"].update(passed=None),
        lambda: case["class"].update(passed=1, employed=2),
        lambda: case["class"].update(opened=date(2031, 3, 1)),
        lambda: case.update(kind="hobby"),
        lambda: case.update(appraisal=None),
        lambda: case.update(paid=-1),
        lambda: first.update(term="summer"),
        lambda: first.update(to=None),
        lambda: first.update(to=first.get("from")),
        lambda: first.update(ended_because="weather"),
        lambda: first.update(extensions=[{"signed": first.get("signed"), "to": first.get("from")}]),
    ]
    for _ in range(draw(st.integers(1, 2))):
        draw(st.sampled_from(spoil))()


@settings(calm, max_examples=60)
@given(st.lists(policies, min_size=1, max_size=3), crowds, st.data())
def test_columns_of_many_are_the_columns_of_one(raw, people, data):
    documents = [load_document(policy, complete=False) for policy in raw]
    rows, alone, which = [], [], []
    for case, number in people:
        document = documents[number % len(documents)]
        try:
            entry = read_entry(case, document)
        except PolicyRefusal:
            continue
        rows.append(entry)
        which.append(number % len(documents))
        alone.append(evaluate(document, entry.people, entry.contracts, entry.extensions))
    people, contracts, extensions = together(rows, data.draw(st.randoms()))
    found = evaluate_each(documents, np.array(which, int), people, contracts, extensions)
    places = {"chain_contract", "excusing_contract"}
    for name in set(found.__dataclass_fields__) - places:
        column = getattr(found, name)
        values = np.array([getattr(one, name)[0] for one in alone], column.dtype)
        assert (values.astype(np.int64) == column.astype(np.int64)).all(), name
    for name in places:
        for row, one in enumerate(alone):
            place, own = getattr(found, name)[row], getattr(one, name)[0]
            assert (place == -1) == (own == -1)
            starts = rows[row].contracts.starts
            assert place == -1 or (contracts.row[place], contracts.starts[place]) == (row, starts[own])


def together(entries, random):
    """Entries of one row each as columns of many, contract lines of different people shuffled into each other."""
    people = [entry.people for entry in entries]
    lines = [(row, i) for row, entry in enumerate(entries) for i in range(len(entry.contracts))]
    turns = sorted(row for row, _ in lines)
    random.shuffle(turns)
    heaps = {row: [line for line in lines if line[0] == row] for row in turns}
    lines = [heaps[row].pop(0) for row in turns]
    extended = [(place, row, j) for place, (row, i) in enumerate(lines)
                for j in np.flatnonzero(entries[row].extensions.contract == i)]  # fmt: skip
    contracts = [entries[row].contracts.take([i]) for row, i in lines]
    extensions = [entries[row].extensions.take([j]) for _, row, j in extended]
    joined = stack(Contracts, contracts), stack(Extensions, extensions)
    joined[0].row[:] = [row for row, _ in lines]
    joined[1].contract[:] = [place for place, _, _ in extended]
    return stack(People, people), *joined


def stack(kind, parts):
    """Columns under each other."""
    empty = kind.build(0, **{name: [] for name in kind.__dataclass_fields__})
    names = kind.__dataclass_fields__
    return kind(*(np.concatenate([getattr(part, name) for part in (empty, *parts)]) for name in names))
