"""Drafting now: the page notes the wish, the scheduler works on it, everybody sees how far it is and may stop it."""

from datetime import date

import pytest
import sqlalchemy as sa

from kernel.db import db
from kernel.jobs import beside
from kernel.jobs import service as scheduler
from kernel.jobs.models import Outcome
from kernel.refusals import Refusal
from settlement.drafts import queries, service
from settlement.drafts.models import DraftRequest, RequestState
from settlement.runs import queries as runs
from settlement.runs.models import Run
from tendering.permissions import Role


@pytest.fixture
def officer(app, session, clock_at, factories):
    clock_at(date(2026, 5, 6))
    factories.fund()
    factories.settled_class(numbers=("", ""))
    person = factories.user(Role.LABOUR_OFFICER)
    session.commit()
    return person


@pytest.fixture
def page(officer, client):
    return client.login(officer)


def ask(officer, period="2026-04"):
    return service.ask(region_code="150100", period=period, actor=officer)


def the_request(session):
    session.rollback()
    return session.scalars(sa.select(DraftRequest).order_by(DraftRequest.id.desc())).first()


def test_a_run_that_is_asked_for_is_drafted_by_the_scheduler_in_the_officers_name(page, officer, session):
    answer = page.submit("/runs/draft", {"period": "2026-04"})
    address = f"/runs/drafts/{the_request(session).id}"
    assert (answer.status_code, answer.location) == (302, address)
    assert runs.open_run("150100") is None  # the page itself drafted nothing
    waiting = page.get(address).text
    for text in ('data-live="2"', "取消编制", "没有调度进程"):
        assert text in waiting
    assert address in page.get("/runs/draft").text
    assert scheduler.run_due("draft-asked") == {Outcome.DONE: 1}
    assert scheduler.run_due("draft-asked") == {}
    run = runs.open_run("150100")
    assert (run.number, run.drafted_by_id, run.lines) == ("150100-2026-04", officer.id, 2)
    assert the_request(session).run_id == run.id
    assert page.get(address).location == f"/runs/{run.id}"


@pytest.mark.parametrize(("period", "words"), [("April", "2026-10"), ("2026-05", "2026-05"), ("", "")])
def test_what_cannot_be_drafted_is_said_at_once(page, session, period, words):
    answer = page.submit("/runs/draft", {"period": period})
    assert (answer.status_code, words in answer.text, "error-summary" in answer.text) == (422, True, True)
    assert the_request(session) is None


def test_a_run_in_the_way_is_named_at_once(page, factories, session):
    factories.drafted_run("2026-04")
    answer = page.submit("/runs/draft", {"period": "2026-04"})
    assert (answer.status_code, "150100-2026-04" in answer.text) == (422, True)


def test_a_region_waits_for_one_draft_at_a_time(page, officer, session):
    ask(officer)
    assert page.submit("/runs/draft", {"period": "2026-04"}).status_code == 409
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(
            sa.insert(DraftRequest).values(
                region_code="150100",
                period="2026-03",
                state=RequestState.WAITING,
                asked_by_id=officer.id,
                asked_at=the_request(session).asked_at,
            )
        )


def test_a_draft_that_is_refused_when_its_turn_comes_ends_with_the_reason_and_may_be_asked_for_again(
    page, officer, factories, session
):
    asked = ask(officer)
    factories.drafted_run("2026-04")  # the schedule, or flask settle, came before
    session.commit()
    assert scheduler.run_due("draft-asked") == {Outcome.FAILED: 1}
    assert scheduler.run_due("draft-asked") == {}
    assert the_request(session).state == RequestState.REFUSED
    shown = page.get(f"/runs/drafts/{asked.id}").text
    assert "150100-2026-04" in shown
    assert "data-live" not in shown.split("<main")[1]
    assert queries.waiting("150100") is None


def test_a_fault_is_not_an_answer_it_is_tried_again(page, officer, session, monkeypatch):
    ask(officer)
    session.commit()
    with monkeypatch.context() as broken:
        broken.setattr("settlement.runs.service.draft", lambda **_: 1 // 0)
        assert scheduler.run_due("draft-asked") == {Outcome.FAILED: 1}
    assert the_request(session).state == RequestState.WAITING
    assert runs.open_run("150100") is None
    shown = page.get(f"/runs/drafts/{the_request(session).id}").text
    assert "ZeroDivisionError" in shown
    assert "取消编制" in shown


def test_a_draft_that_has_not_begun_is_cancelled_on_its_page(page, officer, session):
    asked = ask(officer)
    address = f"/runs/drafts/{asked.id}"
    assert "不保留" in page.get(f"{address}/cancel").text
    assert page.submit(f"{address}/cancel", page=address).location == address
    assert the_request(session).cancelled_by_id == officer.id
    assert scheduler.run_due("draft-asked") == {}
    assert "编制已取消" in page.get(address).text
    assert page.submit(f"{address}/cancel", page=f"/runs/drafts/{asked.id}").status_code in (400, 409)


def test_once_it_is_drafted_it_is_no_longer_cancelled(officer, session):
    asked = ask(officer)
    session.commit()
    scheduler.run_due("draft-asked")
    with pytest.raises(Refusal, match="DRAFT_ENDED"):
        service.cancel(the_request(session), actor=officer)
    assert runs.open_run("150100") is not None
    assert asked.state == RequestState.DRAFTED


def test_a_draft_cancelled_in_the_middle_of_its_writing_leaves_nothing(officer, session, monkeypatch):
    """The wish is heard at the next word of progress; the page then finds the request free to be cancelled."""
    asked, officer_id = ask(officer), officer.id
    session.commit()
    real, heard = beside.say, []

    def say(run_id, step, done, total):
        if db.session.scalar(sa.select(sa.func.count()).select_from(Run)):  # the run is being written
            heard.append(step)
            beside.cancel(run_id, by_id=officer_id)
        return real(run_id, step, done, total)

    monkeypatch.setattr(beside, "say", say)
    assert scheduler.run_due("draft-asked") == {Outcome.CANCELLED: 1}
    assert len(heard) == 1
    for table in ("runs", "settlement_lines", "grants", "recoveries"):
        assert session.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0, table
    assert the_request(session).state == RequestState.WAITING
    assert scheduler.run_due("draft-asked") == {}  # it is not taken up again before the page has had its say
    service.cancel(the_request(session), actor=officer)
    assert queries.waiting("150100") is None
    monkeypatch.undo()
    ask(officer)
    session.commit()
    assert scheduler.run_due("draft-asked") == {Outcome.DONE: 1}
    assert asked.state == RequestState.CANCELLED


def test_another_league_does_not_see_it_and_other_roles_may_not(officer, client, factories):
    address = f"/runs/drafts/{ask(officer).id}"
    other = client.login(factories.user(Role.LABOUR_OFFICER, region_code="150200"))
    assert other.get(address).status_code == 404
    assert other.submit(f"{address}/cancel", page="/runs/draft").status_code == 404
    assert client.login(factories.user(Role.LABOUR_REVIEWER)).get(address).status_code == 403
