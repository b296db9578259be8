"""The page of jobs, and what the administrator's desk says of them."""

from datetime import timedelta

import pytest

from kernel import clock, jobs
from kernel.jobs import Job, beside, queries, service


@pytest.fixture
def scheduled(app):
    """One job with two keys due, of which the second fails."""
    before = app.extensions["jobs"]

    def run(key):
        if key == "b":
            raise ValueError("a person's name that must not be shown")
        return "All of it."

    job = Job(name="test", label="Testing", due=lambda: ["a", "b"], run=run, trigger={"minutes": 1})
    jobs.init_app(app, jobs=[job])
    yield app.extensions["jobs"]["test"]
    app.extensions["jobs"] = before


@pytest.fixture
def administrator(factories, client):
    user = factories.user("administrator")
    client.login(user)
    return user


def test_each_job_shows_how_its_runs_ended(scheduled, administrator, client):
    service.run_due()
    page = client.get("/jobs/").text
    assert "Testing" in page
    assert "失败" in page
    page = client.get("/jobs/test").text
    assert "All of it." in page
    assert "ValueError" in page
    assert "must not be shown" not in page


def test_run_now_shows_what_would_be_done_and_leaves_it_to_the_scheduler(scheduled, administrator, client):
    assert "<li>a</li>" in client.get("/jobs/test/ask").text
    assert client.submit("/jobs/test/ask").status_code == 302
    assert queries.is_asked("test")
    assert not queries.last_runs()
    assert "已要求执行" in client.get("/jobs/test").text


def test_what_was_done_is_no_longer_offered(scheduled, administrator, client):
    service.run_due()
    page = client.get("/jobs/test/ask").text
    assert "<li>a</li>" not in page
    assert "<li>b</li>" in page


def test_only_administrators_ask_and_only_they_and_auditors_look(scheduled, factories, client):
    client.login(factories.user("auditor"))
    assert client.get("/jobs/").status_code == 200
    assert client.get("/jobs/test/ask").status_code == 403
    client.login(factories.user("labour_officer"))
    assert client.get("/jobs/").status_code == 403


def test_an_unknown_job_is_not_found(administrator, client):
    assert client.get("/jobs/no-such-job").status_code == 404


def test_the_desk_tells_administrators_of_failures_and_silence(scheduled, factories, app):
    service.run_due()
    with app.test_request_context():
        said = [str(todo.what) for todo in queries.panel(factories.user("administrator")).todos]
        assert said == ["没有调度进程在运行", "定时任务执行失败"]
        assert queries.panel(factories.user("labour_officer")) is None


def test_a_job_that_is_not_looked_at_in_time_is_silent(own_database):
    with own_database.app.test_request_context():
        jobs.init_app(own_database.app, jobs=[Job(name="t", label="T", due=list, run=print, trigger={"minutes": 1})])
        now = clock.machine_now()
        beside.beat(holder="here 1", since=now, looked={}, upcoming={"t": (now + timedelta(minutes=1)).isoformat()})
        assert not queries.scheduler().is_silent
        assert not queries.standings()[0].is_silent
        beside.beat(holder="here 1", since=now, looked={}, upcoming={"t": (now - timedelta(hours=1)).isoformat()})
        assert queries.standings()[0].is_silent
