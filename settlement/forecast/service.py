"""Keeping what contracts promise. These figures are derived: no evidence, no audit row; the job's run says when."""

import sqlalchemy as sa

from kernel.db import db
from settlement.forecast.models import PromisedMonth
from settlement.forecast.promise import Promise


def keep(*, region_code: str, promise: Promise) -> None:
    """Put a region's months in the place of those reckoned before."""
    db.session.execute(sa.delete(PromisedMonth).where(PromisedMonth.region_code == region_code))
    db.session.execute(
        sa.insert(PromisedMonth),
        [
            {
                "region_code": region_code,
                "kind": kind,
                "until_on": day,
                "as_of": promise.as_of,
                "seen_seq": promise.seen_seq,
                "amount_fen": amount,
            }
            for day, due in zip(promise.until, promise.due_fen, strict=True)
            for kind, amount in due.items()
        ],
    )
