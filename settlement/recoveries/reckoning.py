"""What a draft makes of negative balances: proposals kept up, and the lines that carry out what was decided.

returned(region_code, families) -> {(person, class): fen}        cash to be settled by the next run
reckon(found, run, actor=…) -> [Pending]              negative lines for this run
pending_then(found, heads) -> [Pending]               the same as of a draft's heads; reads only
"""

from dataclasses import dataclass, replace

import numpy as np

from kernel import audit, clock, evidence
from kernel.db import add_rows, db
from kernel.states import move
from settlement.entitlements.assessment import Assessment
from settlement.entitlements.models import Nature
from settlement.entitlements.sums import Key, Sums
from settlement.recoveries import queries
from settlement.recoveries.models import MOVES, Recovery, RecoveryDecision, RecoveryState, Step
from settlement.recoveries.queries import Told
from settlement.recoveries.service import add_step

UNDECIDED = (RecoveryState.PROPOSED, RecoveryState.SUGGESTED)


@dataclass(frozen=True)
class Pending:
    """A negative line to be written for a recovery (and one of its receipts)."""

    key: Key
    nature: Nature
    delta_fen: int
    recovery: Recovery
    receipt_id: int | None = None


@dataclass(frozen=True)
class Overpaid:
    """What was paid above the target for one person in one class, waivers taken off; where it stands."""

    excess_fen: int
    target_fen: int
    settled_fen: int
    organisation_id: int
    roster_line_id: int


def returned(region_code: str, families: dict[int, int], heads: dict[str, int] | None = None) -> dict[Key, int]:
    sums: dict[Key, int] = {}
    for line in _cash_lines(region_code, families, heads):
        sums[line.key] = sums.get(line.key, 0) - line.delta_fen
    return sums


def reckon(found: Assessment, *, run, actor) -> list[Pending]:
    """Propose, update or withdraw (never double); then what was decided, as lines of this run."""
    families = found.reading.families
    overpaid = _overpaid(found)
    known = {
        (families.get(person, person), in_class): recovery
        for (person, in_class), recovery in queries.open_recoveries(run.region_code).items()
    }
    for key, recovery in known.items():
        _keep_up(recovery, overpaid.get(key), actor)
    _propose({key: overpaid[key] for key in sorted(overpaid.keys() - known.keys())}, run, actor)
    db.session.flush()
    stand = {key: (recovery, Told(recovery.state, recovery.amount_fen)) for key, recovery in known.items()}
    return [*_cash_lines(run.region_code, families), *_offset_lines(stand, overpaid)]


def pending_then(found: Assessment, heads: dict[str, int]) -> list[Pending]:
    """What was decided by then, and cash that had come back, as lines of a run whose draft knew these heads."""
    region_code, families = found.reading.region_code, found.reading.families
    stood = {
        (families.get(person, person), in_class): each
        for (person, in_class), each in queries.open_then(region_code, heads).items()
    }
    overpaid = _overpaid(found, heads)
    return [
        *_cash_lines(region_code, families, heads),
        *_offset_lines({key: each for key, each in stood.items() if key in overpaid}, overpaid),
    ]


def overpaid_fen(found: Assessment) -> dict[Key, int]:
    """{(person, class): fen} that would be proposed or recovered: the preview of `reckon`."""
    return {key: each.excess_fen for key, each in _overpaid(found).items()}


def _overpaid(found: Assessment, heads: dict[str, int] | None = None) -> dict[Key, Overpaid]:
    reading, rows = found.reading, {}
    for row in np.flatnonzero(found.amounts.owed_fen < 0).tolist():
        rows[found.key(row)] = Overpaid(
            -int(found.amounts.owed_fen[row]),
            int(found.amounts.target_fen[row]),
            int(found.amounts.paid_fen[row]),
            reading.of(row).organisation_id,
            int(reading.lines.line_id[row]),
        )
    for line in reading.gone:
        key = reading.families.get(line.person_id, line.person_id), line.class_id
        rest = reading.settled.get(key) - found.returned.get(key, 0)
        if rest > 0 and found.clawback(line.document_id):
            rows[key] = Overpaid(rest, 0, rest, line.organisation_id, line.roster_line_id)
    covered = Sums.by(queries.waived(reading.region_code, heads)).folded(reading.families) if rows else None
    less = {key: replace(each, excess_fen=each.excess_fen - covered.get(key)) for key, each in rows.items()}
    return {key: each for key, each in less.items() if each.excess_fen > 0}


