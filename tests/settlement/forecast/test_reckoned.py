"""What a document costs is reckoned by the schedule and kept: when, under which terms, what pages say meanwhile."""

import json
from dataclasses import astuple
from datetime import date

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.jobs import beside
from kernel.jobs.job import key_text
from kernel.jobs.models import JobRun, Outcome
from kernel.jobs.service import run_due
from settlement.documents import queries as documents
from settlement.documents import service
from settlement.documents.models import DocumentCost
from settlement.forecast import figures, queries
from settlement.forecast.cost import compare
from settlement.forecast.models import ReckonedCost
from settlement.forecast.reckoning import reckoned
from settlement.forecast.register import opened
from settlement.forecast.service import keep_cost
from settlement.policy.loading import load_document
from tendering.permissions import Role

TODAY, TOMORROW = date(2026, 8, 15), date(2026, 8, 16)
DEARER = {"skill": {"*": "900.00"}, "startup": {"*": "1000.00"}}
TRADE = "6-31-01-03"
HOHHOT, BAOTOU, WHOLE = "150100", "150200", "150000"
BEING_RECKONED, SUMS = "正在自动测算", "影响最大的10人次"


@pytest.fixture
def draft(session, clock_at, factories):
    """Pays 100 more for the two of one class, and has no standard for the one of another."""
    clock_at(TODAY)
    of, lines = factories.settled_class(numbers=("", ""), trade_code=TRADE)
    factories.employed(lines[0], to_on=date(2028, 3, 31))
    factories.settled_class(document=of.document, trade_code="4-07-05-01")
    return factories.policy_draft(
        first=date(2027, 1, 1),
        supersedes=of.document,
        standards={"skill": {TRADE: "900.00"}, "startup": {"*": "1000.00"}},
    )


@pytest.fixture
def whole(session, clock_at, factories):
    """A draft of the whole region, and one class in each of two leagues."""
    clock_at(TODAY)
    old = factories.policy_document(region_code=WHOLE)
    for code in (HOHHOT, BAOTOU):
        factories.settled_class(region_code=code, document=old)
    return factories.policy_draft(region_code=WHOLE, first=date(2027, 1, 1), supersedes=old, standards=DEARER)


@pytest.fixture
def page(client, factories):
    """The page of a document's cost, for who sees all of its region."""
    officers = {}

    def get(document, months="12"):
        code = document.region_code
        officers[code] = officers.get(code) or factories.user(Role.FINANCE_OFFICER, region_code=code)
        return client.login(officers[code]).get(f"/documents/{document.id}/cost?months={months}").text

    return get


@pytest.fixture
def ask(client):
    """Press the button of the page that was read last."""
    return lambda document: client.submit(f"/documents/{document.id}/cost", follow_redirects=True).text


def runs(session):
    return [run.key for run in session.scalars(sa.select(JobRun).filter_by(job="reckon-costs").order_by(JobRun.id))]


def signed(document, factories):
    service.countersign(document, actor=factories.user(Role.FINANCE_OFFICER, region_code=document.region_code))
    return document


def test_what_is_kept_is_read_as_it_was(draft):
    found = compare(opened(HOHHOT, TODAY), None, documents.policy(draft.id), as_of=TODAY, stretch="all")
    assert figures.read(figures.written(found)) == found
    assert (len(found.cells), len(found.unpriced), len(found.affected)) == (1, 1, 2)
    kept = figures.read(figures.written(found))
    amounts = [*astuple(kept.total), *astuple(kept.later), *astuple(kept.unpriced[0].pair)]
    amounts += [step.amount_fen for each in kept.affected for side in each.sides for step in side]
    assert {type(amount) for amount in amounts} <= {int, type(None)}


def test_the_schedule_reckons_a_draft_once_a_day_over_every_stretch(draft, session, clock_at):
    run_due("reckon-costs")
    assert queries.due_costs() == []
    (key,) = runs(session)
    assert key.startswith(f"{draft.id}/{HOHHOT}/2026-08-15/")
    rows = session.scalars(sa.select(ReckonedCost).order_by(ReckonedCost.stretch)).all()
    assert [row.stretch for row in rows] == ["12", "24", "36", "all"]
    assert {row.as_of for row in rows} == {TODAY}
    clock_at(TOMORROW)
    run_due("reckon-costs")
    assert len(runs(session)) == 2
    assert set(session.scalars(sa.select(ReckonedCost.as_of))) == {TOMORROW}


def test_no_page_reads_the_register(draft, page, monkeypatch):
    run_due("reckon-costs")
    monkeypatch.setattr("settlement.forecast.register.read", None)
    assert SUMS in page(draft)
    assert SUMS in page(draft, "all")


def test_a_draft_that_changed_is_reckoned_anew_also_when_it_is_changed_back(draft, session, page):
    run_due("reckon-costs")
    for amount, difference in (("950.00", "+¥300.00"), ("900.00", "+¥200.00")):
        revised(draft, amount)
        assert SUMS not in page(draft)
        run_due("reckon-costs")
        assert difference in page(draft)
    assert len(set(runs(session))) == 3


