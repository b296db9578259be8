"""Awards in ranked order, after the publicity and without open objections, by two people who did not evaluate;
paper awards.
"""

from datetime import date, timedelta

import pytest

from kernel.refusals import Refusal
from tendering.awards import queries, service
from tendering.awards.models import AwardState
from tendering.evaluation import queries as evaluation
from tendering.notices import queries as notices
from tendering.notices import service as notice_service
from tendering.permissions import Role
from tendering.tenders.models import LotState, TenderState


@pytest.fixture
def march(session, clock_at):
    clock_at(date(2026, 3, 3))


def ranked(tender):
    return [place.organisation_id for place in evaluation.rankings(tender.lots[0].id)]


def officer(factories):
    return factories.user(Role.LABOUR_OFFICER)


def publicised(factories, seats=50, **checked):
    tender = factories.evaluated_tender(**checked)
    award = service.propose(tender.lots[0], organisation_id=ranked(tender)[0], seats=seats, actor=officer(factories))
    service.publicise(tender, actor=award.proposed_by)
    return tender, award


def over(clock_at, award):
    clock_at(award.publicity_ends_on + timedelta(days=1))


def test_the_first_in_rank_is_proposed_first(march, factories):
    tender = factories.evaluated_tender()
    first, second, _third = ranked(tender)
    with pytest.raises(Refusal, match="RANK_SKIPPED") as refused:
        service.propose(tender.lots[0], organisation_id=second, seats=10, actor=officer(factories))
    assert refused.value.article == "政府采购法实施条例 43"
    service.propose(tender.lots[0], organisation_id=first, seats=30, actor=officer(factories))
    service.propose(tender.lots[0], organisation_id=second, seats=20, actor=officer(factories))
    assert queries.seats_left(tender.lots[0]) == 0


@pytest.mark.parametrize(("seats", "fits"), [(0, False), (1, True), (50, True), (51, False)])
def test_seats_stay_within_the_lot(march, factories, seats, fits):
    tender = factories.evaluated_tender()
    if fits:
        award = service.propose(
            tender.lots[0], organisation_id=ranked(tender)[0], seats=seats, actor=officer(factories)
        )
        assert award.standard_fen == tender.lots[0].standard_fen
    else:
        with pytest.raises(Refusal, match="SEATS_EXCEED_LOT"):
            service.propose(tender.lots[0], organisation_id=ranked(tender)[0], seats=seats, actor=officer(factories))


def test_nothing_is_proposed_before_the_report_is_signed(march, factories):
    tender = factories.scored_tender()
    with pytest.raises(Refusal, match="NOT_EVALUATED"):
        service.propose(tender.lots[0], organisation_id=1, seats=1, actor=officer(factories))


@pytest.mark.parametrize("stage", ["published_tender", "closed_tender", "checked_tender"])
def test_no_lot_is_given_up_before_the_report_is_signed(march, factories, stage):
    tender = getattr(factories, stage)()
    with pytest.raises(Refusal, match="NOT_EVALUATED"):
        service.void_lot(tender.lots[0], reason="x", actor=factories.user(Role.LABOUR_REVIEWER))


def test_who_evaluates_does_not_award(march, factories):
    tender = factories.evaluated_tender()
    member = evaluation.committee(tender.id).members[0].user
    with pytest.raises(Refusal, match="EVALUATOR_ACTS"):
        service.propose(tender.lots[0], organisation_id=ranked(tender)[0], seats=1, actor=member)


@pytest.mark.parametrize(("regime", "ends_on"), [("procurement", date(2026, 4, 1)), ("bidding", date(2026, 3, 26))])
def test_the_standstill_is_that_of_the_rule_set(march, factories, regime, ends_on):
    _tender, award = publicised(factories, regime=regime)  # publicised on Monday 2026-03-23
    assert award.publicity_ends_on == ends_on


@pytest.mark.parametrize(("days", "is_over"), [(-1, False), (0, False), (1, True)])
def test_no_award_is_final_while_the_publicity_runs(march, factories, clock_at, days, is_over):
    tender, award = publicised(factories)
    clock_at(award.publicity_ends_on + timedelta(days=days))
    second = factories.user(Role.LABOUR_REVIEWER)
    if is_over:
        service.finalise(tender, actor=second)
        assert queries.final(award.id) is award
        assert award.awarded_on == award.publicity_ends_on + timedelta(days=1)
    else:
        with pytest.raises(Refusal, match="PUBLICITY_RUNNING"):
            service.finalise(tender, actor=second)
        assert queries.final(award.id) is None


def test_who_proposes_does_not_make_final(march, factories, clock_at):
    tender, award = publicised(factories)
    over(clock_at, award)
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        service.finalise(tender, actor=award.proposed_by)


