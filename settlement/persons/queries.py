"""Reading persons.

found(number) -> Person | None                 by a citizen number of 15 or 18 characters; a merged row leads on
merged_into(heads=None) -> {person_id: into_id}     merged rows, as of {region: seq} (None: now)
shared(region_code, families) -> {person_id}        whom rosters of this region and of another one name
"""

from collections.abc import Collection, Iterator, Mapping

import sqlalchemy as sa

from kernel.db import among, db
from kernel.identifiers import citizen_number
from kernel.secrets import blind_index
from settlement.persons.models import MergeProposal, MergeState, Person, PersonElsewhere, PersonMerge

PURPOSE = "persons.number"


def index_of(number: str) -> str:
    """The blind index of a normalised citizen number."""
    return blind_index(number, PURPOSE)


def found(number: str) -> Person | None:
    """The person of a citizen number, if the region knows them; refuses what `citizen_number` refuses."""
    person = db.session.scalars(
        sa.select(Person).filter_by(number_index=index_of(citizen_number(number)))
    ).one_or_none()
    return standing(person) if person else None


def standing(person: Person) -> Person:
    """The row that stands for this person after merges."""
    while person.merged_into_id is not None:
        person = db.session.get_one(Person, person.merged_into_id)
    return person


def merged_into(heads: Mapping[str, int] | None = None) -> dict[int, int]:
    """{person_id: id of the row that stands for it}, for merged rows only, as of the heads of a run (None: now)."""
    rows = db.session.execute(
        sa.select(PersonMerge.person_id, PersonMerge.into_id, PersonMerge.region_code, PersonMerge.seq).order_by(
            PersonMerge.person_id
        )
    )
    step = {row.person_id: row.into_id for row in rows if heads is None or row.seq <= heads.get(row.region_code, 0)}
    return {person: _end(person, step) for person in step}


def shared(region_code: str, families: Mapping[int, int]) -> set[int]:
    """Persons on rosters of this region and of another one too; `families` is {row: the row that stands for it}."""
    here = sa.select(PersonElsewhere.person_id).filter_by(region_code=region_code).order_by(PersonElsewhere.person_id)
    regions: dict[int, set[str]] = {}
    for person, region in _known_in({*families.keys(), *families.values()}):
        regions.setdefault(families.get(person, person), set()).add(region)
    of_families = {person for person, known in regions.items() if region_code in known and len(known) > 1}
    return of_families | {families.get(person, person) for person in db.session.scalars(here)}


def _known_in(persons: Collection[int]) -> Iterator[tuple[int, str]]:
    """(person, region) for each region whose rosters name one of these rows."""
    if not persons:
        return
    elsewhere = PersonElsewhere
    first = sa.select(Person.id, Person.first_region_code).where(among(Person.id, persons)).order_by(Person.id)
    also = sa.select(elsewhere.person_id, elsewhere.region_code).where(among(elsewhere.person_id, persons))
    for query in (first, also.order_by(elsewhere.person_id)):
        yield from map(tuple, db.session.execute(query))


def merges() -> sa.Select:
    return sa.select(MergeProposal).order_by(MergeProposal.id.desc())


def waiting_merges(region_code: str) -> list[MergeProposal]:
    """Proposals of a region that wait for a second officer, the oldest first."""
    found = sa.select(MergeProposal).filter_by(state=MergeState.PROPOSED, region_code=region_code)
    return list(db.session.scalars(found.order_by(MergeProposal.id)))


def _end(person: int, step: Mapping[int, int]) -> int:
    while person in step:
        person = step[person]
    return person
