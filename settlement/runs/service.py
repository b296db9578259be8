"""Verbs on runs up to the posting. Each locks region and run first, then moves the state, so of two at once one wins.

draft → confirm_list (institutions) → close_confirmation → review → publish → approve → `posting.post`; void.
"""

from collections.abc import Iterable

import numpy as np
from flask_babel import lazy_gettext as _l

from kernel import audit, calendar, clock, evidence
from kernel.db import db, lock
from kernel.jobs import progress
from kernel.refusals import Refusal, StateMoved, constraint, refuse_same_person, refuse_until_after
from kernel.states import move
from settlement.entitlements import lines
from settlement.entitlements import service as entitlements
from settlement.entitlements.lines import Lines
from settlement.entitlements.models import ExclusionReason
from settlement.entitlements.reading import Reading
from settlement.entitlements.sums import SHIFT, keys_of, standing
from settlement.funds import service as funds
from settlement.holds import queries as holds
from settlement.persons.queries import merged_into
from settlement.recoveries import reckoning
from settlement.recoveries.models import RecoveryLine
from settlement.runs import budget_items, drafting, line_queries, periods, publicity, queries
from settlement.runs.models import ListConfirmation, Run, RunKind, RunState

constraint("uq_runs_open", "OPEN_RUN", _l("Another run of this region is still open; post it or make it void first."))
constraint("uq_runs_period", "PERIOD_HAS_RUN", _l("This period has a run already."), field="period")
constraint("uq_runs_corrects", "ALREADY_CORRECTED", _l("A correction of this voucher exists already."))
constraint("uq_list_confirmations_run_id", "LIST_CONFIRMED", _l("Your list is confirmed already."))

FOUR_EYES = "财社〔2023〕181号 25"
CONFIRM_DAYS = 5  # working days an institution has for its list [default]


def draft(*, region_code: str, period: str, reading: Reading, actor) -> Run:
    """Draft the run of a region and period from columns read before the lock (`entitlements.reading.read`).

    Refuses BAD_PERIOD, PERIOD_RUNNING, PERIOD_HAS_RUN, OPEN_RUN, PERIOD_PASSED; the sentence names the run in the way.
    """
    cutoff = periods.cutoff(period)
    evidence.lock_region(region_code)
    refuse_draft(region_code, period)
    found = entitlements.assess(reading, actor=actor, returned=reckoning.returned(region_code, reading.families))
    run = new(
        region_code=region_code,
        number=_number(region_code, period),
        period=period,
        kind=RunKind.NORMAL,
        cutoff_on=cutoff,
        seq_heads=reading.heads,
        locked_heads=found.heads,
        documents=reading.documents,
        people=len(reading),
        confirm_by_on=calendar.add_working_days(clock.today(), CONFIRM_DAYS),
        actor=actor,
    )
    pending = reckoning.reckon(found, run=run, actor=actor)
    drafted, carried = drafting.lines(found, pending)
    write(run, drafted)
    db.session.add_all(
        RecoveryLine(
            region_code=region_code,
            run_id=run.id,
            line_no=number,
            recovery_id=each.recovery.id,
            receipt_id=each.receipt_id,
        )
        for number, each in enumerate(carried, 1)
        if each
    )
    exclude_held(run, drafted, actor=actor)
    audit.record(actor, "run drafted", run, facts={"lines": run.lines, "fen": run.total_fen, "hash": run.lines_hash})
    return run


def refuse_draft(region_code: str, period: str) -> None:
    """Refuse where the period has a run, another run is open, or a later period was posted."""
    if found := queries.standing(region_code, period):
        raise Refusal(
            "PERIOD_HAS_RUN",
            _l(
                "%(period)s has a run already: %(run)s (%(state)s).",
                period=period,
                run=found.number,
                state=found.state.label,
            ),
            field="period",
        )
    if found := queries.open_run(region_code):
        raise Refusal(
            "OPEN_RUN",
            _l(
                "Run %(run)s is still open (%(state)s); post it or make it void first.",
                run=found.number,
                state=found.state.label,
            ),
            field="period",
        )
    later = queries.last_of(region_code, RunState.POSTED)
    if later and later.period > period:
        raise Refusal(
            "PERIOD_PASSED",
            _l("%(later)s was posted already; what is missing comes with the next period.", later=later.period),
            field="period",
        )


