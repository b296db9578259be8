"""The browser's side of sealing, in a real Chromium under our own policy of scripts; what arrives is opened here."""

import hashlib

import pytest
from flask import Flask, render_template_string, request
from flask_babel import Babel
from flask_wtf import CSRFProtect

from kernel.config import ROOT
from kernel.web import HEADERS
from tendering.bids.container import Contents, SealedFile
from tendering.bids.sealing import OFFICERS, hand_over, join, make_identity, make_tender_key
from tests.browser import axe

BUNDLE = ROOT / "kernel/static/js/vendor/age.0.3.1.js"
ABOUT = "呼职培招2026-003/1/91150100MA0N0001XX"
PASSPHRASE = "a long passphrase"
PAGE = """{% import "macros/seal.html" as seal with context %}<!doctype html><html lang="zh-CN"><title>投标</title>
<main><h1>投标</h1>{{ seal.seal_open("/bid", key, about, limit) }}
<fieldset><legend>方案</legend><label>概要 <textarea name="plan_summary" required></textarea></label>
<label>教师 <input name="teachers" value="12"></label>
<label>附件 <input type="file" name="plan" multiple></label></fieldset>
{{ seal.seal_close("密封并递交") }}</main>{{ seal.seal_scripts() }}</html>"""


class House:
    """A door that takes sealed bids and answers as it is told."""

    def __init__(self):
        self.officers = [make_identity(PASSPHRASE, work=4) for _ in range(OFFICERS)]
        self.key = make_tender_key("t", [officer.recipient for officer in self.officers])
        self.received, self.limit = [], 1024 * 1024
        self.answer = lambda body: {"sentence": "已收到", "sha256": hashlib.sha256(body).hexdigest(), "next": "/"}
        self.app = Flask("house", root_path=str(ROOT), template_folder="templates", static_folder="kernel/static")
        self.app.config.update(SECRET_KEY="test", WTF_CSRF_TIME_LIMIT=None)
        self.app.jinja_env.globals["static"] = lambda name: f"/static/{name}"
        self.app.jinja_options["extensions"] = ["jinja2.ext.i18n"]
        Babel(self.app)
        CSRFProtect(self.app)
        self.app.add_url_rule("/", view_func=self.page)
        self.app.add_url_rule("/bid", view_func=self.bid, methods=["POST"])
        self.app.after_request(self.harden)

    def page(self):
        return render_template_string(PAGE, key=self.key.public_key, about=ABOUT, limit=self.limit)

    def bid(self):
        self.received.append((request.get_data(), dict(request.headers)))
        return self.answer(self.received[-1][0])

    def harden(self, response):
        response.headers.update(HEADERS)
        return response

    def opened(self, body: bytes) -> Contents:
        first, second = self.officers[:2]
        own, others = self.key.sealed_shares[1], self.key.sealed_shares[0]
        handed = hand_over(others, first.sealed_secret, PASSPHRASE, about="t", to=second.recipient)
        key = join(own, handed, second.sealed_secret, PASSPHRASE, about="t", public_key=self.key.public_key)
        return key.open(body, ABOUT)


@pytest.fixture
def house():
    return House()


@pytest.fixture
def page(house, served, browser_page):
    browser_page.goto(served(house.app) + "/")
    return browser_page


def submit(page, said):
    page.click("[type=submit]")
    page.wait_for_function("said => document.querySelector('[data-seal-status]').textContent.includes(said)", arg=said)
    return page.inner_text("[data-seal-status]")


def fill(page):
    page.fill("[name=plan_summary]", "两期\n每期四十人 𬭎")
    page.set_input_files(
        "[name=plan]",
        [
            {"name": "方案.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 \x00\xff" * 1000},
            {"name": "empty.pdf", "mimeType": "application/pdf", "buffer": b""},
        ],
    )


def test_the_bundle_is_the_one_of_the_recipe():
    digest = hashlib.sha256(BUNDLE.read_bytes()).hexdigest()
    assert digest in (ROOT / "build/README.md").read_text()


@pytest.mark.browser
def test_what_the_browser_sealed_is_opened_and_acknowledged(house, page):
    fill(page)
    said = submit(page, "已收到")
    [(body, headers)] = house.received
    digest = hashlib.sha256(body).hexdigest()
    assert digest in said
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Idempotency-Key"] == digest
    assert "四十人".encode() not in body
    assert b"%PDF" not in body
    contents = house.opened(body)
    assert {name: text.replace("\r\n", "\n") for name, text in contents.fields.items()} == {
        "plan_summary": "两期\n每期四十人 𬭎",
        "teachers": "12",
    }
    assert contents.files == (SealedFile("plan", "方案.pdf", b"%PDF-1.7 \x00\xff" * 1000),)
    assert page.is_disabled("[type=submit]")
    assert page.is_disabled("[name=teachers]")
    assert page.get_attribute("[data-seal-status] a", "href") == "/"
    assert axe(page) == []


@pytest.mark.browser
def test_a_refusal_is_said_and_the_form_stays_open(house, page):
    house.answer = lambda body: ({"code": "BID_TOO_LATE", "sentence": "已过截止时间"}, 422)
    fill(page)
    submit(page, "已过截止时间")
    assert page.input_value("[name=teachers]") == "12"
    assert page.is_enabled("[type=submit]")
    assert "alert-danger" in page.get_attribute("[data-seal-status]", "class")


@pytest.mark.browser
def test_after_no_answer_the_same_bytes_are_sent_again_and_after_a_change_others(house, page):
    house.answer = lambda body: ("", 502)
    fill(page)
    submit(page, "No answer came")
    submit(page, "No answer came")
    page.fill("[name=teachers]", "13")
    submit(page, "No answer came")
    first, second, third = (body for body, headers in house.received)
    assert first == second != third
    assert house.opened(third).fields["teachers"] == "13"


@pytest.mark.browser
def test_a_receipt_for_other_bytes_is_not_believed(house, page):
    house.answer = lambda body: ({"sentence": "已收到", "sha256": "0" * 64}, 200)
    fill(page)
    assert "not what was sent" in submit(page, "What arrived")


@pytest.mark.browser
def test_what_is_too_large_is_not_sent(house, served, browser_page):
    house.limit = 1000
    browser_page.goto(served(house.app) + "/")
    fill(browser_page)
    submit(browser_page, "larger than")
    assert house.received == []


@pytest.mark.browser
def test_without_javascript_there_is_no_bid_and_the_page_says_why(house, served, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served(house.app) + "/")
    assert page.is_disabled("[type=submit]")
    assert "Without JavaScript" in page.inner_text("noscript")
    page.focus("[name=teachers]")
    page.keyboard.press("Enter")
    assert house.received == []
    context.close()
