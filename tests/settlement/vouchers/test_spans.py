"""Which lines stand on which voucher: spans of numbers, and what the database refuses of them."""

import json
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from kernel.refusals import from_integrity_error
from settlement.entitlements import lines
from settlement.entitlements import service as entitlements
from settlement.entitlements.models import ExclusionReason, SettlementLine
from settlement.rosters.models import RosterLine, TrainingClass
from settlement.vouchers import queries, snapshot
from settlement.vouchers.models import VoucherSpan
from tendering.permissions import Role


@pytest.fixture
def posted(factories, clock_at):
    """Four lines of one institution, of which the second is excluded: (run, its voucher)."""
    clock_at(date(2026, 4, 2))
    factories.fund()
    factories.payable_class(numbers=("", "", "", ""))
    run = factories.drafted_run("2026-04")
    second = lines.read(run.region_code, run.id).take([1])
    officer = factories.user(Role.LABOUR_OFFICER)
    entitlements.exclude(run.region_code, run.id, second, ExclusionReason.NOT_CLAIMED, actor=officer)
    [voucher] = factories.vouchers_of(run)
    return run, voucher


def spans(session, voucher) -> list[tuple[int, int]]:
    query = sa.select(VoucherSpan.first_line, VoucherSpan.last_line).where(queries.of_voucher(voucher))
    return [tuple(row) for row in session.execute(query.order_by(VoucherSpan.first_line))]


def test_a_span_ends_where_a_line_is_excluded(posted, session):
    _run, voucher = posted
    assert spans(session, voucher) == [(1, 1), (3, 4)]
    assert queries.line_nos(voucher) == [1, 3, 4]


def test_each_voucher_shows_the_names_of_its_own_lines(factories, clock_at, session):
    """The second of three lines is excluded; another institution's come after them."""
    clock_at(date(2026, 4, 2))
    factories.fund()
    _, in_class, _ = factories.payable_class(numbers=("", "", ""))
    factories.payable_class(numbers=("", ""), document=in_class.document)
    run, officer = factories.drafted_run("2026-04"), factories.user(Role.LABOUR_OFFICER)
    out = lines.read(run.region_code, run.id).take([1])
    entitlements.exclude(run.region_code, run.id, out, ExclusionReason.NOT_CLAIMED, actor=officer)
    shown = [
        (person.line, person.name, person.number, person.class_number)
        for voucher in factories.vouchers_of(run)
        for person in snapshot.shown(json.loads(voucher.snapshot))
    ]
    query = (
        sa.select(SettlementLine.line_no, RosterLine.name, RosterLine.number_masked, TrainingClass.number)
        .join(RosterLine, RosterLine.id == SettlementLine.roster_line_id)
        .join(TrainingClass, TrainingClass.id == SettlementLine.class_id)
        .where(SettlementLine.run_id == run.id, SettlementLine.line_no != 2)
    )
    assert shown == [tuple(row) for row in session.execute(query.order_by(SettlementLine.line_no))]
    assert len({number for _, _, number, _ in shown}) == 4


def test_a_span_ends_where_the_next_voucher_begins(factories, clock_at, session):
    clock_at(date(2026, 4, 2))
    factories.fund()
    _, in_class, _ = factories.payable_class(numbers=("", ""))
    factories.payable_class(numbers=("", "", ""), document=in_class.document)
    first, second = factories.vouchers_of(factories.drafted_run("2026-04"))
    assert (spans(session, first), spans(session, second)) == ([(1, 2)], [(3, 5)])


def noted(session, run, voucher, first: int, last: int) -> None:
    row = {"region_code": run.region_code, "run_id": run.id, "voucher_id": voucher.id}
    session.execute(sa.insert(VoucherSpan).values(first_line=first, last_line=last, **row))


def test_a_line_that_stands_on_no_voucher_can_be_noted_once(posted, session):
    run, voucher = posted
    noted(session, run, voucher, 2, 2)
    with pytest.raises(DBAPIError):
        noted(session, run, voucher, 2, 2)
    session.rollback()


@pytest.mark.parametrize(("first", "last"), [(2, 3), (2, 4), (4, 4), (5, 5), (2, 5)])
def test_spans_that_overlap_or_name_no_line_are_refused_by_the_database(posted, session, first, last):
    run, voucher = posted
    session.commit()
    with pytest.raises(DBAPIError) as caught:
        noted(session, run, voucher, first, last)
    session.rollback()
    assert from_integrity_error(caught.value).code == "VOUCHER_SPAN"


@pytest.mark.parametrize(("first", "last"), [(0, 0), (2, 1)])
def test_a_span_runs_from_one_upwards(posted, session, first, last):
    run, voucher = posted
    session.commit()
    with pytest.raises(DBAPIError):
        noted(session, run, voucher, first, last)
    session.rollback()


def test_a_span_of_another_runs_voucher_is_refused_by_the_database(posted, factories, clock_at, session):
    _run, voucher = posted
    clock_at(date(2026, 6, 2))
    other = factories.drafted_run("2026-05")  # the person whose line was excluded comes again
    session.commit()
    with pytest.raises(DBAPIError) as caught:
        noted(session, other, voucher, 1, 1)
    session.rollback()
    assert from_integrity_error(caught.value).code == "VOUCHER_SPAN"
