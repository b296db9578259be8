"""Verbs on awards: proposed in ranked order, made public, final after the publicity; entered from paper by two
people.
"""

from datetime import date

from flask_babel import lazy_gettext as _l

from kernel import audit, clock, numbering
from kernel.db import db, lock
from kernel.inbox import service as inbox
from kernel.refusals import Refusal, refuse_same_person, refuse_until_after
from kernel.states import move
from tendering.awards import notice_text, queries
from tendering.awards.models import MOVES, Award, AwardState
from tendering.evaluation.service import refuse_evaluator
from tendering.institutions import queries as institutions
from tendering.notices import queries as notice_queries
from tendering.notices import service as notices
from tendering.notices.models import Kind
from tendering.tenders import checks
from tendering.tenders import queries as tender_queries
from tendering.tenders import service as tenders
from tendering.tenders.models import Lot, LotKind, LotState, Tender, TenderState
from tendering.tenders.rules import Regime


def propose(lot: Lot, *, organisation_id: int, seats: int, actor) -> Award:
    """Propose seats of a lot for the next in rank; several institutions may share a lot, none may be passed over.

    采购法实施条例 43, 招标投标法 55. Refuses NOT_EVALUATED, EVALUATOR_ACTS, RANK_SKIPPED, SEATS_EXCEED_LOT,
    NOT_APPROVED.
    """
    tender = lock(Tender, lot.tender_id)
    if tender.state != TenderState.EVALUATED or lot.state != LotState.OPEN:
        raise Refusal("NOT_EVALUATED", _l("Awards are proposed after the evaluation report is signed."), status=409)
    refuse_evaluator(tender, actor)
    place = queries.next_in_rank(lot)
    if place is None or place.organisation_id != organisation_id:
        raise Refusal(
            "RANK_SKIPPED",
            _l("Awards follow the ranking; the next is %(name)s.", name=place.organisation.name if place else "—"),
            article="政府采购法实施条例 43",
        )
    _refuse_seats(lot, seats)
    _refuse_unapproved(organisation_id)
    award = _add(lot, organisation_id=organisation_id, seats=seats, actor=actor)
    audit.record(actor, "award proposed", award, facts=_facts(award))
    return award


def publicise(tender: Tender, *, actor) -> None:
    """Make every proposed award of the tender public for the standstill of its rule set. Refuses
    NOTHING_PROPOSED, LOT_WITHOUT_AWARD.
    """
    tender = lock(Tender, tender.id)
    proposed = [award for award in queries.of_tender(tender.id) if award.state == AwardState.PROPOSED]
    if not proposed:
        raise Refusal("NOTHING_PROPOSED", _l("No award is proposed yet."), status=409)
    bare = [lot for lot in tender.lots if lot.state == LotState.OPEN and not queries.standing(lot.id)]
    if bare:
        raise Refusal("LOT_WITHOUT_AWARD", _l("Lot %(number)s has no proposed award yet.", number=bare[0].number))
    refuse_evaluator(tender, actor)
    ends_on = tender_queries.rule_set_of(tender)["standstill"].last_day(clock.today())
    notice = notices.publish(
        kind=Kind.AWARD_PUBLICITY,
        region_code=tender.region_code,
        subject=tender,
        actor=actor,
        title=_l("Award publicity: %(title)s", title=tender.title),
        body=notice_text.publicity(proposed),
        publicity_ends_on=ends_on,
    )
    for award in proposed:
        move(award, AwardState.PUBLICISED, MOVES)
        award.publicity_ends_on, award.notice_id = ends_on, notice.id
    db.session.flush()
    audit.record(actor, "awards publicised", tender, facts={"notice": notice.number, "publicity_ends_on": ends_on})


