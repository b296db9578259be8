"""Publication: the days of the law at their edges, the budget, the second person, what must be named."""

from datetime import date, timedelta

import pytest

from kernel import audit, clock
from kernel.refusals import Refusal, StateMoved
from tendering.notices import queries as notices
from tendering.permissions import Role
from tendering.tenders import queries, service
from tendering.tenders.models import TenderState

TUESDAY = date(2026, 3, 3)  # 20 days on: Monday 2026-03-23; 5 working days on: Tuesday 2026-03-10
MONDAY = date(2026, 3, 2)  # 20 days on: Sunday 2026-03-22, so Monday 2026-03-23


def published(factories, **head):
    return factories.issued_tender(**head)


@pytest.mark.parametrize(
    ("issued", "deadline", "is_lawful"),
    [
        (TUESDAY, date(2026, 3, 22), False),
        (TUESDAY, date(2026, 3, 23), True),
        (TUESDAY, date(2026, 3, 24), True),
        (MONDAY, date(2026, 3, 20), False),
        (MONDAY, date(2026, 3, 22), False),
        (MONDAY, date(2026, 3, 23), True),
    ],
)
@pytest.mark.parametrize("regime", ["procurement", "bidding"])
def test_the_deadline_is_twenty_days_after_issue_at_least(
    session, factories, clock_at, issued, deadline, is_lawful, regime
):
    clock_at(issued)
    make = lambda: published(factories, deadline_at=factories.shanghai(deadline), regime=regime)  # noqa: E731
    if is_lawful:
        assert make().state == TenderState.PUBLISHED
    else:
        with pytest.raises(Refusal, match="DEADLINE_TOO_SOON") as refused:
            make()
        assert refused.value.article == {"procurement": "政府采购法 35", "bidding": "招标投标法 24"}[regime]


@pytest.mark.parametrize(
    ("until", "is_lawful"), [(date(2026, 3, 9), False), (date(2026, 3, 10), True), (date(2026, 3, 11), True)]
)
def test_documents_are_available_five_working_days(session, factories, clock_at, until, is_lawful):
    clock_at(TUESDAY)
    if is_lawful:
        assert published(factories, documents_until=until).state == TenderState.PUBLISHED
    else:
        with pytest.raises(Refusal, match="DOCUMENTS_TOO_SHORT") as refused:
            published(factories, documents_until=until)
        assert refused.value.article == "政府采购法实施条例 31"


@pytest.mark.parametrize(("until", "is_lawful"), [(date(2026, 3, 6), False), (date(2026, 3, 9), True)])
def test_the_bidding_law_counts_five_calendar_days_for_documents(session, factories, clock_at, until, is_lawful):
    clock_at(TUESDAY)  # five days on is Sunday 2026-03-08, so Monday
    if is_lawful:
        assert published(factories, documents_until=until, regime="bidding").state == TenderState.PUBLISHED
    else:
        with pytest.raises(Refusal, match="DOCUMENTS_TOO_SHORT"):
            published(factories, documents_until=until, regime="bidding")


def test_documents_do_not_outlast_the_deadline(session, factories, clock_at):
    clock_at(TUESDAY)
    with pytest.raises(Refusal, match="DOCUMENTS_PAST_DEADLINE"):
        published(factories, documents_until=date(2026, 3, 24), deadline_at=factories.shanghai(date(2026, 3, 23)))


def test_past_the_announced_calendar_no_date_is_computed(session, factories, clock_at):
    clock_at(date(2026, 12, 20))
    with pytest.raises(Refusal, match="CALENDAR_NOT_ANNOUNCED"):
        published(factories, deadline_at=factories.shanghai(date(2027, 1, 20)), documents_until=date(2026, 12, 31))


