"""The fund's pages: opened, money entered, refusals with what was typed, gauge and ledger."""

import pytest

from settlement.funds import queries
from tendering.permissions import Role

MONEY = {"source": "own", "amount": "1,000.50", "document_number": "财社〔2026〕1号", "dated_on": "2026-01-05"}


@pytest.fixture
def officer(client, factories, session):
    return client.login(factories.user(Role.FINANCE_OFFICER))


def test_a_year_is_opened_and_money_entered(officer, factories, session):
    assert officer.submit("/funds/open", {"year": "2026", "source_order": "own, gold"}).status_code == 422
    assert officer.submit("/funds/open", {"year": "2026", "source_order": "own, transfer"}).status_code == 302
    again = officer.submit("/funds/open", {"year": "2026", "source_order": "own"})
    assert (again.status_code, 'value="2026"' in again.text) == (422, True)
    fund = queries.fund("150100", 2026)
    address = f"/funds/{fund.id}/appropriate"
    for wrong in ({"amount": "1.005"}, {"amount": "-5"}, {"source": "adjustment"}, {"dated_on": "x"}):
        answer = officer.submit(address, {**MONEY, **wrong})
        assert (answer.status_code, "财社〔2026〕1号" in answer.text) == (422, True)
    assert officer.submit(address, MONEY).status_code == 302
    page = officer.get(f"/funds/{fund.id}").text
    assert "1,000.50" in page
    assert "<svg" in page
    assert "1,000.50" in officer.get("/funds").text


def test_a_draw_over_half_is_refused_with_its_article(officer, factories, session):
    fund = factories.fund(own=0, year=2026)
    draw = {
        **MONEY,
        "source": "unemployment_fund",
        "amount": "500.01",
        "insurance_balance": "1000.00",
        "statement": "已足额发放",
    }
    answer = officer.submit(f"/funds/{fund.id}/appropriate", draw)
    assert (answer.status_code, "内政发〔2008〕107号 3" in answer.text) == (422, True)


def test_the_fund_is_not_for_institutions_nor_for_other_regions(client, factories, session):
    fund = factories.fund()
    institution = factories.user(Role.INSTITUTION, organisation=factories.organisation())
    assert client.login(institution).get(f"/funds/{fund.id}").status_code == 403
    assert (
        client.login(factories.user(Role.FINANCE_OFFICER, region_code="150200")).get(f"/funds/{fund.id}").status_code
        == 404
    )
    assert (
        client.login(factories.user(Role.AUDITOR))
        .submit(f"/funds/{fund.id}/appropriate", MONEY, page="/desk")
        .status_code
        == 403
    )
