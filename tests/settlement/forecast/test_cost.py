"""What a document would cost, worked by hand: two documents over the same people and the same evidence."""

from datetime import date

import pytest

from kernel.jobs.service import run_due
from settlement.documents.models import Kind
from settlement.entitlements.explanation import TITLES
from settlement.forecast import cost_page
from settlement.forecast.affected import MOST
from settlement.forecast.cost import Pair
from settlement.persons.groups import Group
from tendering.permissions import Role

TODAY = date(2026, 8, 15)
NEXT = date(2027, 1, 1)
DEARER = {"skill": {"*": "900.00"}, "startup": {"*": "1000.00"}}


@pytest.fixture
def start(session, clock_at):
    clock_at(TODAY)


def compared(factories, *, stretch="12", region_code="150100", **text):
    """The cost of a draft from 2027 on, reckoned by the schedule, as a finance officer of the region sees it."""
    draft = factories.policy_draft(region_code=region_code, first=NEXT, **text)
    run_due("reckon-costs")
    return cost_page.of(draft, factories.user(Role.FINANCE_OFFICER, region_code=region_code), stretch)


def test_a_standard_dearer_by_100_costs_100_for_everybody_it_is_paid_to(start, factories):
    """800 + 200 for a year's contract, 800 without a job, 0 for who failed; under the new one 900 + 200, 900, 0."""
    of, lines = factories.settled_class(numbers=("", ""))
    factories.employed(lines[0])
    factories.settled_class(document=of.document, passed=False)
    found = compared(factories, standards=DEARER)
    assert found.instead == [of.document]
    assert found.found.total == Pair(people=3, before_fen=180000, after_fen=200000, more=2, less=0)
    assert (found.found.total.difference_fen, found.found.total.change_hundredths) == (20000, 1111)
    assert found.found.by(lambda cell: cell.course.kind) == {Kind.SKILL: found.found.total}
    assert found.found.unpriced == []


def test_sums_stand_by_kind_trade_and_group(start, factories, session):
    of, _ = factories.settled_class(numbers=("", "", ""))
    factories.settled_class(document=of.document, kind="startup", trade_code=None)
    standards = {"skill": {"*": "800.00", "*@unemployed": "850.00"}, "startup": {"*": "1200.00"}}
    cost = compared(factories, standards=standards)
    by = dict(cost_page.breakdowns(cost))
    skill, startup = Pair(3, 240000, 255000, 3, 0), Pair(1, 100000, 120000, 1, 0)
    assert by["分类别"] == [("职业技能培训", skill), ("创业培训", startup)]
    assert by["分工种"] == [("电工", skill), ("电工", startup)]
    assert by["分人员类别"] == [("城镇登记失业人员", skill + startup)]
    assert "分地区" not in by


def test_bands_are_counted_from_the_class_as_it_stands(start, factories):
    """One of two works: half of 800 each, and the 200 of the one with a year's contract stay."""
    _, lines = factories.settled_class(numbers=("", ""))
    factories.employed(lines[0])
    bands = [{"at_least": 80, "pay": 100}, {"at_least": 50, "pay": 50}]
    assert compared(factories, options={"bands": bands}).found.total == Pair(2, 180000, 100000, 0, 2)


def test_years_that_count_once_served_cost_less_now_and_the_same_later(start, factories):
    _, (line,) = factories.settled_class()
    factories.employed(line, to_on=date(2028, 3, 31))
    found = compared(factories, options={"years_count": "served"}).found
    assert found.total == Pair(1, 120000, 80000, 0, 1)
    assert found.later == Pair(1, 120000, 120000)


def test_who_has_no_standard_is_listed_and_in_no_sum(start, factories):
    of, _ = factories.settled_class(numbers=("", ""), trade_code="6-31-01-03")
    factories.settled_class(document=of.document, trade_code="4-07-05-01")
    found = compared(factories, standards={"skill": {"6-31-01-03": "900.00"}, "startup": {"*": "1000.00"}}).found
    assert found.total == Pair(2, 160000, 180000, 2, 0)
    (left,) = found.unpriced
    assert (left.course.trade_code, left.group, left.has_before, left.has_after) == (
        "4-07-05-01",
        Group.UNEMPLOYED,
        True,
        False,
    )
    assert left.pair == Pair(1, 80000, 0, 0, 1)


@pytest.mark.parametrize(("stretch", "people"), [("12", 1), ("24", 2), ("36", 2), ("all", 3)])
def test_a_stretch_takes_the_classes_opened_after_the_same_day_so_many_months_ago(start, factories, stretch, people):
    document = factories.policy_document(first=date(2020, 1, 1))
    for opened, ended in (
        (date(2025, 8, 16), date(2025, 9, 30)),
        (date(2025, 8, 15), date(2025, 9, 30)),
        (date(2021, 1, 5), date(2021, 3, 31)),
    ):
        factories.settled_class(document=document, opened_on=opened, ended_on=ended)
    assert compared(factories, stretch=stretch, standards=DEARER).found.total.people == people


