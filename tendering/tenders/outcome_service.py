"""How a tender and its lots end: verbs that the opening, the evaluation and the award call."""

from flask_babel import lazy_gettext as _l

from kernel import audit, clock
from kernel.db import db
from kernel.states import move
from tendering.notices import service as notices
from tendering.notices.models import Kind
from tendering.tenders import notice_text
from tendering.tenders.models import (
    LOT_MOVES,
    MOVES,
    Lot,
    LotState,
    Tender,
    TenderState,
)

S = TenderState


def fail_lot(lot: Lot, *, reason, actor) -> None:
    """废标 of one lot (政府采购法 36)."""
    move(lot, LotState.FAILED, LOT_MOVES)
    lot.reason = notice_text.in_chinese(reason)
    db.session.flush()
    audit.record(actor, "lot failed", lot.tender, note=lot.reason, facts={"lot": lot.number})


def award_lot(lot: Lot, *, actor) -> None:
    move(lot, LotState.AWARDED, LOT_MOVES)
    db.session.flush()
    audit.record(actor, "lot awarded", lot.tender, facts={"lot": lot.number})


def mark_opened(tender: Tender, *, actor) -> None:
    """After the opening; where every lot failed call `mark_failed` next."""
    tender.opened_at = clock.now()
    move(tender, S.OPENED, MOVES)
    db.session.flush()
    audit.record(actor, "tender opened", tender)


def mark_evaluated(tender: Tender, *, actor) -> None:
    """After the last signature under the report."""
    tender.evaluated_at = clock.now()
    move(tender, S.EVALUATED, MOVES)
    db.session.flush()
    audit.record(actor, "tender evaluated", tender)


def mark_failed(tender: Tender, *, actor) -> None:
    """Every lot has failed, after the opening or in the evaluation: 废标, with its public notice."""
    move(tender, S.FAILED, MOVES)
    db.session.flush()
    publish_failure(tender, actor=actor)
    audit.record(actor, "tender failed", tender)


def publish_failure(tender: Tender, *, actor) -> None:
    """The public notice of lots that failed (政府采购法 36: all bidders are told why)."""
    notices.publish(
        kind=Kind.FAILURE,
        region_code=tender.region_code,
        subject=tender,
        actor=actor,
        title=_l("Void: %(title)s", title=tender.title),
        body=notice_text.failed(tender),
    )


def mark_awarded(tender: Tender, *, actor) -> None:
    """When every lot is awarded or has failed."""
    move(tender, S.AWARDED, MOVES)
    db.session.flush()
    audit.record(actor, "tender awarded", tender)