@pytest.mark.parametrize(("amount_fen", "is_enough"), [(4_999_999, False), (5_000_000, True), (5_000_001, True)])
def test_lots_stay_within_the_budget_line(session, factories, clock_at, amount_fen, is_enough):
    clock_at(TUESDAY)
    line = factories.budget_line(amount_fen=amount_fen)
    if is_enough:
        assert published(factories, line=line).total_fen == 5_000_000
    else:
        with pytest.raises(Refusal, match="OVER_BUDGET"):
            published(factories, line=line)


def test_two_tenders_do_not_spend_one_line_twice(session, factories, clock_at):
    clock_at(TUESDAY)
    line = factories.budget_line(amount_fen=9_999_999)
    published(factories, line=line)
    with pytest.raises(Refusal, match="OVER_BUDGET"):
        published(factories, line=line)


def test_a_line_of_another_region_is_refused(session, factories, clock_at):
    clock_at(TUESDAY)
    with pytest.raises(Refusal, match="FOREIGN_BUDGET_LINE"):
        published(factories, line=factories.budget_line(region_code="150200"))


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"lots": ()}, "NO_LOTS"),
        ({"officers": []}, "OFFICERS_NOT_NAMED"),
        ({"committee_size": 6}, "BAD_COMMITTEE"),
        ({"committee_size": 3}, "BAD_COMMITTEE"),
    ],
)
def test_what_is_missing_is_named(session, factories, clock_at, missing, code):
    clock_at(TUESDAY)
    with pytest.raises(Refusal, match=code):
        published(factories, **missing)


def test_no_budget_line_is_refused(session, factories, clock_at):
    clock_at(TUESDAY)
    tender = factories.tender_draft()
    service.edit(tender, budget_line_id=None, actor=tender.drafted_by)
    with pytest.raises(Refusal, match="NO_BUDGET_LINE"):
        service.submit(tender, actor=tender.drafted_by)


def test_factors_sum_to_a_hundred(session, factories, clock_at):
    clock_at(TUESDAY)
    tender = factories.tender_draft()
    service.remove_factor(tender.factors[0], actor=tender.drafted_by)
    with pytest.raises(Refusal, match="FACTORS_NOT_100"):
        service.submit(tender, actor=tender.drafted_by)


def test_an_officer_without_a_key_is_named(session, factories, clock_at):
    clock_at(TUESDAY)
    bare = factories.user(Role.OPENING_OFFICER, name="包某")
    tender = factories.tender_draft(officers=[factories.opening_officer(), factories.opening_officer(), bare])
    with pytest.raises(Refusal, match="OFFICER_WITHOUT_IDENTITY") as refused:
        service.submit(tender, actor=tender.drafted_by)
    assert "包某" in str(refused.value.sentence)


def test_a_large_budget_needs_seven_members(session, factories, clock_at):
    clock_at(TUESDAY)
    lot = {"kind": "startup", "seats": 10_000, "standard_fen": 100_000}
    line = factories.budget_line(amount_fen=2_000_000_000)
    with pytest.raises(Refusal, match="BAD_COMMITTEE") as refused:
        published(factories, lots=(lot,), line=line)
    assert refused.value.article is None, "an unconfirmed number is not printed as law"
    assert published(factories, lots=(lot,), line=line, committee_size=7).state == TenderState.PUBLISHED


def test_the_drafter_does_not_approve(session, factories, clock_at):
    clock_at(TUESDAY)
    tender = factories.tender_draft()
    service.submit(tender, actor=tender.drafted_by)
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        service.approve(tender, actor=tender.drafted_by)


def test_the_last_editor_does_not_approve(session, factories, clock_at):
    clock_at(TUESDAY)
    tender, editor = factories.tender_draft(), factories.user(Role.LABOUR_REVIEWER)
    service.edit(tender, title="改过的标题", actor=editor)
    service.submit(tender, actor=tender.drafted_by)
    service.edit(tender, title="又改过的标题", actor=editor)
    assert tender.submitted_at is None
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        service.approve(tender, actor=editor)


