"""Verbs on tenders: drafted by one person, approved by a second, published, closed by the schedule."""

import csv
from pathlib import Path

from flask_babel import lazy_gettext as _l

from kernel import audit, clock, money
from kernel.db import db, lock
from kernel.refusals import Refusal, refuse_same_person
from kernel.states import move
from tendering.budget.models import BudgetLine
from tendering.notices import service as notices
from tendering.notices.models import Kind
from tendering.tenders import checks, notice_text, queries
from tendering.tenders.draft_service import (
    add_factor,
    add_lot,
    draft,
    edit,
    name_officers,
    remove_factor,
    remove_lot,
    set_factors,
    submit,
)
from tendering.tenders.models import (
    MOVES,
    Tender,
    TenderState,
    Trade,
)
from tendering.tenders.outcome_service import (
    award_lot,
    fail_lot,
    mark_awarded,
    mark_evaluated,
    mark_failed,
    mark_opened,
    publish_failure,
)

__all__ = [
    "add_factor",
    "add_lot",
    "approve",
    "award_lot",
    "cancel",
    "close",
    "close_due",
    "draft",
    "edit",
    "fail_lot",
    "mark_awarded",
    "mark_evaluated",
    "mark_failed",
    "mark_opened",
    "name_officers",
    "publish",
    "publish_failure",
    "remove_factor",
    "remove_lot",
    "return_to_draft",
    "seed_trades",
    "set_factors",
    "submit",
]

TRADES = Path(__file__).with_name("trades.csv")
TRADES_SOURCE = "津人社办发〔2014〕79号"
S = TenderState


def seed_trades() -> None:
    """Add the published training costs that are missing (level 5 初级 … 1 高级技师), with their source."""
    known = set(db.session.execute(db.select(Trade.code, Trade.level).order_by(Trade.id)).all())
    with TRADES.open(encoding="utf-8") as lines:
        db.session.add_all(
            Trade(
                code=row["code"],
                name=row["name"],
                level=row["level"],
                cost_fen=money.parse_yuan(row["cost_yuan"]),
                source=TRADES_SOURCE,
            )
            for row in csv.DictReader(lines)
            if (row["code"], row["level"]) not in known
        )
    db.session.flush()


def approve(tender: Tender, *, note: str | None = None, actor) -> None:
    """A second person approves. Refuses CHECKER_IS_MAKER, NOT_SUBMITTED, OVER_BUDGET and what is incomplete."""
    lock(Tender, tender.id)
    refuse_same_person(actor, tender.drafted_by_id, tender.edited_by_id)
    if tender.state == S.DRAFT and tender.submitted_at is None:
        raise Refusal("NOT_SUBMITTED", _l("The draft has not been submitted for approval."))
    move(tender, S.APPROVED, MOVES)
    checks.refuse_incomplete(tender, queries.rule_set_of(tender))
    checks.refuse_over_budget(tender)
    tender.approved_by_id, tender.approved_at = actor.id, clock.now()
    db.session.flush()
    audit.record(actor, "tender approved", tender, note=note)


def return_to_draft(tender: Tender, *, note: str, actor) -> None:
    """Give a submitted or approved tender back to its drafter, with what is to be changed."""
    lock(Tender, tender.id)
    if tender.state != S.DRAFT:
        move(tender, S.DRAFT, MOVES)
    tender.submitted_at = tender.approved_at = tender.approved_by_id = None
    db.session.flush()
    audit.record(actor, "tender returned", tender, note=note)


def publish(tender: Tender, *, public_key: str, actor) -> Tender:
    """Issue the approved tender today, under its rule set, with its public notice. Call `bids.service.publish`,
    which makes the key.

    Refuses what is incomplete, DEADLINE_TOO_SOON, DOCUMENTS_TOO_SHORT, OVER_BUDGET, CALENDAR_NOT_ANNOUNCED.
    """
    lock(Tender, tender.id)
    tender.public_key = public_key
    move(tender, S.PUBLISHED, MOVES)
    rules, today = queries.rule_set_today(tender.regime, tender.region_code), clock.today()
    checks.refuse_incomplete(tender, rules)
    checks.refuse_dates(tender, rules, today)
    lock(BudgetLine, tender.budget_line_id)
    checks.refuse_over_budget(tender)
    tender.rule_set, tender.numbers = rules.key, {name: number.value for name, number in rules.numbers.items()}
    tender.issued_on = today
    tender.published_by_id, tender.published_at = actor.id, clock.now()
    db.session.flush()
    notice = notices.publish(
        kind=Kind.TENDER,
        region_code=tender.region_code,
        title=notice_text.title(tender),
        body=notice_text.tender(tender, rules),
        subject=tender,
        actor=actor,
    )
    tender.notice_id = notice.id
    db.session.flush()
    audit.record(
        actor, "tender published", tender, facts={"notice": notice.number, "rule_set": rules.key, "key": public_key}
    )
    return tender


def cancel(tender: Tender, *, reason: str, actor) -> None:
    """End the tender with its reason; one that was public gets a public notice. Refuses CHECKER_IS_MAKER to the
    drafter.
    """
    lock(Tender, tender.id)
    refuse_same_person(actor, tender.drafted_by_id)
    was_public = tender.published_at is not None
    move(tender, S.CANCELLED, MOVES)
    tender.reason = reason
    db.session.flush()
    if was_public:
        notices.publish(
            kind=Kind.CANCELLATION,
            region_code=tender.region_code,
            subject=tender,
            actor=actor,
            title=_l("Cancelled: %(title)s", title=tender.title),
            body=notice_text.cancelled(tender),
        )
    audit.record(actor, "tender cancelled", tender, note=reason)


def close_due(*, actor) -> list[Tender]:
    """Close every published tender whose deadline is past by legal time. May run at any time, and twice."""
    return [tender for tender in queries.due_to_close() if close(tender, actor=actor)]


def close(tender: Tender, *, actor) -> bool:
    """Close one tender at or after its deadline; False where it is not due (its deadline moved, or it was
    cancelled).
    """
    tender = lock(Tender, tender.id)
    if tender.state != S.PUBLISHED or clock.now() < tender.deadline_at:
        return False
    move(tender, S.CLOSED, MOVES)
    tender.closed_at = clock.now()
    db.session.flush()
    audit.record(actor, "tender closed", tender, facts={"deadline_at": tender.deadline_at})
    return True