def finalise(tender: Tender, *, actor) -> list[Award]:
    """Make the publicised awards of a tender final, with the award notice and the notification of all bidders.

    Refuses NOTHING_PUBLICISED, CHECKER_IS_MAKER, EVALUATOR_ACTS, PUBLICITY_RUNNING, OBJECTION_OPEN, OBJECTION_UPHELD.
    """
    tender = lock(Tender, tender.id)
    awards = [award for award in queries.of_tender(tender.id) if award.state == AwardState.PUBLICISED]
    if not awards:
        raise Refusal("NOTHING_PUBLICISED", _l("No award of this tender is in publicity."), status=409)
    refuse_same_person(actor, *(award.proposed_by_id for award in awards))
    refuse_evaluator(tender, actor)
    for award in awards:
        _refuse_publicity(award)
        _refuse_unapproved(award.organisation_id)
    for award in awards:
        _decide(award, actor)
    for lot in {award.lot_id: award.lot for award in awards}.values():
        if lot.state == LotState.OPEN:
            tenders.award_lot(lot, actor=actor)
    notice = notices.publish(
        kind=Kind.AWARD,
        region_code=tender.region_code,
        subject=tender,
        actor=actor,
        title=_l("Award: %(title)s", title=tender.title),
        body=notice_text.award(tender, awards),
    )
    _end(tender, actor)
    _tell_bidders(tender, awards, notice, actor)
    return awards


def void_lot(lot: Lot, *, reason: str, actor) -> None:
    """Give a lot up when nobody in its ranking may be awarded any more. Refuses NOT_EVALUATED, LOT_HAS_AWARD,
    RANK_LEFT.
    """
    tender = lock(Tender, lot.tender_id)
    if tender.state != TenderState.EVALUATED:
        raise Refusal("NOT_EVALUATED", _l("A lot is given up only after the evaluation report is signed."), status=409)
    refuse_evaluator(tender, actor)
    if queries.standing(lot.id):
        raise Refusal("LOT_HAS_AWARD", _l("An award of this lot stands; revoke it first."), status=409)
    if queries.next_in_rank(lot) is not None:
        raise Refusal("RANK_LEFT", _l("There is a further institution in the ranking of this lot."))
    tenders.fail_lot(lot, reason=reason, actor=actor)
    _end(tender, actor)


def _end(tender: Tender, actor) -> None:
    """The tender ends with its last lot."""
    states = {lot.state for lot in tender.lots}
    if states == {LotState.FAILED}:
        tenders.mark_failed(tender, actor=actor)
    elif LotState.OPEN not in states and tender.state == TenderState.EVALUATED:
        tenders.mark_awarded(tender, actor=actor)


def enter(
    *,
    region_code: str,
    organisation_id: int,
    title: str,
    document: str,
    decided_on: date,
    kind: LotKind,
    seats: int,
    standard_fen: int,
    trade_code: str | None = None,
    level: str | None = None,
    group: str | None = None,
    actor,
) -> Award:
    """Enter an award decided on paper, with the document it stands in; a second person confirms it (`confirm`).

    Refuses FUTURE_DAY, STANDARD_BELOW_FLOOR, UNKNOWN_TRADE, NOT_APPROVED.
    """
    if decided_on > clock.today():
        raise Refusal("FUTURE_DAY", _l("The day of the decision is still to come."), field="decided_on")
    _refuse_unapproved(organisation_id)
    kind = LotKind(kind)
    rules = tender_queries.rule_set_today(Regime.PROCUREMENT, region_code)
    checks.refuse_low_standard(kind, standard_fen, rules)
    year = clock.today().year
    tender = Tender(
        region_code=region_code,
        number=f"ZZ{region_code}-{year}-{numbering.take('paper tender', region_code, year):03d}",
        title=title,
        state=TenderState.AWARDED,
        regime=Regime.PROCUREMENT,
        requirements="",
        opening_place="",
        contact="",
        committee_size=5,
        is_paper=True,
        drafted_by_id=actor.id,
        drafted_at=clock.now(),
        issued_on=decided_on,
    )
    lot = Lot(
        region_code=region_code,
        number=1,
        kind=kind,
        state=LotState.AWARDED,
        trade_code=trade_code if kind == "skill" else None,
        level=level if kind == "skill" else None,
        group=group or None,
        trade_name="创业培训",
        seats=seats,
        standard_fen=standard_fen,
    )
    checks.refuse_unknown_trade(lot)
    if kind == LotKind.SKILL:
        lot.trade_name = tender_queries.trade(trade_code, level).name
    tender.lots.append(lot)
    db.session.add(tender)
    db.session.flush()
    award = _add(
        lot, organisation_id=organisation_id, seats=seats, actor=actor, document=document, awarded_on=decided_on
    )
    audit.record(actor, "award entered", award, note=document, facts=_facts(award))
    return award


