"""Verbs on recoveries: one officer suggests what is done, another agrees; finance receives cash."""

from datetime import date

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel import audit, clock, evidence
from kernel.db import db, lock
from kernel.money import format_yuan
from kernel.refusals import Refusal, StateMoved, constraint, refuse_same_person
from kernel.states import move
from settlement.funds import cash_service
from settlement.funds.service import of_year
from settlement.recoveries import money, queries
from settlement.recoveries.models import MOVES, Receipt, Recovery, RecoveryDecision, RecoveryState, Step, Way

constraint("uq_recoveries_open", "RECOVERY_OPEN", _l("A recovery of this person in this class is open already."))
constraint(
    "uq_recovery_receipts_region_code", "RECEIPT_KNOWN", _l("This receipt was entered already."), field="reference"
)


def suggest(recovery: Recovery, *, way: Way, reason: str, actor) -> Recovery:
    """Say how the amount is to come back, or that it is waived; the reason is kept. Refuses REASON_MISSING."""
    recovery = _locked(recovery)
    if not reason.strip():
        raise Refusal("REASON_MISSING", _l("Say why."), field="reason")
    move(recovery, RecoveryState.SUGGESTED, MOVES)
    recovery.way, recovery.suggested_by_id = way, actor.id
    _step(recovery, Step.SUGGESTED, actor, way=way, reason=reason)
    audit.record(
        actor, "recovery: way suggested", recovery, note=reason, facts={"way": way, "fen": recovery.amount_fen}
    )
    return recovery


def decide(recovery: Recovery, *, agreed: bool, note: str, amount_fen: int, actor) -> Recovery:
    """Agree to what was suggested for `amount_fen`, or send it back. Neither who proposed nor who suggested may.

    Refuses CHECKER_IS_MAKER, AMOUNT_MOVED (409) where a later run has updated the amount.
    """
    recovery = _locked(recovery)
    refuse_same_person(actor, recovery.proposed_by_id, recovery.suggested_by_id)
    if recovery.amount_fen != amount_fen:
        raise StateMoved(
            "AMOUNT_MOVED", _l("The amount is %(yuan)s yuan by now; look again.", yuan=format_yuan(recovery.amount_fen))
        )
    if not agreed:
        move(recovery, RecoveryState.PROPOSED, MOVES)
        _step(recovery, Step.REJECTED, actor, way=recovery.way, reason=note)
        audit.record(actor, "recovery: suggestion sent back", recovery, note=note)
        return recovery
    move(recovery, queries.DECIDED[recovery.way], MOVES)
    recovery.decided_by_id = actor.id
    _step(recovery, Step.AGREED, actor, way=recovery.way, reason=note)
    audit.record(
        actor, "recovery decided", recovery, note=note, facts={"way": recovery.way, "fen": recovery.amount_fen}
    )
    return recovery


def receive_cash(recovery: Recovery, *, amount_fen: int, received_on: date, reference: str, actor) -> Receipt:
    """Cash has come back; the next run settles it by a negative line.

    Refuses STATE_MOVED unless cash was decided, AMOUNT_NOT_POSITIVE, MORE_THAN_OWED, RECEIPT_IN_FUTURE, RECEIPT_KNOWN,
    NO_FUND (of the kind that paid the person, in the year in which the cash came).
    """
    recovery = _locked(recovery)
    if recovery.state != RecoveryState.CASH:
        raise StateMoved("STATE_MOVED", _l("Cash is received only where a return in cash was decided."))
    if amount_fen <= 0:
        raise Refusal("AMOUNT_NOT_POSITIVE", _l("The amount has to be above zero."), field="amount")
    rest = queries.still_to_come(recovery)
    if amount_fen > rest:
        raise Refusal(
            "MORE_THAN_OWED", _l("At most %(yuan)s yuan are still to come.", yuan=format_yuan(rest)), field="amount"
        )
    if received_on > clock.today():
        raise Refusal("RECEIPT_IN_FUTURE", _l("This day has not come yet."), field="received_on")
    entry = cash_service.receive_back(
        of_year(recovery.region_code, clock.today().year, money.fund_kind(recovery)),
        paper=reference,
        amount_fen=amount_fen,
        actor=actor,
    )
    receipt = evidence.add(
        Receipt(
            region_code=recovery.region_code,
            recovery_id=recovery.id,
            amount_fen=amount_fen,
            received_on=received_on,
            reference=reference,
            fund_id=entry.fund_id,
            entry_number=entry.number,
        ),
        actor,
    )
    db.session.expire(recovery, ["receipts"])
    audit.record(actor, "recovery: cash received", recovery, facts={"fen": amount_fen, "reference": reference})
    return receipt


def settle_posted(run_id: int, *, actor) -> None:
    """A run was posted: what its lines carried out is settled (called by `runs.post`)."""
    posted = {line.recovery_id for line in queries.lines_of(run_id)}
    if not posted:
        return
    for recovery in db.session.scalars(
        sa.select(Recovery).where(Recovery.id.in_(posted)).order_by(Recovery.id).with_for_update()
    ):
        done = recovery.state == RecoveryState.OFFSET or queries.received(recovery) >= recovery.amount_fen
        if done and recovery.state in (RecoveryState.OFFSET, RecoveryState.CASH):
            move(recovery, RecoveryState.SETTLED, MOVES)
            add_step(recovery, Step.SETTLED, actor)
            audit.record(actor, "recovery settled", recovery, facts={"run": run_id})


def add_step(recovery: Recovery, step: Step, actor, **facts) -> RecoveryDecision:
    """One more row of a recovery's history."""
    return _step(recovery, step, actor, **facts)


def _step(
    recovery: Recovery, step: Step, actor, *, way: Way | None = None, reason: str | None = None
) -> RecoveryDecision:
    row = RecoveryDecision(
        region_code=recovery.region_code,
        recovery_id=recovery.id,
        step=step,
        way=way,
        amount_fen=recovery.amount_fen,
        reason=reason,
    )
    evidence.add(row, actor)
    db.session.expire(recovery, ["decisions"])
    return row


def _locked(recovery: Recovery) -> Recovery:
    """Region first, then the row: the one order everywhere."""
    evidence.lock_region(recovery.region_code)
    return lock(Recovery, recovery.id)
