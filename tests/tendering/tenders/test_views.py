"""Pages of tenders: who is let in, what a refusal looks like, drafts that stay inside."""

from datetime import date

import pytest

from kernel.accounts.setup import hash_password
from tendering.permissions import Role
from tendering.tenders.models import TenderState

TUESDAY = date(2026, 3, 3)
HEAD = {
    "title": "测试招标", "regime": "procurement", "documents_until": "2026-03-10", "deadline_at": "2026-03-23T09:30",
    "committee_size": "5", "opening_place": "三楼", "contact": "0471", "requirements": "要求",
}  # fmt: skip


@pytest.fixture
def march(session, clock_at):
    clock_at(TUESDAY)


@pytest.mark.parametrize("role", list(Role))
def test_only_the_labour_officer_drafts(march, client, factories, role):
    organisation = factories.organisation() if role == Role.INSTITUTION else None
    client.login(factories.user(role, organisation=organisation))
    assert client.get("/tenders/new").status_code == (200 if role == Role.LABOUR_OFFICER else 403)


def test_a_tender_of_another_league_is_not_found_the_whole_region_sees_it(march, client, factories):
    tender = factories.tender_draft()
    for region_code, status in (("150100", 200), ("150200", 404), ("150000", 200)):
        client.login(factories.user(Role.LABOUR_OFFICER, region_code=region_code))
        assert client.get(f"/tenders/{tender.id}").status_code == status


def test_a_draft_is_not_public(march, client, factories):
    tender = factories.tender_draft()
    assert client.get(f"/public/tenders/{tender.number}").status_code == 404
    assert tender.number not in client.get("/public/tenders").text
    client.login(factories.bidder())
    assert client.get(f"/bids/lots/{tender.lots[0].id}").status_code == 404


@pytest.mark.parametrize(
    "broken",
    [
        {"title": ""},
        {"budget_line_id": "0"},
        {"deadline_at": "soon"},
        {"committee_size": "five"},
        {"documents_until": "2026-13-01"},
    ],
)
def test_bad_input_gives_422_and_keeps_what_was_typed(march, client, factories, broken):
    line = factories.budget_line()
    client.login(factories.user(Role.LABOUR_OFFICER))
    answer = client.submit("/tenders/new", {**HEAD, "budget_line_id": line.id, **broken})
    assert answer.status_code == 422
    assert "0471" in answer.text
    assert 'role="alert"' in answer.text


def test_a_refusal_shows_its_sentence_and_article(march, client, factories):
    tender = factories.tender_draft()
    client.login(tender.drafted_by)
    fields = {
        "kind": "skill",
        "trade": "6-04-01-01/4",
        "seats": "10",
        "standard_yuan": "799.99",
        "group": "",
        "county_code": "",
    }
    answer = client.submit(f"/tenders/{tender.id}/lots/new", fields)
    assert answer.status_code == 422
    assert "内政发〔2008〕107号 6" in answer.text
    assert 'value="799.99"' in answer.text


def test_a_change_is_proposed_and_published_by_two_people(march, client, factories):
    tender = factories.issued_tender()
    client.login(tender.drafted_by)
    late = client.submit(f"/tenders/{tender.id}/changes/new", {"text": "改", "deadline_at": "2026-03-20T09:30"})
    assert late.status_code == 422
    assert (
        client.submit(
            f"/tenders/{tender.id}/changes/new", {"text": "延期", "deadline_at": "2026-03-30T09:30"}
        ).status_code
        == 302
    )
    from tendering.tenders import queries

    (change,) = queries.changes(tender)
    assert f"/tenders/changes/{change.id}/withdraw" in client.get(f"/tenders/{tender.id}").text
    assert client.get(f"/tenders/changes/{change.id}/publish").status_code == 403
    client.login(factories.user(Role.LABOUR_REVIEWER))
    assert client.submit(f"/tenders/changes/{change.id}/publish").status_code == 302
    assert queries.by_number(tender.number).deadline_at == factories.shanghai(date(2026, 3, 30))


def test_a_number_of_the_law_is_no_setting_and_another_one_is(march, client, factories):
    from tendering.tenders import queries

    client.login(factories.user(Role.LABOUR_REVIEWER))
    refused = client.submit("/tenders/rules/procurement/deadline", {"value": "5", "note": "x"})
    assert refused.status_code == 422
    assert "政府采购法 35" in refused.text
    assert (
        client.submit("/tenders/rules/procurement/standstill", {"value": "9", "note": "局长办公会"}).status_code == 302
    )
    assert queries.rule_set_today("procurement", "150100")["standstill"].value == 9
    assert queries.rule_set_today("procurement", "150200")["standstill"].value == 7
    assert client.get("/tenders/rules/nothing/deadline").status_code == 404


def test_the_page_of_rules_never_names_an_article_it_has_not_read(march, client, factories):
    client.login(factories.user(Role.AUDITOR))
    text = client.get("/tenders/rules").text
    assert "财政部令第87号" not in text
    assert "政府采购法 35" in text
    assert "待核实" in text


def test_cancelling_asks_for_the_password_again(march, client, factories):
    tender = factories.issued_tender()
    reviewer = factories.user(Role.LABOUR_REVIEWER)
    reviewer.password = hash_password("correct horse 7")
    client.login(reviewer)
    answer = client.submit(f"/tenders/{tender.id}/cancel", {"reason": "任务取消", "password": "not it"})
    assert answer.status_code == 422
    assert tender.state == TenderState.PUBLISHED


def test_trades_are_public_with_their_source(march, client):
    text = client.get("/tenders/trades").text
    assert "津人社办发〔2014〕79号" in text
    assert "数控车工" in client.get("/tenders/trades?trades-q=数控车工").text
