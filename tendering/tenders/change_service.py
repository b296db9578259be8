"""Verbs on changes of a published tender: proposed by one person, published by a second."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from kernel import audit, clock
from kernel.db import db, lock
from kernel.refusals import Refusal, refuse_same_person
from kernel.states import move
from tendering.notices import service as notices
from tendering.notices.models import Kind, Notice
from tendering.tenders import checks, notice_text, queries
from tendering.tenders.models import CHANGE_MOVES, Change, ChangeState, Tender, TenderState


def propose(tender: Tender, *, text: str, deadline_at: datetime | None = None, actor) -> Change:
    """Write down a change, with a later deadline or without. Refuses NOT_TAKING_BIDS, DEADLINE_EARLIER,
    CHANGE_TOO_LATE.
    """
    _refuse(tender, deadline_at)
    change = Change(
        tender_id=tender.id,
        region_code=tender.region_code,
        state=ChangeState.PROPOSED,
        text=text,
        deadline_at=deadline_at,
        proposed_by_id=actor.id,
        proposed_at=clock.now(),
    )
    db.session.add(change)
    db.session.flush()
    audit.record(actor, "tender change proposed", tender, note=text)
    return change


def publish(change: Change, *, actor) -> None:
    """Publish the change and move the deadline where it says so; checked again on this day.

    采购法实施条例 31, 招标投标法 23.
    """
    tender = lock(Tender, change.tender_id)
    refuse_same_person(actor, change.proposed_by_id)
    move(change, ChangeState.PUBLISHED, CHANGE_MOVES)
    _refuse(tender, change.deadline_at)
    change.published_by_id, change.published_at = actor.id, clock.now()
    tender.deadline_at = change.deadline_at or tender.deadline_at
    db.session.flush()
    notices.publish(
        kind=Kind.CHANGE,
        region_code=tender.region_code,
        subject=tender,
        actor=actor,
        title=_l("Change: %(title)s", title=tender.title),
        body=notice_text.changed(change),
    )
    notices.revise(
        db.session.get_one(Notice, tender.notice_id), reason=change.text, added=notice_text.changed(change), actor=actor
    )
    audit.record(actor, "tender changed", tender, note=change.text)


def withdraw(change: Change, *, actor) -> None:
    """Drop a change that was not published."""
    move(change, ChangeState.WITHDRAWN, CHANGE_MOVES)
    db.session.flush()
    audit.record(actor, "tender change withdrawn", change.tender)


def _refuse(tender: Tender, deadline_at: datetime | None) -> None:
    if tender.state != TenderState.PUBLISHED or clock.now() >= tender.deadline_at:
        raise Refusal("NOT_TAKING_BIDS", _l("Only a tender that still takes bids can be changed."), status=409)
    if deadline_at is not None and deadline_at < tender.deadline_at:
        raise Refusal(
            "DEADLINE_EARLIER", _l("A deadline may be moved to later, never to earlier."), field="deadline_at"
        )
    checks.refuse_late_change(queries.rule_set_of(tender), clock.today(), deadline_at or tender.deadline_at)
