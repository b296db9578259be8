"""Reading bids, key shares and openings."""

import sqlalchemy as sa

from kernel.access import scope
from kernel.auditing.queries import veil
from kernel.db import db
from tendering.bids.models import OPENED_TENDERS, Bid, BidState, BidVersion, Handover, KeyShare, Opening
from tendering.tenders import queries as tenders
from tendering.tenders.models import Lot, OpeningOfficer, Tender

# Who has bid stays unknown until the opening, to readers of the audit record too (招标投标法 22).
veil(
    BidVersion.__tablename__,
    sa.select(sa.cast(BidVersion.id, sa.String)).join(Bid).where(Bid.tender_id.in_(OPENED_TENDERS)),
)


def about(lot: Lot, organisation) -> str:
    """What a bid is sealed about: a ciphertext copied under another bid does not open there."""
    return f"{lot.tender.number}/{lot.number}/{organisation.code}"


def own(lot_id: int, organisation_id: int) -> Bid | None:
    """The institution's bid on a lot, withdrawn or not."""
    return db.session.scalars(sa.select(Bid).filter_by(lot_id=lot_id, organisation_id=organisation_id)).one_or_none()


def of_organisation(organisation_id: int) -> sa.Select:
    """An institution's bids, for its table."""
    return sa.select(Bid).join(Tender, Tender.id == Bid.tender_id).where(Bid.organisation_id == organisation_id)


def by_receipt(organisation_id: int, receipt: str) -> BidVersion | None:
    """One of the institution's own receipts."""
    held = sa.select(BidVersion).join(Bid).where(Bid.organisation_id == organisation_id, BidVersion.receipt == receipt)
    return db.session.scalars(held).one_or_none()


def sealed(tender_id: int) -> list[Bid]:
    """Bids that count at the opening, by lot and in the order they first came. Only for the opening itself."""
    held = (
        sa.select(Bid)
        .join(Lot, Lot.id == Bid.lot_id)
        .where(Bid.tender_id == tender_id, Bid.state == BidState.SUBMITTED)
    )
    return list(db.session.scalars(held.order_by(Lot.number, Bid.id)))


def opened(tender: Tender, user) -> list[Bid]:
    """Bids of an opened tender the user may see, by lot."""
    held = scope(sa.select(Bid), Bid, user).join(Lot, Lot.id == Bid.lot_id)
    held = held.where(Bid.tender_id == tender.id, Bid.state != BidState.WITHDRAWN)
    return list(db.session.scalars(held.order_by(Lot.number, Bid.id)))


def share(tender_id: int, user_id: int) -> KeyShare | None:
    return db.session.scalars(sa.select(KeyShare).filter_by(tender_id=tender_id, user_id=user_id)).one_or_none()


def handovers(tender_id: int) -> list[Handover]:
    return list(db.session.scalars(sa.select(Handover).filter_by(tender_id=tender_id).order_by(Handover.seq)))


def handed_to(tender_id: int, user_id: int) -> Handover | None:
    """The last part handed to this officer."""
    return next((handover for handover in reversed(handovers(tender_id)) if handover.to_id == user_id), None)


def other_officers(tender: Tender, user) -> list[OpeningOfficer]:
    """The named officers beside this one."""
    return [officer for officer in tender.officers if officer.user_id != user.id]


def is_named(tender: Tender, user) -> bool:
    return any(officer.user_id == user.id for officer in tender.officers)


def opening(tender_id: int) -> Opening | None:
    return db.session.scalars(sa.select(Opening).filter_by(tender_id=tender_id)).one_or_none()


def open_lots_without_bid(organisation_id: int) -> list[tuple[Tender, list[Lot]]]:
    """(tender, its lots this institution has no counting bid on) of tenders that take bids, nearest deadline first."""
    held = sa.select(Bid.lot_id).filter_by(organisation_id=organisation_id, state=BidState.SUBMITTED)
    sent = set(db.session.scalars(held))
    rest = [(tender, [lot for lot in tender.lots if lot.id not in sent]) for tender in tenders.open_now()]
    return [(tender, lots) for tender, lots in rest if lots]


def all_counting(tender_id: int) -> list[Bid]:
    """Every bid that was not withdrawn, by lot; for the opening record."""
    held = (
        sa.select(Bid)
        .join(Lot, Lot.id == Bid.lot_id)
        .where(Bid.tender_id == tender_id, Bid.state != BidState.WITHDRAWN)
    )
    return list(db.session.scalars(held.order_by(Lot.number, Bid.id)))


def sent_count(organisation_id: int) -> int:
    """How many sealed bids of an institution wait for their opening."""
    counting = sa.select(sa.func.count()).select_from(Bid)
    return db.session.scalar(counting.filter_by(organisation_id=organisation_id, state=BidState.SUBMITTED))
