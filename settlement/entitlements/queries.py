"""Reading grants, lines and what is settled.

posted()                                     the condition that a line's run is posted and the line not excluded
settled(region_code) -> {(person_id, class_id): fen}     sums of posted lines of every nature
settled_of(person_ids) -> the same, of these persons in every region
settled_lines(line_ids) -> {roster_line_id: fen}
payable(region_code, run_id) -> [SettlementLine]         the lines of a run without exclusion, by line_no
"""

from collections.abc import Collection, Iterator, Mapping

import sqlalchemy as sa

from kernel.db import db
from settlement.entitlements.models import Exclusion, Grant, Posting, SettlementLine
from settlement.rosters.models import RosterLine
from settlement.rosters.queries import known

CHUNK = 500
Line = SettlementLine


def excluded() -> sa.Exists:
    return sa.exists().where(
        Exclusion.region_code == Line.region_code, Exclusion.run_id == Line.run_id, Exclusion.line_no == Line.line_no
    )


def posted(heads: Mapping[str, int] | None = None) -> sa.ColumnElement[bool]:
    """Settled: the run is posted (as of the heads, or now), the line not excluded."""
    posting = sa.exists().where(Posting.run_id == Line.run_id)
    if heads is not None:
        posting = posting.where(known(Posting, heads))
    return sa.and_(posting, ~excluded())


def settled(
    region_code: str, heads: Mapping[str, int] | None = None, class_id: int | None = None
) -> dict[tuple[int, int], int]:
    query = sa.select(Line.person_id, Line.class_id).where(Line.region_code == region_code, posted(heads))
    return _sums(query.where(Line.class_id == class_id) if class_id else query)


def settled_of(person_ids: Collection[int]) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for some in chunks(person_ids):
        found |= _sums(sa.select(Line.person_id, Line.class_id).where(Line.person_id.in_(some), posted()))
    return found


def _sums(query: sa.Select) -> dict[tuple[int, int], int]:
    total = sa.cast(sa.func.sum(Line.delta_fen), sa.BigInteger)
    query = query.add_columns(total).group_by(Line.person_id, Line.class_id).order_by(Line.person_id, Line.class_id)
    return {(person, in_class): int(fen) for person, in_class, fen in db.session.execute(query)}


def settled_lines(line_ids: Collection[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in chunks(line_ids):
        total = sa.cast(sa.func.sum(Line.delta_fen), sa.BigInteger)
        query = (
            sa.select(Line.roster_line_id, total)
            .where(Line.roster_line_id.in_(some), posted())
            .group_by(Line.roster_line_id)
            .order_by(Line.roster_line_id)
        )
        found |= {line: int(fen) for line, fen in db.session.execute(query)}
    return found


def highest_targets(region_code: str, class_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """{(person_id, class_id): the highest target that was ever posted} of these classes."""
    found: dict[tuple[int, int], int] = {}
    for some in chunks(class_ids):
        query = sa.select(Line.person_id, Line.class_id, sa.func.max(Line.target_fen))
        query = query.where(Line.region_code == region_code, Line.class_id.in_(some), posted())
        query = query.group_by(Line.person_id, Line.class_id).order_by(Line.person_id, Line.class_id)
        found |= {(person, in_class): fen for person, in_class, fen in db.session.execute(query)}
    return found


def payable(region_code: str, run_id: int, organisation_id: int | None = None) -> list[SettlementLine]:
    query = sa.select(Line).where(Line.region_code == region_code, Line.run_id == run_id, ~excluded())
    if organisation_id is not None:
        query = query.where(Line.organisation_id == organisation_id)
    return list(db.session.scalars(query.order_by(Line.line_no)))


def last_lines(region_code: str) -> sa.Select:
    """The last posted line of every (person, class) of a region."""
    last = (
        sa.select(sa.func.max(Line.run_id))
        .where(Line.region_code == region_code, posted())
        .group_by(Line.person_id, Line.class_id)
    )
    keyed = last.add_columns(Line.person_id, Line.class_id).subquery()
    run_id = keyed.c[0]
    return (
        sa.select(Line)
        .join(
            keyed,
            sa.and_(keyed.c.person_id == Line.person_id, keyed.c.class_id == Line.class_id, run_id == Line.run_id),
        )
        .where(Line.region_code == region_code)
        .order_by(Line.class_id, Line.person_id, Line.line_no)
    )


def standing_grants(person_ids: Collection[int], besides: str) -> list[Grant]:
    """What these persons hold in other regions than `besides`: the last row of each line, where it stands."""
    found = []
    for some in chunks(person_ids):
        last = (
            sa.select(sa.func.max(Grant.id))
            .where(Grant.person_id.in_(some), Grant.region_code != besides)
            .group_by(Grant.line_id)
        )
        query = sa.select(Grant).where(Grant.id.in_(last), Grant.stands)
        found += db.session.scalars(query.order_by(Grant.line_id))
    return found


def claimed(region_code: str) -> dict[int, tuple]:
    """{line_id: what its last grant row says} of a region, as `service.claim_of` writes it."""
    last = sa.select(sa.func.max(Grant.id)).where(Grant.region_code == region_code).group_by(Grant.line_id)
    columns = (Grant.line_id, Grant.person_id, Grant.class_ended_on, Grant.stands)
    return {
        row[0]: tuple(row[1:])
        for row in db.session.execute(sa.select(*columns).where(Grant.id.in_(last)).order_by(Grant.line_id))
    }


def shared_persons(region_code: str, families: Mapping[int, int]) -> set[int]:
    """Persons of a region with a roster line in another one too; `families` {row: row that stands for it}."""
    here = sa.select(RosterLine.person_id).where(RosterLine.region_code == region_code)
    away = sa.select(RosterLine.person_id).where(RosterLine.region_code != region_code)
    both = set(db.session.scalars(here.where(RosterLine.person_id.in_(away)).distinct().order_by(RosterLine.person_id)))
    return {families.get(person, person) for person in both} | _shared_families(here, away, families)


def _shared_families(here: sa.Select, away: sa.Select, families: Mapping[int, int]) -> set[int]:
    """The same for merged persons, whose lines stand under several rows."""
    rows = {*families.keys(), *families.values()}
    if not rows:
        return set()
    ends = []
    for side in (here, away):
        found = {
            person
            for some in chunks(rows)
            for person in db.session.scalars(
                side.where(RosterLine.person_id.in_(some)).distinct().order_by(RosterLine.person_id)
            )
        }
        ends.append({families.get(person, person) for person in found})
    return ends[0] & ends[1]


def chunks(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
