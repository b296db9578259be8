"""What contracts promise, as the schedule reckoned it last: derived from evidence, so it may be written anew."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Fen, db, state_column
from settlement.documents.models import Kind


class PromisedMonth(db.Model):
    """What falls due in a region for one kind by `until_on` and not before; the first day of all is `as_of`.

    `seen_seq`: the region's evidence that was seen; a posting after it has settled what is said here to wait.
    The desk reads these few rows; the page of promises reckons anew each time.
    """

    __tablename__ = "promised_months"
    region_code: Mapped[str] = mapped_column(sa.String(6), sa.ForeignKey("regions.code"), primary_key=True)
    kind: Mapped[Kind] = state_column(Kind, name="promised_kind", primary_key=True)
    until_on: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    as_of: Mapped[date] = mapped_column(sa.Date)
    seen_seq: Mapped[int] = mapped_column(sa.BigInteger)
    amount_fen: Mapped[int] = mapped_column(Fen)