def revised(draft, amount):
    """The draft with another standard for the first trade; all else as it was."""
    text = {**json.loads(draft.content), "standards": {"skill": {TRADE: amount}, "startup": {"*": "1000.00"}}}
    names = ("kind", "key", "training_fen", "appraisal_fen", "source")
    costs = [DocumentCost(**{name: getattr(cost, name) for name in names}) for cost in draft.costs]
    service.revise(
        draft, policy=load_document(text), costs=costs, supersedes_id=draft.supersedes_id, actor=draft.drafted_by
    )


def test_no_sum_is_shown_before_every_region_is_reckoned(whole, page, session):
    keep_cost(rows=reckoned(whole.id, HOHHOT, TODAY))
    shown = page(whole)
    assert f"{BEING_RECKONED}：已完成 1 / 2 个地区" in shown
    assert 'data-live="2"' in shown
    assert SUMS not in shown
    assert "¥900.00" in shown  # what the documents differ in needs no register
    run_due("reckon-costs")
    assert [key.split("/")[1] for key in runs(session)] == [BAOTOU]
    shown = page(whole)
    assert (SUMS in shown, BEING_RECKONED in shown, "data-live" in shown) == (True, False, False)
    assert "+¥200.00" in shown
    assert "数据截至2026-08-15" in shown


def test_figures_of_two_days_are_not_added(whole, page, clock_at):
    run_due("reckon-costs")
    clock_at(TOMORROW)
    shown = page(whole)
    assert f"{BEING_RECKONED}：已完成 0 / 2 个地区" in shown
    assert "数据截至2026-08-15" in shown  # complete, as of yesterday
    keep_cost(rows=reckoned(whole.id, HOHHOT, TOMORROW))
    assert SUMS not in page(whole)


def test_the_page_says_how_far_it_is_why_it_failed_and_that_nobody_works(draft, page, session):
    assert "目前没有调度进程在运行" in page(draft)
    moment = clock.machine_now()
    beside.beat(holder="one", since=moment, looked={}, upcoming={}, failing={})
    assert "一分钟内开始" in page(draft)
    (key,) = queries.due_costs()
    run = JobRun(job="reckon-costs", key=key_text(key), started_at=moment, message="文件读不出来")
    session.add(run)
    session.flush()
    beside.begin(run.id)
    beside.say(run.id, "对照两份文件", 2, 4)
    assert 'value="2" max="4"' in page(draft)
    beside.forget([run.id])
    for given_up in (Outcome.FAILED, Outcome.CANCELLED):
        run.outcome, run.ended_at = given_up, moment
        session.flush()
        shown = page(draft)
        assert ("文件读不出来" in shown, "一分钟内开始" in shown) == (True, False)


def test_finance_may_sign_before_the_figures_are_there_and_reads_that_they_are_not(draft, client, factories):
    client.login(factories.user(Role.FINANCE_OFFICER))
    address = f"/documents/{draft.id}/countersign"
    shown = client.get(address).text
    assert (BEING_RECKONED in shown, "人次参加测算" in shown, "data-live" in shown) == (True, False, False)
    run_due("reckon-costs")
    shown = client.get(address).text
    assert (BEING_RECKONED in shown, "人次参加测算" in shown) == (False, True)


def test_a_signed_document_is_reckoned_when_somebody_asks(draft, page, ask, clock_at, factories, session):
    shown = page(signed(draft, factories))
    assert run_due("reckon-costs") == {}
    assert (">测算</button>" in shown, SUMS in shown) == (True, False)
    shown = ask(draft)
    assert (BEING_RECKONED in shown, "</button>" in shown.split("<main")[1]) == (True, False)
    run_due("reckon-costs")
    shown = page(draft)
    assert (SUMS in shown, "测算</button>" in shown) == (True, False)
    clock_at(TOMORROW)
    assert run_due("reckon-costs") == {}
    shown = page(draft)
    assert (">重新测算</button>" in shown, "数据截至2026-08-15" in shown) == (True, True)
    assert BEING_RECKONED in ask(draft)
    run_due("reckon-costs")
    assert "数据截至2026-08-16" in page(draft)


def test_what_was_asked_for_late_in_the_day_is_reckoned_as_of_one_day(whole, page, ask, clock_at, factories):
    page(signed(whole, factories))
    ask(whole)
    keep_cost(rows=reckoned(whole.id, HOHHOT, TODAY))
    clock_at(TOMORROW)
    keep_cost(rows=reckoned(whole.id, BAOTOU, TOMORROW))
    run_due("reckon-costs")
    assert "数据截至2026-08-16" in page(whole)


def test_only_who_may_read_the_cost_may_ask_for_it(draft, client, factories):
    address = f"/documents/{draft.id}/cost"
    institution = factories.user(Role.INSTITUTION, organisation=factories.organisation())
    elsewhere = factories.user(Role.FINANCE_OFFICER, region_code=BAOTOU)
    for user, status in ((institution, 403), (elsewhere, 404)):
        assert client.login(user).submit(address, page="/account/password").status_code == status
