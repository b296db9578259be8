"""The page on which a region sees and sets its day, and what is due next."""

from datetime import date

import pytest

from kernel.jobs import service as scheduler
from kernel.jobs.models import Outcome
from settlement.drafts import queries
from settlement.runs import queries as runs
from settlement.runs import service as steps
from tendering.permissions import Role


@pytest.fixture
def region(app, session, clock_at, factories):
    clock_at(date(2026, 5, 6))
    factories.fund()
    factories.settled_class(numbers=("", ""))
    session.commit()


def seen(client, factories, role=Role.LABOUR_OFFICER, **options):
    return client.login(factories.user(role, **options)).get("/runs/schedule").text


def test_it_says_the_day_the_next_period_and_when_it_is_due(region, client, factories):
    page = seen(client, factories)
    for text in ("每月 5 日", "2026-04", "2026-05-05", "默认"):
        assert text in page
    assert "/runs/schedule" in client.get("/runs").text


def test_an_officer_or_reviewer_sets_the_day_and_others_only_look(region, client, factories):
    client.login(factories.user(Role.LABOUR_REVIEWER, name="乌兰"))
    assert client.submit("/runs/schedule/day", {"day": "28"}).location == "/runs/schedule"
    page = client.get("/runs/schedule").text
    for text in ("每月 28 日", "2026-05-28", "乌兰", "5 → 28"):
        assert text in page
    assert "/runs/schedule/day" not in seen(client, factories, Role.FINANCE_OFFICER)
    assert client.get("/runs/schedule/day").status_code == 403
    client.login(factories.user(Role.INSTITUTION, organisation=factories.organisation()))
    assert client.get("/runs/schedule").status_code == 403


@pytest.mark.parametrize("day", ["0", "32", "", "fifth"])
def test_a_day_that_is_none_is_refused_and_kept_as_typed(region, client, factories, day):
    client.login(factories.user(Role.LABOUR_OFFICER))
    answer = client.submit("/runs/schedule/day", {"day": day})
    assert (answer.status_code, f'value="{day}"' in answer.text) == (422, True)
    assert queries.upcoming("150100").day is None


def test_it_says_what_the_next_period_waits_for(region, client, factories, session):
    assert scheduler.run_due("draft-runs") == {Outcome.DONE: 1}
    run = runs.open_run("150100")
    page = seen(client, factories)
    for text in (run.number, "2026-05", "2026-06-05"):
        assert text in page
    steps.void(run, reason="重编", actor=factories.user(Role.LABOUR_OFFICER))
    assert "不再由定时任务编制" in seen(client, factories)


def test_a_refused_drafting_says_why(region, client, factories, monkeypatch, session):
    from kernel.refusals import Refusal

    def refuse(**_):
        raise Refusal("NO", "The evidence is not complete.")

    monkeypatch.setattr("settlement.runs.service.draft", refuse)
    assert scheduler.run_due("draft-runs") == {Outcome.FAILED: 1}
    assert "The evidence is not complete." in seen(client, factories)


def test_the_whole_regions_people_see_every_region(region, client, factories):
    page = seen(client, factories, region_code="150000")
    for text in ("呼和浩特市", "包头市", "阿拉善盟", "2026-04"):
        assert text in page
    assert "包头市" not in seen(client, factories)


def test_a_region_without_a_completed_class_has_nothing_to_draft(region, client, factories):
    assert "尚无已结业班级" in seen(client, factories, region_code="150200")
