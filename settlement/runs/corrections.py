"""Correction runs: mirror lines of a posted voucher, drafted, reviewed and approved by three people."""

from collections.abc import Collection

import numpy as np
from flask_babel import lazy_gettext as _l

from kernel import audit, clock, evidence
from kernel.db import db
from kernel.refusals import Refusal
from settlement.entitlements import lines
from settlement.entitlements.lines import Lines
from settlement.entitlements.queries import highest_targets, settled
from settlement.entitlements.sums import Key, Sums, keys_of, parts, standing
from settlement.persons.queries import merged_into
from settlement.recoveries import queries as recoveries
from settlement.recoveries.models import Recovery
from settlement.runs import drafting, periods, queries, service
from settlement.runs.models import Run, RunKind, RunState


def draft(*, voucher_id: int, voucher_number: str, run: Run, line_nos: Collection[int], reason: str, actor) -> Run:
    """Draft the mirror of the lines of one voucher of a posted run. It takes the region's one open slot.

    The vouchers' room passes the line numbers that stand on the voucher. Refuses NOT_POSTED, REASON_MISSING,
    OPEN_RUN, ALREADY_CORRECTED, NOTHING_TO_CORRECT, CASH_UNSETTLED, TAKEN_BACK, PAID_AGAIN.
    """
    evidence.lock_region(run.region_code)
    _refuse(run, voucher_id, reason)
    taken = lines.read(run.region_code, run.id, without_excluded=True)
    taken = taken.take(np.isin(taken.line_no, list(line_nos)))
    if not len(taken):
        raise Refusal("NOTHING_TO_CORRECT", _l("This voucher has no lines."))
    families = merged_into()
    now = settled(run.region_code).folded(families)
    refuse_unsettled_cash(run.region_code, taken)
    turned = Sums.of(keys_of(standing(taken.person_id, families), taken.class_id), -taken.delta_fen)
    _refuse_taken_back(turned, now)
    _refuse_paid_again(turned, now, families)
    period, heads = periods.of(clock.today()), evidence.heads()
    made = service.new(
        region_code=run.region_code,
        number=_number(run.region_code, period),
        period=period,
        kind=RunKind.CORRECTION,
        cutoff_on=clock.today(),
        seq_heads=heads,
        locked_heads=heads,
        documents=run.documents,
        people=len(np.unique(taken.person_id)),
        corrects_voucher_id=voucher_id,
        corrects_number=voucher_number,
        reason=reason,
        actor=actor,
    )
    service.write(made, drafting.mirrored(taken, now, families))
    audit.record(
        actor,
        "correction drafted",
        made,
        note=reason,
        facts={"corrects": voucher_number, "lines": made.lines, "fen": made.total_fen, "hash": made.lines_hash},
    )
    return made


def _refuse(run: Run, voucher_id: int, reason: str) -> None:
    if run.state != RunState.POSTED:
        raise Refusal("NOT_POSTED", _l("Only what is posted can be corrected."))
    if not reason.strip():
        raise Refusal("REASON_MISSING", _l("Say why."), field="reason")
    if found := queries.correction_of(voucher_id):
        raise Refusal("ALREADY_CORRECTED", _l("Run %(run)s corrects this voucher already.", run=found.number))
    if found := queries.open_run(run.region_code):
        raise Refusal(
            "OPEN_RUN",
            _l(
                "Run %(run)s is still open (%(state)s); post it or make it void first.",
                run=found.number,
                state=found.state.label,
            ),
        )


def refuse_unsettled_cash(region_code: str, taken: Lines) -> None:
    """Cash that came back for these lines is settled by a run first, or it would be taken back twice."""
    families = merged_into()
    coming = {receipt.recovery_id for receipt in recoveries.unsettled_receipts(region_code)}
    came = [db.session.get_one(Recovery, recovery_id) for recovery_id in coming]
    keys = Sums.by({(each.person_id, each.class_id): 0 for each in came}).folded(families).keys
    if np.isin(keys, keys_of(standing(taken.person_id, families), taken.class_id)).any():
        raise Refusal(
            "CASH_UNSETTLED", _l("Cash came back for a line of this voucher; post the run that settles it first.")
        )


def _refuse_taken_back(turned: Sums, now: Sums) -> None:
    """Turning round what was paid takes it back: never what was taken back since, or settled would be below zero."""
    falling = turned.keys[turned.fen < 0]
    if below := int((now.at(falling) + turned.at(falling) < 0).sum()):
        raise Refusal(
            "TAKEN_BACK",
            _l(
                "From %(count)s persons of this voucher money was taken back since; correct the voucher that took it "
                "back first.",
                count=below,
            ),
        )


def _refuse_paid_again(turned: Sums, now: Sums, families: dict[int, int]) -> None:
    """Turning round what took money back pays it out: never above the highest target that was ever posted."""
    rising = turned.keys[turned.fen > 0]
    after = now.at(rising) + turned.at(rising)
    highest = highest_targets({in_class for _, in_class in map(parts, rising.tolist())})
    most: dict[Key, int] = {}
    for (person, in_class), fen in highest.items():
        key = families.get(person, person), in_class
        most[key] = max(most.get(key, 0), fen)
    limits = np.array([most.get(parts(key), 0) for key in rising.tolist()], dtype=np.int64)
    if above := int((after > limits).sum()):
        raise Refusal(
            "PAID_AGAIN",
            _l(
                "%(count)s persons of this voucher have been paid again since; a correction would pay them twice.",
                count=above,
            ),
        )


def _number(region_code: str, period: str) -> str:
    return f"{region_code}-{period}-R{queries.times_drafted(region_code, period, RunKind.CORRECTION) + 1}"
