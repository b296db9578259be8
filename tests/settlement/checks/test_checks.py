"""Every check on rows that the services made: green on both databases, red where something was slipped in."""

import ast
from datetime import date

import pytest
import sqlalchemy as sa

from kernel import audit, clock
from kernel.checks import Check, Fault, Found
from kernel.db import db
from kernel.numbering import NumberSeries
from settlement.checks import queries
from settlement.payments import queries as payables
from settlement.payments import service as payments
from settlement.recoveries import service as recoveries
from settlement.recoveries.models import Recovery, Way
from settlement.vouchers import service as vouchers
from tendering.permissions import Role
from tests.house.test_code import CODE

# The factories number classes and tenders as they like, and write contracts as rows.
MADE_UP = {"numbers-class", "numbers-paper-tender", "employment"}


def red(region_code=None) -> dict[str, list[str]]:
    return {
        each.check.name: [f"{fault.key}: {fault.why}" for fault in each.found.faults]
        for each in queries.look(region_code)
        if not each.found.is_green and each.check.name not in MADE_UP
    }


@pytest.fixture
def settled(session, clock_at, factories):
    """Two periods posted and paid through the bank's file; an overpayment set off; a voucher corrected."""
    clock_at(date(2026, 5, 6))
    factories.fund()
    document = factories.policy_document()
    _, _, lines = factories.payable_class(document=document, numbers=("",) * 3)
    contract = factories.employed(lines[0])
    factories.employed(lines[1])
    (first,) = factories.vouchers_of(factories.drafted_run("2026-04"))
    officer = factories.payer()
    payments.send(first, actor=officer)
    payments.take_batch(payables.sent("150100"), actor=officer)
    (payment,) = payables.of_voucher(first)
    payments.confirm(payment, paid_on=clock.today(), bank_note="回单", actor=officer)
    factories.ended(contract, ended_on=date(2026, 5, 20))
    factories.payable_class(document=document, numbers=("",) * 2)
    second = factories.vouchers_of(factories.drafted_run("2026-05"))
    _set_off(factories)
    third = factories.vouchers_of(factories.drafted_run("2026-06"))
    vouchers.correct(second[0], reason="名单有误", actor=factories.user(Role.LABOUR_OFFICER))
    session.commit()
    return first, second, third


def _set_off(factories):
    for recovery in db.session.scalars(sa.select(Recovery).order_by(Recovery.id)).all():
        recoveries.suggest(recovery, way=Way.OFFSET, reason="离职", actor=factories.user(Role.LABOUR_OFFICER))
        amount, reviewer = recovery.amount_fen, factories.user(Role.LABOUR_REVIEWER)
        recoveries.decide(recovery, agreed=True, note="同意", amount_fen=amount, actor=reviewer)


def test_what_the_services_made_is_green(settled):
    assert red() == {}
    assert red("150100") == {}
    assert red("150200") == {}


def test_each_check_has_a_figure_and_a_name_of_its_own(app, settled):
    looked = list(queries.look(None))
    assert len({each.check.name for each in looked}) == len(looked) >= 25
    assert all(str(each.found.figure) and str(each.check.label) for each in looked)


def test_a_payment_that_no_bank_file_asked_for_like_that_is_red(settled):
    facts = {"payments": 1, "fen": 1, "file": "0" * 64, "asked": {settled[0].number: 1}}
    audit.record(None, "bank file taken", None, region_code="150100", facts=facts)
    db.session.commit()
    assert list(red()) == ["payment-files"]


def test_a_number_taken_and_not_used_is_red(settled):
    db.session.execute(sa.update(NumberSeries).filter_by(series="voucher").values(last=NumberSeries.last + 1))
    assert list(red()) == ["numbers-voucher"]


def test_a_check_that_breaks_is_red_and_the_next_ones_are_looked_at(app, session, monkeypatch):
    def broken(region_code):
        db.session.execute(sa.text("SELECT no_such_column FROM runs"))

    def whole(region_code):
        return Found(f"{db.session.scalar(sa.text('SELECT count(*) FROM regions'))} regions")

    def faulty(region_code):
        return Found("1", [Fault("key", "why")])

    made = [Check(name=look.__name__, label=look.__name__, look=look) for look in (broken, whole, faulty)]
    monkeypatch.setitem(app.extensions, "checks", made)
    first, second, third = queries.look(None)
    assert (first.found.is_green, second.found.is_green, third.found.is_green) == (False, True, False)
    assert first.found.faults[0].key == "broken"


def test_every_series_of_numbers_is_checked(app):
    names = {check.name for check in app.extensions["checks"]}
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "numbering.take":
                assert f"numbers-{ast.literal_eval(node.args[0]).replace(' ', '-')}" in names, path
