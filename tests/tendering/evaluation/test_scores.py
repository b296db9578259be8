"""Scores are handed in once, hidden until all have, corrected only as permitted; the report is signed by every
member.
"""

from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from kernel.refusals import Refusal
from tendering.evaluation import queries, score_service, service
from tendering.evaluation.models import Because
from tendering.tenders.models import TenderState


@pytest.fixture
def march(session, clock_at):
    clock_at(date(2026, 3, 3))


def submit(factories, member, lot, **changes):
    return score_service.submit_scores(member, lot, scores=factories.scores_of(lot, **changes), actor=member.user)


def test_a_sheet_needs_every_bid_and_factor(march, factories):
    tender = factories.checked_tender()
    member, lot = factories.seated_committee(tender).members[0], tender.lots[0]
    scores = factories.scores_of(lot)
    scores.pop(next(iter(scores)))
    with pytest.raises(Refusal, match="SCORES_MISSING"):
        score_service.submit_scores(member, lot, scores=scores, actor=member.user)


@pytest.mark.parametrize(("share", "is_within"), [(-1, False), (100, True), (101, False)])
def test_points_stay_within_their_factor(march, factories, share, is_within):
    tender = factories.checked_tender()
    member, lot = factories.seated_committee(tender).members[0], tender.lots[0]
    scores = dict.fromkeys(factories.scores_of(lot), 0)
    factor = tender.factors[0]
    scores[queries.qualified(lot)[0].id, factor.id] = factor.points * share
    if is_within:
        assert score_service.submit_scores(member, lot, scores=scores, actor=member.user)
    else:
        with pytest.raises(Refusal, match="OUT_OF_RANGE"):
            score_service.submit_scores(member, lot, scores=scores, actor=member.user)


def test_a_sheet_is_handed_in_once_and_never_changed(march, factories, session):
    tender = factories.checked_tender()
    member, lot = factories.seated_committee(tender).members[0], tender.lots[0]
    sheet = submit(factories, member, lot)
    with pytest.raises(Refusal, match="ALREADY_SCORED"):
        submit(factories, member, lot, share=90)
    sheet.scores[0].points_hundredths = 1
    with pytest.raises(DBAPIError, match="APPEND_ONLY|permission denied"):
        session.flush()


def test_nobody_scores_before_every_seat_is_accepted(march, factories):
    tender = factories.checked_tender()
    committee = service.draw(tender, representatives=[], actor=factories.user("labour_officer"))
    service.accept(committee.members[0], actor=committee.members[0].user)
    with pytest.raises(Refusal, match="COMMITTEE_INCOMPLETE"):
        submit(factories, committee.members[0], tender.lots[0])


def test_nobody_scores_before_every_bidder_is_checked(march, factories):
    tender = factories.opened_tender()
    for _ in range(5):
        factories.expert()
    member = factories.seated_committee(tender).members[0]
    with pytest.raises(Refusal, match="BIDDERS_UNCHECKED"):
        submit(factories, member, tender.lots[0])


def test_nobody_scores_in_anothers_name(march, factories):
    tender = factories.checked_tender()
    one, other = factories.seated_committee(tender).members[:2]
    with pytest.raises(Refusal, match="NOT_YOURS"):
        score_service.submit_scores(one, tender.lots[0], scores=factories.scores_of(tender.lots[0]), actor=other.user)


def test_who_has_scored_cannot_stand_aside(march, factories):
    tender = factories.checked_tender()
    member = factories.seated_committee(tender).members[0]
    submit(factories, member, tender.lots[0])
    with pytest.raises(Refusal, match="ALREADY_SCORED"):
        service.recuse(member, reason="x", actor=member.user)


def test_scores_of_others_are_hidden_until_all_have_submitted(march, factories):
    tender = factories.checked_tender()
    committee, lot = factories.seated_committee(tender), tender.lots[0]
    for member in committee.members:
        assert queries.comparison(lot) == []
        submit(factories, member, lot)
    assert len(queries.comparison(lot)) == 5 * 3 * len(tender.factors)


def test_a_correction_is_a_row_that_names_the_old_one(march, factories):
    tender = factories.scored_tender()
    score = queries.standing_scores(tender.lots[0])[0]
    member = score.sheet.member
    corrected = score_service.correct(score, points=10, because=Because.EXTREME, note="打分畸高", actor=member.user)
    assert corrected.replaces_id == score.id
    standing = {each.id for each in queries.standing_scores(tender.lots[0])}
    assert corrected.id in standing
    assert score.id not in standing
    with pytest.raises(Refusal, match="ALREADY_CORRECTED"):
        score_service.correct(score, points=20, because=Because.EXTREME, note="x", actor=member.user)


