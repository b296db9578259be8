"""Rules of the bank for the machine of money: vouchers are posted, sent, paid, failed, returned, paid back, set off."""

from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from kernel import clock
from kernel.db import db
from kernel.refusals import Refusal
from settlement.funds import closing_service
from settlement.funds.models import Fund, Source
from settlement.funds.models import Way as WhatIsLeft
from settlement.payments import queries
from settlement.payments import service as payments
from settlement.payments.models import LIVE, MOVES, Payment, S
from settlement.recoveries.models import Way
from settlement.runs import queries as runs
from settlement.vouchers import service as issuing
from settlement.vouchers.models import Voucher
from tendering.permissions import Role
from tests.settlement.runs.test_stateful import REGION, Money


def every(model, *where):
    return db.session.scalars(sa.select(model).where(*where).order_by(model.id)).all()


def total(column, *where):
    return int(db.session.scalar(sa.select(sa.func.coalesce(sa.func.sum(column), 0)).where(*where)))


heard = st.sampled_from([S.SUCCESS, S.SUCCESS, S.SUCCESS, S.FAILED, S.UNKNOWN])


class Banking(Money):
    """November 2025 is posted in that year, December to February are up to the machine.

    Two of one institution, both with a contract, one of whom the insurance fund pays; one of another.
    """

    today, first, last, signed = date(2025, 12, 1), "2025-11", "2026-02", date(2025, 10, 1)

    def trained(self):
        self.make.fund(transfer=1_500_00)  # by a list, and the transfer from above does not reach for everybody
        self.make.fund(year=2026, transfer=1_000_000_00, order=[Source.TRANSFER, Source.OWN], weights=[1, 2])
        for year in (2025, 2026):
            self.make.budget_line(year=year, code="2090304")
            self.make.insurance_fund(year=year, amount_fen=1_000_000_00)
        about = {"document": self.make.policy_document(first=date(2025, 1, 1))}
        about |= {"opened_on": date(2025, 7, 7), "ended_on": date(2025, 9, 30)}
        classes = [
            self.make.payable_class(numbers=("",) * count, drawing=drawing, **about)
            for count, drawing in ((2, (1,)), (1, ()))
        ]
        self.receipts = 0  # numbered by what an institution pays back
        return [line for _, _, lines in classes for line in lines]

    @initialize(heard=heard)
    def begin(self, heard=S.SUCCESS):
        super().begin()
        self.send_all_and_hear(heard)

    def settle(self, run):
        """Through all steps; the one button posts it and issues the vouchers."""
        self.make.vouchers_of(run)

    @precondition(lambda self: runs.open_run(REGION) is None)
    @rule(data=st.data(), and_post=st.booleans())
    def correct(self, data, and_post):
        """A voucher, or a red letter too, is corrected by a red letter."""
        standing = [each for each in every(Voucher) if runs.correction_of(each.id) is None]
        if not standing:
            return
        voucher = data.draw(st.sampled_from(standing))

        def both():
            made = issuing.correct(voucher, reason="更正", actor=self.officer)
            if and_post:
                self.settle(made)

        self.unless({"PAID_AGAIN", "TAKEN_BACK", "CASH_UNSETTLED"}, both)

    # the bank

    def refused(self, code, verb):
        with pytest.raises(Refusal) as refused, db.session.begin_nested():
            verb()
        assert refused.value.code == code

    def sent(self, voucher):
        """To the bank, or refused for its reason: what lives is never sent again, a new attempt has a new reference."""
        before = queries.of_voucher(voucher)
        if any(each.state in LIVE for each in before):
            return self.refused("PAYMENT_ALIVE", lambda: payments.send(voucher, actor=self.finance))
        if voucher.cash_fen <= 0:
            return self.refused("NOTHING_TO_PAY", lambda: payments.send(voucher, actor=self.finance))
        debts = sum(fen for _, fen in queries.owed(voucher.organisation_id, REGION))
        amount = max(queries.to_pay(voucher) - debts, 0)
        payment = payments.send(voucher, actor=self.finance)
        if not amount:
            assert payment is None
            return None
        assert (payment.amount_fen, payment.attempt) == (amount, len(before) + 1)
        assert payment.reference not in {each.reference for each in before}
        return payment

    def answered(self, payment, state):
        payments.answer(payment, state=state, on=clock.today(), bank_note="银行说明", actor=self.finance)

    @rule(data=st.data())
    def send(self, data):
        self.sent(data.draw(st.sampled_from(every(Voucher))))

    @rule(state=heard)
    def send_all_and_hear(self, state):
        """Every voucher that waits is sent; the bank says the same of all of them."""
        for voucher in db.session.scalars(queries.payable(REGION)).all():
            if payment := self.sent(voucher):
                self.answered(payment, state)

    @precondition(Money.may_draft)
    @rule(state=heard)
    def settle_a_month_and_pay(self, state):
        self.settle_months(1)
        self.send_all_and_hear(state)

    @precondition(Money.may_draft)
    @rule(data=st.data(), way=st.sampled_from([Way.CASH, Way.CASH, Way.OFFSET]))
    def end_early_and_take_back(self, data, way):
        """What was paid for somebody falls; the next run proposes to take it back, which is decided, and returned."""
        self.end(data.draw(st.sampled_from(sorted(self.contracts))), 0, "resignation")
        self.settle_months(1)
        self.decide(data, way)
        self.return_cash(data)

    @precondition(lambda self: every(Payment, Payment.state.in_(LIVE)))
    @rule(data=st.data())
    def hear(self, data):
        """The bank answers about something it was asked, or gives back what it had paid."""
        payment = data.draw(st.sampled_from(every(Payment, Payment.state.in_(LIVE))))
        self.answered(payment, data.draw(st.sampled_from(sorted(MOVES[payment.state]))))

    @rule(data=st.data(), state=st.sampled_from(S))
    def hear_what_cannot_be(self, data, state):
        known = [each for each in every(Payment) if state not in MOVES[each.state] and state != S.SENT]
        if known:
            payment = data.draw(st.sampled_from(known))
            self.refused("STATE_MOVED", lambda: self.answered(payment, state))

    def debts(self):
        return [each for organisation in self.organisations() for each in queries.owed(organisation, REGION)]

    @precondition(debts)
    @rule(data=st.data(), part=st.sampled_from([1, 1, 2]), too_much=st.booleans())
    def pay_back(self, data, part, too_much):
        """An institution pays back what a red letter made it owe, the whole or a half; never more."""
        debt, rest = data.draw(st.sampled_from(self.debts()))
        self.receipts += 1
        keys = {"received_on": clock.today(), "reference": f"R{self.receipts}", "actor": self.finance}
        if too_much:
            self.refused("MORE_THAN_OWED", lambda: payments.receive_back(debt, amount_fen=rest + 1, **keys))
        payments.receive_back(debt, amount_fen=max(rest // part, 1), **keys)

    def open_years(self):
        last_year = every(Fund, Fund.year < clock.today().year)
        return [fund for fund in last_year if closing_service.left(fund) or not fund.is_closed]

    @precondition(open_years)
    @rule(data=st.data(), way=st.sampled_from(WhatIsLeft))
    def close_last_year(self, data, way):
        """What is left is carried over or handed back, as two of finance decide; it may be closed again."""
        fund = data.draw(st.sampled_from(self.open_years()))
        left = closing_service.left(fund)
        closing = closing_service.propose(
            fund, ways=dict.fromkeys(left, way), document_number="结转〔2026〕1号", actor=self.finance
        )
        approver = self.make.user(Role.FINANCE_APPROVER)
        closing_service.decide(closing, agreed=True, left_fen=sum(left.values()), note="", actor=approver)

    def organisations(self):
        return sorted({line.organisation_id for line in self.lines})
