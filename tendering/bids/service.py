"""Verbs on bids: a tender published with its key, sealed bids received, replaced and withdrawn before the deadline."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l

from kernel import audit, clock
from kernel.db import db, lock
from kernel.formats import instant
from kernel.refusals import Refusal
from kernel.states import move
from tendering.bids import queries, sealing
from tendering.bids.models import MOVES, Bid, BidState, BidVersion, Ciphertext, KeyShare, VersionKind
from tendering.institutions import queries as institutions
from tendering.tenders import checks
from tendering.tenders import queries as tender_queries
from tendering.tenders import service as tenders
from tendering.tenders.models import Lot, Tender, TenderState
from tendering.tenders.rules import Regime

AGE_HEADER = b"age-encryption.org/v1\n"


@dataclass(frozen=True)
class Upload:
    """The body of an upload, read whole and hashed before any lock is taken."""

    content: bytes
    sha256: str


def publish(tender: Tender, *, actor) -> Tender:
    """Make the tender's key, split it among its three officers, forget it, and publish. The one button of
    publication.
    """
    lock(Tender, tender.id)
    checks.refuse_officers(tender)
    identities = [tender_queries.identity(officer.user_id) for officer in tender.officers]
    key = sealing.make_tender_key(tender.number, [identity.recipient for identity in identities])
    tenders.publish(tender, public_key=key.public_key, actor=actor)
    db.session.add_all(
        KeyShare(tender_id=tender.id, user_id=identity.user_id, identity_id=identity.id, sealed_share=share)
        for identity, share in zip(identities, key.sealed_shares, strict=True)
    )
    db.session.flush()
    return tender


def read_upload(content: bytes) -> Upload:
    """Refuses BID_EMPTY, BID_TOO_LARGE and NOT_SEALED (bytes that no browser of ours encrypted)."""
    if not content:
        raise Refusal("BID_EMPTY", _l("Nothing arrived."))
    if len(content) > sealing.MAX_CIPHERTEXT:
        raise Refusal(
            "BID_TOO_LARGE", _l("A sealed bid is at most %(limit)s MB.", limit=sealing.MAX_CIPHERTEXT >> 20), status=413
        )
    if not content.startswith(AGE_HEADER):
        raise Refusal("NOT_SEALED", _l("This is not a sealed bid; it was not kept."))
    return Upload(content, hashlib.sha256(content).hexdigest())


def submit(lot: Lot, upload: Upload, *, actor) -> BidVersion:
    """Receive a sealed bid, or one that replaces it; the receipt is stamped when its last byte is stored.

    The same bytes again give the same receipt. Refuses NOT_APPROVED, NOT_TAKING_BIDS and, under the tender's row lock,
    BID_TOO_LATE at or after the deadline (time and hash are audited, nothing of the content is kept).
    """
    tender = _taking(lot, actor, upload.sha256)
    bid = queries.own(lot.id, actor.organisation_id)
    if bid is not None and bid.state == BidState.SUBMITTED and bid.latest.sha256 == upload.sha256:
        return bid.latest
    if bid is None:
        bid = Bid(
            region_code=tender.region_code,
            tender_id=tender.id,
            lot_id=lot.id,
            organisation_id=actor.organisation_id,
            state=BidState.SUBMITTED,
        )
        db.session.add(bid)
    elif bid.state == BidState.WITHDRAWN:
        move(bid, BidState.SUBMITTED, MOVES)
    kept = Ciphertext(content=upload.content, size=len(upload.content), sha256=upload.sha256)
    db.session.add(kept)
    db.session.flush()
    return _version(bid, VersionKind.SEALED, kept, tender, actor)


def withdraw(bid: Bid, *, actor) -> BidVersion:
    """Take a bid back before the deadline; it may be sent anew until then (招标投标法 29). Refuses BID_TOO_LATE."""
    tender = _taking(bid.lot, actor, bid.latest.sha256)
    move(bid, BidState.WITHDRAWN, MOVES)
    return _version(bid, VersionKind.WITHDRAWAL, None, tender, actor)


def _taking(lot: Lot, actor, sha256: str | None) -> Tender:
    """The tender, locked, where it takes bids at this moment."""
    tender = lock(Tender, lot.tender_id)
    if institutions.approved(actor.organisation_id) is None:
        raise Refusal("NOT_APPROVED", _l("This institution is not approved, or it is suspended."))
    if tender.state in {TenderState.DRAFT, TenderState.APPROVED, TenderState.CANCELLED}:
        raise Refusal("NOT_TAKING_BIDS", _l("This tender takes no bids."), status=409)
    _refuse_late(tender, clock.now(), sha256)
    return tender


def _refuse_late(tender: Tender, at: datetime, sha256: str | None) -> None:
    """`< deadline` is in, `≥` is refused; what stays is who, when and the hash."""
    if at < tender.deadline_at and tender.state == TenderState.PUBLISHED:
        return
    raise Refusal(
        "BID_TOO_LATE",
        _l(
            "The deadline was %(deadline)s, this came at %(at)s. It was refused; nothing of it was kept.",
            deadline=instant(tender.deadline_at),
            at=f"{clock.local(at):%Y-%m-%d %H:%M:%S}",
        ),
        article="招标投标法 28" if tender.regime == Regime.BIDDING else None,
        status=409,
        lasting=("late bid refused", tender, {"at": at, "deadline_at": tender.deadline_at, "sha256": sha256}),
    )


def _version(bid: Bid, kind: VersionKind, kept: Ciphertext | None, tender: Tender, actor) -> BidVersion:
    at = clock.now()
    sha256 = kept.sha256 if kept else None
    _refuse_late(tender, at, sha256)
    # a random receipt: one in sequence would tell each bidder how many came before (招标投标法 22)
    version = BidVersion(
        region_code=bid.region_code,
        bid_id=bid.id,
        number=len(bid.versions) + 1,
        kind=kind,
        sha256=sha256,
        ciphertext_id=kept and kept.id,
        receipt=f"{tender.number}-{secrets.token_hex(4).upper()}",
        received_at=at,
        deadline_at=tender.deadline_at,
        submitted_by_id=actor.id,
    )
    bid.versions.append(version)
    db.session.flush()
    audit.record(
        actor,
        "bid received" if kept else "bid withdrawn",
        version,
        facts={"receipt": version.receipt, "sha256": sha256},
    )
    return version
