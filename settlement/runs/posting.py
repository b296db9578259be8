"""Posting a run: only `vouchers.post` calls this (a house test says so)."""

from typing import NamedTuple

import numpy as np
from flask_babel import lazy_gettext as _l

from kernel import audit, clock
from kernel.columnar import Frame
from kernel.refusals import StateMoved, refuse_same_person
from kernel.states import move
from settlement.entitlements import lines, rule_holds
from settlement.entitlements import service as entitlements
from settlement.entitlements.lines import Lines, Past
from settlement.entitlements.models import ExclusionReason
from settlement.entitlements.queries import excluded_of
from settlement.entitlements.sums import keys_of, standing
from settlement.funds import service as funds
from settlement.persons.queries import merged_into
from settlement.recoveries import service as recoveries
from settlement.rosters.models import RosterLine
from settlement.runs import corrections, service
from settlement.runs.models import Run, RunState


class Posted(NamedTuple):
    """The lines that a posting has settled, by line number, and what had been posted before.

    `faces`: beside each line the `name` and the masked `number` of whom it pays.
    """

    lines: Lines
    past: Past
    faces: Frame


def post(run: Run, *, actor) -> Posted:
    """Settle the run's lines and give back those that are posted; its reservation is released.

    The caller (`vouchers.post`) charges the fund in the same transaction. Locks: region → run → persons → fund.
    Refuses CHECKER_IS_MAKER, STATE_MOVED (409), STALE_RUN where something was posted since the draft; CASH_UNSETTLED.
    """
    run = service.locked(run)
    refuse_same_person(actor, run.drafted_by_id, run.reviewed_by_id, run.approved_by_id, article=service.FOUR_EYES)
    move(run, RunState.POSTED, run.moves)
    run.posted_by_id, run.posted_at = actor.id, clock.now()
    families, faces = merged_into(), {"name": RosterLine.name, "number": RosterLine.number_masked}
    drafted, named = lines.read_with(run.region_code, run.id, **faces)
    past = lines.past(run.region_code, families)
    _refuse_stale(run, drafted, past)
    if run.is_correction:
        corrections.refuse_unsettled_cash(run.region_code, drafted)
    listed = drafted.without(excluded_of(run.region_code, run.id))
    listed = listed.without(service.exclude_held(run, listed, families, actor=actor).line_no)
    posted = listed.without(_exclude_lost(run, listed, families, actor).line_no)
    entitlements.mark_posted(run.region_code, run.id, actor=actor)
    recoveries.settle_posted(run.id, actor=actor)
    funds.release(run_id=run.id, paper=run.number, actor=actor)
    audit.record(
        actor,
        "run posted",
        run,
        facts={
            "lines": len(posted),
            "fen": posted.total_fen,
            "hash": run.lines_hash,
            "posted hash": lines.hash_of(posted),
        },
    )
    return Posted(posted, past, named.take(np.isin(drafted.line_no, posted.line_no)))


def _refuse_stale(run: Run, drafted: Lines, past: Past) -> None:
    """Nothing may have been posted for these persons since the draft, and the lines are those that were drafted."""
    keys = keys_of(standing(drafted.person_id, past.families), drafted.class_id)
    first = np.unique(keys, return_index=True)[1]
    now = past.settled.at(keys[first])
    moved = int((now != drafted.settled_before_fen[first]).sum())
    if moved or lines.hash_of(drafted) != run.lines_hash:
        raise StateMoved(
            "STALE_RUN",
            _l(
                "Since this run was drafted something else was settled for %(count)s persons; make it void "
                "and draft it anew.",
                count=moved,
            ),
        )


def _exclude_lost(run: Run, listed: Lines, families: dict[int, int], actor) -> Lines:
    """Whom another region has paid since the draft, or comes before by now, is not paid twice: the lines taken out."""
    paying = listed.take(listed.delta_fen > 0)
    lost = entitlements.lost_since(paying, families, run.region_code)
    losing = paying.take(np.isin(paying.roster_line_id, list(lost)))
    rule_holds.place_lost(losing, lost, actor)
    return entitlements.exclude(run.region_code, run.id, losing, ExclusionReason.HELD, actor=actor)
