"""The buyer's check, the draw of the committee, relations that keep people out, standing aside."""

from datetime import date

import pytest

from kernel.accounts.models import User
from kernel.db import db
from kernel.refusals import Refusal
from tendering.bids import queries as bids
from tendering.evaluation import queries, service
from tendering.evaluation.ranking import drawn
from tendering.permissions import Role
from tendering.tenders.models import TenderState


@pytest.fixture
def march(session, clock_at):
    clock_at(date(2026, 3, 3))


def draw(factories, tender, representatives=()):
    return service.draw(tender, representatives=list(representatives), actor=factories.user(Role.LABOUR_OFFICER))


def test_the_draw_can_be_repeated_from_its_seed_and_pool(march, factories):
    committee = draw(factories, factories.checked_tender(experts=12))
    assert len(committee.members) == committee.size == 5
    assert [member.user_id for member in committee.members] == drawn(committee.seed, committee.pool)[:5]


@pytest.mark.parametrize(("representatives", "is_lawful"), [(0, True), (1, True), (2, False)])
def test_two_thirds_are_experts(march, factories, representatives, is_lawful):
    tender = factories.checked_tender()
    people = [factories.user(Role.LABOUR_OFFICER) for _ in range(representatives)]
    if is_lawful:
        kinds = [member.kind for member in draw(factories, tender, people).members]
        assert kinds.count("expert") == 5 - representatives
    else:
        with pytest.raises(Refusal, match="BAD_COMMITTEE"):
            draw(factories, tender, people)


@pytest.mark.parametrize(("experts", "is_enough"), [(4, False), (5, True)])
def test_a_pool_that_is_too_small_is_refused(march, factories, experts, is_enough):
    tender = factories.checked_tender(experts=experts)
    if is_enough:
        assert draw(factories, tender)
    else:
        with pytest.raises(Refusal, match="POOL_TOO_SMALL"):
            draw(factories, tender)


def test_experts_of_the_whole_region_are_in_the_pool_those_of_another_league_are_not(march, factories):
    tender = factories.checked_tender(experts=0)
    whole, other = factories.expert(region_code="150000"), factories.expert(region_code="150200")
    assert whole.id in queries.pool(tender)
    assert other.id not in queries.pool(tender)


@pytest.mark.parametrize(
    ("ended_on", "is_related"),
    [
        (None, True),
        (date(2026, 2, 1), True),
        (date(2023, 3, 23), True),
        (date(2023, 3, 22), False),
        (date(2020, 1, 1), False),
    ],
)
def test_who_is_related_to_a_bidder_within_three_years_is_not_drawn(march, factories, clock_at, ended_on, is_related):
    tender = factories.checked_tender(experts=0)  # opened on 2026-03-23
    expert = factories.expert()
    bidder = bids.all_counting(tender.id)[0]
    service.declare_interest(organisation_id=bidder.organisation_id, kind="employee", ended_on=ended_on, actor=expert)
    assert (expert.id not in queries.pool(tender)) is is_related


@pytest.mark.parametrize("kind", ["employee", "director", "shareholder", "kin", "other"])
def test_who_declares_after_the_draw_cannot_accept(march, factories, kind):
    tender = factories.checked_tender()
    member = draw(factories, tender).members[0]
    bidder = bids.all_counting(tender.id)[0]
    service.declare_interest(organisation_id=bidder.organisation_id, kind=kind, actor=member.user)
    with pytest.raises(Refusal, match="RELATED") as refused:
        service.accept(member, actor=member.user)
    assert refused.value.article == "政府采购法实施条例 9"


def test_a_representative_who_is_related_is_refused(march, factories):
    tender, person = factories.checked_tender(), factories.user(Role.LABOUR_OFFICER)
    service.declare_interest(organisation_id=bids.all_counting(tender.id)[0].organisation_id, kind="kin", actor=person)
    with pytest.raises(Refusal, match="RELATED"):
        draw(factories, tender, [person])


def test_who_opens_the_bids_does_not_represent_the_buyer(march, factories):
    tender = factories.checked_tender()
    with pytest.raises(Refusal, match="BAD_REPRESENTATIVE"):
        draw(factories, tender, [tender.officers[0].user])


def test_who_checked_the_bidders_does_not_evaluate_them(march, factories):
    tender = factories.checked_tender()
    checker = queries.qualification(bids.all_counting(tender.id)[0]).recorded_by_id
    with pytest.raises(Refusal, match="BAD_REPRESENTATIVE"):
        draw(factories, tender, [db.session.get(User, checker)])


def test_the_next_of_the_draw_takes_an_empty_seat(march, factories):
    committee = draw(factories, factories.checked_tender(experts=6))
    leaving, order = committee.members[2], drawn(committee.seed, committee.pool)
    service.recuse(leaving, reason="回避", actor=leaving.user)
    assert committee.members[-1].user_id == order[5]
    assert len(committee.seated) == 5


def test_an_empty_seat_is_filled_from_a_pool_that_has_grown(march, factories):
    committee = draw(factories, factories.checked_tender(experts=5))
    service.recuse(committee.members[0], reason="回避", actor=committee.members[0].user)
    assert len(committee.seated) == 4
    organiser = factories.user(Role.LABOUR_OFFICER)
    with pytest.raises(Refusal, match="POOL_TOO_SMALL"):
        service.fill(committee, actor=organiser)
    joined = factories.expert()
    service.fill(committee, actor=organiser)
    assert committee.members[-1].user_id == joined.id
    with pytest.raises(Refusal, match="NO_EMPTY_SEAT"):
        service.fill(committee, actor=organiser)


def test_nobody_answers_for_another(march, factories):
    committee = draw(factories, factories.checked_tender())
    with pytest.raises(Refusal, match="NOT_YOURS"):
        service.accept(committee.members[0], actor=committee.members[1].user)


def test_the_committee_is_drawn_once_and_after_the_opening(march, factories):
    tender = factories.checked_tender()
    draw(factories, tender)
    with pytest.raises(Refusal, match="ALREADY_DRAWN"):
        draw(factories, tender)
    with pytest.raises(Refusal, match="NOT_OPENED"):
        draw(factories, factories.approved_tender())


def test_fewer_than_three_qualified_and_the_lot_fails(march, factories):
    tender, buyer = factories.opened_tender(), factories.user(Role.LABOUR_OFFICER)
    sent = bids.all_counting(tender.id)
    with pytest.raises(Refusal, match="REASON_MISSING"):
        service.qualify(sent[0], is_qualified=False, actor=buyer)
    service.qualify(sent[0], is_qualified=False, reason="无办学许可证", actor=buyer)
    for bid in sent[1:]:
        assert tender.state == TenderState.OPENED
        service.qualify(bid, is_qualified=True, actor=buyer)
    assert tender.state == TenderState.FAILED


def test_a_bidder_is_checked_once_and_not_by_an_evaluator(march, factories):
    tender = factories.opened_tender()
    bid, buyer = bids.all_counting(tender.id)[0], factories.user(Role.LABOUR_OFFICER)
    service.qualify(bid, is_qualified=True, actor=buyer)
    with pytest.raises(Refusal, match="ALREADY_CHECKED"):
        service.qualify(bid, is_qualified=True, actor=buyer)
    for _ in range(4):
        factories.expert()
    person = factories.user(Role.LABOUR_REVIEWER)
    draw(factories, tender, [person])
    with pytest.raises(Refusal, match="EVALUATOR_ACTS"):
        service.qualify(bids.all_counting(tender.id)[1], is_qualified=True, actor=person)
