"""The funds' pages: opened by list and by ratio, money entered, a year closed by two, refusals with what was typed."""

from datetime import date

import pytest

from kernel.accounts.setup import hash_password
from settlement.funds import queries
from settlement.funds.models import DEFAULT_ORDER, FundKind, Source
from tendering.permissions import Role

MONEY = {"source": "own", "amount": "1,000.50", "document_number": "财社〔2026〕1号", "dated_on": "2026-01-05"}


def opened(sharing="order", year="2026", **numbers):
    """What a browser sends: a number, or nothing, for each source."""
    return {"year": year, "sharing": sharing} | {
        f"sources-{source}": numbers.get(source, "") for source in DEFAULT_ORDER
    }


@pytest.fixture
def officer(client, factories, session):
    return client.login(factories.user(Role.FINANCE_OFFICER))


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [({}, "至少"), ({"own": "1", "transfer": "1"}, "只能"), ({"own": "x"}, "本级预算："), ({"own": "0"}, "本级预算：")],
)
def test_an_order_that_is_none_is_refused_with_what_was_typed(officer, numbers, sentence):
    answer = officer.submit("/funds/open", opened(year="2031", **numbers))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="2031"' in answer.text


def test_a_year_is_opened_and_money_entered(officer, factories, session):
    assert officer.submit("/funds/open", opened(own="2", transfer="1")).status_code == 302
    assert officer.submit("/funds/open", opened(own="1")).status_code == 422
    fund = queries.fund("150100", 2026)
    assert (fund.order, fund.weights) == ([Source.TRANSFER, Source.OWN], None)
    address = f"/funds/{fund.id}/appropriate"
    for wrong in ({"amount": "1.005"}, {"amount": "-5"}, {"source": "adjustment"}, {"dated_on": "x"}):
        answer = officer.submit(address, {**MONEY, **wrong})
        assert (answer.status_code, "财社〔2026〕1号" in answer.text) == (422, True)
    assert officer.submit(address, MONEY).status_code == 302
    page = officer.get(f"/funds/{fund.id}").text
    assert "1,000.50" in page
    assert "上级补助 → 本级预算" in page
    assert "<svg" in page
    assert "1,000.50" in officer.get("/funds").text


def test_a_year_is_opened_by_ratio_and_says_so(officer, session):
    assert officer.submit("/funds/open", opened("ratio", own="1", transfer="2")).status_code == 302
    fund = queries.fund("150100", 2026)
    assert (fund.order, fund.weights) == ([Source.TRANSFER, Source.OWN], [2, 1])
    page = officer.get(f"/funds/{fund.id}").text
    assert "2 : 1" in page
    assert "上级补助、本级预算" in page


def test_equal_parts_are_no_fault_by_ratio(officer, session):
    assert officer.submit("/funds/open", opened("ratio", own="1", transfer="1", other="1")).status_code == 302
    assert queries.fund("150100", 2026).weights == [1, 1, 1]


def test_the_insurance_fund_has_a_line_of_its_own(officer, factories, session):
    factories.fund(year=2026)
    assert officer.submit("/funds/open-insurance", {"year": "1999"}).status_code == 422
    assert officer.submit("/funds/open-insurance", {"year": "2026"}).status_code == 302
    assert officer.submit("/funds/open-insurance", {"year": "2026"}).status_code == 422
    fund = queries.fund("150100", 2026, FundKind.INSURANCE)
    form = officer.get(f"/funds/{fund.id}/appropriate").text
    assert "insurance_balance" not in form
    assert officer.submit(f"/funds/{fund.id}/appropriate", MONEY).status_code == 422
    assert officer.submit(f"/funds/{fund.id}/appropriate", {**MONEY, "source": "insurance"}).status_code == 302
    assert queries.balance("150100", 2026, FundKind.INSURANCE).available == 100050


def draw(yuan, balance="12,345,678.90"):
    return {
        **MONEY,
        "source": "unemployment_fund",
        "amount": yuan,
        "insurance_balance": balance,
        "statement": "已足额发放",
    }


def test_a_draw_of_half_is_taken_and_one_fen_more_is_refused_with_clause_3(officer, factories, session):
    fund = factories.fund(own=0, year=2026)
    answer = officer.submit(f"/funds/{fund.id}/appropriate", draw("6,172,839.46"))
    assert answer.status_code == 422
    for text in ("内政发〔2008〕107号 3", "6,172,839.45", "6,172,839.46", "已足额发放"):
        assert text in answer.text
    assert officer.submit(f"/funds/{fund.id}/appropriate", draw("6,172,839.45")).status_code == 302
    assert queries.appropriated(fund, Source.UNEMPLOYMENT_FUND) == 617283945
    assert "已足额发放" in officer.get(f"/funds/{fund.id}").text


def as_role(client, factories, role):
    user = factories.user(role)
    user.password = hash_password("a long password")
    return client.login(user)


def test_a_year_is_closed_by_two_people(client, factories, session, clock_at):
    clock_at(date(2027, 1, 8))
    fund = factories.fund(year=2026, own=70000, transfer=30000)
    officer = as_role(client, factories, Role.FINANCE_OFFICER)
    ways = {"ways-own": "carry", "ways-transfer": "hand_back", "document_number": "年终结转〔2027〕1号"}
    refused = officer.submit(f"/funds/{fund.id}/close", ways)
    assert (refused.status_code, "年终结转〔2027〕1号" in refused.text) == (422, True)
    factories.fund(year=2027, own=0)
    for wrong in ({"ways-own": ""}, {"document_number": ""}, {"ways-own": "keep"}):
        assert officer.submit(f"/funds/{fund.id}/close", {**ways, **wrong}).status_code == 422
    assert f"/funds/{fund.id}/close" in officer.get("/desk").text
    assert officer.submit(f"/funds/{fund.id}/close", ways).status_code == 302
    [closing] = queries.closings(fund)
    address = f"/funds/closings/{closing.id}"
    decision = {"outcome": "agree", "note": "", "left_fen": "100000", "password": "a long password"}
    assert officer.submit(address, decision, page="/desk").status_code == 403
    approver = as_role(client, factories, Role.FINANCE_APPROVER)
    assert address in approver.get("/desk").text
    moved = approver.submit(address, {**decision, "left_fen": "99999", "note": "同意结转"})
    assert (moved.status_code, "同意结转" in moved.text) == (409, True)
    assert approver.submit(address, {**decision, "left_fen": "x"}).status_code == 422
    assert approver.submit(address, decision).status_code == 302
    page = approver.get(f"/funds/{fund.id}").text
    assert "700.00" in page
    assert "年终结转〔2027〕1号" in page
    assert approver.get(address).status_code == 200
    assert queries.balance("150100", 2027).available == 70000


def test_the_fund_is_not_for_institutions_nor_for_other_regions(client, factories, session):
    fund = factories.fund()
    institution = factories.user(Role.INSTITUTION, organisation=factories.organisation())
    assert client.login(institution).get(f"/funds/{fund.id}").status_code == 403
    other = client.login(factories.user(Role.FINANCE_OFFICER, region_code="150200"))
    assert other.get(f"/funds/{fund.id}").status_code == 404
    assert other.get(f"/funds/{fund.id}/close").status_code == 404
    auditor = client.login(factories.user(Role.AUDITOR))
    assert auditor.submit(f"/funds/{fund.id}/appropriate", MONEY, page="/desk").status_code == 403
