"""Once per person over the whole region, and nobody received more than the highest that was ever due to them."""

from collections.abc import Collection, Iterator

import numpy as np
import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel import columnar
from kernel.checks import Fault, Found, within
from kernel.columnar import Frame
from kernel.db import among, db
from kernel.money import format_yuan
from settlement.checks.told import fen
from settlement.entitlements import assessment
from settlement.entitlements.assessment import Held
from settlement.entitlements.models import Grant, Nature, Posting, SettlementLine
from settlement.entitlements.queries import posted
from settlement.entitlements.service import held_elsewhere
from settlement.entitlements.sums import standing
from settlement.persons.models import PersonMerge
from settlement.persons.queries import merged_into
from settlement.recoveries.models import Recovery, RecoveryState
from settlement.rosters.models import RosterLine, TrainingClass

Line = SettlementLine


def once(region_code: str | None) -> Found:
    """No two paid grants of one person that the repeat rule forbids; each claimed once, for its line, then paid.

    A pair that became one person's only by a later merge, or that a recovery takes back, is known and no fault.
    """
    claims = _claims(region_code)
    faults = [*_repeated(claims), *_estranged(claims), *_unclaimed(region_code), *_paid_twice(region_code)]
    return Found(_l("%(count)s grants", count=int(claims.is_last.sum()) if len(claims) else 0), faults)


def _claims(region_code: str | None) -> Frame:
    """Every grant row with the line and class it is for, by line and sequence; `is_last`: what holds of its line."""
    days = (Grant.class_ended_on != TrainingClass.ended_on, Grant.class_id != RosterLine.class_id)
    texts = (
        sa.func.coalesce(column, "") != sa.func.coalesce(other, "")
        for column, other in ((Grant.trade_code, TrainingClass.trade_code), (Grant.level, TrainingClass.level))
    )
    query = (
        sa.select(
            Grant.line_id,
            Grant.person_id,
            Grant.class_ended_on,
            Grant.stands,
            sa.func.coalesce(RosterLine.person_id, 0).label("filed"),
            sa.func.coalesce(sa.or_(*days, *texts, Grant.region_code != RosterLine.region_code), sa.true()).label(
                "differs"
            ),
        )
        .outerjoin(RosterLine, RosterLine.id == Grant.line_id)
        .outerjoin(TrainingClass, TrainingClass.id == RosterLine.class_id)
        .where(within(Grant.region_code, region_code))
        .order_by(Grant.line_id, Grant.seq)
    )
    found = columnar.read(query)
    found.is_last = np.concatenate((found.line_id[1:] != found.line_id[:-1], [True]))[: len(found)]
    return found


def _repeated(claims: Frame) -> Iterator[Fault]:
    """Two rows on end that say the same of one line: the second claimed nothing."""
    same = np.ones(max(len(claims) - 1, 0), dtype=bool)
    for column in (claims.line_id, claims.person_id, claims.class_ended_on, claims.stands):
        same &= column[1:] == column[:-1]
    yield from _named(claims.line_id[1:][same], _l("it was claimed twice"))


def _estranged(claims: Frame) -> Iterator[Fault]:
    families = merged_into()
    others = standing(claims.person_id, families) != standing(claims.filed, families)
    wrong = claims.is_last & claims.stands & (claims.differs | others)
    yield from _named(claims.line_id[wrong], _l("its grant is not of this line's person, class or course"))


def _unclaimed(region_code: str | None) -> Iterator[Fault]:
    query = sa.select(Line.roster_line_id).where(
        within(Line.region_code, region_code),
        Line.nature == Nature.NORMAL,
        Line.delta_fen > 0,
        posted(),
        ~sa.exists().where(Grant.region_code == Line.region_code, Grant.line_id == Line.roster_line_id),
    )
    found = db.session.scalars(query.distinct().order_by(Line.roster_line_id))
    yield from _named(list(found), _l("it was paid without a grant"))


