"""Verbs of the opening: two of the three named officers, after the deadline, each in his own sitting."""

from flask_babel import lazy_gettext as _l

from kernel import attachments, audit, clock, evidence
from kernel.accounts.models import User
from kernel.db import db, lock
from kernel.formats import instant, percent
from kernel.inbox import service as inbox
from kernel.refusals import Refusal
from kernel.states import move
from tendering.bids import content, queries, sealing
from tendering.bids.content import Read
from tendering.bids.models import MOVES, Bid, BidContent, BidFile, BidState, Handover, KeyShare, Opening
from tendering.notices import service as notices
from tendering.notices.models import Kind
from tendering.tenders import queries as tender_queries
from tendering.tenders import service as tenders
from tendering.tenders.models import Lot, LotState, OfficerIdentity, Tender, TenderState
from tendering.tenders.notice_text import in_chinese


def reseal(tender: Tender, *, to_id: int, passphrase: str, actor) -> bytes:
    """The actor's part of the key, encrypted anew to another named officer. Slow: before any lock.

    Refuses NOT_CLOSED, NOT_NAMED, WRONG_PASSPHRASE.
    """
    _refuse_early(tender)
    share = _own_share(tender, actor)
    identity = db.session.get_one(OfficerIdentity, share.identity_id)
    receiver = queries.share(tender.id, _named(tender, to_id, actor))
    recipient = db.session.get_one(OfficerIdentity, receiver.identity_id).recipient
    return sealing.hand_over(share.sealed_share, identity.sealed_secret, passphrase, about=tender.number, to=recipient)


def hand_over(tender: Tender, *, to_id: int, sealed_share: bytes, actor) -> Handover:
    """Keep what `reseal` made for the second officer; where he is absent, hand over again to the third."""
    tender = lock(Tender, tender.id)
    _refuse_early(tender)
    _own_share(tender, actor)
    handover = Handover(
        region_code=tender.region_code,
        tender_id=tender.id,
        from_id=actor.id,
        to_id=_named(tender, to_id, actor),
        sealed_share=sealed_share,
    )
    evidence.add(handover, actor)
    inbox.send(
        title=_l("A part of an opening key was handed to you"),
        body=_l("Open the bids: %(title)s", title=tender.title),
        region_code=tender.region_code,
        user_id=to_id,
        url=f"/opening/{tender.id}",
        actor=actor,
    )
    audit.record(actor, "opening begun", tender, facts={"to": to_id})
    return handover


def read_bids(tender: Tender, *, passphrase: str, actor) -> list[Read]:
    """Join both parts and read every bid of the lots with bidders enough. Slow: before any lock; nothing is stored.

    Refuses NOT_CLOSED, NOT_NAMED, NOTHING_HANDED, WRONG_PASSPHRASE, SHARES_DO_NOT_JOIN.
    """
    _refuse_early(tender)
    share, handover = _own_share(tender, actor), queries.handed_to(tender.id, actor.id)
    if handover is None:
        raise Refusal("NOTHING_HANDED", _l("No other officer has handed you a part of the key yet."), status=409)
    identity = db.session.get_one(OfficerIdentity, share.identity_id)
    key = sealing.join(
        share.sealed_share,
        handover.sealed_share,
        identity.sealed_secret,
        passphrase,
        about=tender.number,
        public_key=tender.public_key,
    )
    by_lot = _by_lot(queries.sealed(tender.id))
    return [
        _read(bid, key)
        for lot in tender.lots
        if len(by_lot.get(lot.id, ())) >= _least(tender)
        for bid in by_lot[lot.id]
    ]


def open_bids(tender: Tender, *, read: list[Read], actor) -> Opening:
    """Keep what was read, fail the lots with fewer than three bidders (政府采购法 36), and publish the opening record.

    Refuses NOT_CLOSED, NOTHING_HANDED.
    """
    tender = lock(Tender, tender.id)
    evidence.lock_region(tender.region_code)  # before the notice's number, whatever was readable
    _refuse_early(tender)
    handover = queries.handed_to(tender.id, actor.id)
    if handover is None:
        raise Refusal("NOTHING_HANDED", _l("No other officer has handed you a part of the key yet."), status=409)
    found = {each.bid_id: each for each in read}
    for bid in queries.sealed(tender.id):
        _keep(bid, found.get(bid.id), actor)
    for lot in tender.lots:
        _fail_if_too_few(lot, actor)
    opening = Opening(
        region_code=tender.region_code, tender_id=tender.id, first_id=handover.from_id, second_id=actor.id
    )
    tenders.mark_opened(tender, actor=actor)
    _publish_record(tender, opening, actor)
    audit.record(
        actor,
        "bids opened",
        tender,
        facts={
            "first": opening.first_id,
            "second": actor.id,
            "bids": {bid_id: each.version_id for bid_id, each in found.items()},
        },
    )
    if all(lot.state == LotState.FAILED for lot in tender.lots):
        tenders.mark_failed(tender, actor=actor)
    elif any(lot.state == LotState.FAILED for lot in tender.lots):
        tenders.publish_failure(tender, actor=actor)
    return opening


