"""Posting a run: only `vouchers.post` calls this (a house test says so)."""

from flask_babel import lazy_gettext as _l

from kernel import audit, clock
from kernel.refusals import StateMoved, refuse_same_person
from kernel.states import move
from settlement.entitlements import rule_holds
from settlement.entitlements import service as entitlements
from settlement.entitlements.models import ExclusionReason, SettlementLine
from settlement.entitlements.queries import payable, settled
from settlement.entitlements.reading import folded
from settlement.funds import service as funds
from settlement.persons.queries import merged_into
from settlement.recoveries import service as recoveries
from settlement.runs import corrections, line_queries, service
from settlement.runs.models import Run, RunState


def post(run: Run, *, actor) -> list[SettlementLine]:
    """Settle the run's lines and give back those that are posted, by line number; its reservation is released.

    The caller (`vouchers.post`) charges the fund in the same transaction. Locks: region → run → persons → fund.
    Refuses CHECKER_IS_MAKER, STATE_MOVED (409), STALE_RUN where something was posted since the draft; CASH_UNSETTLED.
    """
    run = service.locked(run)
    refuse_same_person(actor, run.drafted_by_id, run.reviewed_by_id, run.approved_by_id, article=service.FOUR_EYES)
    move(run, RunState.POSTED, run.moves)
    service.exclude_held(run, actor=actor)
    _exclude_lost(run, actor)
    _refuse_stale(run)
    if run.is_correction:
        corrections.refuse_unsettled_cash(run.region_code, line_queries.lines_of(run))
    lines = payable(run.region_code, run.id)
    entitlements.mark_posted(run.region_code, run.id, actor=actor)
    recoveries.settle_posted(run.id, actor=actor)
    funds.release(run_id=run.id, paper=run.number, actor=actor)
    run.posted_by_id, run.posted_at = actor.id, clock.now()
    audit.record(
        actor,
        "run posted",
        run,
        facts={
            "lines": len(lines),
            "fen": sum(line.delta_fen for line in lines),
            "hash": run.lines_hash,
            "posted hash": line_queries.hash_of(lines),
        },
    )
    return lines


def _refuse_stale(run: Run) -> None:
    """Nothing may have been posted for these persons since the draft, and the lines are those that were drafted."""
    lines = line_queries.lines_of(run)
    families = merged_into()
    now = folded(settled(run.region_code), families)
    first: dict[tuple[int, int], int] = {}
    for line in lines:
        first.setdefault((families.get(line.person_id, line.person_id), line.class_id), line.settled_before_fen)
    moved = [key for key, before in first.items() if now.get(key, 0) != before]
    if moved or line_queries.hash_of(lines) != run.lines_hash:
        raise StateMoved(
            "STALE_RUN",
            _l(
                "Since this run was drafted something else was settled for %(count)s persons; make it void "
                "and draft it anew.",
                count=len(moved),
            ),
        )


def _exclude_lost(run: Run, actor) -> None:
    """Whom another region has paid since the draft, or comes before by now, is not paid twice."""
    lines = [line for line in payable(run.region_code, run.id) if line.delta_fen > 0]
    lost = entitlements.lost_since(lines, merged_into(), run.region_code)
    rule_holds.place_lost([line for line in lines if line.roster_line_id in lost], lost, actor)
    entitlements.exclude(
        run.region_code,
        run.id,
        [line for line in lines if line.roster_line_id in lost],
        ExclusionReason.HELD,
        actor=actor,
    )