def _paid_twice(region_code: str | None) -> Iterator[Fault]:
    families = merged_into()
    many = sa.select(Grant.person_id).group_by(Grant.person_id).having(sa.func.count(sa.distinct(Grant.line_id)) > 1)
    persons = {*db.session.scalars(many.order_by(Grant.person_id)), *families, *families.values()}
    held = held_elsewhere({families.get(person, person) for person in persons}, families, "")
    of_line = {each.line_id: each for each in held}
    losers = {
        line_id: winner
        for line_id, winner in assessment.winners(held).items()
        if of_line[line_id].is_paid and region_code in (None, of_line[line_id].region_code)
    }
    known = _known(losers, of_line, families) if losers else set()
    for line_id in sorted(losers.keys() - known):
        (named,) = _named([losers[line_id].line_id], "")
        yield from _named([line_id], _l("paid although %(record)s stands", record=named.key))


def _known(losers: dict[int, Held], of_line: dict[int, Held], families: dict[int, int]) -> set[int]:
    """Of the losers' lines those that a recovery takes back, and those paid before their persons were merged."""
    query = sa.select(Recovery.person_id, Recovery.class_id).where(Recovery.state != RecoveryState.WITHDRAWN)
    recovered = {(families.get(person, person), in_class) for person, in_class in db.session.execute(query)}
    merged = sa.select(PersonMerge.person_id, PersonMerge.recorded_at).order_by(PersonMerge.id)
    merged_at = {families[person]: at for person, at in db.session.execute(merged)}
    paid_at = _first_paid({*losers, *(winner.line_id for winner in losers.values())})
    return {
        line_id
        for line_id, winner in losers.items()
        if (of_line[line_id].person_id, of_line[line_id].class_id) in recovered
        or (
            winner.person_id in merged_at
            and max(paid_at[line_id], paid_at[winner.line_id]) <= merged_at[winner.person_id]
        )
    }


def _first_paid(line_ids: Collection[int]) -> dict:
    """{roster line: when something was first posted for it}."""
    query = (
        sa.select(Line.roster_line_id, sa.func.min(Posting.recorded_at))
        .join(Posting, Posting.run_id == Line.run_id)
        .where(among(Line.roster_line_id, line_ids), Line.delta_fen > 0)
        .group_by(Line.roster_line_id)
        .order_by(Line.roster_line_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _named(line_ids: Collection[int], why) -> Iterator[Fault]:
    """Faults of roster lines, by class number and masked citizen number; by the line's own where it is missing."""
    wanted = sorted(map(int, line_ids))
    query = (
        sa.select(RosterLine.id, TrainingClass.number, RosterLine.number_masked)
        .join(TrainingClass, TrainingClass.id == RosterLine.class_id)
        .where(among(RosterLine.id, wanted))
        .order_by(RosterLine.id)
    )
    names = {line_id: f"{in_class} {person}" for line_id, in_class, person in db.session.execute(query)}
    yield from (Fault(names.get(line_id, f"roster_lines {line_id}"), why) for line_id in wanted)


def received(region_code: str | None) -> Found:
    """Received ≤ highest target: what each person was settled in a class is no more than the most that was ever due."""
    query = (
        sa.select(
            Line.person_id, Line.class_id, fen(Line.delta_fen).label("fen"), sa.func.max(Line.target_fen).label("most")
        )
        .where(within(Line.region_code, region_code), posted())
        .group_by(Line.person_id, Line.class_id)
        .subquery()
    )
    count, total = db.session.execute(sa.select(sa.func.count(), fen(query.c.fen))).one()
    over = (
        sa.select(TrainingClass.number, RosterLine.number_masked, query.c.fen, query.c.most)
        .join(TrainingClass, TrainingClass.id == query.c.class_id)
        .join(RosterLine, sa.and_(RosterLine.class_id == query.c.class_id, RosterLine.person_id == query.c.person_id))
        .where(query.c.fen > query.c.most)
        .order_by(query.c.class_id, query.c.person_id)
    )
    faults = [
        Fault(
            f"{number} {person}",
            _l("%(yuan)s yuan received, %(most)s due at most", yuan=format_yuan(int(amount)), most=format_yuan(most)),
        )
        for number, person, amount, most in db.session.execute(over)
    ]
    yuan = format_yuan(int(total))
    return Found(_l("%(count)s persons in classes, %(yuan)s yuan", count=count, yuan=yuan), faults)
