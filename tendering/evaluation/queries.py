"""Reading committees, scores and places."""

from collections import defaultdict
from datetime import date

import sqlalchemy as sa

from kernel import clock
from kernel.accounts.models import Role, User
from kernel.db import db
from kernel.organisations.models import Organisation
from kernel.organisations.queries import whole_region_code
from tendering.bids.models import Bid, BidState
from tendering.evaluation.models import (
    Committee,
    Interest,
    Member,
    MemberState,
    Qualification,
    Ranking,
    Report,
    Score,
    ScoreSheet,
)
from tendering.institutions import queries as institutions
from tendering.institutions.models import Institution
from tendering.permissions import LABOUR
from tendering.permissions import Role as RoleName
from tendering.tenders import queries as tenders
from tendering.tenders.models import Lot, LotState, OpeningOfficer, Tender, TenderState


def committee(tender_id: int) -> Committee | None:
    return db.session.scalars(sa.select(Committee).filter_by(tender_id=tender_id)).one_or_none()


def member(tender_id: int, user_id: int) -> Member | None:
    found = sa.select(Member).join(Committee).where(Committee.tender_id == tender_id, Member.user_id == user_id)
    return db.session.scalars(found).one_or_none()


def duties(user) -> list[Member]:
    """The user's places on committees, the latest first."""
    return list(db.session.scalars(sa.select(Member).filter_by(user_id=user.id).order_by(Member.id.desc())))


def is_evaluator(tender_id: int, user_id: int) -> bool:
    """Whether the person was ever drawn and did not stand aside."""
    found = member(tender_id, user_id)
    return found is not None and found.state != MemberState.RECUSED


def bids(lot: Lot) -> list[Bid]:
    """Opened bids of a lot, by their number."""
    return list(db.session.scalars(sa.select(Bid).filter_by(lot_id=lot.id, state=BidState.OPENED).order_by(Bid.id)))


def qualification(bid: Bid) -> Qualification | None:
    return db.session.scalars(sa.select(Qualification).filter_by(bid_id=bid.id)).one_or_none()


def qualified(lot: Lot) -> list[Bid]:
    """The bids the committee scores."""
    held = sa.select(Bid).join(Qualification).where(Bid.lot_id == lot.id, Qualification.is_qualified).order_by(Bid.id)
    return list(db.session.scalars(held))


def undecided(tender: Tender) -> list[Bid]:
    """Opened bids whose qualification the buyer has not checked yet."""
    held = (
        sa.select(Bid)
        .outerjoin(Qualification)
        .join(Lot, Lot.id == Bid.lot_id)
        .where(
            Bid.tender_id == tender.id,
            Bid.state == BidState.OPENED,
            Qualification.id.is_(None),
            Lot.state == LotState.OPEN,
        )
    )
    return list(db.session.scalars(held.order_by(Bid.lot_id, Bid.id)))


def bidder_ids(tender_id: int) -> set[int]:
    """Organisations whose bids were opened."""
    return set(db.session.scalars(sa.select(Bid.organisation_id).filter_by(tender_id=tender_id, state=BidState.OPENED)))


def conflicts(tender: Tender, user_id: int) -> list[Interest]:
    """Declared relations to a bidder that last, or ended within the years of the rule set (采购法实施条例 9)."""
    years = tenders.rule_set_of(tender)["interest"].value
    today = clock.today()
    since = date(today.year - years, today.month, min(today.day, 28))
    held = sa.select(Interest).where(
        Interest.user_id == user_id,
        Interest.organisation_id.in_(bidder_ids(tender.id)),
        sa.or_(Interest.ended_on.is_(None), Interest.ended_on >= since),
    )
    return list(db.session.scalars(held.order_by(Interest.id)))


def interests(user) -> list[Interest]:
    return list(db.session.scalars(sa.select(Interest).filter_by(user_id=user.id).order_by(Interest.id.desc())))


def pool(tender: Tender) -> list[int]:
    """User ids of the experts who may be drawn: of the region or of the whole, active, not related to a bidder,
    by id.
    """
    held = sa.select(User.id).where(
        User.roles.any(Role.name == RoleName.EXPERT),
        User.active.is_(True),
        User.region_code.in_([tender.region_code, whole_region_code()]),
    )
    return [user_id for user_id in db.session.scalars(held.order_by(User.id)) if not conflicts(tender, user_id)]


def possible_representatives(tender: Tender) -> list[User]:
    """Labour people of the region who neither open this tender nor checked its bidders, by name."""
    opening = sa.select(OpeningOfficer.user_id).filter_by(tender_id=tender.id)
    checked = sa.select(Qualification.recorded_by_id).join(Bid).where(Bid.tender_id == tender.id)
    held = sa.select(User).where(
        User.roles.any(Role.name.in_([str(role) for role in LABOUR])),
        User.active.is_(True),
        User.region_code == tender.region_code,
        User.id.not_in(opening),
        User.id.not_in(checked),
    )
    return list(db.session.scalars(held.order_by(User.name, User.id)))


