"""Budget lines: entered by one person of finance, confirmed by another."""

from datetime import date

import pytest

from kernel import clock
from kernel.refusals import Refusal, StateMoved
from tendering.budget import queries, service
from tendering.budget.models import State


def test_a_line_may_be_named_once_two_people_made_it(factories):
    line = factories.budget_line(confirmed=False)
    assert queries.usable(line.id, "150100") is None
    assert line in queries.waiting("150100")
    service.confirm(line, actor=factories.user("finance_approver"))
    assert queries.usable(line.id, "150100") == line
    assert queries.usable(line.id, "150200") is None
    assert line in queries.confirmed("150100", line.year)
    assert line not in queries.waiting()


def test_whoever_entered_does_not_confirm(factories):
    line = factories.budget_line(confirmed=False)
    for verb in (
        lambda: service.confirm(line, actor=line.entered_by),
        lambda: service.return_line(line, reason="x", actor=line.entered_by),
    ):
        with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
            verb()


def test_a_confirmed_line_stays(factories):
    line = factories.budget_line()
    with pytest.raises(StateMoved):
        service.return_line(line, reason="晚了", actor=factories.user("finance_approver"))


def test_a_returned_line_is_put_right_by_whoever_then_entered_it(factories):
    line = factories.budget_line(confirmed=False)
    approver, second = factories.user("finance_approver"), factories.user("finance_officer")
    service.return_line(line, reason="金额有误", actor=approver)
    assert (line.state, line.reason) == (State.RETURNED, "金额有误")
    service.enter_again(line, name="职业培训补贴（更正）", amount_fen=5_000, actor=second)
    assert (line.state, line.amount_fen, line.entered_by_id, line.reason) == (State.ENTERED, 5_000, second.id, None)
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        service.confirm(line, actor=second)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"code": "9999999"}, "UNKNOWN_CODE"),
        ({"amount_fen": 0}, "BAD_AMOUNT"),
        ({"amount_fen": -1}, "BAD_AMOUNT"),
        ({"year": 2019}, "BUDGET_YEAR"),
    ],
)
def test_what_is_refused_on_entering(factories, changed, code):
    with pytest.raises(Refusal, match=code):
        factories.budget_line(confirmed=False, **changed)


def test_next_year_is_entered_the_year_after_is_not(factories):
    year = clock.today().year
    assert factories.budget_line(year=year + 1).year == year + 1
    with pytest.raises(Refusal, match="BUDGET_YEAR"):
        factories.budget_line(year=year + 2)


def test_a_line_of_the_same_name_is_refused(factories):
    factories.budget_line(name="职业培训补贴")
    with pytest.raises(Refusal, match="LINE_EXISTS"):
        factories.budget_line(name="职业培训补贴")
    assert factories.budget_line(name="职业培训补贴", region_code="150200")


def test_the_classification_carries_its_source_and_what_is_unconfirmed(session, app):
    codes = {item.code: item for item in queries.codes()}
    assert codes["2080702"].name == "职业培训补贴"
    assert not codes["2090304"].is_confirmed
    assert queries.code_on("2080702", date(2006, 12, 31)) is None
    assert queries.code_on("2080702", date(2007, 1, 1))


def test_entering_and_confirming_on_pages(client, factories):
    officer, approver = factories.user("finance_officer"), factories.user("finance_approver")
    year = clock.today().year
    wrong = client.login(officer).submit(
        "/budget/enter", {"year": year, "code": "2080702", "name": "技能提升", "amount": "12.345"}
    )
    assert wrong.status_code == 422
    assert "最多两位小数" in wrong.text
    assert "技能提升" in wrong.text
    done = client.submit(
        "/budget/enter", {"year": year, "code": "2080702", "name": "技能提升", "amount": "1,250,000.50"}
    )
    assert done.status_code == 302
    page = client.get(done.location).text
    assert "1,250,000.50" in page
    assert client.get(done.location + "/confirm").status_code == 403
    assert client.login(approver).submit(done.location + "/confirm").status_code == 302
    assert "已确认" in client.get(done.location).text
    assert client.submit(done.location + "/confirm").status_code == 409


def test_returning_and_putting_right_on_pages(client, factories):
    line = factories.budget_line(confirmed=False, amount_fen=123_45)
    client.login(factories.user("finance_approver"))
    assert client.submit(f"/budget/{line.id}/return", {"reason": ""}).status_code == 422
    assert client.submit(f"/budget/{line.id}/return", {"reason": "金额有误"}).status_code == 302
    client.login(factories.user("finance_officer"))
    assert "123.45" in client.get(f"/budget/{line.id}/again").text
    assert client.submit(f"/budget/{line.id}/again", {"name": "改", "amount": "9.99"}).status_code == 302
    assert "9.99" in client.get(f"/budget/{line.id}").text


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        ("finance_officer", "150100", 200),
        ("auditor", "150100", 200),
        ("finance_officer", "150200", 404),
        ("finance_officer", "150000", 200),
        ("expert", "150100", 403),
        ("administrator", "150100", 403),
    ],
)
def test_who_sees_a_line(client, factories, role, region, status):
    line = factories.budget_line()
    client.login(factories.user(role, region_code=region))
    assert client.get(f"/budget/{line.id}").status_code == status
    assert client.get("/budget").status_code == (403 if status == 403 else 200)