def test_an_open_objection_holds_the_award_and_an_upheld_one_ends_it(march, factories, clock_at):
    tender, award = publicised(factories)
    objection = factories.objection(award.notice)
    over(clock_at, award)
    second = factories.user(Role.LABOUR_REVIEWER)
    with pytest.raises(Refusal, match="OBJECTION_OPEN"):
        service.finalise(tender, actor=second)
    notice_service.answer_objection(objection, upheld=True, answer="属实", actor=factories.user(Role.SUPERVISOR))
    with pytest.raises(Refusal, match="OBJECTION_UPHELD"):
        service.finalise(tender, actor=second)
    service.revoke(award, reason="异议成立", actor=second)
    following = service.propose(tender.lots[0], organisation_id=ranked(tender)[1], seats=50, actor=officer(factories))
    assert following.state == AwardState.PROPOSED


def test_a_dismissed_objection_lets_the_award_go_on(march, factories, clock_at):
    tender, award = publicised(factories)
    objection = factories.objection(award.notice)
    notice_service.answer_objection(objection, upheld=False, answer="不属实", actor=factories.user(Role.SUPERVISOR))
    over(clock_at, award)
    service.finalise(tender, actor=factories.user(Role.LABOUR_REVIEWER))
    assert award.state == AwardState.FINAL
    assert (tender.state, tender.lots[0].state) == (TenderState.AWARDED, LotState.AWARDED)


def test_the_award_notice_names_the_experts_and_all_bidders_are_told(march, factories, clock_at, session):
    from kernel.inbox.models import Message

    award = factories.final_award()
    published = notices.of_subject(award.tender)
    assert [notice.kind for notice in published] == ["tender", "opening", "award_publicity", "award"]
    names = [member.user.name for member in evaluation.committee(award.tender_id).members]
    assert all(name in str(published[-1].latest.body) for name in names)
    assert not any(name in str(published[-2].latest.body) for name in names)
    told = session.query(Message).filter(Message.organisation_id.in_(evaluation.bidder_ids(award.tender_id))).all()
    assert {message.organisation_id for message in told} == evaluation.bidder_ids(award.tender_id)


def test_a_suspended_institution_is_not_awarded(march, factories, clock_at):
    from tendering.institutions import queries as institutions
    from tendering.institutions import service as institution_service

    tender, award = publicised(factories)
    institution_service.suspend(
        institutions.approved(award.organisation_id), reason="x", actor=factories.user(Role.LABOUR_REVIEWER)
    )
    over(clock_at, award)
    with pytest.raises(Refusal, match="NOT_APPROVED"):
        service.finalise(tender, actor=factories.user(Role.LABOUR_REVIEWER))


def test_a_lot_is_given_up_only_when_its_ranking_is_exhausted(march, factories):
    tender, second = factories.evaluated_tender(), factories.user(Role.LABOUR_REVIEWER)
    with pytest.raises(Refusal, match="RANK_LEFT"):
        service.void_lot(tender.lots[0], reason="x", actor=second)
    for organisation_id in ranked(tender):
        award = service.propose(tender.lots[0], organisation_id=organisation_id, seats=1, actor=officer(factories))
        service.revoke(award, reason="放弃中标", actor=second)
    service.void_lot(tender.lots[0], reason="无人可中标", actor=second)
    assert tender.state == TenderState.FAILED


def test_a_final_award_is_revoked_with_its_reason(march, factories):
    award = factories.final_award()
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        service.revoke(award, reason="x", actor=award.proposed_by)
    service.revoke(award, reason="弄虚作假", actor=factories.user(Role.LABOUR_REVIEWER))
    assert queries.final(award.id) is None
    assert notices.of_subject(award.tender)[-1].kind == "award"


def test_a_paper_award_needs_two_people(march, factories):
    school = factories.institution()
    award = factories.entered_award(school.organisation_id, confirmed=False)
    assert queries.final(award.id) is None
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        service.confirm(award, actor=award.proposed_by)
    service.confirm(award, actor=factories.user(Role.LABOUR_REVIEWER))
    assert queries.final(award.id) is award
    assert award.lot.trade_name == "数控车工"


@pytest.mark.parametrize(
    ("columns", "code"), [({"standard_fen": 79999}, "STANDARD_BELOW_FLOOR"), ({"level": "9"}, "UNKNOWN_TRADE")]
)
def test_a_paper_award_meets_the_floors_and_the_trades(march, factories, columns, code):
    with pytest.raises(Refusal, match=code):
        factories.entered_award(factories.institution().organisation_id, **columns)


def test_a_paper_award_of_tomorrow_or_of_an_unapproved_institution_is_refused(march, factories):
    common = {
        "region_code": "150100",
        "title": "t",
        "document": "d",
        "kind": "startup",
        "seats": 1,
        "standard_fen": 100000,
    }
    school = factories.institution()
    with pytest.raises(Refusal, match="FUTURE_DAY"):
        service.enter(
            organisation_id=school.organisation_id, decided_on=date(2026, 3, 4), actor=officer(factories), **common
        )
    with pytest.raises(Refusal, match="NOT_APPROVED"):
        service.enter(
            organisation_id=factories.applied_institution().organisation_id,
            decided_on=date(2026, 3, 3),
            actor=officer(factories),
            **common,
        )


def test_an_electronic_award_is_not_confirmed_like_paper(march, factories):
    _tender, award = publicised(factories)
    with pytest.raises(Refusal, match="NOT_PAPER"):
        service.confirm(award, actor=factories.user(Role.LABOUR_REVIEWER))
