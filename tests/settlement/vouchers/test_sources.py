"""Where a voucher's money comes from: by ratio to the fen, and from the insurance fund for who draws its benefit."""

import json
from datetime import date

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.refusals import Refusal
from settlement.funds import queries as funds
from settlement.funds.models import FundKind, Source
from settlement.funds.queries import Balance
from settlement.payments import queries as payments
from settlement.recoveries import service as recoveries
from settlement.recoveries.models import Recovery, Way
from settlement.vouchers import service as vouchers
from tendering.permissions import Role

OWN, TRANSFER, OTHER, INSURANCE = Source.OWN, Source.TRANSFER, Source.OTHER, Source.INSURANCE
RICH = 10_000_000_00


@pytest.fixture
def may(session, clock_at):
    clock_at(date(2026, 5, 6))


def shares(voucher):
    return {each.source: each.amount_fen for each in voucher.sources}


def corrected(voucher, factories):
    actor = factories.user(Role.LABOUR_OFFICER)
    [made] = factories.vouchers_of(vouchers.correct(voucher, reason="更正", actor=actor))
    return made


def sound():
    return (funds.unbalanced(), funds.overdrawn(), funds.uncarried()) == ([], [], [])


def thousand(factories, **options):
    """A class of one, employed for a year: 800 + 200."""
    _, made, (line,) = factories.payable_class(**options)
    factories.employed(line)
    return made


@pytest.mark.parametrize(
    ("order", "weights", "expected"),
    [
        (["transfer", "own"], [2, 1], {TRANSFER: 66667, OWN: 33333}),
        (["transfer", "own", "other"], [1, 1, 1], {TRANSFER: 33334, OWN: 33333, OTHER: 33333}),
    ],
)
def test_a_thousand_yuan_by_ratio_are_reserved_charged_paid_and_taken_back_to_the_fen(
    may, factories, order, weights, expected
):
    money = {name: RICH for name in order if name != "own"}
    factories.fund(order=order, weights=weights, **money)
    thousand(factories)
    run = factories.drafted_run("2026-04")
    factories.reviewed_run(run)
    assert funds.reserved_for(run.id) == {funds.fund("150100", 2026): expected}
    [voucher] = factories.vouchers_of(run)
    assert shares(voucher) == expected
    assert [each["amount_fen"] for each in json.loads(voucher.snapshot)["sources"]] == list(expected.values())
    payment = factories.paid(voucher)
    assert {share.source: share.amount_fen for share in payment.shares} == expected
    paid = {source: of.paid for source, of in funds.by_source(voucher.fund)}
    assert paid == expected
    red = corrected(voucher, factories)
    assert shares(red) == {source: -fen for source, fen in expected.items()}
    assert sound()


def test_each_voucher_is_split_by_itself_and_all_of_them_are_reserved(may, factories):
    """Two vouchers of 1,000.00 by 2 : 1 take twice 666.67, a fen more than 2,000.00 at once would."""
    factories.fund(order=["transfer", "own"], weights=[2, 1], own=66666, transfer=133334)
    thousand(factories, document=thousand(factories).document)
    run = factories.drafted_run("2026-04")
    found = factories.vouchers_of(run)
    assert [shares(each) for each in found] == [{TRANSFER: 66667, OWN: 33333}] * 2
    assert funds.balance("150100", 2026).available == 0
    assert sound()


@pytest.mark.parametrize(
    ("money", "missing"),
    [({"own": 33332, "transfer": RICH}, "本级预算 0.01 元"), ({"own": RICH, "transfer": 66666}, "上级补助 0.01 元")],
)
def test_by_ratio_the_source_that_is_short_is_named_with_what_is_missing(may, factories, money, missing):
    factories.fund(order=["transfer", "own"], weights=[2, 1], **money)
    thousand(factories)
    run = factories.drafted_run("2026-04")
    with pytest.raises(Refusal) as refused:
        factories.reviewed_run(run)
    assert refused.value.code == "FUND_SHORT"
    assert missing in str(refused.value.sentence)


@pytest.fixture
def insured(may, factories):
    """The region has set up line 209: of three trained people the second draws benefit."""
    factories.fund()
    factories.budget_line(year=2026, code="2090304")
    institution, _, lines = factories.payable_class(numbers=("", "", ""), drawing=(1,))
    return institution, lines


def test_who_draws_benefit_is_paid_by_the_insurance_fund_in_a_ledger_of_its_own(insured, factories):
    fund = factories.insurance_fund(amount_fen=100000)
    run = factories.drafted_run("2026-04")
    factories.reviewed_run(run)
    reserved = {each.kind: amounts for each, amounts in funds.reserved_for(run.id).items()}
    assert reserved == {FundKind.EMPLOYMENT: {OWN: 160000}, FundKind.INSURANCE: {INSURANCE: 80000}}
    usual, own = factories.vouchers_of(run)
    assert (usual.budget_code[:3], usual.people, shares(usual)) == ("208", 2, {OWN: 160000})
    assert (own.budget_code, own.people, shares(own)) == ("2090304", 1, {INSURANCE: 80000})
    assert (own.fund, usual.fund.kind) == (fund, FundKind.EMPLOYMENT)
    factories.paid(own)
    assert funds.balance("150100", 2026, FundKind.INSURANCE) == Balance(100000, 20000, 0, 0, 0, 80000)
    assert funds.balance("150100", 2026).payable == 160000
    assert sound()


