"""The nightly look and its page: what was found, for those who oversee; red stands on their desk."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.audit import AuditRow
from kernel.checks import Check, Fault, Found
from kernel.db import db, writing
from settlement.checks import jobs
from settlement.checks.models import CheckResult, Colour
from tendering.permissions import Role


@pytest.fixture
def looked(app, session, clock_at, monkeypatch):
    """One check that is red in Hohhot, one that is green, looked at by the night's job."""
    grants = lambda region: Found("3", [Fault("C1 1501**", "twice")] * 30 if region == "150100" else [])  # noqa: E731
    made = [
        Check(name="grants", label="Once per person", look=grants),
        Check(name="prints", label="Prints", look=lambda region: Found("9 copies")),
    ]
    monkeypatch.setitem(app.extensions, "checks", made)
    clock_at(date(2026, 5, 6))

    def night(*regions):
        for region_code in regions:
            key = region_code, "2026-05-06"
            found = jobs.CHECK.prepare(key)
            with writing():
                said = jobs.CHECK.run(key, found)
        return said

    return night


def test_each_region_is_due_once_a_day_after_three(app, session, clock_at):
    clock_at(datetime(2026, 5, 6, 2, 59, 30, tzinfo=clock.SHANGHAI))
    assert jobs.CHECK.due() == []
    clock_at(datetime(2026, 5, 6, 3, 0, 30, tzinfo=clock.SHANGHAI))
    due = jobs.CHECK.due()
    assert ("150100", "2026-05-06") in due
    assert len(due) == 13


def test_the_last_look_takes_the_place_of_the_one_before(looked):
    assert str(looked("150100")) == str(looked("150100"))
    rows = db.session.scalars(sa.select(CheckResult).order_by(CheckResult.name)).all()
    assert [(row.name, row.colour, row.fault_count, len(row.faults)) for row in rows] == [
        ("grants", Colour.RED, 30, 20),
        ("prints", Colour.GREEN, 0, 0),
    ]
    acts = db.session.scalars(sa.select(AuditRow.facts).filter_by(verb="books checked").order_by(AuditRow.id)).all()
    assert acts == ['{"checks":2,"red":["grants"]}'] * 2


def test_the_page_shows_each_check_with_figure_state_and_moment(looked, client, factories):
    auditor = client.login(factories.user(Role.AUDITOR))
    assert "flask check" in auditor.get("/checks/").text
    looked("150100", "150200")
    page = auditor.get("/checks/").text
    assert "9 copies" in page
    assert "2026-05-06 0" in page
    assert "异常" in page
    assert "/checks/150200/grants" not in page
    fault = auditor.get("/checks/150100/grants").text
    assert "C1 1501**" in fault
    assert "30 处异常" in fault
    assert "另有 10 处" in fault
    assert "全部正常" in auditor.get("/checks/150100/prints").text
    assert auditor.get("/checks/150200/grants").status_code == 404
    assert auditor.get("/checks/150100/nothing").status_code == 404


def test_departments_of_the_whole_region_see_every_league(looked, client, factories):
    looked("150100", "150200")
    page = client.login(factories.user(Role.AUDITOR, region_code="150000")).get("/checks/").text
    assert "/checks/150200/grants" in page
    assert "/checks/150100/grants" in page


def test_red_stands_on_the_desk_of_who_oversees_and_of_nobody_else(looked, client, factories):
    looked("150100")
    assert "checks-colour=red" in client.login(factories.user(Role.ADMINISTRATOR)).get("/desk").text
    assert "/checks/" not in client.login(factories.user(Role.LABOUR_OFFICER)).get("/desk").text
    assert client.get("/checks/").status_code == 403


def test_a_run_is_computed_again_on_its_page(app, session, clock_at, factories, client):
    clock_at(date(2026, 5, 6))
    factories.fund()
    _, lines = factories.settled_class(numbers=("", ""))
    run = factories.drafted_run("2026-04")
    auditor = client.login(factories.user(Role.AUDITOR))
    assert f"/checks/runs/{run.id}" in auditor.get(f"/runs/{run.id}").text
    assert "2 条明细，无差异" in auditor.get(f"/checks/runs/{run.id}").text
    session.execute(sa.text("UPDATE runs SET people = 3"))
    page = auditor.get(f"/checks/runs/{run.id}").text
    assert "读取人数" in page
    assert "无差异" not in page
    assert (
        client.login(factories.user(Role.AUDITOR, region_code="150200")).get(f"/checks/runs/{run.id}").status_code
        == 404
    )
    assert "/checks/runs" not in client.login(factories.user(Role.LABOUR_OFFICER)).get(f"/runs/{run.id}").text
