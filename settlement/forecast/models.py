"""What contracts promise and documents would cost, as reckoned last: derived from evidence, so it is written anew."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.db import Fen, db, state_column
from settlement.documents.models import Kind


class PromisedMonth(db.Model):
    """What falls due in a region for one kind by `until_on` and not before; the first day of all is the `as_of`."""

    __tablename__ = "promised_months"
    region_code: Mapped[str] = mapped_column(
        sa.String(6), sa.ForeignKey("reckoned_promises.region_code"), primary_key=True
    )
    kind: Mapped[Kind] = state_column(Kind, name="promised_kind", primary_key=True)
    until_on: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    amount_fen: Mapped[int] = mapped_column(Fen)


class ReckonedPromise(db.Model):
    """What the contracts of a region promise, as reckoned on `as_of`.

    `seen_seq`: the region's evidence that was seen; a posting after it has settled what is said here to wait.
    `people` are in a contract that still runs; `overpaid_fen` is set against nothing.
    """

    __tablename__ = "reckoned_promises"
    region_code: Mapped[str] = mapped_column(sa.String(6), sa.ForeignKey("regions.code"), primary_key=True)
    as_of: Mapped[date] = mapped_column(sa.Date)
    seen_seq: Mapped[int] = mapped_column(sa.BigInteger)
    people: Mapped[int]
    overpaid_fen: Mapped[int] = mapped_column(Fen)
    months: Mapped[list[PromisedMonth]] = relationship(
        viewonly=True, lazy="selectin", order_by=[PromisedMonth.until_on, PromisedMonth.kind]
    )


class ReckonedCost(db.Model):
    """What a document would cost in a region, over the classes of one stretch of `cost.STRETCHES`, as of a day.

    `terms`: what it and the document that it is compared with said then, see `queries.terms`. `figures`: a text of
    `forecast.figures`.
    """

    __tablename__ = "reckoned_costs"
    __table_args__ = (sa.CheckConstraint("stretch IN ('12', '24', '36', 'all')", name="stretch_known"),)
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), primary_key=True)
    region_code: Mapped[str] = mapped_column(sa.String(6), sa.ForeignKey("regions.code"), primary_key=True)
    stretch: Mapped[str] = mapped_column(sa.String(3), primary_key=True)
    terms: Mapped[str] = mapped_column(sa.String(64))
    as_of: Mapped[date] = mapped_column(sa.Date)
    figures: Mapped[str] = mapped_column(sa.Text)


class CostWish(db.Model):
    """Somebody asked what a document costs that no longer waits for its signature; the last day on which they did."""

    __tablename__ = "cost_wishes"
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), primary_key=True)
    asked_on: Mapped[date] = mapped_column(sa.Date)
