"""Sealed bids, their openings and what was in them. A bid's content is unreadable to everybody before the opening."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.attachments import Attachment
from kernel.db import Instant, db, region_column, state_column
from kernel.evidence import Evidence
from kernel.organisations.models import Organisation
from kernel.refusals import constraint
from kernel.words import Word
from tendering.tenders.models import Lot, Tender, TenderState


class BidState(Word):
    SUBMITTED = "submitted", _l("Sealed and received"), "green"
    WITHDRAWN = "withdrawn", _l("Withdrawn"), "plain"
    OPENED = "opened", _l("Bid opened"), "blue"
    UNREADABLE = "unreadable", _l("Invalid: could not be opened"), "red"
    RETURNED = "returned", _l("Not opened: too few bidders"), "red"


B = BidState
MOVES = {
    B.SUBMITTED: {B.WITHDRAWN, B.OPENED, B.UNREADABLE, B.RETURNED},
    B.WITHDRAWN: {B.SUBMITTED},
    B.OPENED: set(),
    B.UNREADABLE: set(),
    B.RETURNED: set(),
}
READABLE_TENDERS = (TenderState.OPENED, TenderState.EVALUATED, TenderState.AWARDED, TenderState.FAILED)
OPENED_TENDERS = sa.select(Tender.id).where(Tender.state.in_(READABLE_TENDERS), Tender.opened_at.is_not(None))


class Bid(db.Model):
    """One institution's bid on one lot. Officers do not even see that it exists before the opening (招标投标法 22)."""

    __tablename__ = "bids"
    __table_args__ = (sa.UniqueConstraint("lot_id", "organisation_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"), index=True)
    lot_id: Mapped[int] = mapped_column(sa.ForeignKey("lots.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    state: Mapped[BidState] = state_column(BidState, default=BidState.SUBMITTED)
    reason: Mapped[str | None] = mapped_column(sa.Text)
    tender: Mapped[Tender] = relationship()
    lot: Mapped[Lot] = relationship()
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    versions: Mapped[list["BidVersion"]] = relationship(order_by="BidVersion.number", back_populates="bid")
    content: Mapped["BidContent | None"] = relationship(back_populates="bid")

    @classmethod
    def officer_clause(cls, user):
        """Only bids of tenders that were opened; departments of the whole region see no others either."""
        own = sa.true() if user.sees_all_regions else cls.region_code == user.region_code
        return sa.and_(own, cls.tender_id.in_(OPENED_TENDERS))

    @property
    def latest(self) -> "BidVersion":
        return self.versions[-1]


class VersionKind(Word):
    SEALED = "sealed", _l("Bid received"), "green"
    WITHDRAWAL = "withdrawal", _l("Bid withdrawn"), "plain"


class Ciphertext(db.Model):
    """The bytes of a sealed bid exactly as the bidder's browser sent them."""

    __tablename__ = "bid_ciphertexts"
    __append_only__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    size: Mapped[int] = mapped_column()
    sha256: Mapped[str] = mapped_column(sa.String(64))


class BidVersion(db.Model):
    """A bid received, replaced or withdrawn; the last one counts. The database itself refuses what came at the
    deadline or later.
    """

    __tablename__ = "bid_versions"
    __table_args__ = (
        sa.UniqueConstraint("bid_id", "number"),
        sa.CheckConstraint("received_at < deadline_at", name="in_time"),
        sa.CheckConstraint("(kind = 'sealed') = (ciphertext_id IS NOT NULL)", name="content"),
    )
    __append_only__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    bid_id: Mapped[int] = mapped_column(sa.ForeignKey("bids.id"))
    number: Mapped[int] = mapped_column()
    kind: Mapped[VersionKind] = state_column(VersionKind)
    ciphertext_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bid_ciphertexts.id"), unique=True)
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    receipt: Mapped[str] = mapped_column(sa.String(40), unique=True)
    received_at: Mapped[datetime] = mapped_column(Instant)
    deadline_at: Mapped[datetime] = mapped_column(Instant)
    submitted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    bid: Mapped[Bid] = relationship(back_populates="versions")
    ciphertext: Mapped[Ciphertext | None] = relationship()
    submitted_by: Mapped[User] = relationship()


class KeyShare(db.Model):
    """One officer's share of a tender's private key, encrypted to his own identity."""

    __tablename__ = "key_shares"
    __table_args__ = (sa.UniqueConstraint("tender_id", "user_id"),)
    __append_only__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    identity_id: Mapped[int] = mapped_column(sa.ForeignKey("officer_identities.id"))
    sealed_share: Mapped[bytes] = mapped_column(sa.LargeBinary)


class Handover(Evidence, db.Model):
    """After the deadline the first officer's share, encrypted anew to the second's identity."""

    __tablename__ = "handovers"
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"), index=True)
    from_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    sealed_share: Mapped[bytes] = mapped_column(sa.LargeBinary)
    giver: Mapped[User] = relationship(foreign_keys=from_id)
    receiver: Mapped[User] = relationship(foreign_keys=to_id)


class Opening(Evidence, db.Model):
    """Who opened a tender's bids together, and when."""

    __tablename__ = "openings"
    __table_args__ = (sa.UniqueConstraint("tender_id"),)
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"))
    first_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    second_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    notice_id: Mapped[int | None] = mapped_column(sa.ForeignKey("notices.id"))
    first: Mapped[User] = relationship(foreign_keys=first_id)
    second: Mapped[User] = relationship(foreign_keys=second_id)


class BidContent(Evidence, db.Model):
    """What was in a bid, as its opening found it."""

    __tablename__ = "bid_contents"
    __table_args__ = (
        sa.UniqueConstraint("bid_id"),
        sa.CheckConstraint("past_rate_hundredths BETWEEN 0 AND 10000", name="past_rate"),
    )
    bid_id: Mapped[int] = mapped_column(sa.ForeignKey("bids.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    plan_summary: Mapped[str] = mapped_column(sa.Text)
    teachers: Mapped[int] = mapped_column()
    venue_sqm: Mapped[int] = mapped_column()
    equipment: Mapped[str] = mapped_column(sa.Text)
    past_rate_hundredths: Mapped[int] = mapped_column()
    service_plan: Mapped[str] = mapped_column(sa.Text)
    bid: Mapped[Bid] = relationship(back_populates="content")
    files: Mapped[list["BidFile"]] = relationship(order_by="BidFile.id", back_populates="content")


class BidFile(db.Model):
    """A file that was in a bid, kept as an encrypted attachment."""

    __tablename__ = "bid_files"
    __append_only__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    content_id: Mapped[int] = mapped_column(sa.ForeignKey("bid_contents.id"), index=True)
    attachment_id: Mapped[int] = mapped_column(sa.ForeignKey("attachments.id"))
    content: Mapped[BidContent] = relationship(back_populates="files")
    attachment: Mapped[Attachment] = relationship(lazy="joined")


constraint(
    "ck_bid_versions_in_time",
    "BID_TOO_LATE",
    _l("The deadline is past; the bid was refused and nothing of it was kept."),
)
constraint(
    "uq_openings_tender_id", "ALREADY_OPENED", _l("Somebody else opened these bids at the same moment; look at them.")
)
