"""Holds that the rule itself places: who has received it already, and whose document has no standard for them."""

import numpy as np
import sqlalchemy as sa

from kernel.db import among, db
from kernel.organisations.models import Region
from settlement.entitlements.assessment import REASONS as REASON_CODES
from settlement.entitlements.assessment import Assessment, Held
from settlement.entitlements.lines import Lines
from settlement.entitlements.models import Reason
from settlement.holds import queries as holds
from settlement.holds import service
from settlement.holds.models import Hold, HoldReason, MustAct
from settlement.rosters.models import RosterLine, TrainingClass

REASONS = {Reason.FORBIDDEN: HoldReason.REPEAT, Reason.NO_STANDARD: HoldReason.NO_STANDARD}
LET_GO = "规则不再要求暂缓"


def keep_up(found: Assessment, actor) -> None:
    """Place what the assessment finds, release what it no longer finds. Who was paid is a recovery, no hold."""
    held = np.isin(found.amounts.outcome, [REASON_CODES.index(reason) for reason in REASONS])
    rows = np.flatnonzero(held & (found.amounts.paid_fen == 0)).tolist()
    wanted = {(*found.key(row), REASONS[found.reason(row)]): row for row in rows}
    open_ones = {
        (hold.person_id, hold.class_id, hold.reason): hold
        for hold in holds.open_holds(found.reading.region_code, *REASONS.values())
    }
    for key, hold in open_ones.items():
        if key not in wanted:
            service.release_by_assessment(hold, note=LET_GO, actor=actor)
    fresh = {key: row for key, row in wanted.items() if key not in open_ones}
    own = {row: int(found.reading.lines.line_id[row]) for row in fresh.values()}
    winners = {row: winner for row in fresh.values() if (winner := found.winner(row))}
    lines = _lines([*own.values(), *(winner.line_id for winner in winners.values())])
    service.place_all(
        [_hold(*key, lines[own[row]], winners.get(row), lines) for key, row in fresh.items()], actor=actor
    )


def place_lost(lines: Lines, lost: dict[int, Held], actor) -> None:
    """At posting: whom another region came before since the draft is held, naming the record that stands."""
    named = _lines([*lost, *(winner.line_id for winner in lost.values())])
    losers = zip(lines.roster_line_id.tolist(), lines.person_id.tolist(), lines.class_id.tolist(), strict=True)
    held = [
        _hold(person_id, class_id, HoldReason.REPEAT, named[line_id], lost[line_id], named)
        for line_id, person_id, class_id in losers
    ]
    service.place_all(held, actor=actor)


def _hold(person_id: int, class_id: int, reason: HoldReason, line: sa.Row, winner: Held | None, named: dict) -> Hold:
    return Hold(
        region_code=line.region_code,
        organisation_id=line.organisation_id,
        person_id=person_id,
        class_id=class_id,
        name=line.name,
        number_masked=line.number_masked,
        reason=reason,
        must_act=_who(reason, line, winner),
        record=winner and describe(named[winner.line_id]),
    )


def describe(line: sa.Row) -> str:
    """A record of another class, masked: region, class, last day, masked name and number."""
    return f"{line.region_name} {line.number} {line.ended_on} {mask_name(line.name)} {line.number_masked}"


def mask_name(name: str) -> str:
    """张三 → 张*, 张小三 → 张*三."""
    return name[0] + "*" * max(len(name) - 2, 1) + (name[-1] if len(name) > 2 else "")


def _who(reason: HoldReason, line: sa.Row, winner) -> MustAct:
    if reason == HoldReason.NO_STANDARD:
        return MustAct.LABOUR
    return MustAct.INSTITUTION if winner.region_code == line.region_code else MustAct.OTHER_REGION


def _lines(ids: list[int]) -> dict[int, sa.Row]:
    """What is said of roster lines, of their classes and regions, by id."""
    line = RosterLine
    said = line.id, line.region_code, line.organisation_id, line.name, line.number_masked
    query = sa.select(*said, TrainingClass.number, TrainingClass.ended_on, Region.name.label("region_name"))
    query = query.join(TrainingClass, TrainingClass.id == line.class_id)
    query = query.join(Region, Region.code == TrainingClass.region_code)
    return {row.id: row for row in db.session.execute(query.where(among(line.id, ids)).order_by(line.id))}