def test_only_ones_own_scores_are_corrected_and_only_when_all_have_submitted(march, factories):
    tender = factories.checked_tender()
    committee, lot = factories.seated_committee(tender), tender.lots[0]
    sheet = submit(factories, committee.members[0], lot)
    with pytest.raises(Refusal, match="NOT_ALL_SCORED"):
        score_service.correct(
            sheet.scores[0], points=1, because=Because.EXTREME, note="x", actor=committee.members[0].user
        )
    with pytest.raises(Refusal, match="NOT_YOURS"):
        score_service.correct(
            sheet.scores[0], points=1, because=Because.EXTREME, note="x", actor=committee.members[1].user
        )


def objective(tender):
    return next(factor for factor in tender.factors if factor.is_objective)


def test_members_who_differ_on_an_objective_factor_correct_it_before_the_report(march, factories):
    tender = factories.checked_tender()
    committee, lot = factories.seated_committee(tender), tender.lots[0]
    for place, member in enumerate(committee.members):
        scores = factories.scores_of(lot)
        if place == 0:
            scores[queries.qualified(lot)[0].id, objective(tender).id] = 100
        score_service.submit_scores(member, lot, scores=scores, actor=member.user)
    first = committee.members[0]
    with pytest.raises(Refusal, match="OBJECTIVE_UNEQUAL"):
        score_service.write_report(first, text="x", actor=first.user)
    wrong = next(score for score in queries.standing_scores(lot) if score.points_hundredths == 100)
    fine = next(
        score for score in queries.standing_scores(lot) if score.sheet.member is first and not score.factor.is_objective
    )
    with pytest.raises(Refusal, match="NOT_UNEQUAL"):
        score_service.correct(fine, points=1, because=Because.OBJECTIVE, note="x", actor=first.user)
    score_service.correct(
        wrong, points=objective(tender).points * 80, because=Because.OBJECTIVE, note="统一", actor=first.user
    )
    assert score_service.write_report(first, text="x", actor=first.user)


def test_places_follow_the_mean_of_all_members(march, factories):
    tender = factories.evaluated_tender()
    places = queries.rankings(tender.lots[0].id)
    assert [place.position for place in places] == [1, 2, 3]
    assert [place.mean_hundredths for place in places] == [8000, 7840, 7680]
    assert tender.state == TenderState.EVALUATED


def test_every_member_signs_and_dissent_is_kept(march, factories):
    tender = factories.scored_tender()
    members = queries.committee(tender.id).members
    report = score_service.write_report(members[0], text="报告", actor=members[0].user)
    for member in members:
        assert tender.state == TenderState.OPENED
        score_service.sign(report, dissent="不同意第二名" if member is members[1] else None, actor=member.user)
    assert tender.state == TenderState.EVALUATED
    assert [signature.dissent for signature in report.signatures].count("不同意第二名") == 1


def test_only_members_sign_and_only_once(march, factories):
    tender = factories.scored_tender()
    members = queries.committee(tender.id).members
    report = score_service.write_report(members[0], text="报告", actor=members[0].user)
    score_service.sign(report, actor=members[0].user)
    with pytest.raises(Refusal, match="ALREADY_SIGNED"):
        score_service.sign(report, actor=members[0].user)
    with pytest.raises(Refusal, match="NOT_A_MEMBER"):
        score_service.sign(report, actor=factories.expert())


def test_after_the_report_no_score_changes(march, factories):
    tender = factories.scored_tender()
    members = queries.committee(tender.id).members
    score = queries.standing_scores(tender.lots[0])[0]
    score_service.write_report(members[0], text="报告", actor=members[0].user)
    with pytest.raises(Refusal, match="REPORT_WRITTEN"):
        score_service.correct(score, points=1, because=Because.EXTREME, note="x", actor=score.sheet.member.user)


def test_a_tie_goes_by_the_past_employment_rate(march, factories):
    tender = factories.checked_tender(rates=("60", "90", "75"))
    lot = tender.lots[0]
    for member in factories.seated_committee(tender).members:
        scores = dict.fromkeys(factories.scores_of(lot), 500)
        score_service.submit_scores(member, lot, scores=scores, actor=member.user)
    first = queries.committee(tender.id).members[0]
    score_service.write_report(first, text="x", actor=first.user)
    places = queries.rankings(lot.id)
    assert [place.past_rate_hundredths for place in places] == [9000, 7500, 6000]
    assert {place.tie_break for place in places} == {"rate"}