def test_an_unsubmitted_draft_is_not_approved(session, factories, clock_at):
    clock_at(TUESDAY)
    with pytest.raises(Refusal, match="NOT_SUBMITTED"):
        service.approve(factories.tender_draft(), actor=factories.user(Role.LABOUR_REVIEWER))


def test_a_draft_is_not_published(session, factories, clock_at):
    clock_at(TUESDAY)
    with pytest.raises(StateMoved):
        service.publish(factories.tender_draft(), public_key="age1", actor=factories.user(Role.LABOUR_OFFICER))


def test_an_approved_tender_is_not_edited_until_it_is_returned(session, factories, clock_at):
    clock_at(TUESDAY)
    tender = factories.approved_tender()
    with pytest.raises(Refusal, match="NOT_A_DRAFT"):
        service.add_lot(tender, kind="startup", seats=1, standard_fen=100000, actor=tender.drafted_by)
    service.return_to_draft(tender, note="请补充", actor=tender.approved_by)
    service.add_lot(tender, kind="startup", seats=1, standard_fen=100000, actor=tender.drafted_by)
    assert len(tender.lots) == 2


@pytest.mark.parametrize(
    ("kind", "standard_fen", "is_enough"),
    [("skill", 79_999, False), ("skill", 80_000, True), ("startup", 99_999, False), ("startup", 100_000, True)],
)
def test_standards_below_the_floors_of_clause_6_are_refused(
    session, factories, clock_at, kind, standard_fen, is_enough
):
    clock_at(TUESDAY)
    lot = {"kind": kind, "trade_code": "6-04-01-01", "level": "4", "seats": 1, "standard_fen": standard_fen}
    if is_enough:
        assert factories.tender_draft(lots=(lot,)).lots[0].standard_fen == standard_fen
    else:
        with pytest.raises(Refusal, match="STANDARD_BELOW_FLOOR") as refused:
            factories.tender_draft(lots=(lot,))
        assert refused.value.article == "内政发〔2008〕107号 6"


def test_an_unknown_trade_is_refused(session, factories, clock_at):
    clock_at(TUESDAY)
    with pytest.raises(Refusal, match="UNKNOWN_TRADE"):
        factories.tender_draft(
            lots=({"kind": "skill", "trade_code": "9-99-99-99", "level": "4", "seats": 1, "standard_fen": 80000},)
        )


def test_publication_makes_a_notice_and_pins_the_rules(session, factories, clock_at):
    clock_at(TUESDAY)
    tender = published(factories)
    session.commit()
    assert tender.rule_set == "procurement/2015-03-01"
    assert tender.numbers["deadline"] == 20
    assert tender.issued_on == TUESDAY
    assert [notice.kind for notice in notices.of_subject(tender)] == ["tender"]
    assert [row.verb for row in audit.history(tender)][-1] == "tender published"


def test_close_due_closes_at_the_deadline_and_not_before(session, factories, clock_at):
    clock_at(TUESDAY)
    tender = published(factories)
    clock_at(tender.deadline_at - timedelta(seconds=30))
    assert service.close_due(actor=None) == []
    clock_at(tender.deadline_at + timedelta(seconds=1))
    assert service.close_due(actor=None) == [tender]
    assert tender.state == TenderState.CLOSED
    assert service.close_due(actor=None) == [], "a second run closes nothing"
    assert tender.closed_at <= clock.now()


def test_cancelling_needs_a_second_person_and_is_public(session, factories, clock_at):
    clock_at(TUESDAY)
    tender = published(factories)
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        service.cancel(tender, reason="任务取消", actor=tender.drafted_by)
    service.cancel(tender, reason="任务取消", actor=factories.user(Role.LABOUR_REVIEWER))
    assert tender.state == TenderState.CANCELLED
    assert [notice.kind for notice in notices.of_subject(tender)] == ["tender", "cancellation"]
    assert queries.committed_fen(tender.budget_line_id, besides=0) == 0, "a cancelled tender binds no budget"