def sheets(tender_id: int) -> list[ScoreSheet]:
    held = sa.select(ScoreSheet).join(Lot, Lot.id == ScoreSheet.lot_id).where(Lot.tender_id == tender_id)
    return list(db.session.scalars(held.order_by(ScoreSheet.id)))


def sheet(member: Member, lot: Lot) -> ScoreSheet | None:
    return db.session.scalars(sa.select(ScoreSheet).filter_by(member_id=member.id, lot_id=lot.id)).one_or_none()


def standing_scores(lot: Lot) -> list[Score]:
    """The scores of a lot that count: corrected ones left out, in the order they were given."""
    later = sa.orm.aliased(Score)
    held = (
        sa.select(Score)
        .join(ScoreSheet)
        .where(ScoreSheet.lot_id == lot.id, ~sa.exists().where(later.replaces_id == Score.id))
        .order_by(Score.bid_id, Score.factor_id, Score.id)
    )
    return list(db.session.scalars(held))


def open_lots(tender: Tender) -> list[Lot]:
    return [lot for lot in tender.lots if lot.state == LotState.OPEN]


def missing_sheets(committee: Committee) -> list[tuple[Member, Lot]]:
    """(member, lot) whose scores have not been handed in."""
    given = {(sheet.member_id, sheet.lot_id) for sheet in sheets(committee.tender_id)}
    return [
        (member, lot)
        for lot in open_lots(committee.tender)
        for member in committee.seated
        if (member.id, lot.id) not in given
    ]


def unequal_objective(tender: Tender) -> list[Score]:
    """One score of each (bid, objective factor) on which members differ."""
    points = defaultdict(list)
    for lot in open_lots(tender):
        for score in standing_scores(lot):
            if score.factor.is_objective:
                points[score.bid_id, score.factor_id].append(score)
    return [scores[0] for scores in points.values() if len({score.points_hundredths for score in scores}) > 1]


def report(tender_id: int) -> Report | None:
    return db.session.scalars(sa.select(Report).filter_by(tender_id=tender_id)).one_or_none()


def rankings(lot_id: int) -> list[Ranking]:
    """The places of a lot, first to last."""
    return list(db.session.scalars(sa.select(Ranking).filter_by(lot_id=lot_id).order_by(Ranking.position)))


def to_evaluate(user) -> list[Member]:
    """Committees where something waits for this member: an answer, scores, a signature."""
    waiting = (
        sa.select(Member)
        .join(Committee)
        .join(Tender)
        .where(Member.user_id == user.id, Tender.state == TenderState.OPENED, Member.state != MemberState.RECUSED)
    )
    return [member for member in db.session.scalars(waiting.order_by(Member.id)) if awaits(member)]


def awaits(member: Member) -> bool:
    """Whether this member is the one to act."""
    if member.state == MemberState.INVITED:
        return True
    written = report(member.tender.id)
    if written is not None:
        return member.id not in {signature.member_id for signature in written.signatures}
    missing = missing_sheets(member.committee)
    return member.committee.is_complete and (not missing or any(waiting is member for waiting, _lot in missing))


def duty(user, member_id: int) -> Member | None:
    """One of the user's own places on a committee."""
    return db.session.scalars(sa.select(Member).filter_by(id=member_id, user_id=user.id)).one_or_none()


def duty_lot(user, member_id: int, lot_id: int) -> tuple[Member, Lot] | None:
    """One's own place and a lot of its tender."""
    found = duty(user, member_id)
    lot = next((lot for lot in found.tender.lots if lot.id == lot_id), None) if found else None
    return (found, lot) if lot else None


def own_score(user, score_id: int) -> Score | None:
    """A score the user gave, where it stands."""
    held = sa.select(Score).join(ScoreSheet).join(Member).where(Score.id == score_id, Member.user_id == user.id)
    return db.session.scalars(held).one_or_none()


def comparison(lot: Lot) -> list[Score]:
    """All standing scores of a lot once every member has handed in; before that nobody sees another's, so none."""
    seats = committee(lot.tender_id)
    return [] if seats is None or missing_sheets(seats) else standing_scores(lot)


def institution_names() -> list[tuple[int, str]]:
    """(organisation id, name) of all institutions, by name."""
    return sorted(
        (
            (each.organisation_id, each.organisation.name)
            for each in db.session.scalars(institutions.all_institutions().order_by(Institution.id))
        ),
        key=lambda pair: pair[1],
    )


def bidder_names(tender_id: int) -> list[str]:
    """Names of the bidders whose bids were opened, in order."""
    held = sa.select(Organisation.name).where(Organisation.id.in_(bidder_ids(tender_id))).order_by(Organisation.name)
    return list(db.session.scalars(held))
