"""Keeping what contracts promise and documents would cost: derived, so no audit row; the job's run says when."""

import sqlalchemy as sa

from kernel import audit, clock
from kernel.db import db, lock
from settlement.documents.models import Document
from settlement.forecast.models import CostWish, PromisedMonth, ReckonedCost, ReckonedPromise
from settlement.forecast.promise import Promise


def keep(*, region_code: str, promise: Promise) -> None:
    """Put what a region promises in the place of what was reckoned before."""
    for table in (PromisedMonth, ReckonedPromise):
        db.session.execute(sa.delete(table).where(table.region_code == region_code))
    whole = {name: getattr(promise, name) for name in ("as_of", "seen_seq", "people", "overpaid_fen")}
    db.session.execute(sa.insert(ReckonedPromise).values(region_code=region_code, **whole))
    db.session.execute(
        sa.insert(PromisedMonth),
        [
            {
                "region_code": region_code,
                "kind": kind,
                "until_on": day,
                "amount_fen": amount,
            }
            for day, due in zip(promise.until, promise.due_fen, strict=True)
            for kind, amount in due.items()
        ],
    )


def keep_cost(*, rows: list[ReckonedCost]) -> None:
    """Put a region's figures of a document, of every stretch, in the place of those reckoned before."""
    same = {"document_id": rows[0].document_id, "region_code": rows[0].region_code}
    db.session.execute(sa.delete(ReckonedCost).filter_by(**same))
    db.session.add_all(rows)
    db.session.flush()


def ask_for_cost(document: Document, *, actor) -> None:
    """Wish that a document which waits for no signature is reckoned, as of today or the day on which that is done."""
    lock(Document, document.id)
    wish = db.session.get(CostWish, document.id) or CostWish(document_id=document.id)
    wish.asked_on = clock.today()
    db.session.add(wish)
    db.session.flush()
    audit.record(actor, "cost of a document asked for", document)
