"""The desk puts together what the rooms hand over; the portal shows what is public; the demonstration's clock moves."""

import dataclasses
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from flask import g

from kernel import clock, desk
from kernel.access import PUBLIC, SIGNED_IN
from kernel.audit import AuditRow
from kernel.db import db
from kernel.desk import Block, Chart, Figure, Found, NavItem, Panel, Search, Todo


@pytest.fixture
def house(app, monkeypatch):
    """Replace what the rooms handed over, for this test."""

    def hand_over(**parts):
        monkeypatch.setitem(app.extensions, "desk", dataclasses.replace(app.extensions["desk"], **parts))

    return hand_over


def test_todos_stand_in_the_order_of_their_terms(house, client, factories):
    today = clock.today()
    late, soon = (
        Todo("Late one", "A", "/late", "Art. 1", today - timedelta(days=1)),
        Todo("Soon one", "B", "/soon", "", today),
    )
    house(
        panels=(
            lambda user: Panel(todos=[Todo("Whenever", "C", "/c"), soon], figures=[Figure("312", "On hold", "amber")]),
            lambda user: None,
            lambda user: Panel(todos=[late]),
        )
    )
    page = client.login(factories.user("auditor")).get("/desk").text
    assert page.index("Late one") < page.index("Soon one") < page.index("Whenever")
    assert "312" in page
    assert '<span class="tally">3</span>' in page


def test_the_desk_draws_charts_with_title_and_description(house, client, factories):
    bars = Chart(
        "Rates", "kernel/desk/_bars.html", {"points": [("May", 61), ("June", 0)], "desc": "61 in May", "unit": "%"}
    )
    gauge = Chart(
        "Fund",
        "kernel/desk/_gauge.html",
        {
            "parts": [("Paid", 30, "30", "green")],
            "total": 100,
            "desc": "30 of 100",
            "mark": (50, "Forecast"),
            "note": "Sources",
        },
    )
    empty = Chart("Nothing", "kernel/desk/_bars.html", {"points": [], "desc": "none"})
    house(panels=(lambda user: Panel(charts=[bars, gauge, empty]),))
    page = client.login(factories.user("auditor")).get("/desk").text
    assert "<title>Rates</title><desc>61 in May</desc>" in page
    assert "61%" in page
    assert "Forecast" in page


def test_menu_shows_what_the_role_may_open(house, app, client, factories):
    house(
        nav=(
            NavItem("G", "Open to me", "desk.desk", SIGNED_IN),
            NavItem("G", "Not mine", "accounts.index", "account:manage"),
            NavItem("P", "Public list", "desk.search", PUBLIC),
        )
    )
    page = client.login(factories.user("auditor")).get("/desk").text
    assert "Open to me" in page
    assert "Not mine" not in page
    assert "Public list" not in page
    assert "Public list" in client.logout().get("/").text


def test_count_of_todos_is_taken_again_after_a_write(house, client, factories):
    waiting = [Todo("One", "A", "/a")]
    house(panels=(lambda user: Panel(todos=list(waiting)),))
    client.login(factories.user("auditor"))
    assert '<span class="tally">1</span>' in client.get("/messages/").text
    waiting.append(Todo("Two", "B", "/b"))
    client.submit("/messages/read", page="/messages/")
    assert '<span class="tally">2</span>' in client.get("/messages/").text


def test_portal_shows_its_blocks_and_finds(house, client):
    found = Found("Fourth tender", "/notices/4", ["Hohhot"], [("Open", "green")])
    house(
        blocks=(lambda: Block("Subsidies", place="figures", figures=[Figure("186", "Bases")]), lambda: None),
        searches=(Search("Tenders", lambda text: [found] if text == "fourth" else []),),
    )
    assert "186" in client.get("/").text
    assert "/notices/4" in client.get("/search?q=fourth").text
    assert "没有与“&lt;b&gt;”相符" in client.get("/search?q=<b>").text


def test_own_acts_are_listed(client, factories, clock_at):
    user = factories.user("auditor")
    client.login(user).submit("/demo/clock", {"day": (clock.today() + timedelta(days=2)).isoformat()})
    assert "调整法定时间" in client.get("/desk/acts").text


def test_the_clock_moves_forward_and_is_recorded(client, factories):
    user = factories.user("auditor")
    target = clock.today() + timedelta(days=3)
    answer = client.login(user).submit("/demo/clock", {"day": target.isoformat(), "back": "/messages/"})
    g.pop("clock_offset")  # this test read the clock before
    assert (answer.status_code, answer.location) == (302, "/messages/")
    assert clock.today() == target
    assert db.session.scalars(db.select(AuditRow).where(AuditRow.verb == "legal clock moved")).one().actor_id == user.id


@pytest.mark.parametrize("day", ["", "yesterday", "2020-01-01"])
def test_the_clock_refuses_what_is_no_later_day(client, factories, day):
    before = clock.today()
    answer = client.login(factories.user("auditor")).submit("/demo/clock", {"day": day})
    assert answer.status_code == 422
    assert clock.today() == before
    assert "请更正以下内容" in answer.text


def test_signed_out_people_do_not_move_the_clock(client):
    client.post("/demo/clock", data={"day": date(2030, 1, 1).isoformat()})
    assert clock.today() < date(2030, 1, 1)


def test_groups_of_the_menu_stand_in_the_order_given_whatever_the_rooms_name_first(monkeypatch):
    app = SimpleNamespace(extensions={})
    monkeypatch.setattr(desk.frame, "register", lambda app: None)
    nav = [NavItem(group, "x", "x.y", SIGNED_IN) for group in ("Oversight", "Later", "Sooner", "Unlisted")]
    desk.init_app(app, nav=nav, groups=("Sooner", "Later"))
    order = [
        str(entry.group._args[0] if hasattr(entry.group, "_args") else entry.group)
        for entry in app.extensions["desk"].nav
    ]
    assert list(dict.fromkeys(order)) == ["My desk", "Sooner", "Later", "Oversight", "Unlisted", "System"]
