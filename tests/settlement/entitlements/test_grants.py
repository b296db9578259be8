"""One person, one grant, in the whole region: paid before unpaid, then the class that ended earlier."""

from datetime import date

import pytest
import sqlalchemy as sa

from settlement.entitlements.models import Exclusion, ExclusionReason, Grant
from settlement.entitlements.queries import settled_lines
from settlement.holds import queries as holds
from settlement.holds.models import HoldReason, MustAct
from settlement.recoveries.models import Recovery
from settlement.runs import posting, service
from tendering.permissions import Role

EARLY, LATE = {"ended_on": date(2026, 2, 27)}, {"ended_on": date(2026, 3, 31)}


@pytest.fixture
def start(session, clock_at, factories):
    clock_at(date(2026, 5, 6))
    factories.fund()
    factories.fund(region_code="150200")


@pytest.fixture
def twice(start, factories):
    """One person in two leagues: the class of 150100 ended first."""
    number = factories.citizen()
    _, (early,) = factories.settled_class(numbers=(number,), **EARLY)
    _, (late,) = factories.settled_class(numbers=(number,), region_code="150200", **LATE)
    assert early.person_id == late.person_id
    return early, late


def amounts(lines):
    return [line.delta_fen for line in lines]


def test_the_earlier_class_wins_and_the_other_is_held_naming_the_record_that_stands(twice, factories):
    early, late = twice
    assert amounts(factories.posted_run(factories.drafted_run("2026-04"))) == [80000]
    run = factories.drafted_run("2026-04", region_code="150200")
    assert (run.people, run.lines) == (1, 0)
    (held,) = holds.open_holds("150200")
    assert (held.reason, held.must_act, held.person_id) == (HoldReason.REPEAT, MustAct.OTHER_REGION, late.person_id)
    assert early.training_class.number in held.record
    assert early.number_masked in held.record
    assert early.name not in held.record


def test_what_is_paid_first_stands_even_against_an_earlier_class(start, factories):
    number = factories.citizen()
    factories.settled_class(numbers=(number,), region_code="150200", **LATE)
    assert amounts(factories.posted_run(factories.drafted_run("2026-04", region_code="150200"))) == [80000]
    factories.settled_class(numbers=(number,), **EARLY)
    assert factories.drafted_run("2026-04").lines == 0
    assert [each.reason for each in holds.open_holds("150100")] == [HoldReason.REPEAT]


def test_a_draft_that_another_region_has_overtaken_is_not_paid_twice(twice, session, factories):
    early, late = twice
    theirs = factories.published_run(factories.drafted_run("2026-04", region_code="150200"))
    ours = factories.drafted_run("2026-04")
    assert (ours.lines, theirs.lines) == (1, 1)
    factories.approved_run(ours)
    posting.post(ours, actor=factories.user(Role.FINANCE_OFFICER))
    service.approve(theirs, actor=factories.user(Role.FINANCE_APPROVER, region_code="150200"), note="")
    posting.post(theirs, actor=factories.user(Role.FINANCE_OFFICER, region_code="150200"))
    paid = settled_lines([early.id, late.id])
    assert sum(paid.values()) == 80000
    assert [row.reason for row in session.scalars(sa.select(Exclusion).filter_by(run_id=theirs.id))] == [
        ExclusionReason.HELD
    ]
    assert [each.reason for each in holds.open_holds("150200")] == [HoldReason.REPEAT]


def test_within_a_region_the_second_class_of_a_year_is_forbidden(start, factories):
    number = factories.citizen()
    document = factories.policy_document()
    _, (first,) = factories.settled_class(document=document, numbers=(number,), **EARLY)
    factories.settled_class(document=document, numbers=(number,), trade_code="4-04-05-02", **LATE)
    run = factories.drafted_run("2026-04")
    assert [line.roster_line_id for line in factories.posted_run(run)] == [first.id]
    assert [each.must_act for each in holds.open_holds("150100")] == [MustAct.INSTITUTION]


def test_the_hold_goes_when_the_record_that_stood_is_gone(start, session, factories):
    from settlement.rosters import service as rosters

    number, document = factories.citizen(), factories.policy_document()
    of, _ = factories.settled_class(document=document, numbers=(number,), **EARLY)
    _, (second,) = factories.settled_class(document=document, numbers=(number,), **LATE)
    factories.posted_run(factories.drafted_run("2026-04"))
    rosters.cancel(of, because="虚假", actor=factories.user(Role.LABOUR_REVIEWER))
    found = factories.posted_run(factories.drafted_run("2026-05"))
    assert [(line.roster_line_id, line.delta_fen) for line in found] == [(second.id, 80000)]
    assert holds.open_holds("150100") == []
    assert [recovery.amount_fen for recovery in session.scalars(sa.select(Recovery))] == [80000]
    assert [grant.stands for grant in session.scalars(sa.select(Grant).order_by(Grant.id))] == [True, True, False]


def test_grants_are_claimed_once_and_not_again_by_the_next_run(start, session, factories):
    factories.settled_class(numbers=("", "", ""))
    factories.posted_run(factories.drafted_run("2026-04"))
    factories.posted_run(factories.drafted_run("2026-05"))
    assert session.scalar(sa.select(sa.func.count()).select_from(Grant)) == 3


def test_two_rows_of_one_human_being_are_one_person_after_the_merge(start, session, factories):
    from settlement.persons import service as persons

    document = factories.policy_document()
    first, second = factories.citizen(), factories.citizen()
    _, (one,) = factories.settled_class(document=document, numbers=(first,), **EARLY)
    _, (two,) = factories.settled_class(document=document, numbers=(second,), **LATE)
    officer = factories.user(Role.LABOUR_OFFICER)
    proposal = persons.propose_merge(number=second, into_number=first, because="同一人", actor=officer)
    persons.decide_merge(proposal, agreed=True, note="", actor=factories.user(Role.LABOUR_REVIEWER))
    found = factories.posted_run(factories.drafted_run("2026-04"))
    assert [line.roster_line_id for line in found] == [one.id]