def test_a_stricter_rule_of_repeats_takes_the_second_grant_of_the_year(start, factories):
    number = factories.citizen()
    of, _ = factories.settled_class(numbers=(number,))
    factories.settled_class(
        document=of.document, kind="startup", trade_code=None, numbers=(number,), ended_on=date(2026, 6, 30)
    )
    found = compared(factories, options={"repeat_rule": "one_per_year"})
    assert found.found.total == Pair(2, 180000, 80000, 0, 1)
    (changed,) = found.found.affected
    assert [row.is_other for row in changed.rows if row.title == "未重复享受"] == [True]


def test_classes_outside_the_stretch_keep_their_document_and_go_on_to_forbid(start, factories):
    """Trained for the same trade two years ago: the second time stays forbidden, whatever the new document pays."""
    number, document = factories.citizen(), factories.policy_document(first=date(2020, 1, 1))
    early = {"opened_on": date(2024, 1, 8), "ended_on": date(2024, 3, 29)}
    factories.settled_class(document=document, numbers=(number,), **early)
    factories.settled_class(document=document, numbers=(number,))
    assert compared(factories, standards=DEARER).found.total == Pair(1, 0, 0, 0, 0)
    assert compared(factories, standards=DEARER, stretch="all").found.total == Pair(2, 80000, 90000, 1, 0)


def test_the_ten_most_affected_are_the_largest_differences_either_way(start, factories):
    """Years of 200 each are cut off by max_years: the more years agreed, the more is lost."""
    _, lines = factories.settled_class(numbers=("",) * 13)
    for years, line in enumerate(lines[:12], 1):
        factories.employed(line, to_on=date(2026 + years, 3, 31))
    found = compared(factories, options={"max_years": 1}).found
    assert len(found.affected) == MOST
    assert [each.line_id for each in found.affected] == [line.id for line in reversed(lines[2:12])]
    assert [each.difference_fen for each in found.affected] == [-20000 * years for years in range(11, 1, -1)]
    assert found.total.less == 11


def test_both_explanations_speak_line_by_line_and_say_where_they_part(start, factories):
    _, (line,) = factories.settled_class()
    factories.employed(line, to_on=date(2028, 3, 31))
    (each,) = compared(factories, standards=DEARER, uplift={"skill": "300.00", "startup": "200.00"}).found.affected
    titles = {number: str(title) for number, title in TITLES.items()}
    assert [row.title for row in each.rows if row.is_other] == [titles[1], titles[4], titles[5]]
    amounts = {row.title: (row.before[1], row.after[1]) for row in each.rows}
    assert amounts[titles[1]] == ("800.00", "900.00")
    assert amounts[titles[5]] == ("+ 400.00", "+ 500.00")
    assert (each.before_fen, each.after_fen) == (120000, 140000)


def test_without_a_document_in_force_classes_are_compared_under_their_own(start, factories):
    first, last = date(2026, 1, 1), date(2026, 6, 30)
    factories.settled_class(document=factories.policy_document(first=first, last=last))
    cost = compared(factories, standards=DEARER)
    assert (cost.instead, cost.found.total) == ([], Pair(1, 80000, 90000, 1, 0))


def test_what_is_superseded_is_what_the_new_document_is_compared_with(start, factories):
    old = factories.policy_document(first=date(2026, 1, 1), last=date(2026, 12, 31))
    factories.settled_class(document=old)
    draft = factories.policy_draft(first=NEXT, supersedes=old, standards=DEARER)
    run_due("reckon-costs")
    cost = cost_page.of(draft, factories.user(Role.FINANCE_OFFICER))
    assert cost.instead == [old]
    assert cost_page.changes(cost) == [("职业技能培训 全部工种", "¥800.00", "¥900.00")]


def test_a_document_of_the_region_governs_the_leagues_without_one_of_their_own(start, factories):
    whole = factories.policy_document(region_code="150000")
    own = factories.policy_document(region_code="150300")
    for code, document in (("150100", whole), ("150200", whole), ("150300", own)):
        factories.settled_class(region_code=code, document=document)
    cost = compared(factories, region_code="150000", standards=DEARER)
    assert [region.code for region in cost.own] == ["150300"]
    assert (cost.instead, cost.found.total) == ([whole], Pair(2, 160000, 180000, 2, 0))
    rows = dict(cost_page.breakdowns(cost))["分地区"]
    assert [pair for _name, pair in rows] == [Pair(1, 80000, 90000, 1, 0)] * 2
    league = cost_page.of(cost.document, factories.user(Role.FINANCE_OFFICER, region_code="150200"))
    assert ([each.region.code for each in league.governed], league.found.total.people) == (["150200"], 1)


@pytest.mark.parametrize(("before", "after", "change"), [
    (30000, 30001, 0), (30000, 30002, 1), (30000, 29998, -1), (0, 100, None), (1, 3, 20000), (80000, 0, -10000),
])  # fmt: skip
def test_a_change_is_rounded_half_away_from_zero_to_hundredths_of_a_per_cent(before, after, change):
    assert Pair(1, before, after).change_hundredths == change