def confirm_list(run: Run, *, organisation_id: int, actor, without: Iterable[int] = ()) -> ListConfirmation:
    """An institution confirms its list, `without` the line numbers that it does not claim.

    Refuses LIST_CONFIRMED (409, also once the run has gone on), CONFIRMATION_OVER, NOT_YOUR_LINE.
    """
    run = locked(run)
    if run.state != RunState.DRAFT or organisation_id in queries.confirmations(run):
        raise StateMoved("LIST_CONFIRMED", _l("This list is closed: it was confirmed already, or the run has gone on."))
    if clock.today() > run.confirm_by_on:
        raise Refusal(
            "CONFIRMATION_OVER", _l("Lists of this run could be confirmed until %(day)s.", day=run.confirm_by_on)
        )
    own = lines.read(run.region_code, run.id, without_excluded=True, organisation_id=organisation_id)
    if foreign := set(without) - set(own.line_no.tolist()):
        raise Refusal("NOT_YOUR_LINE", _l("Line %(number)s is not on your list.", number=min(foreign)), field="without")
    entitlements.exclude(
        run.region_code, run.id, own.take(np.isin(own.line_no, list(without))), ExclusionReason.NOT_CLAIMED, actor=actor
    )
    found = line_queries.figures(run, organisation_id)
    row = ListConfirmation(
        region_code=run.region_code,
        run_id=run.id,
        organisation_id=organisation_id,
        lines=found.lines,
        total_fen=found.total_fen,
    )
    evidence.add(row, actor)
    audit.record(
        actor,
        "list confirmed",
        run,
        facts={"organisation": organisation_id, "lines": found.lines, "fen": found.total_fen},
    )
    return row


def close_confirmation(run: Run, *, actor) -> Run:
    """Close the confirmation: once every list is confirmed, or after the last day; other lines are NOT_CLAIMED."""
    run = locked(run)
    waiting = [each.name for each in queries.organisations(run) if each.id not in queries.confirmations(run)]
    if waiting and clock.today() <= run.confirm_by_on and run.state == RunState.DRAFT:
        raise Refusal(
            "CONFIRMATION_RUNNING",
            _l("%(name)s has until %(day)s to confirm its list.", name=waiting[0], day=run.confirm_by_on),
        )
    move(run, RunState.CONFIRMED, run.moves)
    entitlements.exclude(run.region_code, run.id, _unconfirmed(run), ExclusionReason.NOT_CLAIMED, actor=actor)
    run.confirmed_by_id, run.confirmed_at = actor.id, clock.now()
    audit.record(actor, "run confirmed", run, facts={"not confirmed": len(waiting)})
    return run


def _unconfirmed(run: Run) -> Lines:
    listed = lines.read(run.region_code, run.id)
    return listed.take(~np.isin(listed.organisation_id, list(queries.confirmations(run))))


def review(run: Run, *, actor, note: str) -> Run:
    """Find the run right and reserve its money; its drafter may not. Refuses FUND_SHORT, FUND_CLOSED, NO_FUND."""
    run = locked(run)
    refuse_same_person(actor, run.drafted_by_id, article=FOUR_EYES)
    move(run, RunState.REVIEWED, run.moves)
    exclude_held(run, actor=actor)
    funds.reserve(
        run_id=run.id,
        region_code=run.region_code,
        year=clock.today().year,
        paper=run.number,
        actor=actor,
        vouchers=budget_items.to_reserve(run, lines.read(run.region_code, run.id, without_excluded=True)),
    )
    run.reviewed_by_id, run.reviewed_at, run.review_note = actor.id, clock.now(), note or None
    audit.record(actor, "run reviewed", run, note=note)
    return run


