"""Verbs: set the region's day, ask for a draft now, and what becomes of what was asked for.

The page only notes the wish; the scheduler reads, computes and writes, so no request of the web holds a lock that long.
"""

from flask_babel import lazy_gettext as _l

from kernel import audit, clock, evidence
from kernel.db import db, lock
from kernel.jobs import beside
from kernel.jobs import queries as jobs
from kernel.refusals import Refusal, StateMoved, constraint
from kernel.states import move
from settlement.drafts import queries
from settlement.drafts.models import MOVES, DraftingDay, DraftRequest, RequestState
from settlement.entitlements.reading import Reading
from settlement.runs import periods
from settlement.runs import service as runs
from settlement.runs.models import Run

constraint("uq_draft_requests_waiting", "DRAFT_WAITING", _l("A run of this region is being drafted already."))
ASKED = "draft-asked"  # the job that works on what was asked for


def set_day(*, region_code: str, day: int, actor) -> DraftingDay:
    """From now on runs of the region are drafted on this day of the month (1 to 31, else BAD_DAY)."""
    if not 1 <= day <= 31:
        raise Refusal("BAD_DAY", _l("A day of a month is a number from 1 to 31."), field="day")
    evidence.lock_region(region_code)
    row = db.session.get(DraftingDay, region_code) or DraftingDay(region_code=region_code, day=queries.DEFAULT_DAY)
    change = f"{row.day} → {day}"
    row.day, row.set_by_id, row.set_at = day, actor.id, clock.now()
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "drafting day set", row, note=change, facts={"day": day})
    return row


def ask(*, region_code: str, period: str, actor) -> DraftRequest:
    """Ask for the run of a period now. Refuses what `runs.service.draft` would, and DRAFT_WAITING."""
    periods.cutoff(period)
    runs.refuse_draft(region_code, period)
    if queries.waiting(region_code):
        raise Refusal("DRAFT_WAITING", _l("A run of this region is being drafted already."), status=409)
    made = DraftRequest(region_code=region_code, period=period, asked_by_id=actor.id, asked_at=clock.now())
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "draft asked for", made, facts={"period": period})
    return made


def draft(request_id: int, *, reading: Reading) -> Run:
    """What was asked for is drafted in the name of who asked. Refuses DRAFT_ENDED where it was cancelled meanwhile."""
    asked = lock(DraftRequest, request_id)
    if asked.state != RequestState.WAITING:
        raise StateMoved("DRAFT_ENDED", _l("This draft is no longer asked for."))
    run = runs.draft(region_code=asked.region_code, period=asked.period, reading=reading, actor=asked.asked_by)
    move(asked, RequestState.DRAFTED, MOVES)
    asked.run, asked.ended_at = run, clock.now()
    return run


def refuse(request_id: int) -> None:
    """The drafting was refused: the run of the job says why."""
    asked = lock(DraftRequest, request_id)
    if asked.state == RequestState.WAITING:
        move(asked, RequestState.REFUSED, MOVES)
        asked.ended_at = clock.now()


def stop(asked: DraftRequest, *, actor) -> None:
    """Ask the drafting that may be under way to stop, beside its transaction; `cancel` then waits for it to end."""
    run, progress = jobs.run_of(ASKED, asked.key)
    if progress is not None:
        beside.cancel(run.id, by_id=actor.id)


def cancel(asked: DraftRequest, *, actor) -> DraftRequest:
    """Nobody wants it any more. Refuses DRAFT_ENDED (409) where it was drafted or refused meanwhile."""
    asked = lock(DraftRequest, asked.id)
    if asked.state != RequestState.WAITING:
        raise StateMoved(
            "DRAFT_ENDED",
            _l("This draft has ended (%(state)s); a drafted run is made void on its page.", state=asked.state.label),
        )
    move(asked, RequestState.CANCELLED, MOVES)
    asked.cancelled_by_id, asked.ended_at = actor.id, clock.now()
    audit.record(actor, "draft cancelled", asked, facts={"period": asked.period})
    return asked
