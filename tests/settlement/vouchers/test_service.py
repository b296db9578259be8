"""Posting issues one numbered snapshot per institution and budget item, all or nothing."""

import json
from datetime import date

import pytest
import sqlalchemy as sa

from kernel import audit
from kernel.refusals import Refusal
from settlement.funds import queries as funds
from settlement.vouchers import queries, service
from settlement.vouchers.issue import short_name
from settlement.vouchers.models import Kind
from settlement.vouchers.snapshot import digest, shown
from tendering.permissions import Role
from tests.factories.settlement_runs import payable


@pytest.fixture
def posted(factories, clock_at):
    """Three people, one with a contract of two years: 800 + 800 + 1200."""
    clock_at(date(2026, 4, 2))
    factories.fund()
    institution, made, lines = factories.payable_class(numbers=("", "", ""))
    factories.employed(lines[0], to_on=date(2028, 3, 31))
    run = factories.drafted_run("2026-04")
    return run, factories.vouchers_of(run), lines


def test_a_posted_run_has_a_voucher_whose_sums_equal_lines_run_and_ledger(posted):
    run, [voucher], _lines = posted
    snapshot = json.loads(voucher.snapshot)
    assert voucher.total_fen == 280000
    assert snapshot["total_fen"] == sum(person.delta_fen for person in shown(snapshot)) == run.total_fen
    assert sum(line.delta_fen for line in payable(run.region_code, run.id)) == voucher.total_fen
    assert sum(share.amount_fen for share in voucher.sources) == voucher.total_fen
    assert snapshot["sum"]["total_fen"] == sum(row["total_fen"] for row in snapshot["composition"]) == 280000
    assert (snapshot["sum"]["base_fen"], snapshot["sum"]["uplift_fen"], snapshot["sum"]["extension_fen"]) == (
        240000,
        20000,
        20000,
    )
    assert snapshot["words"] == "人民币贰仟捌佰元整"
    balance = funds.balance(run.region_code, voucher.year)
    assert (balance.payable, balance.reserved) == (280000, 0)


def test_the_snapshot_is_hashed_as_it_stands(posted):
    _run, [voucher], _ = posted
    assert digest(voucher.snapshot.encode()) == voucher.snapshot_hash
    assert audit.canonical(json.loads(voucher.snapshot)) == voucher.snapshot


def test_the_number_is_gapless_and_bears_the_regions_mark(posted, session):
    _run, [voucher], _ = posted
    assert voucher.number == f"呼凭{voucher.year}-000001"
    assert (short_name("150700"), short_name("150900"), short_name("150000")) == ("呼伦", "乌兰", "内")


def test_who_took_an_earlier_step_cannot_post(factories, clock_at):
    clock_at(date(2026, 4, 2))
    factories.fund()
    factories.payable_class()
    run = factories.approved_run(factories.drafted_run("2026-04"))
    with pytest.raises(Refusal) as refused:
        service.post(run, actor=run.approved_by)
    assert refused.value.code == "CHECKER_IS_MAKER"


def test_without_an_account_nothing_is_posted(factories, clock_at, session):
    clock_at(date(2026, 4, 2))
    factories.fund()
    factories.settled_class()
    run = factories.approved_run(factories.drafted_run("2026-04"))
    session.commit()
    with pytest.raises(Refusal) as refused:
        service.post(run, actor=factories.payer())
    session.rollback()
    assert refused.value.code == "NO_PAYEE_ACCOUNT"
    assert run.state == "approved"
    assert queries.of_run(run.id) == []


def test_a_red_letter_names_and_reverses_what_it_corrects(posted, factories):
    _run, [voucher], lines = posted
    correction = service.correct(voucher, reason="名单有误", actor=factories.user(Role.LABOUR_OFFICER))
    [red] = factories.vouchers_of(correction)
    snapshot = json.loads(red.snapshot)
    assert (red.kind, red.corrects_id, red.total_fen) == (Kind.RED, voucher.id, -voucher.total_fen)
    assert snapshot["corrects"]["number"] == voucher.number
    assert snapshot["words"] == "人民币负贰仟捌佰元整"
    assert snapshot["sum"]["correction_fen"] == -280000
    assert queries.correction_of(voucher) is red


def test_a_second_correction_of_one_voucher_is_refused(posted, factories):
    _run, [voucher], _ = posted
    factories.vouchers_of(service.correct(voucher, reason="名单有误", actor=factories.user(Role.LABOUR_OFFICER)))
    with pytest.raises(Refusal) as refused:
        service.correct(voucher, reason="再次", actor=factories.user(Role.LABOUR_OFFICER))
    assert refused.value.code == "ALREADY_CORRECTED"


def test_a_voucher_is_never_changed(posted, session):
    session.commit()
    with pytest.raises(sa.exc.DBAPIError):
        session.execute(sa.text("UPDATE vouchers SET total_fen = 1"))
    session.rollback()
