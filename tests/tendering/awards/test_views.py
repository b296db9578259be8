"""Pages of awards: entered from paper by two people, seen by their institution, listed for the public."""

from datetime import date

import pytest

from kernel.accounts.setup import hash_password
from tendering.awards import queries
from tendering.permissions import Role

PASSWORD = "correct horse 7"


@pytest.fixture
def march(session, clock_at):
    clock_at(date(2026, 3, 3))


def fields(school, **changed):
    return {
        "title": "2025年职业培训招标",
        "document": "中标通知书1号",
        "decided_on": "2026-01-05",
        "kind": "skill",
        "organisation_id": school.organisation_id,
        "trade": "6-04-01-01/4",
        "seats": "40",
        "standard_yuan": "800",
        **changed,
    }


def test_an_award_is_entered_by_one_and_confirmed_by_another(march, client, factories):
    school, reviewer = factories.institution(), factories.user(Role.LABOUR_REVIEWER)
    reviewer.password = hash_password(PASSWORD)
    client.login(factories.user(Role.LABOUR_OFFICER))
    page = client.submit("/awards/enter", fields(school)).location
    award_id = int(page.rsplit("/", 1)[1])
    assert queries.final(award_id) is None
    assert client.get(f"{page}/confirm").status_code == 403
    client.login(reviewer)
    assert "2025年职业培训招标" in client.get("/desk").text
    assert client.submit(f"{page}/confirm", {"password": PASSWORD}).status_code == 302
    assert queries.final(award_id).seats == 40
    client.logout()
    assert school.organisation.name in client.get("/public/results").text


@pytest.mark.parametrize(
    "broken",
    [
        {"seats": "0"},
        {"standard_yuan": "x"},
        {"standard_yuan": "799.99"},
        {"trade": ""},
        {"decided_on": "2026-03-04"},
        {"document": ""},
    ],
)
def test_bad_input_gives_422_and_keeps_what_was_typed(march, client, factories, broken):
    client.login(factories.user(Role.LABOUR_OFFICER))
    answer = client.submit("/awards/enter", fields(factories.institution(), **broken))
    assert answer.status_code == 422
    assert "2025年职业培训招标" in answer.text


def test_an_institution_sees_its_own_awards_only(march, client, factories):
    school, other = factories.institution(), factories.bidder()
    award = factories.entered_award(school.organisation_id)
    assert client.login(factories.institution_user(school)).get(f"/awards/own/{award.id}").status_code == 200
    assert client.login(other).get(f"/awards/own/{award.id}").status_code == 404


def test_an_award_of_another_league_is_not_found(march, client, factories):
    award = factories.entered_award(factories.institution().organisation_id)
    client.login(factories.user(Role.LABOUR_OFFICER, region_code="150200"))
    assert client.get(f"/awards/{award.id}").status_code == 404


def test_the_portal_lists_tenders_and_finds_them(march, client, factories):
    tender = factories.issued_tender(title="数控车工培训招标")
    assert tender.title in client.get("/").text
    assert "还有" in client.get("/").text
    assert tender.title in client.get("/search?q=数控车工").text
    page = client.get(f"/public/tenders/{tender.number}").text
    assert "政府采购法 35" in page
    assert "本系统设定" in page


def test_pages_of_a_paper_award_and_its_tender_are_drawn(march, client, factories):
    award = factories.entered_award(factories.institution().organisation_id)
    client.login(factories.user(Role.LABOUR_OFFICER))
    for page in (
        f"/awards/{award.id}",
        f"/tenders/{award.tender_id}",
        f"/awards/tenders/{award.tender_id}",
        "/awards/",
        "/tenders/",
    ):
        assert client.get(page).status_code == 200, page
    assert client.get(f"/public/tenders/{award.tender.number}").status_code == 404