def _refuse_early(tender: Tender) -> None:
    if tender.state != TenderState.CLOSED or clock.now() < tender.deadline_at:
        raise Refusal(
            "NOT_CLOSED",
            _l("Bids are opened once, after the tender was closed at its deadline."),
            status=409,
            lasting=("early or second opening refused", tender, {}),
        )


def _own_share(tender: Tender, actor) -> KeyShare:
    share = queries.share(tender.id, actor.id)
    if share is None:
        raise Refusal(
            "NOT_NAMED",
            _l("You are not one of this tender's opening officers."),
            status=403,
            lasting=("refused NOT_NAMED", tender, {}),
        )
    return share


def _named(tender: Tender, user_id: int, actor) -> int:
    if user_id not in {officer.user_id for officer in queries.other_officers(tender, actor)}:
        raise Refusal("NOT_NAMED", _l("Hand the part to another of this tender's opening officers."), field="to_id")
    return user_id


def _least(tender: Tender) -> int:
    return tender_queries.rule_set_of(tender)["minimum_bidders"].value


def _by_lot(bids: list[Bid]) -> dict[int, list[Bid]]:
    lots: dict[int, list[Bid]] = {}
    for bid in bids:
        lots.setdefault(bid.lot_id, []).append(bid)
    return lots


def _read(bid: Bid, key: sealing.OpeningKey) -> Read:
    try:
        contents = key.open(bid.latest.ciphertext.content, queries.about(bid.lot, bid.organisation))
        return Read(bid.id, bid.latest.id, columns=content.columns(contents), files=content.files(contents))
    except Refusal as unreadable:
        return Read(bid.id, bid.latest.id, fault=in_chinese(unreadable.sentence))
    except content.Unfit as unfit:
        return Read(bid.id, bid.latest.id, fault=in_chinese(unfit.sentence))


def _keep(bid: Bid, read: Read | None, actor) -> None:
    if read is None:
        move(bid, BidState.RETURNED, MOVES)
    elif read.fault is not None:
        move(bid, BidState.UNREADABLE, MOVES)
        bid.reason = read.fault
    else:
        move(bid, BidState.OPENED, MOVES)
        kept = evidence.add(
            BidContent(region_code=bid.region_code, bid_id=bid.id, organisation_id=bid.organisation_id, **read.columns),
            actor,
        )
        for file in read.files:
            stored = attachments.store(
                file.content, file.name, region_code=bid.region_code, organisation_id=bid.organisation_id, actor=actor
            )
            db.session.add(BidFile(content_id=kept.id, attachment_id=stored.id))
    db.session.flush()


def _fail_if_too_few(lot: Lot, actor) -> None:
    least = _least(lot.tender)
    valid = db.session.scalar(
        db.select(db.func.count()).select_from(Bid).filter_by(lot_id=lot.id, state=BidState.OPENED)
    )
    if valid < least:
        tenders.fail_lot(lot, reason=_l("Fewer than %(least)s valid bids", least=least), actor=actor)


def _publish_record(tender: Tender, opening: Opening, actor) -> None:
    """The opening record (开标记录), read out to everybody."""
    rows = [
        [
            bid.lot.number,
            bid.organisation.name,
            bid.state.label,
            instant(bid.latest.received_at),
            percent(bid.content.past_rate_hundredths) if bid.content else None,
            bid.reason,
        ]
        for bid in queries.all_counting(tender.id)
    ]
    notice = notices.publish(
        kind=Kind.OPENING,
        region_code=tender.region_code,
        subject=tender,
        actor=actor,
        title=_l("Opening record: %(title)s", title=tender.title),
        body={
            _l("Tender"): _l("Number: %(number)s", number=tender.number),
            _l("Opening held"): _l(
                "%(at)s, by %(first)s and %(second)s",
                at=instant(tender.opened_at),
                second=actor.name,
                first=db.session.get_one(User, opening.first_id).name,
            ),
            _l("Bids"): {
                "headers": [
                    _l("Lot"),
                    _l("Institution"),
                    _l("State"),
                    _l("Received"),
                    _l("Past employment rate"),
                    _l("Reason"),
                ],
                "rows": rows,
            },
        },
    )
    opening.notice_id = notice.id
    evidence.add(opening, actor)
