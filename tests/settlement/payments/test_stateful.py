"""The same machine with its bank, over the end of a year: vouchers posted, sent, paid, failed, returned, paid back.

To what `Money` does and holds this adds what becomes of vouchers: cash never above what was approved, per voucher
and per institution; the funds' ledgers say of every fen what the bank and the vouchers say.
"""

import logging
from collections import Counter

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis.stateful import invariant, precondition, run_state_machine_as_test

from kernel.db import db
from settlement.entitlements.models import Nature, Posting, SettlementLine
from settlement.entitlements.queries import posted
from settlement.funds import queries as funds
from settlement.funds.models import Closing, Fund
from settlement.payments import queries
from settlement.payments import service as payments
from settlement.payments.models import LIVE, CashBack, Payment, S, SetOff
from settlement.recoveries import queries as recovery_queries
from settlement.recoveries.models import Receipt, Recovery
from settlement.vouchers import queries as vouchers
from settlement.vouchers import service as issuing
from settlement.vouchers.models import Voucher
from tests.factories.settlement_runs import payable
from tests.settlement.payments.banking import Banking, every, total
from tests.settlement.runs.test_stateful import EXAMPLES, FAST, REGION


class Bank(Banking):
    """What always holds of vouchers, payments and ledgers, beside what holds of money anyway."""

    met = Counter()

    def teardown(self):
        """What the example went through is counted: see --log-cli-level=INFO."""
        if hasattr(self, "lines"):
            attempts, standing = every(Payment), every(Voucher)
            met = {
                "voucher of the new year": any(voucher.year == 2026 for voucher in standing),
                "red letter": any(voucher.corrects_id for voucher in standing),
                "red letter of a red letter": any(each.corrects and each.corrects.corrects_id for each in standing),
                "cash that came back before its run": any(voucher.came_back_fen for voucher in standing),
                "sent again": any(payment.attempt > 1 for payment in attempts),
                "set-off": bool(every(SetOff)),
                "set-off of last year's debt": any(
                    each.voucher.year > each.debt_voucher.year for each in every(SetOff)
                ),
                "set-off between two kinds of funds": any(
                    each.voucher.fund.kind != each.debt_voucher.fund.kind for each in every(SetOff)
                ),
                "paid back": bool(every(CashBack)),
                "year closed": bool(every(Closing)),
                "voucher of nothing in all": any(not each.total_fen and each.cash_fen for each in standing),
                **{f"payment {payment.state.value}": True for payment in attempts},
            }
            self.met.update(what for what, is_met in met.items() if is_met)
            self.met.update({"examples": 1, "runs posted": len(every(Posting)), "payments": len(attempts)})
        super().teardown()

    # what always holds

    @precondition(lambda self: hasattr(self, "lines"))
    @invariant()
    def cash_stays_within_what_was_approved(self):
        """What is paid, or may yet be paid by what lives, less what came back; for each institution."""
        line = SettlementLine
        highest = (
            sa.select(line.organisation_id, line.roster_line_id, sa.func.max(line.target_fen).label("fen"))
            .where(posted())
            .group_by(line.organisation_id, line.roster_line_id)
            .subquery()
        )
        for organisation in self.organisations():
            own = Payment.organisation_id == organisation
            back = total(CashBack.amount_fen, CashBack.organisation_id == organisation)
            returned = sa.select(Recovery.id).filter_by(organisation_id=organisation)
            back += total(Receipt.amount_fen, Receipt.recovery_id.in_(returned))
            assert queries.cash(organisation, REGION) == total(Payment.amount_fen, own, is_paid()) - back
            live = total(Payment.amount_fen, own, Payment.state.in_(LIVE)) - back
            assert live <= total(highest.c.fen, highest.c.organisation_id == organisation)

    @precondition(lambda self: hasattr(self, "lines"))
    @invariant()
    def no_voucher_is_paid_above_its_cash(self):
        """Nor is what one below zero made its institution owe taken back twice."""
        for voucher in every(Voucher):
            attempts = queries.of_voucher(voucher)
            live = [each for each in attempts if each.state in LIVE]
            assert len(live) <= 1
            assert [each.attempt for each in attempts] == list(range(1, len(attempts) + 1))
            kept = queries.set_off_on(voucher)
            assert sum(each.amount_fen for each in live) + kept <= max(voucher.cash_fen, 0)
            taken = total(SetOff.amount_fen, SetOff.debt_voucher_id == voucher.id)
            taken += total(CashBack.amount_fen, CashBack.debt_voucher_id == voucher.id)
            assert taken <= max(-voucher.cash_fen, 0)
            assert sum(each.amount_fen for each in voucher.sources) == voucher.total_fen
            assert sum(each.came_back_fen for each in voucher.sources) == voucher.came_back_fen
            for each in attempts:
                assert sum(share.amount_fen for share in each.shares) == each.amount_fen
                assert all(share.amount_fen > 0 for share in each.shares)

    @precondition(lambda self: hasattr(self, "lines"))
    @invariant()
    def vouchers_carry_the_lines_that_were_posted(self):
        for run_id in sorted({voucher.run_id for voucher in every(Voucher)}):
            own = vouchers.of_run(run_id)
            lines = payable(REGION, run_id)
            numbers = sorted(number for voucher in own for number in vouchers.line_nos(voucher))
            assert numbers == [line.line_no for line in lines]
            assert sum(voucher.total_fen for voucher in own) == sum(line.delta_fen for line in lines)
            back = sum(line.delta_fen for line in lines if line.nature == Nature.CASH_RETURN)
            assert sum(voucher.came_back_fen for voucher in own) == -back

    @precondition(lambda self: hasattr(self, "lines"))
    @invariant()
    def each_ledger_says_what_the_bank_says(self):
        """Of each year and kind by itself: paid is cash, with what was kept back as if paid; recoverable is owed;
        payable is what is left to pay, less what is owed, and cash that came back and waits for its run.
        """
        assert (funds.unbalanced(), funds.overdrawn(), funds.uncarried()) == ([], [], [])
        waiting = recovery_queries.unsettled_receipts(REGION)
        rest = {debt.id: fen for debt, fen in self.debts()}
        for fund in every(Fund):
            standing = every(Voucher, Voucher.fund_id == fund.id)
            ids = [voucher.id for voucher in standing]
            owed = sum(rest.get(number, 0) for number in ids)
            kept = total(SetOff.amount_fen, SetOff.voucher_id.in_(ids))
            paid = total(Payment.amount_fen, is_paid(), Payment.voucher_id.in_(ids))
            back = total(SetOff.amount_fen, SetOff.debt_voucher_id.in_(ids))
            back += total(CashBack.amount_fen, CashBack.debt_voucher_id.in_(ids))
            back += total(Receipt.amount_fen, Receipt.fund_id == fund.id)
            to_pay = sum(max(voucher.cash_fen, 0) for voucher in standing) - kept - paid
            came = sum(each.amount_fen for each in waiting if each.fund_id == fund.id)
            balance = funds.balance_of(fund)
            assert (balance.paid, balance.recoverable, balance.payable) == (
                paid + kept - back,
                owed,
                to_pay - owed + came,
            )


def is_paid():
    return Payment.state == S.SUCCESS


def test_cash_stays_right_whatever_happens_in_whatever_order(app, session):
    Bank.connection = app.extensions["pinned_connection"]
    run_state_machine_as_test(Bank, settings=settings(max_examples=EXAMPLES, stateful_step_count=30, **FAST))
    logging.getLogger(__name__).info("met: %s", dict(Bank.met))


def test_the_machine_finds_a_bank_that_forgets_what_is_owed(app, session, monkeypatch):
    """The mutant: a voucher is paid in full beside the debt that a red letter left."""
    monkeypatch.setattr("settlement.payments.service._set_off", lambda voucher, actor: None)
    Bank.connection = app.extensions["pinned_connection"]
    machine = Bank()
    machine.begin()
    machine.cash_stays_within_what_was_approved()
    machine.settle(issuing.correct(every(Voucher)[0], reason="更正", actor=machine.officer))
    machine.settle_months(1)
    for voucher in db.session.scalars(queries.payable(REGION)).all():
        payments.send(voucher, actor=machine.finance)
    with pytest.raises(AssertionError):
        machine.cash_stays_within_what_was_approved()
    machine.teardown()