def test_without_its_ledger_or_its_money_the_run_is_not_reviewed(insured, factories, session):
    run = factories.drafted_run("2026-04")
    with pytest.raises(Refusal, match="NO_FUND"), session.begin_nested():
        factories.reviewed_run(run)
    factories.insurance_fund(amount_fen=79999)
    with pytest.raises(Refusal, match="FUND_SHORT"), session.begin_nested():
        factories.reviewed_run(run)
    assert (run.state, funds.reserved_for(run.id)) == ("draft", {})


def test_where_no_line_is_set_up_everybody_is_paid_by_the_employment_fund(may, factories):
    factories.fund()
    factories.insurance_fund(amount_fen=100000)
    factories.payable_class(numbers=("", ""), drawing=(0, 1))
    [voucher] = factories.vouchers_of(factories.drafted_run("2026-04"))
    assert shares(voucher) == {OWN: 160000}


def overpaid(insured, factories, session):
    """The second one's class is found void by his appraisal: 800 back, decided as cash."""
    _, lines = insured
    factories.insurance_fund(amount_fen=1000000)
    factories.vouchers_of(factories.drafted_run("2026-04"))
    first = session.scalars(sa.text(f"SELECT id FROM appraisals WHERE line_id = {lines[1].id}")).one()
    factories.appraise(lines[1], passed=False, replaces=type("Row", (), {"id": first}))
    assert factories.vouchers_of(factories.drafted_run("2026-05")) == []
    return session.scalars(sa.select(Recovery)).one()


def decided(recovery, way, factories):
    recoveries.suggest(recovery, way=way, reason="核实", actor=factories.user(Role.LABOUR_OFFICER))
    reviewer, fen = factories.user(Role.LABOUR_REVIEWER), recovery.amount_fen
    recoveries.decide(recovery, agreed=True, note="同意", amount_fen=fen, actor=reviewer)


def test_an_offset_goes_back_to_the_insurance_fund_that_had_paid(insured, factories, session):
    decided(overpaid(insured, factories, session), Way.OFFSET, factories)
    [voucher] = factories.vouchers_of(factories.drafted_run("2026-06"))
    assert (voucher.budget_code, shares(voucher)) == ("2090304", {INSURANCE: -80000})
    assert funds.balance("150100", 2026, FundKind.INSURANCE).recoverable == 80000
    assert payments.owed(voucher.organisation_id, "150100") == [(voucher, 80000)]
    assert sound()


def test_cash_goes_back_to_the_insurance_fund_that_had_paid(insured, factories, session):
    recovery = overpaid(insured, factories, session)
    decided(recovery, Way.CASH, factories)
    recoveries.receive_cash(
        recovery, amount_fen=80000, received_on=clock.today(), reference="R1", actor=factories.payer()
    )
    before = funds.balance("150100", 2026, FundKind.INSURANCE)
    assert (before.payable, before.paid) == (160000, -80000)  # the first voucher is not paid yet
    [voucher] = factories.vouchers_of(factories.drafted_run("2026-06"))
    assert (voucher.budget_code, voucher.total_fen, voucher.cash_fen) == ("2090304", -80000, 0)
    after = funds.balance("150100", 2026, FundKind.INSURANCE)
    assert (after.payable, after.available) == (80000, before.available + 80000)
    assert sound()


def test_what_one_fund_is_owed_is_kept_back_from_the_others_voucher_and_both_ledgers_are_right(
    insured, factories, session
):
    """The institution owes the insurance fund 800 and is owed as much by the employment fund."""
    institution, _ = insured
    decided(overpaid(insured, factories, session), Way.OFFSET, factories)
    [debt] = factories.vouchers_of(factories.drafted_run("2026-06"))
    for each in session.scalars(payments.payable("150100")).all():
        factories.paid(each)
    assert payments.owed(institution.organisation_id, "150100") == []
    for kind in FundKind:
        balance = funds.balance("150100", 2026, kind)
        assert (balance.payable, balance.recoverable) == (0, 0)
    assert funds.balance("150100", 2026, FundKind.INSURANCE).paid == 0
    assert funds.balance("150100", 2026).paid == 160000
    assert debt.fund.kind == FundKind.INSURANCE
    assert sound()


def test_a_red_letter_of_an_insurance_voucher_stays_in_its_fund(insured, factories):
    factories.insurance_fund(amount_fen=1000000)
    _, own = factories.vouchers_of(factories.drafted_run("2026-04"))
    red = corrected(own, factories)
    assert (red.budget_code, red.fund, shares(red)) == (own.budget_code, own.fund, {INSURANCE: -80000})
    again = corrected(red, factories)
    assert (again.fund, shares(again)) == (own.fund, {INSURANCE: 80000})
    assert sound()
