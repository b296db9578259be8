"""Reading grants, lines and what is settled.

posted()                                     the condition that a line's run is posted and the line not excluded
settled(region_code) -> Sums                 fen of posted lines of every nature, by (person, class)
settled_of(person_ids) -> Sums               the same, of these persons in every region
settled_lines(line_ids) -> {roster_line_id: fen}
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
import sqlalchemy as sa

from kernel.columnar import Frame, last_of_each, read
from kernel.db import among, db
from settlement.entitlements.models import Exclusion, Grant, Posting, SettlementLine
from settlement.entitlements.sums import SHIFT, Sums, keys_of, parts
from settlement.rosters.models import RosterLine
from settlement.rosters.queries import known

HELD = (
    "person_id",
    "line_id",
    "class_id",
    "region_code",
    "kind",
    "trade_code",
    "level",
    "class_ended_on",
    "repeat_rule",
)
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


def on_rosters(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Lines whose roster line meets the conditions: by classes and persons they are found there, they have no index."""
    return Line.roster_line_id.in_(sa.select(RosterLine.id).where(*conditions))


def settled(region_code: str, heads: Mapping[str, int] | None = None, class_id: int | None = None) -> Sums:
    """Sums of posted lines of every nature, of a region or of one class, as of the heads (None: now)."""
    lines = posted_lines(region_code, heads, class_id)
    return Sums.of(keys_of(lines.person_id, lines.class_id), lines.delta_fen)


def posted_lines(
    region_code: str, heads: Mapping[str, int] | None = None, class_id: int | None = None, also: Iterable[str] = ()
) -> Frame:
    """run_id, line_no, person_id, class_id, delta_fen and what is asked for `also`, of a region's posted lines."""
    runs = sa.select(Posting.run_id).where(Posting.region_code == region_code)
    runs = runs if heads is None else runs.where(known(Posting, heads))
    names = ("run_id", "line_no", "person_id", "class_id", "delta_fen", *also)
    query = sa.select(*(getattr(Line, name) for name in names)).where(Line.run_id.in_(runs))
    lines = read(
        query.where(
            Line.region_code == region_code if class_id is None else on_rosters(RosterLine.class_id == class_id)
        )
    )
    return lines.take(~np.isin(keys_of(lines.run_id, lines.line_no), excluded_keys(region_code)))


def excluded_of(region_code: str, run_id: int) -> np.ndarray:
    """The numbers of the lines that were taken out of a run."""
    return read(sa.select(Exclusion.line_no).filter_by(region_code=region_code, run_id=run_id)).line_no


def excluded_keys(region_code: str) -> np.ndarray:
    """(run, line number) of every exclusion of a region, each pair as one number."""
    found = read(sa.select(Exclusion.run_id, Exclusion.line_no).where(Exclusion.region_code == region_code))
    return keys_of(found.run_id, found.line_no)


def settled_of(person_ids: Collection[int], heads: Mapping[str, int] | None = None) -> Sums:
    """The same, of persons in every region; `person_ids` are all rows of each, merged ones too."""
    query = sa.select(Line.person_id, Line.class_id, Line.delta_fen)
    found = read(query.where(on_rosters(among(RosterLine.person_id, person_ids)), posted(heads)))
    return Sums.of(keys_of(found.person_id, found.class_id), found.delta_fen)


def settled_lines(line_ids: Collection[int]) -> dict[int, int]:
    query = (
        sa.select(Line.roster_line_id, sa.cast(sa.func.sum(Line.delta_fen), sa.BigInteger))
        .where(among(Line.roster_line_id, line_ids), posted())
        .group_by(Line.roster_line_id)
        .order_by(Line.roster_line_id)
    )
    return {line: int(fen) for line, fen in db.session.execute(query)}


def highest_targets(class_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """{(person_id, class_id): the highest target that was ever posted} of these classes."""
    query = sa.select(Line.person_id, Line.class_id, sa.func.max(Line.target_fen))
    query = query.where(on_rosters(among(RosterLine.class_id, class_ids)), posted())
    query = query.group_by(Line.person_id, Line.class_id).order_by(Line.person_id, Line.class_id)
    return {(person, in_class): fen for person, in_class, fen in db.session.execute(query)}


def last_lines(
    keys: np.ndarray, families: Mapping[int, int], heads: Mapping[str, int] | None = None
) -> list[SettlementLine]:
    """The last posted line of each of these (person, class), by key; `families` as the keys were folded."""
    wanted, found = set(keys.tolist()), {}
    classes = among(RosterLine.class_id, (in_class for _, in_class in map(parts, wanted)))
    query = sa.select(Line).where(on_rosters(classes), posted(heads))
    for line in db.session.scalars(query.order_by(Line.run_id, Line.line_no)):
        found[(families.get(line.person_id, line.person_id) << SHIFT) + line.class_id] = line
    return [found[key] for key in sorted(wanted)]


def standing_grants(
    person_ids: Collection[int], besides: str, heads: Mapping[str, int] | None = None
) -> Sequence[sa.Row]:
    """What persons hold in other regions than `besides`: of each line's last row, where it stands, HELD.

    `person_ids` are all rows of each person, merged ones too: grants are found by the lines that these are filed on.
    """
    known_then = sa.true() if heads is None else known(Grant, heads)
    as_of = sa.func.coalesce(known_then, sa.false())  # an expression: the index of the line is used, not of the region
    last = (
        sa.select(sa.func.max(Grant.id))
        .join(RosterLine, sa.and_(RosterLine.region_code == Grant.region_code, RosterLine.id == Grant.line_id))
        .where(among(RosterLine.person_id, person_ids), RosterLine.region_code != besides, as_of)
        .group_by(Grant.line_id)
    )
    query = sa.select(*(getattr(Grant, name) for name in HELD)).where(Grant.id.in_(last), Grant.stands)
    return db.session.execute(query.order_by(Grant.line_id)).all()


def claimed(region_code: str) -> Frame:
    """line_id, person_id, class_ended_on, stands: what the last grant row of each line of a region says; by line."""
    columns = Grant.line_id, Grant.person_id, Grant.class_ended_on, Grant.stands
    found = read(sa.select(*columns).where(Grant.region_code == region_code).order_by(Grant.line_id, Grant.seq))
    return found.take(last_of_each(found.line_id))
