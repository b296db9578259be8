"""Persons: one row for a human being, found by the blind index; two rows are merged by two officers."""

import pytest
import sqlalchemy as sa

from kernel import evidence
from kernel.identifiers import lengthen
from kernel.refusals import Refusal, StateMoved
from settlement.persons import queries, service
from settlement.persons.models import Person
from tendering.permissions import Role


def test_a_number_leads_to_one_row_however_often_it_comes(app, factories):
    number = factories.citizen()
    assert service.find_or_add(number, "150100") is service.find_or_add(number.lower(), "150100")


def test_fifteen_digits_lead_to_the_row_of_the_eighteen_they_became(app):
    old = "150105670401131"
    assert service.find_or_add(old, "150100") is service.find_or_add(lengthen(old), "150100")


def test_the_number_is_encrypted_at_rest_and_comes_back_whole(app, session, factories):
    number = factories.citizen()
    person = service.find_or_add(number, "150100")
    session.commit()
    stored = session.execute(sa.text(f"SELECT number, number_index FROM persons WHERE id = {person.id}")).one()
    session.expire_all()
    assert number not in stored.number
    assert number not in stored.number_index
    assert person.number == number


def test_many_numbers_come_back_each_with_its_person(app, factories):
    numbers = [factories.citizen(serial) for serial in range(700)]
    known = service.find_or_add(numbers[3], "150100")
    found = service.find_or_add_all([*numbers, numbers[3]], "150100")
    assert (len(found), found[numbers[3]]) == (700, known)
    assert len({person.id for person in found.values()}) == 700


def test_persons_are_locked_in_ascending_order(app, session, factories):
    persons = [service.find_or_add(factories.citizen(), "150100") for _ in range(3)]
    asked = []
    sa.event.listen(session.connection(), "before_cursor_execute", lambda *told: asked.append(told[2:4]))
    service.lock([persons[2].id, persons[0].id, persons[1].id, persons[0].id])
    if session.connection().dialect.name == "sqlite":
        assert not asked  # the one write lock is held already
    else:
        [(statement, told)] = asked
        assert statement.endswith("ORDER BY persons.id FOR UPDATE")
        assert [*told.values()] == [sorted(person.id for person in persons)]


@pytest.fixture
def two(app, factories):
    """Two numbers known to rosters, and two officers."""
    numbers = factories.citizen(), factories.citizen()
    service.find_or_add_all(numbers, "150100")
    return (*numbers, factories.user(Role.LABOUR_OFFICER), factories.user(Role.LABOUR_REVIEWER))


def test_two_officers_merge_two_rows(two):
    wrong, right, first, second = two
    proposal = service.propose_merge(number=wrong, into_number=right, because="公安机关证明", actor=first)
    before = evidence.heads()
    service.decide_merge(proposal, agreed=True, note="属实", actor=second)
    assert queries.found(wrong) is queries.found(right) is proposal.into
    assert queries.merged_into() == {proposal.person_id: proposal.into_id}
    assert queries.merged_into(before) == {}
    assert queries.merged_into(evidence.heads()) == {proposal.person_id: proposal.into_id}


def test_the_proposer_may_not_decide(two):
    wrong, right, first, _ = two
    proposal = service.propose_merge(number=wrong, into_number=right, because="x", actor=first)
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        service.decide_merge(proposal, agreed=True, note="x", actor=first)


def test_a_refused_merge_leaves_two_persons(two):
    wrong, right, first, second = two
    proposal = service.propose_merge(number=wrong, into_number=right, because="x", actor=first)
    service.decide_merge(proposal, agreed=False, note="两人", actor=second)
    assert queries.found(wrong) is not queries.found(right)
    with pytest.raises(StateMoved):
        service.decide_merge(proposal, agreed=True, note="x", actor=second)


def test_a_chain_of_merges_leads_to_its_end(two, factories):
    a, b, first, second = two
    c = factories.citizen()
    service.find_or_add(c, "150100")
    for number, into in ((a, b), (b, c)):
        proposal = service.propose_merge(number=number, into_number=into, because="x", actor=first)
        service.decide_merge(proposal, agreed=True, note="x", actor=second)
    assert queries.found(a) is queries.found(b) is queries.found(c)
    assert set(queries.merged_into().values()) == {queries.found(c).id}


def test_a_second_proposal_about_one_of_the_two_waits_for_the_first(two):
    wrong, right, first, _ = two
    service.propose_merge(number=wrong, into_number=right, because="x", actor=first)
    with pytest.raises(Refusal, match="MERGE_OPEN"):
        service.propose_merge(number=right, into_number=wrong, because="x", actor=first)


def test_unknown_and_equal_numbers_are_refused(two, factories):
    wrong, _, first, _ = two
    with pytest.raises(Refusal, match="PERSON_UNKNOWN"):
        service.propose_merge(number=wrong, into_number=factories.citizen(), because="x", actor=first)
    with pytest.raises(Refusal, match="SAME_ROW"):
        service.propose_merge(number=wrong, into_number=wrong, because="x", actor=first)


def test_an_index_of_another_purpose_does_not_match(app, factories):
    from kernel.secrets import blind_index

    number = factories.citizen()
    assert queries.index_of(number) != blind_index(number, "another")


def test_a_number_stands_once_in_the_table(app, session, factories):
    person = service.find_or_add(factories.citizen(), "150100")
    session.add(Person(number_index=person.number_index, number="x"))
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()
