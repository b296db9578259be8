"""Holds that the rule itself places: who has received it already, and whose document has no standard for them."""

import sqlalchemy as sa

from kernel.db import db
from settlement.entitlements.assessment import Assessment
from settlement.entitlements.models import Reason, SettlementLine
from settlement.entitlements.queries import chunks
from settlement.holds import queries as holds
from settlement.holds import service
from settlement.holds.models import HoldReason, MustAct
from settlement.rosters.models import RosterLine

REASONS = {Reason.FORBIDDEN: HoldReason.REPEAT, Reason.NO_STANDARD: HoldReason.NO_STANDARD}
LET_GO = "规则不再要求暂缓"


def keep_up(found: Assessment, actor) -> None:
    """Place what the assessment finds, release what it no longer finds. Who was paid is a recovery, no hold."""
    rows = {found.key(row): row for row in range(len(found.reading.lines)) if _is_held(found, row)}
    open_ones = {
        (hold.person_id, hold.class_id, hold.reason): hold
        for hold in holds.open_holds(found.reading.region_code, *REASONS.values())
    }
    wanted = {(*key, REASONS[found.reason(row)]): row for key, row in rows.items()}
    for key, hold in open_ones.items():
        if key not in wanted:
            service.release_by_assessment(hold, note=LET_GO, actor=actor)
    fresh = {key: row for key, row in wanted.items() if key not in open_ones}
    lines = _lines(
        [found.reading.lines[row].line_id for row in fresh.values()]
        + [found.winner[row].line_id for row in fresh.values() if found.winner[row]]
    )
    for (person_id, class_id, reason), row in fresh.items():
        line, winner = lines[found.reading.lines[row].line_id], found.winner[row]
        service.place(
            region_code=line.region_code,
            organisation_id=line.organisation_id,
            person_id=person_id,
            class_id=class_id,
            name=line.name,
            number_masked=line.number_masked,
            reason=reason,
            must_act=_who(reason, line, winner),
            record=winner and describe(lines[winner.line_id]),
            actor=actor,
        )


def place_lost(lines: list[SettlementLine], lost: dict, actor) -> None:
    """At posting: whom another region came before since the draft is held, naming the record that stands."""
    named = _lines([line.roster_line_id for line in lines] + [lost[line.roster_line_id].line_id for line in lines])
    for each in lines:
        line, winner = named[each.roster_line_id], lost[each.roster_line_id]
        service.place(
            region_code=each.region_code,
            organisation_id=each.organisation_id,
            person_id=each.person_id,
            class_id=each.class_id,
            name=line.name,
            number_masked=line.number_masked,
            reason=HoldReason.REPEAT,
            must_act=_who(HoldReason.REPEAT, line, winner),
            record=describe(named[winner.line_id]),
            actor=actor,
        )


def describe(line: RosterLine) -> str:
    """A record of another class, masked: region, class, last day, masked name and number."""
    of = line.training_class
    return f"{of.region.name} {of.number} {of.ended_on} {mask_name(line.name)} {line.number_masked}"


def mask_name(name: str) -> str:
    """张三 → 张*, 张小三 → 张*三."""
    return name[0] + "*" * max(len(name) - 2, 1) + (name[-1] if len(name) > 2 else "")


def _is_held(found: Assessment, row: int) -> bool:
    return found.reason(row) in REASONS and not found.amounts.paid_fen[row]


def _who(reason: HoldReason, line: RosterLine, winner) -> MustAct:
    if reason == HoldReason.NO_STANDARD:
        return MustAct.LABOUR
    return MustAct.INSTITUTION if winner.region_code == line.region_code else MustAct.OTHER_REGION


def _lines(ids: list[int]) -> dict[int, RosterLine]:
    found = {}
    for some in chunks(ids):
        found |= {
            line.id: line
            for line in db.session.scalars(sa.select(RosterLine).where(RosterLine.id.in_(some)).order_by(RosterLine.id))
        }
    return found
