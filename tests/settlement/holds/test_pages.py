"""Holds on their pages: placed from a person's line, released by another officer, own region only."""

from datetime import date

import pytest

from settlement.holds import queries
from tendering.permissions import Role


@pytest.fixture
def line(session, clock_at, factories):
    clock_at(date(2026, 5, 6))
    return factories.settled_class()[1][0]


def test_a_hold_is_placed_and_released_by_another(line, client, factories):
    place = f"/lines/{line.id}/hold"
    officer = client.login(factories.user(Role.LABOUR_OFFICER))
    assert officer.submit(place, {"reason": "nonsense", "must_act": "labour", "note": "看原件"}).status_code == 422
    assert officer.submit(place, {"reason": "evidence", "must_act": "labour", "note": "看原件"}).status_code == 302
    twice = officer.submit(place, {"reason": "evidence", "must_act": "labour", "note": "看原件"})
    assert (twice.status_code, "看原件" in twice.text) == (422, True)
    (hold,) = queries.open_holds("150100")
    release = f"/holds/{hold.id}/release"
    own = officer.submit(release, {"note": "已核实"})
    assert (own.status_code, "已核实" in own.text) == (422, True)
    reviewer = client.login(factories.user(Role.LABOUR_REVIEWER))
    assert reviewer.submit(release, {"note": ""}).status_code == 422
    assert reviewer.submit(release, {"note": "已核实"}).status_code == 302
    page = reviewer.get(f"/holds/{hold.id}").text
    assert line.name in page
    assert line.number_masked in page


def test_holds_are_seen_in_their_own_region_and_institution(line, client, factories):
    client.login(factories.user(Role.LABOUR_OFFICER)).submit(
        f"/lines/{line.id}/hold", {"reason": "identity", "must_act": "labour"}
    )
    (hold,) = queries.open_holds("150100")
    address = f"/holds/{hold.id}"
    assert client.login(factories.user(Role.LABOUR_OFFICER, region_code="150200")).get(address).status_code == 404
    assert (
        client.login(factories.user(Role.INSTITUTION, organisation=factories.organisation())).get(address).status_code
        == 404
    )
    own = factories.user(Role.INSTITUTION, organisation=line.training_class.organisation)
    assert client.login(own).get(address).status_code == 200
    assert line.name in client.login(own).get("/holds?holds-open=open").text
    assert line.name not in client.login(own).get("/holds?holds-open=released").text
