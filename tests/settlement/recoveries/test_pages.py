"""Recoveries on their pages: suggested by one, decided by another, cash received by finance."""

from datetime import date

import pytest
import sqlalchemy as sa

from kernel.accounts.setup import hash_password
from settlement.recoveries.models import Recovery, RecoveryState
from tendering.permissions import Role


@pytest.fixture
def recovery(session, clock_at, factories):
    clock_at(date(2026, 5, 6))
    factories.fund()
    _, (line,) = factories.settled_class()
    contract = factories.employed(line, to_on=date(2028, 3, 31))
    factories.posted_run(factories.drafted_run("2026-04"))
    factories.ended(contract, ended_on=date(2026, 5, 20))
    factories.posted_run(factories.drafted_run("2026-05"))
    return session.scalars(sa.select(Recovery)).one()


def as_role(client, factories, role):
    user = factories.user(role)
    user.password = hash_password("a long password")
    return client.login(user)


def test_the_whole_way_of_a_return_in_cash(recovery, client, factories):
    own = f"/recoveries/{recovery.id}"
    officer = as_role(client, factories, Role.LABOUR_OFFICER)
    assert officer.submit(f"{own}/suggest", {"reason": "已联系机构"}).status_code == 422
    assert officer.submit(f"{own}/suggest", {"way": "cash", "reason": "已联系机构"}).status_code == 302
    reviewer = as_role(client, factories, Role.LABOUR_REVIEWER)
    decision = {"outcome": "agree", "note": "同意", "amount_fen": "40000", "password": "a long password"}
    moved = reviewer.submit(f"{own}/decide", {**decision, "amount_fen": "39999"})
    assert (moved.status_code, "同意" in moved.text) == (409, True)
    assert reviewer.submit(f"{own}/decide", {**decision, "amount_fen": "x"}).status_code == 422
    assert reviewer.submit(f"{own}/decide", decision).status_code == 302
    finance = as_role(client, factories, Role.FINANCE_OFFICER)
    receipt = {"amount": "400.00", "received_on": "2026-06-02", "reference": "R-1"}
    for wrong in ({"amount": "400.01"}, {"amount": "x"}, {"received_on": "2030-01-01"}, {"reference": ""}):
        assert finance.submit(f"{own}/receive", {**receipt, **wrong}).status_code == 422
    assert finance.submit(f"{own}/receive", receipt).status_code == 302
    page = finance.get(own).text
    for text in ("400.00", "R-1", "已联系机构"):
        assert text in page
    assert recovery.state == RecoveryState.CASH


def test_the_desk_shows_a_recovery_to_whoever_may_take_the_next_step(recovery, client, factories):
    assert "提出多付款处理意见" in as_role(client, factories, Role.LABOUR_OFFICER).get("/desk").text
    assert "提出多付款处理意见" not in as_role(client, factories, Role.FINANCE_APPROVER).get("/desk").text


def test_recoveries_are_seen_in_their_region_and_institution(recovery, client, factories):
    own = f"/recoveries/{recovery.id}"
    assert client.login(factories.user(Role.LABOUR_OFFICER, region_code="150200")).get(own).status_code == 404
    assert (
        client.login(factories.user(Role.INSTITUTION, organisation=factories.organisation())).get(own).status_code
        == 404
    )
    assert (
        client.login(factories.user(Role.INSTITUTION, organisation=recovery.organisation)).get(own).status_code == 200
    )
    assert client.login(factories.user(Role.ADMINISTRATOR)).get(own).status_code == 403
