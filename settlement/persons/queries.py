"""Reading persons.

found(number) -> Person | None                 by a citizen number of 15 or 18 characters; a merged row leads on
merged_into(heads=None) -> {person_id: into_id}     merged rows, as of {region: seq} (None: now)
shared(region_code, families) -> {person_id}        whom rosters of this region and of another one name
"""

from collections.abc import Mapping

import sqlalchemy as sa

from kernel.db import db
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
    away = sa.select(PersonElsewhere.person_id, Person.first_region_code, PersonElsewhere.region_code).join(Person)
    members = sorted({*families.keys(), *families.values()})
    here = sa.or_(
        PersonElsewhere.region_code == region_code,
        Person.first_region_code == region_code,
        PersonElsewhere.person_id.in_(members),
    )
    rows = db.session.execute(away.where(here).order_by(PersonElsewhere.person_id)).all()
    rows += [(person.id, person.first_region_code, None) for person in _of(members)]
    regions: dict[int, set[str]] = {}
    for person, first, other in rows:
        regions.setdefault(families.get(person, person), set()).update(filter(None, (first, other)))
    return {person for person, known_in in regions.items() if region_code in known_in and len(known_in) > 1}


def _of(ids: list[int]) -> list[Person]:
    return list(db.session.scalars(sa.select(Person).where(Person.id.in_(ids)).order_by(Person.id)))


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
