"""Verbs of the evaluation: the buyer's check of bidders, the draw of the committee, standing aside."""

import secrets
from datetime import date

from flask_babel import lazy_gettext as _l

from kernel import audit, clock, evidence
from kernel.db import db, lock
from kernel.inbox import service as inbox
from kernel.refusals import Refusal
from kernel.states import move
from tendering.bids.models import Bid, BidState
from tendering.evaluation import queries
from tendering.evaluation.models import (
    MEMBER_MOVES,
    Committee,
    Interest,
    InterestKind,
    Member,
    MemberKind,
    MemberState,
    Qualification,
)
from tendering.evaluation.ranking import drawn, expert_seats
from tendering.tenders import queries as tender_queries
from tendering.tenders import service as tenders
from tendering.tenders.models import Tender, TenderState


def declare_interest(
    *, organisation_id: int, kind: InterestKind, ended_on: date | None = None, note: str | None = None, actor
) -> Interest:
    """The actor's own relation to an institution; it keeps him out of draws where that institution bids."""
    interest = Interest(
        region_code=actor.region_code,
        user_id=actor.id,
        organisation_id=organisation_id,
        kind=InterestKind(kind),
        ended_on=ended_on,
        note=note,
    )
    evidence.add(interest, actor)
    audit.record(actor, "relation declared", interest)
    return interest


def qualify(bid: Bid, *, is_qualified: bool, reason: str | None = None, actor) -> Qualification:
    """The buyer's check of one bidder; fewer than three qualified on a lot, and the lot fails (政府采购法 36).

    Refuses NOT_OPENED, ALREADY_CHECKED, REASON_MISSING, and to members of the committee EVALUATOR_ACTS.
    """
    tender = lock(Tender, bid.tender_id)
    if tender.state != TenderState.OPENED or bid.state != BidState.OPENED:
        raise Refusal("NOT_OPENED", _l("Only bids that were opened and are not evaluated yet are checked."), status=409)
    if queries.qualification(bid) is not None:
        raise Refusal("ALREADY_CHECKED", _l("This bidder was checked already."), status=409)
    if not is_qualified and not reason:
        raise Refusal("REASON_MISSING", _l("A bidder that does not qualify is told why."), field="reason")
    refuse_evaluator(tender, actor)
    checked = Qualification(region_code=tender.region_code, bid_id=bid.id, is_qualified=is_qualified, reason=reason)
    evidence.add(checked, actor)
    audit.record(actor, "bidder checked", bid, note=reason, facts={"is_qualified": is_qualified})
    _fail_if_too_few(tender, bid.lot, actor)
    return checked


def refuse_evaluator(tender: Tender, actor) -> None:
    """Who evaluates neither checks nor awards (decisions.md, forbidden pairs)."""
    if queries.is_evaluator(tender.id, actor.id):
        raise Refusal(
            "EVALUATOR_ACTS",
            _l("You are on the evaluation committee of this tender; another person must do this."),
            lasting=("refused EVALUATOR_ACTS", tender.number, {}),
        )


def _fail_if_too_few(tender: Tender, lot, actor) -> None:
    least = tender_queries.rule_set_of(tender)["minimum_bidders"].value
    if any(bid.lot_id == lot.id for bid in queries.undecided(tender)) or len(queries.qualified(lot)) >= least:
        return
    tenders.fail_lot(lot, reason=_l("Fewer than %(least)s qualified bidders", least=least), actor=actor)
    if queries.open_lots(tender):
        tenders.publish_failure(tender, actor=actor)
    else:
        tenders.mark_failed(tender, actor=actor)


def draw(tender: Tender, *, representatives: list, actor) -> Committee:
    """Draw the experts at random beside the buyer's named representatives; the seed and the pool are kept.

    Refuses BAD_COMMITTEE (too many representatives), POOL_TOO_SMALL, BAD_REPRESENTATIVE, RELATED, ALREADY_DRAWN.
    """
    lock(Tender, tender.id)
    if tender.state != TenderState.OPENED:
        raise Refusal("NOT_OPENED", _l("The committee is drawn after the opening."), status=409)
    if queries.committee(tender.id) is not None:
        raise Refusal("ALREADY_DRAWN", _l("The committee of this tender was drawn already."), status=409)
    _refuse_representatives(tender, representatives)
    seats = tender.committee_size - len(representatives)
    pool = queries.pool(tender)
    if len(pool) < seats:
        raise Refusal(
            "POOL_TOO_SMALL",
            _l(
                "%(seats)s experts are needed, but only %(pool)s without a relation to a bidder are "
                "in the pool of this region.",
                seats=seats,
                pool=len(pool),
            ),
        )
    committee = Committee(
        region_code=tender.region_code,
        tender_id=tender.id,
        size=tender.committee_size,
        seed=secrets.token_hex(16),
        pool=pool,
        drawn_by_id=actor.id,
        drawn_at=clock.now(),
    )
    db.session.add(committee)
    db.session.flush()
    for user in representatives:
        _seat(committee, user.id, MemberKind.REPRESENTATIVE, actor)
    for user_id in drawn(committee.seed, pool)[:seats]:
        _seat(committee, user_id, MemberKind.EXPERT, actor)
    audit.record(
        actor,
        "committee drawn",
        tender,
        facts={"seed": committee.seed, "pool": pool, "members": [member.user_id for member in committee.members]},
    )
    return committee


