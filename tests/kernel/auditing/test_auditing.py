"""Auditors read every act of their region, with what stood before and after; nobody else does."""

import pytest
import sqlalchemy as sa

from kernel.accounts import administration
from kernel.audit import AuditRow
from kernel.db import db


@pytest.fixture
def closing(session, factories):
    """An account that an administrator closed, and the act's audit row."""
    user = factories.user("labour_officer", name="陈静")
    administration.close(user=user, note="调离", actor=factories.user("administrator", name="李强"))
    session.commit()
    return session.scalars(sa.select(AuditRow).where(AuditRow.verb == "account closed")).one()


def test_an_auditor_reads_who_did_what_and_why(client, factories, closing):
    page = client.login(factories.user("auditor")).get("/audit/").text
    assert "停用账号" in page
    assert "李强" in page
    assert "调离" in page


def test_a_row_shows_before_and_after_and_its_place_in_the_chain(client, factories, closing):
    page = client.login(factories.user("auditor")).get(f"/audit/{closing.id}").text
    assert "active" in page
    assert closing.hash in page
    assert "不符" not in page


def test_a_row_that_was_changed_says_so(client, factories, closing, monkeypatch):
    monkeypatch.setattr(AuditRow, "digest", lambda row: "0" * 64)
    assert "不符" in client.login(factories.user("auditor")).get(f"/audit/{closing.id}").text


def test_acts_are_found_by_verb(client, factories, closing):
    client.login(factories.user("auditor"))
    assert "调离" in client.get("/audit/", query_string={"audit-verb": "account closed"}).text
    assert "调离" not in client.get("/audit/", query_string={"audit-q": "nothing-like-it"}).text


def test_acts_of_another_region_do_not_exist(client, factories, closing):
    client.login(factories.user("auditor", region_code="150200"))
    assert "调离" not in client.get("/audit/").text
    assert client.get(f"/audit/{closing.id}").status_code == 404
    client.login(factories.user("auditor", region_code="150000"))
    assert "调离" in client.get("/audit/").text


def test_officers_do_not_read_it(client, factories, closing):
    assert client.login(factories.user("labour_officer")).get("/audit/").status_code == 403
    assert db.session.get(AuditRow, closing.id)
