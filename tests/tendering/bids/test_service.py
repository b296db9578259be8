"""Sealed bids: received until the deadline and not at it, replaced, withdrawn; hidden from officers."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from kernel import access, clock
from kernel.refusals import Refusal
from tendering.bids import queries, service
from tendering.bids.models import Bid, BidState, BidVersion, Ciphertext, KeyShare
from tendering.institutions import service as institutions
from tendering.permissions import Role
from tendering.tenders.models import TenderState

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def tender(session, factories, clock_at):
    clock_at(TUESDAY)
    return factories.published_tender()


def test_publication_splits_the_key_among_three_and_keeps_no_secret(tender, session):
    shares = session.scalars(session.query(KeyShare).statement.filter_by(tender_id=tender.id)).all()
    assert {share.user_id for share in shares} == {officer.user_id for officer in tender.officers}
    assert tender.public_key.startswith("age1")
    assert all(b"AGE-SECRET-KEY" not in share.sealed_share for share in shares)


def test_a_bid_gets_a_receipt_with_its_hash_and_moment(tender, factories):
    user = factories.bidder()
    upload = service.read_upload(factories.sealed_bid(tender.lots[0], user))
    version = service.submit(tender.lots[0], upload, actor=user)
    assert version.sha256 == upload.sha256
    assert version.received_at < tender.deadline_at
    assert version.receipt.startswith(tender.number)
    assert version.bid.state == BidState.SUBMITTED


def test_receipts_do_not_count_the_bidders(tender, factories):
    receipts = [factories.sent_bid(tender.lots[0], factories.bidder()).receipt for _ in range(3)]
    tails = [receipt.rsplit("-", 1)[1] for receipt in receipts]
    assert len({int(tail, 16) for tail in tails}) == 3
    assert not all(int(b, 16) - int(a, 16) == 1 for a, b in zip(tails, tails[1:], strict=False))


def test_the_same_bytes_again_give_the_same_receipt(tender, factories, session):
    user, lot = factories.bidder(), tender.lots[0]
    upload = service.read_upload(factories.sealed_bid(lot, user))
    assert service.submit(lot, upload, actor=user) is service.submit(lot, upload, actor=user)
    assert session.query(BidVersion).filter_by(bid_id=queries.own(lot.id, user.organisation_id).id).count() == 1


def test_a_second_bid_replaces_the_first_and_both_are_kept(tender, factories):
    user, lot = factories.bidder(), tender.lots[0]
    factories.sent_bid(lot, user)
    factories.sent_bid(lot, user, teachers="15")
    assert [version.number for version in queries.own(lot.id, user.organisation_id).versions] == [1, 2]


def test_a_withdrawn_bid_may_be_sent_anew(tender, factories):
    user, lot = factories.bidder(), tender.lots[0]
    bid = factories.sent_bid(lot, user).bid
    service.withdraw(bid, actor=user)
    assert bid.state == BidState.WITHDRAWN
    assert queries.sealed(tender.id) == []
    factories.sent_bid(lot, user)
    assert [version.kind for version in bid.versions] == ["sealed", "withdrawal", "sealed"]


def test_just_before_the_deadline_is_in(tender, factories, clock_at):
    user = factories.bidder()
    clock_at(tender.deadline_at - timedelta(seconds=20))
    assert factories.sent_bid(tender.lots[0], user).received_at < tender.deadline_at


@pytest.mark.parametrize("after", [timedelta(0), timedelta(seconds=1), timedelta(days=1)])
def test_at_the_deadline_and_after_it_a_bid_is_refused_and_nothing_is_kept(
    tender, factories, monkeypatch, session, after
):
    user, tender_deadline = factories.bidder(), tender.deadline_at
    monkeypatch.setattr(service.clock, "now", lambda: tender_deadline + after)
    with pytest.raises(Refusal, match="BID_TOO_LATE") as refused:
        factories.sent_bid(tender.lots[0], user)
    assert refused.value.lasting[0] == "late bid refused"
    assert len(refused.value.lasting[2]["sha256"]) == 64
    assert session.query(Ciphertext).count() == 0


def test_a_deadline_that_passes_while_the_bid_is_stored_refuses_it(tender, factories, clock_at, monkeypatch):
    """The moment that counts is the one after the last byte is stored."""
    user = factories.bidder()
    content = factories.sealed_bid(tender.lots[0], user)
    moments = iter([tender.deadline_at - timedelta(microseconds=1), tender.deadline_at])
    monkeypatch.setattr(service.clock, "now", lambda: next(moments))
    with pytest.raises(Refusal, match="BID_TOO_LATE"):
        service.submit(tender.lots[0], service.read_upload(content), actor=user)


def test_the_database_itself_refuses_a_late_version(tender, factories, session):
    version = factories.sent_bid(tender.lots[0], factories.bidder())
    session.add(
        BidVersion(
            region_code=version.region_code,
            bid_id=version.bid_id,
            number=9,
            kind="withdrawal",
            receipt="x",
            received_at=tender.deadline_at,
            deadline_at=tender.deadline_at,
            submitted_by_id=version.submitted_by_id,
        )
    )
    with pytest.raises(DBAPIError, match="in_time"):
        session.flush()


def test_a_withdrawal_at_the_deadline_is_refused(tender, factories, clock_at):
    user = factories.bidder()
    bid = factories.sent_bid(tender.lots[0], user).bid
    clock_at(tender.deadline_at + timedelta(seconds=1))
    with pytest.raises(Refusal, match="BID_TOO_LATE"):
        service.withdraw(bid, actor=user)


def test_an_institution_that_is_suspended_cannot_bid(tender, factories):
    user = factories.bidder()
    content = factories.sealed_bid(tender.lots[0], user)
    from tendering.institutions import queries as found

    institutions.suspend(
        found.approved(user.organisation_id), reason="抽查不合格", actor=factories.user(Role.LABOUR_REVIEWER)
    )
    with pytest.raises(Refusal, match="NOT_APPROVED"):
        service.submit(tender.lots[0], service.read_upload(content), actor=user)


@pytest.mark.parametrize(("content", "code"), [(b"", "BID_EMPTY"), (b"%PDF-1.4 in the clear", "NOT_SEALED")])
def test_what_is_not_sealed_is_refused(content, code):
    with pytest.raises(Refusal, match=code):
        service.read_upload(content)


def test_a_bid_larger_than_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(service.sealing, "MAX_CIPHERTEXT", 64)
    with pytest.raises(Refusal, match="BID_TOO_LARGE"):
        service.read_upload(service.AGE_HEADER + b"x" * 64)


@pytest.mark.parametrize(
    "role", [Role.LABOUR_OFFICER, Role.OPENING_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR, Role.SUPERVISOR]
)
def test_before_the_opening_no_officer_sees_that_there_are_bids(tender, factories, session, role):
    factories.sent_bid(tender.lots[0], factories.bidder())
    officer = factories.user(role)
    assert session.scalars(access.scope(session.query(Bid).statement, Bid, officer)).all() == []


def test_another_institution_never_sees_a_bid(tender, factories, session):
    factories.sent_bid(tender.lots[0], factories.bidder())
    assert session.scalars(access.scope(session.query(Bid).statement, Bid, factories.bidder())).all() == []


def test_a_tender_that_is_not_published_takes_no_bids(session, factories, clock_at):
    clock_at(TUESDAY)
    draft, user = factories.tender_draft(), factories.bidder()
    with pytest.raises(Refusal, match="NOT_TAKING_BIDS"):
        service.submit(draft.lots[0], service.Upload(b"x", "0" * 64), actor=user)
    assert draft.state == TenderState.DRAFT
    assert clock.now()