def _propose(fresh: dict[Key, Overpaid], run, actor) -> None:
    """A proposal for each, with the first step of its history."""
    made = [
        Recovery(
            region_code=run.region_code,
            organisation_id=each.organisation_id,
            person_id=person_id,
            class_id=class_id,
            roster_line_id=each.roster_line_id,
            amount_fen=each.excess_fen,
            target_fen=each.target_fen,
            settled_fen=each.settled_fen,
            state=RecoveryState.PROPOSED,
            run_id=run.id,
            proposed_at=clock.now(),
            proposed_by_id=actor.id,
        )
        for (person_id, class_id), each in fresh.items()
    ]
    add_rows(made)
    evidence.add_all(
        [
            RecoveryDecision(
                region_code=run.region_code, recovery_id=each.id, step=Step.PROPOSED, amount_fen=each.amount_fen
            )
            for each in made
        ],
        actor,
    )
    for each in made:
        audit.record(actor, "recovery proposed", each, facts={"fen": each.amount_fen})


def _keep_up(recovery: Recovery, each: Overpaid | None, actor) -> None:
    """An undecided proposal follows the balance; a decided one stands until nothing is left to recover."""
    if recovery.state == RecoveryState.CASH:
        _keep_up_cash(recovery, each.excess_fen if each else 0, actor)
    elif each is None:
        _withdraw(recovery, actor)
    elif recovery.state in UNDECIDED and recovery.amount_fen != each.excess_fen:
        if recovery.state == RecoveryState.SUGGESTED:
            move(recovery, RecoveryState.PROPOSED, MOVES)
        recovery.amount_fen, recovery.target_fen, recovery.settled_fen = (
            each.excess_fen,
            each.target_fen,
            each.settled_fen,
        )
        add_step(recovery, Step.UPDATED, actor)
        audit.record(actor, "recovery: amount updated", recovery, facts={"fen": each.excess_fen})


def _keep_up_cash(recovery: Recovery, excess_fen: int, actor) -> None:
    """What is still to come falls with the balance; what has come is settled in any case."""
    came = queries.received(recovery)
    if came + excess_fen == 0:
        _withdraw(recovery, actor)
    elif came + excess_fen < recovery.amount_fen:
        recovery.amount_fen = came + excess_fen
        add_step(recovery, Step.UPDATED, actor)
        audit.record(actor, "recovery: amount updated", recovery, facts={"fen": recovery.amount_fen})
    waiting = {receipt.recovery_id for receipt in queries.unsettled_receipts(recovery.region_code)}
    if came and came >= recovery.amount_fen and recovery.id not in waiting:
        move(recovery, RecoveryState.SETTLED, MOVES)
        add_step(recovery, Step.SETTLED, actor)
        audit.record(actor, "recovery settled", recovery)


def _withdraw(recovery: Recovery, actor) -> None:
    move(recovery, RecoveryState.WITHDRAWN, MOVES)
    add_step(recovery, Step.WITHDRAWN, actor)
    audit.record(actor, "recovery withdrawn", recovery)


def _cash_lines(region_code: str, families: dict[int, int], heads: dict[str, int] | None = None) -> list[Pending]:
    lines = []
    for receipt in queries.unsettled_receipts(region_code, heads):
        recovery = db.session.get_one(Recovery, receipt.recovery_id)
        key = families.get(recovery.person_id, recovery.person_id), recovery.class_id
        lines.append(Pending(key, Nature.CASH_RETURN, -receipt.amount_fen, recovery, receipt.id))
    return lines


def _offset_lines(stand: dict[Key, tuple[Recovery, Told]], overpaid: dict[Key, Overpaid]) -> list[Pending]:
    """Never more than what is overpaid by now."""
    return [
        Pending(key, Nature.OFFSET, -min(told.amount_fen, overpaid[key].excess_fen), recovery)
        for key, (recovery, told) in sorted(stand.items(), key=lambda pair: pair[0])
        if told.state == RecoveryState.OFFSET
    ]
