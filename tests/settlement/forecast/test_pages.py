"""The pages that look ahead, by the client: who sees which figures, and what they say before a document is signed."""

from datetime import date

import pytest

from kernel.jobs.service import run_due
from kernel.spreadsheets import read_table
from settlement.documents import queries as documents
from settlement.forecast import promise_page, queries
from settlement.forecast.jobs import RECKON
from tendering.permissions import Role

TODAY = date(2026, 8, 15)
HEADINGS = ["地区", "应付截止日", "类别", "金额（元）", "备注"]
DEARER = {"skill": {"*": "900.00"}, "startup": {"*": "1000.00"}}


@pytest.fixture
def register(session, clock_at, factories):
    """One with two agreed years, one without a job; a draft that pays 100 more. (lines, draft)"""
    clock_at(TODAY)
    of, lines = factories.settled_class(numbers=("", ""))
    factories.employed(lines[0], to_on=date(2028, 3, 31))
    draft = factories.policy_draft(first=date(2027, 1, 1), supersedes=of.document, standards=DEARER)
    run_due("reckon-costs")
    return lines, draft


def officer(client, factories, role=Role.FINANCE_OFFICER, **where):
    return client.login(factories.user(role, **where))


def test_finance_sees_what_a_document_costs_before_signing_it(client, factories, register):
    lines, draft = register
    finance = officer(client, factories)
    shown = finance.get(f"/documents/{draft.id}").text
    address = f"/documents/{draft.id}/cost"
    assert f'href="{address}"' in shown
    signing = finance.get(f"/documents/{draft.id}/countersign").text
    for figure in ("¥2,000.00", "¥2,200.00", "+¥200.00", "+10%", address):
        assert figure in signing
    page = finance.get(address).text
    assert "+¥200.00" in page
    assert "¥800.00" in page  # what the documents differ in
    assert page.count("<details") == 2


def test_names_and_numbers_are_masked(client, factories, register):
    lines, draft = register
    page = officer(client, factories).get(f"/documents/{draft.id}/cost").text
    for line in lines:
        assert line.name not in page
        assert line.number_masked in page
    assert "张*" in page


def test_the_stretch_is_chosen_by_links_and_an_unknown_one_is_twelve_months(client, factories, register):
    _, draft = register
    finance = officer(client, factories)
    address = f"/documents/{draft.id}/cost"
    page = finance.get(address).text
    for name in ("12", "24", "36", "all"):
        assert f'href="{address}?months={name}"' in page
        assert finance.get(f"{address}?months={name}").status_code == 200
    for asked in ("", "?months=9999"):
        assert 'aria-current="true">近12个月' in finance.get(address + asked).text


def test_costs_are_for_officers_of_the_region_and_of_those_above(client, factories, register):
    _, draft = register
    address = f"/documents/{draft.id}/cost"
    institution = factories.user(Role.INSTITUTION, organisation=factories.organisation())
    assert client.login(institution).get(address).status_code == 403
    assert client.get("/promised").status_code == 403
    assert officer(client, factories, region_code="150200").get(address).status_code == 404
    assert officer(client, factories, Role.AUDITOR, region_code="150000").get(address).status_code == 200


def test_a_document_under_which_nobody_stands_says_so(client, factories, session, clock_at):
    clock_at(TODAY)
    draft = factories.policy_draft(first=date(2027, 1, 1))
    page = officer(client, factories).get(f"/documents/{draft.id}/cost")
    assert (page.status_code, "没有已结业并考核的班级" in page.text) == (200, True)


def test_who_has_no_standard_is_named_before_signing(client, factories, session, clock_at):
    clock_at(TODAY)
    factories.settled_class(trade_code="6-31-01-03")
    draft = factories.policy_draft(
        first=date(2027, 1, 1), standards={"skill": {"4-07-05-01": "900.00"}, "startup": {"*": "1000.00"}}
    )
    run_due("reckon-costs")
    finance = officer(client, factories)
    assert "未列入上述合计" in finance.get(f"/documents/{draft.id}/countersign").text
    page = finance.get(f"/documents/{draft.id}/cost").text
    assert "无标准" in page
    assert "电工" in page


@pytest.fixture
def promising(session, clock_at, factories):
    """1,000 waits; 200 falls due in March 2028 and 2029 each; 50 in the fund besides what is needed."""
    clock_at(TODAY)
    factories.fund(year=2026, own=105000)
    _, (line,) = factories.settled_class()
    factories.employed(line, term="open")
    run_due("reckon-promises")


def test_the_months_are_a_table_a_chart_and_a_file(client, factories, promising):
    finance = officer(client, factories)
    page = finance.get("/promised").text
    assert page.count('class="chart-skill"') == 2 * 2  # months on a desk, quarters on a phone
    for said in ("¥1,000.00", ">2028-03</th>", "<title>2028-03 ¥200.00</title>", "资金足以支付"):
        assert said in page
    assert 'href="/promised.xlsx?region=150100"' in page
    file = finance.get("/promised.xlsx?region=150100").data
    rows = [row.cells for row in read_table(file, "应付.xlsx", HEADINGS).rows]
    assert len(rows) == 37 * 2
    due = {str(row["应付截止日"]): str(row["金额（元）"]) for row in rows if str(row["类别"]) == "职业技能培训"}
    assert {day: fen for day, fen in due.items() if fen != "0"} == {
        "2026-08-15": "1000",
        "2028-03-31": "200",
        "2029-03-31": "200",
    }


