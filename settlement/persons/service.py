"""Persons are found or added under the blind index, locked in ascending order, and merged by two officers."""

from collections.abc import Iterable

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel import audit, clock, evidence
from kernel.db import among, db
from kernel.db import lock as lock_row
from kernel.identifiers import citizen_number
from kernel.numbering import insert_missing
from kernel.refusals import Refusal, refuse_same_person
from kernel.states import move
from settlement.persons.models import MERGE_MOVES, MergeProposal, MergeState, Person, PersonElsewhere, PersonMerge
from settlement.persons.queries import found, index_of, standing


def find_or_add(number: str, region_code: str) -> Person:
    """The person of a citizen number, added where the region does not know them yet; refuses a bad number."""
    return find_or_add_all([number], region_code)[citizen_number(number)]


def find_or_add_all(numbers: Iterable[str], region_code: str) -> dict[str, Person]:
    """{normalised number: person that stands for it}, for a roster of a region. Two processes adding one get one row.

    Rows are inserted in the order of their index, so that two imports never wait for each other in a ring.
    """
    indexes = {index_of(number): number for number in map(citizen_number, numbers)}
    known = _by_index(indexes)
    for index in sorted(indexes.keys() - known.keys()):
        insert_missing(Person, number_index=index, number=indexes[index], first_region_code=region_code)
    known |= _by_index(indexes.keys() - known.keys())
    people = {number: standing(known[index]) for index, number in indexes.items()}
    for person in sorted(set(people.values()), key=lambda person: person.id):
        if person.first_region_code != region_code:
            for code in sorted((person.first_region_code, region_code)):
                insert_missing(PersonElsewhere, person_id=person.id, region_code=code)
    return people


def _by_index(indexes: Iterable[str]) -> dict[str, Person]:
    wanted = sa.select(Person).where(among(Person.number_index, indexes)).order_by(Person.id)
    return {person.number_index: person for person in db.session.scalars(wanted)}


def lock(ids: Iterable[int]) -> None:
    """Lock persons until commit, by ascending id: the one order everywhere (region → persons → fund → number).

    On SQLite `begin_write` already holds the only write lock.
    """
    if db.engine.dialect.name == "postgresql":
        wanted = sa.select(Person.id).where(among(Person.id, ids)).order_by(Person.id)
        db.session.execute(wanted.with_for_update()).all()


def reveal(person: Person, *, subject, because: str, actor) -> str:
    """The whole citizen number, shown to an officer who gave the password again; the look is audited on `subject`."""
    audit.record(actor, "citizen number revealed", subject, note=because)
    return person.number


def propose_merge(*, number: str, into_number: str, because: str, actor) -> MergeProposal:
    """Say that two citizen numbers belong to one human being; the second number's row will stand.

    Refuses PERSON_UNKNOWN, SAME_ROW, MERGE_OPEN.
    """
    person, into = _known(number, "number"), _known(into_number, "into_number")
    if person is into:
        raise Refusal("SAME_ROW", _l("Both numbers already lead to one person."), field="into_number")
    evidence.lock_region(actor.region_code)
    _refuse_open(person, into)
    proposal = MergeProposal(
        region_code=actor.region_code,
        person_id=person.id,
        into_id=into.id,
        because=because,
        proposed_by_id=actor.id,
        proposed_at=clock.now(),
        state=MergeState.PROPOSED,
    )
    db.session.add(proposal)
    db.session.flush()
    audit.record(actor, "merge of two persons proposed", proposal, note=because)
    return proposal


def decide_merge(proposal: MergeProposal, *, agreed: bool, note: str, actor) -> None:
    """Merge, or refuse to: by an officer who did not propose it. Evidence keeps naming its own row."""
    refuse_same_person(actor, proposal.proposed_by_id)
    evidence.lock_region(proposal.region_code)
    proposal = lock_row(MergeProposal, proposal.id)
    move(proposal, MergeState.MERGED if agreed else MergeState.REFUSED, MERGE_MOVES)
    proposal.decided_by_id, proposal.decided_at, proposal.decision_note = actor.id, clock.now(), note
    if agreed:
        _merge(proposal, actor)
    audit.record(actor, "persons merged" if agreed else "merge of two persons refused", proposal, note=note)


def _merge(proposal: MergeProposal, actor) -> None:
    lock([proposal.person_id, proposal.into_id])
    person, into = (
        db.session.get_one(Person, key, populate_existing=True) for key in (proposal.person_id, proposal.into_id)
    )
    if person.merged_into_id or into.merged_into_id:
        raise Refusal(
            "ALREADY_MERGED", _l("One of the two rows was merged in the meantime; propose it anew."), status=409
        )
    person.merged_into_id = into.id
    evidence.add(PersonMerge(region_code=proposal.region_code, person_id=person.id, into_id=into.id), actor)


def _known(number: str, field: str) -> Person:
    citizen_number(number, field=field)
    person = found(number)
    if person is None:
        raise Refusal("PERSON_UNKNOWN", _l("No roster has this citizen number."), field=field)
    return person


def _refuse_open(*persons: Person) -> None:
    ids = [person.id for person in persons]
    waiting = sa.select(MergeProposal.id).where(
        MergeProposal.state == MergeState.PROPOSED,
        sa.or_(MergeProposal.person_id.in_(ids), MergeProposal.into_id.in_(ids)),
    )
    if db.session.scalars(waiting.order_by(MergeProposal.id)).first():
        raise Refusal("MERGE_OPEN", _l("A proposal about one of the two is waiting for a second officer."), status=409)


def known(numbers: Iterable[str]) -> dict[str, int]:
    """{normalised number: id of the person that stands for it}, for those the region knows; nobody is added."""
    indexes = {index_of(number): number for number in numbers}
    return {indexes[index]: standing(person).id for index, person in _by_index(indexes).items()}
