"""What the portal lists of tenders and awards; everything here is public."""

import sqlalchemy as sa

from kernel.db import db
from kernel.organisations.models import Organisation
from tendering.awards.models import Award, AwardState
from tendering.tenders.models import Lot, Tender


def tenders() -> sa.Select:
    """Every published tender, for the public table."""
    return sa.select(Tender).where(Tender.public_clause())


def tender(number: str) -> Tender | None:
    return db.session.scalars(tenders().where(Tender.number == number)).one_or_none()


def latest(limit: int) -> list[Tender]:
    """The newest published tenders."""
    return list(db.session.scalars(tenders().order_by(Tender.published_at.desc(), Tender.id.desc()).limit(limit)))


def count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(tenders().subquery()))


def awards() -> sa.Select:
    """Final awards, for the public table; paper ones too."""
    return (
        sa.select(Award)
        .join(Organisation)
        .join(Lot, Lot.id == Award.lot_id)
        .join(Tender, Tender.id == Award.tender_id)
        .where(Award.state == AwardState.FINAL)
    )


def public_awards(tender_id: int) -> list[Award]:
    """Awards of a tender that were made public, by lot."""
    shown = [AwardState.PUBLICISED, AwardState.FINAL]
    held = sa.select(Award).join(Lot).where(Award.tender_id == tender_id, Award.state.in_(shown))
    return list(db.session.scalars(held.order_by(Lot.number, Award.id)))


def search(text: str, limit: int = 20) -> list[Tender]:
    """Published tenders whose title, number or trade holds the text, the newest first."""
    trades = sa.select(Lot.tender_id).where(Lot.trade_name.icontains(text, autoescape=True))
    held = sa.or_(
        Tender.title.icontains(text, autoescape=True),
        Tender.number.icontains(text, autoescape=True),
        Tender.id.in_(trades),
    )
    return list(db.session.scalars(tenders().where(held).order_by(Tender.id.desc()).limit(limit)))
