"""Pages of bids: the raw body, its token, its refusals; what nobody sees before the opening."""

from datetime import date, timedelta

import pytest

from kernel import audit
from kernel.accounts.setup import hash_password
from tendering.bids import queries
from tendering.permissions import Role

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def tender(session, factories, clock_at):
    clock_at(TUESDAY)
    return factories.published_tender()


def post(client, factories, lot, user, content=None, token=None):
    url = f"/bids/lots/{lot.id}"
    content = content or factories.sealed_bid(lot, user)
    headers = {"X-CSRFToken": client.login(user).token(url) if token is None else token}
    return client.post(f"{url}/sealed", data=content, headers=headers, content_type="application/octet-stream")


def test_the_page_carries_the_key_and_says_why_it_needs_javascript(tender, client, factories):
    text = client.login(factories.bidder()).get(f"/bids/lots/{tender.lots[0].id}").text
    assert f'data-seal-key="{tender.public_key}"' in text
    assert "<noscript>" in text
    assert "disabled" in text


def test_a_sealed_bid_is_received_and_answered_with_its_receipt(tender, client, factories):
    user = factories.bidder()
    answer = post(client, factories, tender.lots[0], user)
    assert answer.status_code == 200
    assert client.get(answer.json["next"]).status_code == 200
    assert client.login(factories.bidder()).get(answer.json["next"]).status_code == 404


def test_a_raw_body_without_its_token_is_refused(tender, client, factories):
    assert post(client, factories, tender.lots[0], factories.bidder(), token="").status_code == 400


@pytest.mark.parametrize(("content", "code"), [(b"%PDF in the clear", "NOT_SEALED")])
def test_what_is_not_sealed_is_refused_in_json(tender, client, factories, content, code):
    answer = post(client, factories, tender.lots[0], factories.bidder(), content=content)
    assert answer.status_code == 422
    assert answer.json["code"] == code


def test_a_late_bid_leaves_its_time_and_hash_and_nothing_else(tender, client, factories, clock_at):
    user, lot = factories.bidder(), tender.lots[0]
    clock_at(tender.deadline_at + timedelta(seconds=1))
    answer = post(client, factories, lot, user)
    assert answer.status_code == 409
    assert answer.json["code"] == "BID_TOO_LATE"
    (row,) = [row for row in audit.history(tender) if row.verb == "late bid refused"]
    assert row.actor_id == user.id
    assert "sha256" in row.facts
    assert queries.own(lot.id, user.organisation_id) is None


@pytest.mark.parametrize("region_code", ["150100", "150000"])
@pytest.mark.parametrize("role", [Role.LABOUR_OFFICER, Role.OPENING_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_reads_a_bid_before_the_opening(tender, client, factories, role, region_code):
    bid = factories.sent_bid(tender.lots[0], factories.bidder()).bid
    client.login(factories.user(role, region_code=region_code))
    assert client.get(f"/bids/{bid.id}").status_code in {403, 404}
    page = client.get(f"/opening/{tender.id}")
    assert page.status_code in {200, 403}
    assert bid.organisation.name not in page.text


@pytest.mark.parametrize("region_code", ["150100", "150000"])
def test_the_audit_record_tells_of_a_bid_only_after_the_opening(tender, client, session, factories, region_code):
    version = factories.sent_bid(tender.lots[0], factories.bidder())
    session.commit()
    (received,) = audit.history(version)
    client.login(factories.user(Role.AUDITOR, region_code=region_code))
    assert f"bid_versions {version.id}" not in client.get("/audit/").text
    assert client.get(f"/audit/{received.id}").status_code == 404
    tender.state, tender.opened_at = "opened", tender.deadline_at
    session.commit()
    assert client.get(f"/audit/{received.id}").status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_only_opening_officers_open(tender, client, factories, role):
    organisation = factories.organisation() if role == Role.INSTITUTION else None
    client.login(factories.user(role, organisation=organisation))
    assert client.get(f"/opening/{tender.id}/open").status_code == (200 if role == Role.OPENING_OFFICER else 403)


def test_the_two_passphrases_of_a_new_key_must_agree(tender, client, factories):
    officer = factories.user(Role.OPENING_OFFICER)
    officer.password = hash_password("correct horse 7")
    client.login(officer)
    answer = client.submit(
        "/opening/key", {"passphrase": "long enough for it", "again": "another one here", "password": "correct horse 7"}
    )
    assert answer.status_code == 422
    assert "两次输入的口令不一致" in answer.text