def _refuse_representatives(tender: Tender, representatives: list) -> None:
    size = tender.committee_size
    rule = tender_queries.rule_set_of(tender)["committee_minimum"]
    if size - len(representatives) < expert_seats(size):
        raise Refusal(
            "BAD_COMMITTEE",
            _l(
                "At least %(seats)s of %(size)s members must be experts (two thirds).",
                seats=expert_seats(size),
                size=size,
            ),
            article=rule.law,
            field="representatives",
        )
    allowed = {user.id for user in queries.possible_representatives(tender)}
    for user in representatives:
        if user.id not in allowed:
            raise Refusal(
                "BAD_REPRESENTATIVE",
                _l("A representative is of the region's labour department and opens no bids of this tender."),
                field="representatives",
            )
        refuse_related(tender, user)


def refuse_related(tender: Tender, user) -> None:
    """Refuse RELATED to whoever declared a relation to a bidder (采购法实施条例 9)."""
    found = queries.conflicts(tender, user.id)
    if found:
        raise Refusal(
            "RELATED",
            _l(
                "%(name)s declared a relation to a bidder (%(bidder)s: %(kind)s) and cannot evaluate.",
                name=user.name,
                bidder=found[0].organisation.name,
                kind=found[0].kind.label,
            ),
            article=tender_queries.rule_set_of(tender)["interest"].law,
            lasting=("refused RELATED", tender.number, {"user": user.id}),
        )


def _seat(committee: Committee, user_id: int, kind: MemberKind, actor) -> None:
    committee.members.append(
        Member(region_code=committee.region_code, user_id=user_id, kind=kind, state=MemberState.INVITED)
    )
    db.session.flush()
    inbox.send(
        title=_l("You are on an evaluation committee"),
        body=_l("Answer whether you accept: %(title)s", title=committee.tender.title),
        region_code=committee.region_code,
        user_id=user_id,
        url="/evaluation/",
        actor=actor,
    )


def accept(member: Member, *, actor) -> None:
    """Declare that there is no relation to any bidder, and accept. Refuses NOT_YOURS, RELATED."""
    _refuse_other(member, actor)
    refuse_related(member.tender, actor)
    move(member, MemberState.ACCEPTED, MEMBER_MOVES)
    db.session.flush()
    audit.record(actor, "committee seat accepted", member)


def recuse(member: Member, *, reason: str, actor) -> Member | None:
    """Stand aside, before one's first scores; the next of the draw takes an expert's seat, if there is one.

    Refuses NOT_YOURS and ALREADY_SCORED.
    """
    _refuse_other(member, actor)
    if any(sheet.member_id == member.id for sheet in queries.sheets(member.tender.id)):
        raise Refusal("ALREADY_SCORED", _l("Your scores on this lot were submitted already; they stand."), status=409)
    move(member, MemberState.RECUSED, MEMBER_MOVES)
    member.reason = reason
    db.session.flush()
    audit.record(actor, "stood aside", member, note=reason)
    return _take_next(member.committee, actor)


def fill(committee: Committee, *, actor) -> None:
    """Fill empty seats from the pool as it is now, in the order of the same seed. Refuses POOL_TOO_SMALL,
    NO_EMPTY_SEAT.
    """
    lock(Committee, committee.id)
    if len(committee.seated) >= committee.size:
        raise Refusal("NO_EMPTY_SEAT", _l("Every seat of the committee is taken."), status=409)
    while len(committee.seated) < committee.size:
        if _take_next(committee, actor) is None:
            raise Refusal(
                "POOL_TOO_SMALL", _l("There is no further expert without a relation to a bidder in the pool.")
            )


def _take_next(committee: Committee, actor) -> Member | None:
    seen = {member.user_id for member in committee.members}
    waiting = [user_id for user_id in drawn(committee.seed, queries.pool(committee.tender)) if user_id not in seen]
    if not waiting or len(committee.seated) >= committee.size:
        return None
    _seat(committee, waiting[0], MemberKind.EXPERT, actor)
    audit.record(actor, "committee seat filled", committee.tender, facts={"user": waiting[0], "seed": committee.seed})
    return committee.members[-1]


def _refuse_other(member: Member, actor) -> None:
    lock(Member, member.id)
    if member.user_id != actor.id:
        raise Refusal("NOT_YOURS", _l("This seat on the committee is another person's."), status=403)