def test_a_fund_that_is_too_small_is_said_in_red(client, factories, promising, clock_at):
    document = documents.in_force("150100", TODAY)
    factories.settled_class(document=document)
    clock_at(date(2026, 8, 16))
    run_due("reckon-promises")
    page = officer(client, factories).get("/promised").text
    assert "¥750.00" in page  # 1,000 and 800 wait, 1,050 are there
    assert "warn-red" in page


def test_figures_stand_with_their_day_until_the_region_is_reckoned_anew(client, factories, promising, clock_at):
    auditor = officer(client, factories, Role.AUDITOR, region_code="150000")
    assert "正在重新测算" not in auditor.get("/promised").text
    clock_at(date(2026, 8, 16))
    page = auditor.get("/promised").text
    for said in ("截至2026-08-15", "¥1,000.00", "已完成 0 / 1 个地区", "正在重新测算"):
        assert said in page
    assert "尚未计入上述数字" not in page
    assert "20260815" in auditor.get("/promised.xlsx").headers["Content-Disposition"]
    run_due("reckon-promises")
    page = auditor.get("/promised").text
    assert ("截至2026-08-16" in page, "正在重新测算" in page) == (True, False)


def test_regions_of_different_days_are_not_summed(client, factories, promising, clock_at):
    factories.settled_class(region_code="150200")
    run_due("reckon-promises")
    auditor = officer(client, factories, Role.AUDITOR, region_code="150000")
    assert "¥1,800.00" in auditor.get("/promised").text
    clock_at(date(2026, 8, 16))
    assert "¥1,800.00" in auditor.get("/promised").text
    first, _second = queries.due_regions(date(2026, 8, 16))
    RECKON.run(first, RECKON.prepare(first))
    page = auditor.get("/promised").text
    for said in ("截至2026-08-16", "¥1,000.00", "已完成 1 / 2 个地区", "尚未计入上述数字：包头市。"):
        assert said in page
    assert "¥1,800.00" not in page


def test_a_region_that_is_not_reckoned_is_named_and_is_no_zero(client, factories, promising):
    factories.settled_class(region_code="150200")
    auditor = officer(client, factories, Role.AUDITOR, region_code="150000")
    page = auditor.get("/promised").text
    assert "尚未计入上述数字：包头市。" in page
    assert "¥1,000.00" in page
    rows = [row.cells for row in read_table(auditor.get("/promised.xlsx").data, "应付.xlsx", HEADINGS).rows]
    assert [str(row["备注"]) for row in rows if str(row["地区"]) == "包头市"] == ["尚未测算"]
    page = auditor.get("/promised?region=150200").text
    assert ("尚未计入上述数字" in page, "¥0.00" in page, "<table" in page) == (True, False, False)


def test_what_was_posted_since_is_not_said_to_wait_beside_a_fund_that_has_paid_it(client, factories, session, clock_at):
    clock_at(TODAY)
    factories.fund(year=2026, own=80000)
    factories.settled_class()
    run = factories.drafted_run("2026-08")
    run_due("reckon-promises")
    user = factories.user(Role.FINANCE_OFFICER)
    finance = client.login(user)
    assert promise_page.of(user).total.waiting_fen == 80000
    assert "资金足以支付" in finance.get("/promised").text
    factories.posted_run(run)
    page = finance.get("/promised").text
    assert ("正在重新测算" in page, "资金不足以支付" in page, "¥800.00" in page) == (True, False, False)
    run_due("reckon-promises")
    assert promise_page.of(user).total.waiting_fen == 0
    assert "资金足以支付" in finance.get("/promised").text


def test_nothing_to_come_is_a_sentence_instead_of_a_chart(client, factories, session, clock_at):
    clock_at(TODAY)
    page = officer(client, factories).get("/promised")
    assert (page.status_code, "chart-months" in page.text) == (200, False)


def test_those_above_see_every_league_and_choose_one(client, factories, promising):
    page = officer(client, factories, Role.AUDITOR, region_code="150000").get("/promised").text
    assert 'href="/promised?region=150200"' in page
    assert "<td" in page
    other = client.get("/promised?region=150200").text
    assert "chart-months" not in other
    league = officer(client, factories).get("/promised?region=150200").text
    assert "¥1,000.00" in league  # another league's is not theirs to choose


def test_the_desk_shows_the_three_months_and_marks_the_fund(client, factories, session, clock_at):
    clock_at(date(2027, 1, 15))
    factories.fund(year=2027, own=500000)
    _, (line,) = factories.settled_class(options={"years_count": "served"})
    factories.employed(line)
    finance = officer(client, factories)
    assert "三个月内应付" not in finance.get("/desk").text
    run_due("reckon-promises")
    desk = finance.get("/desk").text
    for said in ("三个月内应付", "2027-01", "2027-02", "2027-03", "¥800.00", "¥200.00", "gauge-mark", "¥1,000.00"):
        assert said in desk
    labour = officer(client, factories, Role.LABOUR_REVIEWER).get("/desk").text
    assert ("gauge-mark" in labour, "三个月内应付" in labour) == (True, False)