def confirm(award: Award, *, actor) -> Award:
    """A second person confirms an award entered from paper. Refuses CHECKER_IS_MAKER, NOT_PAPER."""
    award = lock(Award, award.id)
    if not award.tender.is_paper:
        raise Refusal(
            "NOT_PAPER", _l("Only an award entered from paper is confirmed; this one needs its publicity."), status=409
        )
    refuse_same_person(actor, award.proposed_by_id)
    _refuse_unapproved(award.organisation_id)
    _decide(award, actor, awarded_on=award.awarded_on)
    audit.record(actor, "award confirmed", award)
    return award


def revoke(award: Award, *, reason: str, actor) -> None:
    """Take an award back, with its reason; one that was public gets a notice. Refuses CHECKER_IS_MAKER to its
    proposer.
    """
    award = lock(Award, award.id)
    refuse_same_person(actor, award.proposed_by_id)
    was_public = award.notice_id is not None or award.state == AwardState.FINAL
    move(award, AwardState.REVOKED, MOVES)
    award.reason = reason
    db.session.flush()
    if was_public:
        notices.publish(
            kind=Kind.AWARD,
            region_code=award.region_code,
            subject=award.tender,
            actor=actor,
            title=_l("Award revoked: %(title)s", title=award.tender.title),
            body=notice_text.revoked(award),
        )
    audit.record(actor, "award revoked", award, note=reason)


def _add(lot: Lot, *, actor, **columns) -> Award:
    award = Award(
        region_code=lot.region_code,
        tender_id=lot.tender_id,
        lot_id=lot.id,
        standard_fen=lot.standard_fen,
        state=AwardState.PROPOSED,
        proposed_by_id=actor.id,
        proposed_at=clock.now(),
        **columns,
    )
    db.session.add(award)
    db.session.flush()
    return award


def _facts(award: Award) -> dict:
    return {"lot": award.lot.number, "seats": award.seats, "organisation": award.organisation_id}


def _decide(award: Award, actor, awarded_on: date | None = None) -> None:
    move(award, AwardState.FINAL, MOVES)
    award.awarded_on, award.decided_by_id, award.decided_at = awarded_on or clock.today(), actor.id, clock.now()
    db.session.flush()
    audit.record(actor, "award final", award, facts={"seats": award.seats})


def _refuse_publicity(award: Award) -> None:
    refuse_until_after(
        award.publicity_ends_on,
        code="PUBLICITY_RUNNING",
        article=tender_queries.rule_set_of(award.tender)["standstill"].law,
    )
    if notice_queries.open_objections(award.notice_id):
        raise Refusal("OBJECTION_OPEN", _l("An objection against this award has not been answered yet."))
    if notice_queries.upheld_objections(award.notice_id):
        raise Refusal(
            "OBJECTION_UPHELD",
            _l("An objection against this award was upheld; revoke it and propose the next in rank."),
        )


def _refuse_seats(lot: Lot, seats: int) -> None:
    left = queries.seats_left(lot)
    if not 0 < seats <= left:
        raise Refusal(
            "SEATS_EXCEED_LOT", _l("Between 1 and %(left)s seats of this lot are left.", left=left), field="seats"
        )


def _refuse_unapproved(organisation_id: int) -> None:
    if institutions.approved(organisation_id) is None:
        raise Refusal(
            "NOT_APPROVED", _l("This institution is not approved, or it is suspended."), field="organisation_id"
        )


def _tell_bidders(tender: Tender, awards: list[Award], notice, actor) -> None:
    """Winners and losers alike are told (招标投标法 45)."""
    won = {award.organisation_id: award for award in awards}
    for organisation_id in notice_text.bidders(tender):
        title = (
            _l("You are awarded: %(title)s", title=tender.title)
            if organisation_id in won
            else _l("Not awarded: %(title)s", title=tender.title)
        )
        inbox.send(
            title=title,
            body=_l("The award notice is published under %(number)s.", number=notice.number),
            region_code=tender.region_code,
            organisation_id=organisation_id,
            url=f"/notices/{notice.number}",
            actor=actor,
        )