def publish(run: Run, *, actor) -> Run:
    """Publish the masked list for five working days (公示); objections are lodged against its notice."""
    run = locked(run)
    move(run, RunState.PUBLISHED, run.moves)
    exclude_held(run, actor=actor)
    notice = publicity.publish(run, actor=actor)
    run.notice_id, run.publicity_ends_on = notice.id, notice.publicity_ends_on
    run.published_by_id, run.published_at = actor.id, clock.now()
    audit.record(actor, "run published", run, facts={"notice": notice.number, "until": notice.publicity_ends_on})
    return run


def approve(run: Run, *, actor, note: str) -> Run:
    """Release the run for payment; neither its drafter nor its reviewer may, and not before the publicity is over."""
    run = locked(run)
    refuse_same_person(actor, run.drafted_by_id, run.reviewed_by_id, article=FOUR_EYES)
    if not run.is_correction and run.state == RunState.PUBLISHED:
        refuse_until_after(run.publicity_ends_on, code="PUBLICITY_RUNNING")
        publicity.take_out_objected(run, actor=actor)
    move(run, RunState.APPROVED, run.moves)
    exclude_held(run, actor=actor)
    run.approved_by_id, run.approved_at = actor.id, clock.now()
    audit.record(actor, "run approved", run, note=note)
    return run


def void(run: Run, *, actor, reason: str) -> Run:
    """Make an open run void: its reservation is released, its evidence comes again. Refuses REASON_MISSING."""
    run = locked(run)
    if not reason.strip():
        raise Refusal("REASON_MISSING", _l("Say why."), field="reason")
    move(run, RunState.VOID, run.moves)
    funds.release(run_id=run.id, paper=run.number, actor=actor)
    run.voided_by_id, run.voided_at, run.void_reason = actor.id, clock.now(), reason
    audit.record(actor, "run made void", run, note=reason)
    return run


def exclude_held(run: Run, listed: Lines | None = None, families: dict[int, int] | None = None, *, actor) -> Lines:
    """Whoever is on hold by now is not paid with this run: the lines that were taken out for it.

    `listed` are its lines and `families` the merges, where they were read already.
    """
    held = holds.held(run.region_code)
    if not len(held):
        return lines.NO_LINES
    families = merged_into() if families is None else families  # a hold may name a row that was merged since
    keys = keys_of(standing(held.person_id, families), held.class_id)
    if listed is None:
        persons = set((keys >> SHIFT).tolist())
        merged = {row for row, stands in families.items() if stands in persons}
        listed = lines.of_persons(run.region_code, run.id, persons | merged)
    is_held = np.isin(keys_of(standing(listed.person_id, families), listed.class_id), keys)
    return entitlements.exclude(run.region_code, run.id, listed.take(is_held), ExclusionReason.HELD, actor=actor)


def write(run: Run, drafted: Lines) -> None:
    """The lines of a new run, with the sums and the hash that stand on its head."""
    progress(_l("Writing lines"), 0, len(drafted))
    lines.write(run.region_code, run.id, drafted)
    run.lines, run.total_fen, run.lines_hash = len(drafted), drafted.total_fen, lines.hash_of(drafted)
    db.session.flush()
    progress(_l("Writing lines"), len(drafted), len(drafted))


def locked(run: Run) -> Run:
    """Region first, then the run: the one order everywhere."""
    evidence.lock_region(run.region_code)
    return lock(Run, run.id)


def _number(region_code: str, period: str) -> str:
    """150100-2026-10; drafted again after it was void: 150100-2026-10-2."""
    times = queries.times_drafted(region_code, period)
    return f"{region_code}-{period}" + (f"-{times + 1}" if times else "")


def new(*, actor, **columns) -> Run:
    """A run in draft, without lines yet."""
    run = Run(
        rule_version=drafting.RULE_VERSION,
        state=RunState.DRAFT,
        lines=0,
        total_fen=0,
        lines_hash="",
        drafted_by_id=actor.id,
        drafted_at=clock.now(),
        **columns,
    )
    db.session.add(run)
    db.session.flush()
    return run
