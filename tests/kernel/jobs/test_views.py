"""The page of jobs, and what the administrator's desk says of them."""

from datetime import timedelta

import pytest

from kernel import clock, jobs
from kernel.db import db, writing
from kernel.jobs import Job, beside, queries, service
from kernel.jobs.models import JobRun, Outcome


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
    assert "每1分钟" in page
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
    assert "/jobs/test/ask" not in client.get("/jobs/").text
    assert client.get("/jobs/test/ask").status_code == 403
    client.login(factories.user("administrator"))
    assert "/jobs/test/ask" in client.get("/jobs/").text
    client.login(factories.user("labour_officer"))
    assert client.get("/jobs/").status_code == 403


def test_an_unknown_job_is_not_found(administrator, client):
    assert client.get("/jobs/no-such-job").status_code == 404


@pytest.fixture
def house(own_database):
    """A database to commit to, with a job every minute; its administrator, client and what the scheduler says."""
    from tests.factories.kernel import user

    app = own_database.app
    with app.test_request_context():
        jobs.init_app(app, jobs=[Job(name="t", label="Testing", due=list, run=print, trigger={"minutes": 1})])
        with writing():
            person = user("administrator")
        yield lambda: [(str(todo.what), str(todo.subject), todo.tone) for todo in queries.panel(person).todos]


def beat(*, since=0, looked=None, heard=0, failing=()):
    """What a scheduler says that leads for so many minutes, looked at the job, and was heard so many minutes ago."""
    now = clock.machine_now()
    beside.beat(
        holder="here 1",
        since=now - timedelta(minutes=since),
        looked={} if looked is None else {"t": (now - timedelta(minutes=looked)).isoformat()},
        upcoming={"t": (now + timedelta(minutes=1)).isoformat()},
        failing={"t": list(failing)} if failing else {},
    )
    with beside._connection() as connection:
        connection.execute(beside.LEASE.update().values(seen_at=now - timedelta(minutes=heard)))


FAILED = ("定时任务执行失败", "Testing 150100/2026-04", "red")
SILENT = ("定时任务长时间无响应", "Testing", "red")
NOBODY = ("没有调度进程在运行", "定时任务", "red")


@pytest.mark.parametrize(
    ("said", "todos"),
    [
        ({"since": 100, "looked": 0}, []),
        ({"since": 100, "looked": 2.9}, []),
        ({"since": 100, "looked": 3.1}, [SILENT]),  # due after one minute, and that passed by twice a minute
        ({"since": 2.9}, []),
        ({"since": 3.1}, [SILENT]),  # it leads, and has never looked
        ({"since": 100, "looked": 0, "failing": ["150100/2026-04"]}, [FAILED]),
        ({"since": 100, "looked": 9, "heard": 9}, [NOBODY]),
        ({"since": 100, "looked": 0, "heard": -120}, [NOBODY]),  # heard in two hours: the machine's clock was set back
    ],
)  # fmt: skip
def test_the_desk_tells_administrators_of_silence_and_of_failures_in_red(house, said, todos):
    assert house() == [NOBODY]  # no scheduler was ever heard
    beat(**said)
    assert house() == todos


def test_a_run_that_says_nothing_for_long_is_silent_and_one_that_speaks_is_not(house):
    beat(since=100, looked=60)
    with writing():
        run = JobRun(job="t", key="a", started_at=clock.machine_now() - timedelta(minutes=50))
        db.session.add(run)
        db.session.flush()
        run_id = run.id
    assert house() == [SILENT]
    beside.begin(run_id)
    assert house() == []
    assert queries.run_of("t", "a")[1].step == ""
    with beside._connection() as connection:
        connection.execute(beside.PROGRESS.update().values(said_at=clock.machine_now() - timedelta(minutes=16)))
    assert house() == [SILENT]


def test_failures_are_red_on_the_page_of_the_desk_until_they_are_over(scheduled, administrator, client, app):
    db.session.commit()
    service.run_due()
    assert queries.failing("test", ["a", "b"]) == ["b"]
    with writing():
        db.session.add(JobRun(job="test", key="b", started_at=clock.machine_now(), outcome=Outcome.DONE))
    assert queries.failing("test", ["a", "b"]) == []
    page = client.get("/desk").text
    assert "没有调度进程在运行" in page
    assert '<span class="tone tone-red">立即</span>' in page


def test_an_officer_of_a_league_is_not_told(factories, app):
    with app.test_request_context():
        assert queries.panel(factories.user("labour_officer")) is None
