"""The opening: two of three officers, after the deadline, each with his own passphrase; too few bidders, and a
lot fails.
"""

from datetime import date, timedelta

import pytest

from kernel import access, attachments
from kernel.refusals import Refusal
from tendering.bids import opening_service, queries
from tendering.bids.models import BidState
from tendering.notices import queries as notices
from tendering.tenders.models import LotState, TenderState

TUESDAY = date(2026, 3, 3)
SKILL_LOT = {"kind": "skill", "trade_code": "6-04-01-01", "level": "4", "seats": 50, "standard_fen": 100000}
STARTUP_LOT = {"kind": "startup", "seats": 30, "standard_fen": 120000}


@pytest.fixture
def march(session, clock_at):
    clock_at(TUESDAY)


def officers(tender):
    return [officer.user for officer in tender.officers]


def hand(factories, tender, giver, receiver):
    part = opening_service.reseal(tender, to_id=receiver.id, passphrase="the horse eats no cucumber salad", actor=giver)
    return opening_service.hand_over(tender, to_id=receiver.id, sealed_share=part, actor=giver)


def opened(factories, tender, second):
    read = opening_service.read_bids(tender, passphrase="the horse eats no cucumber salad", actor=second)
    return opening_service.open_bids(tender, read=read, actor=second)


@pytest.mark.parametrize(("giver", "receiver"), [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)])
def test_any_two_of_the_three_open(march, factories, giver, receiver):
    tender = factories.closed_tender()
    people = officers(tender)
    hand(factories, tender, people[giver], people[receiver])
    opened(factories, tender, people[receiver])
    assert tender.state == TenderState.OPENED
    contents = [bid.content for bid in queries.all_counting(tender.id)]
    assert [content.past_rate_hundredths for content in contents] == [7850, 6500, 9000]
    assert contents[0].teachers == 12
    assert [notice.kind for notice in notices.of_subject(tender)] == ["tender", "opening"]


def test_one_officer_alone_opens_nothing(march, factories):
    tender = factories.closed_tender()
    with pytest.raises(Refusal, match="NOTHING_HANDED"):
        opened(factories, tender, officers(tender)[0])
    with pytest.raises(Refusal, match="NOT_NAMED"):
        opening_service.reseal(
            tender,
            to_id=officers(tender)[0].id,
            passphrase="the horse eats no cucumber salad",
            actor=officers(tender)[0],
        )


def test_the_third_takes_the_place_of_the_absent(march, factories):
    tender = factories.closed_tender()
    first, absent, third = officers(tender)
    hand(factories, tender, first, absent)
    hand(factories, tender, first, third)
    opening = opened(factories, tender, third)
    assert (opening.first_id, opening.second_id) == (first.id, third.id)


def test_before_the_deadline_nothing_is_handed_over(march, factories):
    tender = factories.published_tender()
    first, second, _third = officers(tender)
    with pytest.raises(Refusal, match="NOT_CLOSED"):
        hand(factories, tender, first, second)


def test_a_wrong_passphrase_opens_nothing(march, factories):
    tender = factories.closed_tender()
    first, second, _third = officers(tender)
    with pytest.raises(Refusal, match="WRONG_PASSPHRASE"):
        opening_service.reseal(tender, to_id=second.id, passphrase="not the one it was", actor=first)
    hand(factories, tender, first, second)
    with pytest.raises(Refusal, match="WRONG_PASSPHRASE"):
        opening_service.read_bids(tender, passphrase="not the one it was", actor=second)


def test_an_officer_who_is_not_named_opens_nothing(march, factories):
    tender, stranger = factories.closed_tender(), factories.opening_officer()
    with pytest.raises(Refusal, match="NOT_NAMED"):
        opening_service.reseal(
            tender, to_id=officers(tender)[0].id, passphrase="the horse eats no cucumber salad", actor=stranger
        )
    with pytest.raises(Refusal, match="NOT_NAMED"):
        hand(factories, tender, officers(tender)[0], stranger)


def test_bids_are_opened_once(march, factories):
    tender = factories.opened_tender()
    with pytest.raises(Refusal, match="NOT_CLOSED"):
        opened(factories, tender, officers(tender)[1])


