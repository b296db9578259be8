"""The page of a draft in a real browser: it shows how far the drafting is, stops it, and turns to the run."""

import threading
import time
from contextlib import contextmanager
from datetime import date

import pytest
import sqlalchemy as sa

from kernel import audit, clock
from kernel.db import db, writing
from kernel.jobs import progress
from kernel.jobs import service as scheduler
from kernel.jobs.models import JobRun, Outcome
from settlement.drafts.models import DraftRequest, RequestState
from settlement.runs import queries as runs
from tendering.permissions import Role
from tests import factories
from tests.browser import axe

pytestmark = pytest.mark.browser
LONG = 30  # seconds of a drafting that nobody stops


@pytest.fixture
def page(own_database, served, browser_page):
    """An officer's window, with a finished class to settle."""
    app, make = own_database.app, factories.load()
    with app.app_context():
        with writing():
            clock.move_to(date(2026, 5, 6))
            make.fund()
            make.settled_class(numbers=("", ""))
            officer = make.user(Role.LABOUR_OFFICER)
        client = app.test_client().login(officer)
        client.get("/desk")
        cookie = client.get_cookie("house").value
    browser_page.context.add_cookies([{"name": "house", "value": cookie, "domain": "127.0.0.1", "path": "/"}])
    browser_page.goto(served(app) + "/runs/draft")
    return browser_page


def ask(page):
    page.fill("input[name=period]", "2026-04")
    page.click("main button[type=submit]")
    page.wait_for_url("**/runs/drafts/*")


@contextmanager
def drafting(own):
    """The scheduler's look at what was asked for, in a thread of its own."""
    ended: list = []

    def work():
        with own.app.app_context():
            ended.append(scheduler.run_due("draft-asked"))

    thread = threading.Thread(target=work)
    thread.start()
    yield ended
    thread.join(60)
    assert not thread.is_alive()


def test_the_page_turns_to_the_run_when_it_is_drafted(own_database, page):
    ask(page)
    assert "没有调度进程" in page.inner_text("#drafting")
    assert axe(page) == []
    with drafting(own_database) as ended:
        page.wait_for_url("**/runs/1", timeout=60_000)
    assert ended == [{Outcome.DONE: 1}]
    assert "2026-04" in page.inner_text("h1")


def test_a_draft_is_stopped_from_its_page_while_it_holds_the_write(own_database, page, monkeypatch):
    """On SQLite the page could not write meanwhile: the wish goes beside, and only then waits for its turn."""

    def slowly(**_):
        audit.record(None, "run drafted", "150100")
        db.session.flush()
        until = time.monotonic() + LONG
        while time.monotonic() < until:
            progress("写入明细", 41_200, 100_000)
            time.sleep(0.1)

    monkeypatch.setattr("settlement.runs.service.draft", slowly)
    ask(page)
    begun = time.monotonic()
    with drafting(own_database) as ended:
        page.wait_for_selector("#drafting progress")
        assert "41,200 / 100,000" in page.inner_text("#drafting")
        assert axe(page) == []
        page.click("#drafting button")
        page.wait_for_selector("text=编制已取消")
    assert ended == [{Outcome.CANCELLED: 1}]
    assert time.monotonic() - begun < LONG
    with own_database.app.app_context():
        assert db.session.scalars(sa.select(DraftRequest.state)).one() == RequestState.CANCELLED
        assert db.session.scalars(sa.select(JobRun.outcome)).one() == Outcome.CANCELLED
        drafted = sa.select(sa.func.count()).select_from(audit.AuditRow).where(audit.AuditRow.verb == "run drafted")
        assert db.session.scalar(drafted) == 0
        assert runs.open_run("150100") is None
