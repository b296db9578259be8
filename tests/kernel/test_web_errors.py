"""Every error page says what happened and what to do next, and nothing of the machine."""

import pytest
from werkzeug.exceptions import abort

from kernel import web_errors
from kernel.access import PUBLIC, requires
from kernel.refusals import Refusal


@pytest.mark.parametrize("code", web_errors.PAGES)
def test_each_page_has_a_title_a_sentence_and_a_next_step(app, code):
    with app.test_request_context("/search"):
        html, status = web_errors.page(code)
    title, sentence, next_step = web_errors.PAGES[code]
    assert status == code
    assert all(str(words).replace("'", "&#39;") in html for words in (title, sentence, next_step))


def test_an_address_nobody_has(client):
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert "页面不存在" in answer.text


def test_a_role_that_may_not(client, factories):
    answer = client.login(factories.user("auditor")).get("/accounts/")
    assert answer.status_code == 403
    assert "不在您的职责范围内" in answer.text


def test_a_form_without_its_token(client, factories):
    answer = client.login(factories.user("auditor")).post("/demo/clock", data={"day": "2030-01-01"})
    assert answer.status_code == 400
    assert "表单已失效" in answer.text


def test_a_refusal_outside_a_form_is_a_page(app, client, monkeypatch):
    @requires(PUBLIC)
    def refuse():
        raise Refusal("NO", "No seats are left.", article="Art. 7", status=409)

    monkeypatch.setitem(app.view_functions, "desk.search", refuse)
    answer = client.get("/search")
    assert answer.status_code == 409
    assert "No seats are left." in answer.text
    assert "Art. 7" in answer.text


def test_a_broken_page_tells_nothing_of_the_machine(app, client, monkeypatch):
    @requires(PUBLIC)
    def broken():
        raise RuntimeError("secret detail")

    monkeypatch.setitem(app.view_functions, "desk.search", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client.get("/search")
    assert answer.status_code == 500
    assert "系统出现故障" in answer.text
    assert "secret detail" not in answer.text


@pytest.mark.parametrize("code", [418, 502])
def test_an_unusual_code_keeps_its_number(app, client, monkeypatch, code):
    @requires(PUBLIC)
    def unusual():
        abort(code)

    monkeypatch.setitem(app.view_functions, "desk.search", unusual)
    assert client.get("/search").status_code == code
