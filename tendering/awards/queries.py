"""Reading awards."""

from datetime import date

import sqlalchemy as sa

from kernel import clock
from kernel.access import scope
from kernel.db import db
from tendering.awards.models import STANDING, Award, AwardState
from tendering.evaluation import queries as evaluation
from tendering.evaluation.models import Ranking
from tendering.tenders import queries as tenders
from tendering.tenders.models import Lot, Tender, TenderState


def final(award_id: int) -> Award | None:
    """The award, where it is final and not revoked."""
    return db.session.scalars(sa.select(Award).filter_by(id=award_id, state=AwardState.FINAL)).one_or_none()


def of_tender(tender_id: int) -> list[Award]:
    """Every award of a tender, revoked ones too, by lot."""
    held = sa.select(Award).join(Lot).where(Award.tender_id == tender_id).order_by(Lot.number, Award.id)
    return list(db.session.scalars(held))


def standing(lot_id: int) -> list[Award]:
    """Awards of a lot that are not revoked."""
    return list(
        db.session.scalars(sa.select(Award).where(Award.lot_id == lot_id, Award.state.in_(STANDING)).order_by(Award.id))
    )


def seats_left(lot: Lot) -> int:
    """Seats of the lot that no standing award holds."""
    return lot.seats - sum(award.seats for award in standing(lot.id))


def next_in_rank(lot: Lot) -> Ranking | None:
    """The first place of the lot that holds no award and whose award was not revoked."""
    met = set(db.session.scalars(sa.select(Award.organisation_id).filter_by(lot_id=lot.id)))
    return next((place for place in evaluation.rankings(lot.id) if place.organisation_id not in met), None)


def decide_by(tender: Tender) -> date | None:
    """The last day to decide after the report (采购法实施条例 43, 招标投标法实施条例 54)."""
    report = evaluation.report(tender.id)
    if report is None or not report.signatures:
        return None
    signed_on = clock.local(report.signatures[-1].recorded_at).date()
    return tenders.rule_set_of(tender)["decide"].known_last_day(signed_on)


def to_award(user) -> list[Tender]:
    """Evaluated tenders of the user's region with seats that nobody has proposed."""
    return [tender for tender in tenders.in_state(user, TenderState.EVALUATED) if not standing_of(tender.id)]


def standing_of(tender_id: int) -> list[Award]:
    return [award for award in of_tender(tender_id) if award.state in STANDING]


def to_decide(user) -> list[Award]:
    """Awards a second person may make final: publicity over, or entered from paper; proposed by somebody else."""
    held = scope(sa.select(Award), Award, user).where(
        Award.state.in_([AwardState.PROPOSED, AwardState.PUBLICISED]), Award.proposed_by_id != user.id
    )
    return list(db.session.scalars(held.order_by(Award.publicity_ends_on, Award.id)))


def results(limit: int | None = None) -> list[Award]:
    """Final awards, the latest first (public)."""
    held = (
        sa.select(Award)
        .filter_by(state=AwardState.FINAL)
        .order_by(Award.awarded_on.desc(), Award.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(held))