@pytest.mark.parametrize(("bidders", "is_enough"), [(0, False), (2, False), (3, True), (4, True)])
def test_fewer_than_three_bidders_and_the_lot_fails(march, factories, bidders, is_enough):
    tender = factories.opened_tender(rates=["70"] * bidders)
    assert tender.lots[0].state == (LotState.OPEN if is_enough else LotState.FAILED)
    assert tender.state == (TenderState.OPENED if is_enough else TenderState.FAILED)
    wanted = BidState.OPENED if is_enough else BidState.RETURNED
    assert {bid.state for bid in queries.all_counting(tender.id)} == ({wanted} if bidders else set())
    assert (notices.of_subject(tender)[-1].kind == "failure") is not is_enough


def test_only_the_lot_with_too_few_bidders_fails(march, factories, clock_at):
    tender = factories.published_tender(lots=(SKILL_LOT, STARTUP_LOT))
    users = [factories.bidder() for _ in range(3)]
    for user in users:
        factories.sent_bid(tender.lots[0], user)
    factories.sent_bid(tender.lots[1], users[0])
    close_and_open(factories, tender, clock_at)
    assert [lot.state for lot in tender.lots] == [LotState.OPEN, LotState.FAILED]
    assert tender.state == TenderState.OPENED


def close_and_open(factories, tender, clock_at):
    from tendering.tenders import service

    clock_at(tender.deadline_at + timedelta(seconds=1))
    service.close_due(actor=None)
    first, second, _third = officers(tender)
    hand(factories, tender, first, second)
    return opened(factories, tender, second)


def test_a_withdrawn_bid_is_neither_counted_nor_opened(march, factories, clock_at):
    from tendering.bids import service

    tender = factories.published_tender()
    users = [factories.bidder() for _ in range(4)]
    sent = [factories.sent_bid(tender.lots[0], user).bid for user in users]
    service.withdraw(sent[0], actor=users[0])
    close_and_open(factories, tender, clock_at)
    assert [bid.state for bid in sent] == [BidState.WITHDRAWN, *[BidState.OPENED] * 3]
    assert sent[0].content is None


@pytest.mark.parametrize(
    "broken",
    [
        {"about": "another tender/1/x"},
        {"past_rate": "120"},
        {"teachers": "many"},
        {"plan_summary": " "},
        {"files": [("x.exe", b"MZ\x00\x01")]},
    ],
)
def test_a_bid_that_does_not_open_is_recorded_with_its_reason(march, factories, clock_at, broken):
    tender = factories.published_tender()
    for _ in range(3):
        factories.sent_bid(tender.lots[0], factories.bidder())
    bad = factories.sent_bid(tender.lots[0], factories.bidder(), **broken).bid
    close_and_open(factories, tender, clock_at)
    assert bad.state == BidState.UNREADABLE
    assert bad.reason
    assert tender.state == TenderState.OPENED


def test_three_bids_of_which_one_is_invalid_are_too_few(march, factories, clock_at):
    tender = factories.published_tender()
    for _ in range(2):
        factories.sent_bid(tender.lots[0], factories.bidder())
    factories.sent_bid(tender.lots[0], factories.bidder(), past_rate="none")
    close_and_open(factories, tender, clock_at)
    assert tender.state == TenderState.FAILED


def test_the_last_version_is_opened(march, factories, clock_at):
    tender = factories.published_tender()
    users = [factories.bidder() for _ in range(3)]
    bids = [factories.sent_bid(tender.lots[0], user).bid for user in users]
    factories.sent_bid(tender.lots[0], users[0], teachers="33")
    close_and_open(factories, tender, clock_at)
    assert bids[0].content.teachers == 33


def test_files_of_a_bid_are_kept_as_attachments(march, factories, clock_at):
    tender = factories.published_tender()
    bid = factories.sent_bid(tender.lots[0], factories.bidder(), files=[("执照.pdf", b"%PDF-1.4 licence")]).bid
    for _ in range(2):
        factories.sent_bid(tender.lots[0], factories.bidder())
    close_and_open(factories, tender, clock_at)
    (file,) = bid.content.files
    assert file.attachment.filename == "执照.pdf"
    assert attachments.open_bytes(file.attachment) == b"%PDF-1.4 licence"


def test_after_the_opening_officers_of_the_region_see_the_bids(march, factories, session):
    tender = factories.opened_tender()
    assert len(queries.opened(tender, factories.user("labour_officer"))) == 3
    assert queries.opened(tender, factories.user("labour_officer", region_code="150200")) == []
    assert access.may("opening:read", queries.all_counting(tender.id)[0], factories.user("auditor"))
