"""Clause 3: a draw on the unemployment-insurance fund is at most half of last year's balance, to the fen."""

from datetime import date

import pytest

from kernel.refusals import Refusal
from settlement.funds import opening_service as service
from settlement.funds import queries
from settlement.funds.models import Source
from tendering.permissions import Role

BALANCE = 1_000_000_01
STATEMENT = "失业保险待遇已按时足额发放"


@pytest.fixture
def fund(factories, session):
    return factories.fund(own=0)


def put(fund, source, amount_fen, actor=None, **facts):
    return service.appropriate(
        fund,
        source=source,
        amount_fen=amount_fen,
        document_number="财社〔2026〕1号",
        dated_on=date(2026, 1, 5),
        actor=actor,
        **facts,
    )


def draw(fund, amount_fen, actor, **facts):
    return put(
        fund,
        Source.UNEMPLOYMENT_FUND,
        amount_fen,
        actor,
        **{"statement": STATEMENT, "insurance_balance_fen": BALANCE, **facts},
    )


@pytest.fixture
def officer(factories):
    return factories.user(Role.FINANCE_OFFICER)


def test_half_of_the_balance_may_be_drawn_and_not_one_fen_more(fund, officer):
    with pytest.raises(Refusal, match="DRAW_OVER_HALF"):
        draw(fund, 500_000_01, officer)
    draw(fund, 500_000_00, officer)
    assert queries.appropriated(fund, Source.UNEMPLOYMENT_FUND) == 500_000_00


@pytest.mark.parametrize(
    ("balance", "most"),
    [
        (1_234_567_890, 617_283_945),  # 12,345,678.90: half of it to the fen
        (617_283_945 * 2 + 1, 617_283_945),  # an odd fen is no half fen
        (1, 0),
        (0, 0),
        (3, 1),
    ],
)
def test_below_and_at_half_a_draw_is_taken_and_one_fen_above_is_refused_with_clause_3(fund, officer, balance, most):
    with pytest.raises(Refusal) as refused:
        draw(fund, most + 1, officer, insurance_balance_fen=balance)
    assert (refused.value.code, refused.value.article) == ("DRAW_OVER_HALF", "内政发〔2008〕107号 3")
    assert queries.appropriated(fund, Source.UNEMPLOYMENT_FUND) == 0
    if most > 1:
        draw(fund, most - 1, officer, insurance_balance_fen=balance)
        draw(fund, 1, officer, insurance_balance_fen=balance)
    elif most:
        draw(fund, most, officer, insurance_balance_fen=balance)
    assert queries.appropriated(fund, Source.UNEMPLOYMENT_FUND) == most
    with pytest.raises(Refusal, match="DRAW_OVER_HALF"):
        draw(fund, 1, officer, insurance_balance_fen=balance)


def test_several_draws_are_counted_together(fund, officer):
    draw(fund, 300_000_00, officer)
    with pytest.raises(Refusal, match="DRAW_OVER_HALF"):
        draw(fund, 200_000_01, officer)
    with pytest.raises(Refusal, match="BALANCE_DIFFERS"):
        draw(fund, 1, officer, insurance_balance_fen=BALANCE + 1)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"statement": " "}, "STATEMENT_MISSING"),
        ({"statement": None}, "STATEMENT_MISSING"),
        ({"insurance_balance_fen": None}, "BALANCE_MISSING"),
    ],
)
def test_a_draw_needs_its_statement_and_the_balance(fund, officer, facts, code):
    with pytest.raises(Refusal, match=code):
        draw(fund, 100, officer, **facts)


def test_a_league_that_draws_gets_no_adjustment_subsidy_and_the_other_way_round(fund, officer, factories):
    draw(fund, 100, officer)
    with pytest.raises(Refusal, match="DRAW_AND_ADJUSTMENT") as refused:
        put(fund, Source.ADJUSTMENT, 100, officer)
    assert refused.value.article == "内政发〔2008〕107号 3"
    next_year = factories.fund(year=fund.year + 1, own=0)
    put(next_year, Source.ADJUSTMENT, 100, officer)  # of that year, not of the next
    other = factories.fund(region_code="150200", own=0)
    put(other, Source.ADJUSTMENT, 100, officer)
    with pytest.raises(Refusal, match="DRAW_AND_ADJUSTMENT"):
        draw(other, 100, officer)


@pytest.mark.parametrize("amount", [0, -1])
def test_an_appropriation_is_above_zero(fund, officer, amount):
    with pytest.raises(Refusal, match="AMOUNT_NOT_POSITIVE"):
        put(fund, Source.OWN, amount, officer)


def test_money_of_the_insurance_funds_own_line_is_no_draw(fund, officer, factories):
    draw(fund, 500_000_00, officer)
    insurance = factories.insurance_fund()
    put(insurance, Source.INSURANCE, 900_000_00, officer)
    assert queries.balance_of(insurance).available == 900_000_00
    with pytest.raises(Refusal, match="SOURCE_NOT_IN_ORDER"):
        put(insurance, Source.OWN, 1, officer)
    with pytest.raises(Refusal, match="SOURCE_NOT_IN_ORDER"):
        put(fund, Source.INSURANCE, 1, officer)


@pytest.mark.parametrize("weights", [[1], [2, 0], [1, -1], [1, 10**6 + 1]])
def test_a_ratio_has_a_whole_part_of_one_or_more_for_each_source(officer, weights):
    with pytest.raises(Refusal, match="BAD_RATIO"):
        service.open_fund(
            region_code="150300", year=2026, source_order=["transfer", "own"], weights=weights, actor=officer
        )


def test_a_year_is_opened_once_and_each_source_stands_once(fund, officer):
    with pytest.raises(Refusal, match="FUND_EXISTS"):
        service.open_fund(region_code=fund.region_code, year=fund.year, actor=officer)
    with pytest.raises(Refusal, match="BAD_ORDER"):
        service.open_fund(region_code="150300", year=2026, source_order=["own", "own"], actor=officer)
