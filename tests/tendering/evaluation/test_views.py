"""Pages of the evaluation: a member sees his own duty only, and nobody's scores before all are in."""

from datetime import date

import pytest

from tendering.evaluation import queries, score_service
from tendering.permissions import Role


@pytest.fixture
def tender(session, factories, clock_at):
    clock_at(date(2026, 3, 3))
    return factories.checked_tender()


def test_a_members_page_is_his_own(tender, client, factories):
    one, other = factories.seated_committee(tender).members[:2]
    client.login(one.user)
    assert client.get(f"/evaluation/duties/{one.id}").status_code == 200
    assert client.get(f"/evaluation/duties/{other.id}").status_code == 404
    client.login(factories.expert())
    assert client.get(f"/evaluation/duties/{one.id}").status_code == 404


def test_others_scores_appear_only_when_all_are_in(tender, client, factories):
    members, lot = factories.seated_committee(tender).members, tender.lots[0]
    for member in members[:-1]:
        score_service.submit_scores(member, lot, scores=factories.scores_of(lot), actor=member.user)
    for member in (members[0], members[-1]):
        page = client.login(member.user).get(f"/evaluation/duties/{member.id}").text
        assert not any(each.user.name in page for each in members if each is not member)
    score_service.submit_scores(members[-1], lot, scores=factories.scores_of(lot), actor=members[-1].user)
    page = client.login(members[0].user).get(f"/evaluation/duties/{members[0].id}").text
    assert all(each.user.name in page for each in members)


def test_committee_names_are_for_the_organiser_only(tender, client, factories):
    members = factories.seated_committee(tender).members
    for role, shown in ((Role.LABOUR_OFFICER, True), (Role.AUDITOR, False), (Role.SUPERVISOR, False)):
        page = client.login(factories.user(role)).get(f"/evaluation/tenders/{tender.id}")
        assert page.status_code == 200
        assert (members[0].user.name in page.text) is shown


def test_a_bid_is_read_by_members_who_accepted(tender, client, factories):
    member = factories.seated_committee(tender).members[0]
    bid = queries.qualified(tender.lots[0])[0]
    assert client.login(member.user).get(f"/evaluation/duties/{member.id}/bids/{bid.id}").status_code == 200
    assert client.login(factories.expert()).get(f"/evaluation/duties/{member.id}/bids/{bid.id}").status_code == 404


@pytest.mark.parametrize("points", ["", "31", "-1", "1.234", "many"])
def test_bad_points_give_422_and_keep_what_was_typed(tender, client, factories, points):
    member, lot = factories.seated_committee(tender).members[0], tender.lots[0]
    url = f"/evaluation/duties/{member.id}/lots/{lot.id}"
    names = [f"bid{bid.id}_factor{factor.id}" for bid in queries.qualified(lot) for factor in tender.factors]
    answer = client.login(member.user).submit(url, {**dict.fromkeys(names, "7.5"), names[0]: points})
    assert answer.status_code == 422
    assert 'value="7.5"' in answer.text
    assert queries.sheet(member, lot) is None


def test_a_relation_is_declared_and_listed(tender, client, factories):
    expert = factories.expert()
    organisation_id = next(iter(queries.bidder_ids(tender.id)))
    fields = {"organisation_id": organisation_id, "kind": "kin", "ended_on": "", "note": ""}
    assert client.login(expert).submit("/evaluation/relations/new", fields).status_code == 302
    assert "亲属" in client.get("/evaluation/").text


@pytest.mark.parametrize("role", list(Role))
def test_only_the_labour_officer_draws(tender, client, factories, role):
    organisation = factories.organisation() if role == Role.INSTITUTION else None
    client.login(factories.user(role, organisation=organisation))
    page = client.get(f"/evaluation/tenders/{tender.id}/draw")
    assert page.status_code == (200 if role == Role.LABOUR_OFFICER else 403)
