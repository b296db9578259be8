"""Reading recoveries.

open_recoveries(region_code) -> {(person_id, class_id): Recovery}
unsettled_receipts(region_code) -> [Receipt]      cash that no posted run has settled
waived(region_code) -> {(person_id, class_id): fen}     waivers that still cover what was paid
told_by_steps(region_code) -> {recovery id: Told(state, amount_fen)}     what its history says

`heads` {region: last seq} asks what was known then (None: now). A row of `recoveries` is how it stands now; what it was
is told by its steps, which are evidence.
"""

from collections.abc import Mapping
from typing import NamedTuple

import sqlalchemy as sa

from kernel.db import db
from settlement.entitlements.models import Nature, Posting, SettlementLine
from settlement.entitlements.queries import excluded, settled
from settlement.entitlements.sums import Key
from settlement.persons.queries import merged_into
from settlement.recoveries.models import (
    OPEN,
    Receipt,
    Recovery,
    RecoveryDecision,
    RecoveryLine,
    RecoveryState,
    Step,
    Way,
)
from settlement.rosters.models import RosterLine
from settlement.rosters.queries import known

S = RecoveryState
DECIDED = {Way.OFFSET: S.OFFSET, Way.CASH: S.CASH, Way.WAIVER: S.WAIVED}
REACHED = {
    Step.PROPOSED: S.PROPOSED,
    Step.SUGGESTED: S.SUGGESTED,
    Step.REJECTED: S.PROPOSED,
    Step.SETTLED: S.SETTLED,
    Step.WITHDRAWN: S.WITHDRAWN,
}


class Told(NamedTuple):
    """A recovery as its steps tell it."""

    state: RecoveryState
    amount_fen: int


def open_recoveries(region_code: str) -> dict[Key, Recovery]:
    query = (
        sa.select(Recovery).where(Recovery.region_code == region_code, Recovery.state.in_(OPEN)).order_by(Recovery.id)
    )
    return {(recovery.person_id, recovery.class_id): recovery for recovery in db.session.scalars(query)}


def open_then(region_code: str, heads: Mapping[str, int]) -> dict[Key, tuple[Recovery, Told]]:
    """The same as of the heads, each with how it stood then."""
    stood = {number: told for number, told in told_by_steps(region_code, heads).items() if told.state in OPEN}
    rows = db.session.scalars(sa.select(Recovery).filter_by(region_code=region_code).order_by(Recovery.id))
    return {(row.person_id, row.class_id): (row, stood[row.id]) for row in rows if row.id in stood}


def told_by_steps(region_code: str | None, heads: Mapping[str, int] | None = None) -> dict[int, Told]:
    """{recovery id: Told} of a region (None: of any): its steps up to the heads, one after another."""
    d = RecoveryDecision
    query = sa.select(d.recovery_id, d.step, d.way, d.amount_fen).where(_as_of(d, heads))
    query = query if region_code is None else query.where(d.region_code == region_code)
    found: dict[int, Told] = {}
    for number, step, way, amount in db.session.execute(query.order_by(d.recovery_id, d.seq)):
        before = found[number].state if number in found else None
        found[number] = Told(_reached(step, way, before), amount)
    return found


def _reached(step: Step, way: Way | None, before: RecoveryState | None) -> RecoveryState:
    if step == Step.AGREED:
        return DECIDED[way]
    if step == Step.UPDATED:  # what was decided stands, what was suggested is proposed anew
        return S.PROPOSED if before == S.SUGGESTED else before
    return REACHED[step]


def _as_of(model: type, heads: Mapping[str, int] | None) -> sa.ColumnElement[bool]:
    return sa.true() if heads is None else known(model, heads)


def unsettled_receipts(region_code: str, heads: Mapping[str, int] | None = None) -> list[Receipt]:
    done = sa.exists().where(
        RecoveryLine.receipt_id == Receipt.id, Posting.run_id == RecoveryLine.run_id, _as_of(Posting, heads)
    )
    query = sa.select(Receipt).where(Receipt.region_code == region_code, _as_of(Receipt, heads), ~done)
    return list(db.session.scalars(query.order_by(Receipt.id)))


def received(recovery: Recovery) -> int:
    total = sa.select(sa.func.coalesce(sa.func.sum(Receipt.amount_fen), 0)).filter_by(recovery_id=recovery.id)
    return int(db.session.scalar(total))


def still_to_come(recovery: Recovery) -> int:
    """What of a recovery has not come back, and never more than what is still settled above its target by now."""
    families = merged_into()
    key = families.get(recovery.person_id, recovery.person_id), recovery.class_id
    standing = settled(recovery.region_code, class_id=recovery.class_id).folded(families).get(key)
    waiting = sum(
        each.amount_fen for each in unsettled_receipts(recovery.region_code) if each.recovery_id == recovery.id
    )
    return max(min(recovery.amount_fen - received(recovery), standing - waiting - recovery.target_fen), 0)


def waived(region_code: str, heads: Mapping[str, int] | None = None) -> dict[Key, int]:
    """A waiver covers its amount until the person is paid more in that class: from then on the level was earned."""
    earned = sa.exists().where(
        RosterLine.class_id == Recovery.class_id,
        RosterLine.id == SettlementLine.roster_line_id,
        SettlementLine.person_id == Recovery.person_id,
        SettlementLine.nature == Nature.NORMAL,
        SettlementLine.delta_fen > 0,
        ~excluded(),
        Posting.run_id == SettlementLine.run_id,
        Posting.seq > RecoveryDecision.seq,
        _as_of(Posting, heads),
    )
    query = (
        sa.select(
            Recovery.person_id, Recovery.class_id, sa.cast(sa.func.sum(RecoveryDecision.amount_fen), sa.BigInteger)
        )
        .join(RecoveryDecision, RecoveryDecision.recovery_id == Recovery.id)
        .where(
            Recovery.region_code == region_code,
            RecoveryDecision.step == Step.AGREED,
            RecoveryDecision.way == Way.WAIVER,
            _as_of(RecoveryDecision, heads),
            ~earned,
        )
        .group_by(Recovery.person_id, Recovery.class_id)
        .order_by(Recovery.person_id, Recovery.class_id)
    )
    return {(person, in_class): int(fen) for person, in_class, fen in db.session.execute(query)}


def lines_of(run_id: int) -> list[RecoveryLine]:
    return list(db.session.scalars(sa.select(RecoveryLine).filter_by(run_id=run_id).order_by(RecoveryLine.line_no)))


def proposed_with(run_id: int) -> tuple[int, int]:
    """How many recoveries, and of how many fen, were first proposed by a run."""
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Recovery.amount_fen), 0)).filter_by(run_id=run_id)
    count, fen = db.session.execute(query).one()
    return int(count), int(fen)


def runs_of(recovery: Recovery) -> list[RecoveryLine]:
    return list(
        db.session.scalars(sa.select(RecoveryLine).filter_by(recovery_id=recovery.id).order_by(RecoveryLine.run_id))
    )


def decision(recovery: Recovery, step: Step) -> RecoveryDecision | None:
    """The last step of this kind."""
    query = (
        sa.select(RecoveryDecision).filter_by(recovery_id=recovery.id, step=step).order_by(RecoveryDecision.id.desc())
    )
    return db.session.scalars(query).first()
