"""Changes of a published tender: fifteen days before the deadline, or the deadline moves."""

from datetime import date, timedelta

import pytest

from kernel.refusals import Refusal
from tendering.notices import queries as notices
from tendering.permissions import Role
from tendering.tenders import change_service

ISSUED = date(2026, 3, 3)
DEADLINE = date(2026, 3, 27)  # a Friday; fifteen days before it is Thursday 2026-03-12


def tender_of(factories, clock_at):
    clock_at(ISSUED)
    return factories.issued_tender(deadline_at=factories.shanghai(DEADLINE))


@pytest.mark.parametrize(
    ("day", "is_early"), [(date(2026, 3, 11), True), (date(2026, 3, 12), True), (date(2026, 3, 13), False)]
)
def test_a_change_stands_fifteen_days_before_the_deadline(session, factories, clock_at, day, is_early):
    tender = tender_of(factories, clock_at)
    clock_at(day)
    if is_early:
        change = change_service.propose(tender, text="增加实训要求", actor=tender.drafted_by)
        change_service.publish(change, actor=factories.user(Role.LABOUR_REVIEWER))
        assert [notice.kind for notice in notices.of_subject(tender)] == ["tender", "change"]
        assert notices.of_subject(tender)[0].version == 2
    else:
        with pytest.raises(Refusal, match="CHANGE_TOO_LATE") as refused:
            change_service.propose(tender, text="增加实训要求", actor=tender.drafted_by)
        assert refused.value.article == "政府采购法实施条例 31"


def test_a_late_change_moves_the_deadline(session, factories, clock_at):
    tender = tender_of(factories, clock_at)
    clock_at(date(2026, 3, 20))  # fifteen days on is Saturday 2026-04-04, a holiday until Tuesday 2026-04-07
    with pytest.raises(Refusal, match="CHANGE_TOO_LATE"):
        change_service.propose(
            tender, text="x", deadline_at=factories.shanghai(date(2026, 4, 6)), actor=tender.drafted_by
        )
    later = factories.shanghai(date(2026, 4, 7))
    change = change_service.propose(tender, text="延期", deadline_at=later, actor=tender.drafted_by)
    change_service.publish(change, actor=factories.user(Role.LABOUR_REVIEWER))
    assert tender.deadline_at == later


def test_a_deadline_never_moves_to_earlier(session, factories, clock_at):
    tender = tender_of(factories, clock_at)
    with pytest.raises(Refusal, match="DEADLINE_EARLIER"):
        change_service.propose(
            tender, text="x", deadline_at=factories.shanghai(date(2026, 3, 26)), actor=tender.drafted_by
        )


def test_who_proposes_does_not_publish(session, factories, clock_at):
    tender = tender_of(factories, clock_at)
    change = change_service.propose(tender, text="x", actor=tender.drafted_by)
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        change_service.publish(change, actor=tender.drafted_by)


def test_a_change_that_waited_too_long_is_refused_at_publication(session, factories, clock_at):
    tender = tender_of(factories, clock_at)
    change = change_service.propose(tender, text="x", actor=tender.drafted_by)
    clock_at(date(2026, 3, 13))
    with pytest.raises(Refusal, match="CHANGE_TOO_LATE"):
        change_service.publish(change, actor=factories.user(Role.LABOUR_REVIEWER))


def test_after_the_deadline_nothing_is_changed(session, factories, clock_at):
    tender = tender_of(factories, clock_at)
    clock_at(tender.deadline_at + timedelta(seconds=1))
    with pytest.raises(Refusal, match="NOT_TAKING_BIDS"):
        change_service.propose(
            tender, text="x", deadline_at=factories.shanghai(date(2026, 5, 8)), actor=tender.drafted_by
        )


def test_a_withdrawn_change_is_not_published(session, factories, clock_at):
    tender = tender_of(factories, clock_at)
    change = change_service.propose(tender, text="x", actor=tender.drafted_by)
    change_service.withdraw(change, actor=tender.drafted_by)
    with pytest.raises(Refusal, match="STATE_MOVED"):
        change_service.publish(change, actor=factories.user(Role.LABOUR_REVIEWER))
