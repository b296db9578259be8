"""Reading recoveries.

open_recoveries(region_code) -> {(person_id, class_id): Recovery}
unsettled_receipts(region_code) -> [Receipt]      cash that no posted run has settled
waived(region_code) -> {(person_id, class_id): fen}     waivers that still cover what was paid
"""

import sqlalchemy as sa

from kernel.db import db
from settlement.entitlements.models import Nature, Posting, SettlementLine
from settlement.entitlements.queries import excluded, settled
from settlement.entitlements.sums import Key
from settlement.persons.queries import merged_into
from settlement.recoveries.models import OPEN, Receipt, Recovery, RecoveryDecision, RecoveryLine, RecoveryState, Step


def open_recoveries(region_code: str) -> dict[Key, Recovery]:
    query = (
        sa.select(Recovery).where(Recovery.region_code == region_code, Recovery.state.in_(OPEN)).order_by(Recovery.id)
    )
    return {(recovery.person_id, recovery.class_id): recovery for recovery in db.session.scalars(query)}


def unsettled_receipts(region_code: str) -> list[Receipt]:
    done = sa.exists().where(RecoveryLine.receipt_id == Receipt.id, Posting.run_id == RecoveryLine.run_id)
    return list(
        db.session.scalars(sa.select(Receipt).where(Receipt.region_code == region_code, ~done).order_by(Receipt.id))
    )


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


def waived(region_code: str) -> dict[Key, int]:
    """A waiver covers its amount until the person is paid more in that class: from then on the level was earned."""
    earned = sa.exists().where(
        SettlementLine.class_id == Recovery.class_id,
        SettlementLine.person_id == Recovery.person_id,
        SettlementLine.nature == Nature.NORMAL,
        SettlementLine.delta_fen > 0,
        ~excluded(),
        Posting.run_id == SettlementLine.run_id,
        Posting.seq > RecoveryDecision.seq,
    )
    query = (
        sa.select(
            Recovery.person_id, Recovery.class_id, sa.cast(sa.func.sum(RecoveryDecision.amount_fen), sa.BigInteger)
        )
        .join(RecoveryDecision, RecoveryDecision.recovery_id == Recovery.id)
        .where(
            Recovery.region_code == region_code,
            Recovery.state == RecoveryState.WAIVED,
            RecoveryDecision.step == Step.AGREED,
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
