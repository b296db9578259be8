"""Extend, end, verify, hold, draft, void, post, waive, set off, return, correct: in any order, over three periods.

Never is more settled than the highest target approved; the ledger sums to zero; no recovery is open twice; what was
drafted is found again from the evidence that the run saw. A room above adds its own rules by deriving from `Money`.
"""

import os
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import g
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kernel import clock, evidence
from kernel.db import db
from kernel.refusals import Refusal
from settlement.contracts.models import Extension, Outcome, SubjectKind, Verification
from settlement.entitlements import lines
from settlement.entitlements.explanation import explained
from settlement.entitlements.models import Nature, SettlementLine
from settlement.entitlements.queries import posted, settled_lines
from settlement.entitlements.sums import Sums
from settlement.funds import queries as funds
from settlement.funds.models import NEVER_BELOW_ZERO, Fund
from settlement.holds import service as holds
from settlement.holds.models import HoldReason, MustAct
from settlement.recoveries import queries as recovery_queries
from settlement.recoveries import service as recoveries
from settlement.recoveries.models import OPEN, Recovery, RecoveryState, Way
from settlement.rosters.models import Appraisal
from settlement.runs import corrections, line_queries, periods, queries, service
from settlement.runs.models import Run, RunKind, RunState
from tendering.permissions import Role
from tests import factories as makers

REGION, PEOPLE = "150100", 3
someone = st.integers(0, PEOPLE - 1)


def standing(*states):
    """The recoveries in these states."""
    return db.session.scalars(sa.select(Recovery).where(Recovery.state.in_(states)).order_by(Recovery.id)).all()


class Money(RuleBasedStateMachine):
    """One league, one class of three persons; April 2026 is posted, May to July are up to the machine."""

    connection = None  # the pinned connection of the test
    today, first, last = date(2026, 5, 6), "2026-04", "2026-07"
    signed = date(2026, 4, 1)  # two of the three have a contract of a year from here

    @initialize()
    def begin(self):
        self.savepoint = self.connection.begin_nested()
        g.pop("clock_offset", None)
        self.make = makers.load()
        clock.move_to(self.today)
        self.lines = self.trained()
        self.contracts = {at: self.make.employed(self.lines[at], signed_on=self.signed) for at in range(PEOPLE - 1)}
        self.ends = dict.fromkeys(self.contracts, self.signed.year + 1)
        self.ended, self.unverified, self.holds = {}, [], {}
        self.officer, self.reviewer = self.make.user(Role.LABOUR_OFFICER), self.make.user(Role.LABOUR_REVIEWER)
        self.finance = self.make.user(Role.FINANCE_OFFICER)
        self.settle(self.make.drafted_run(self.first, actor=self.officer))

    def trained(self):
        """The roster lines of the three, and money for them."""
        self.make.fund()
        return self.make.settled_class(numbers=("",) * PEOPLE)[1]

    def teardown(self):
        if hasattr(self, "savepoint"):
            db.session.rollback()
            db.session.expunge_all()
            self.savepoint.rollback()
            g.pop("clock_offset", None)

    # evidence

    @rule(who=someone)
    def extend(self, who):
        """A year more, signed today, not verified yet."""
        if who not in self.contracts or who in self.ended or self.ends[who] >= self.signed.year + 5:
            return
        contract, self.ends[who] = self.contracts[who], self.ends[who] + 1
        row = Extension(
            region_code=REGION,
            organisation_id=contract.organisation_id,
            line_id=contract.line_id,
            contract_id=contract.contract_id,
            signed_on=clock.today(),
            to_on=self.signed.replace(year=self.ends[who]) - timedelta(days=1),
        )
        self.unverified.append(evidence.add(row, self.officer))

    @precondition(lambda self: self.unverified)
    @rule()
    def verify(self):
        row = self.unverified.pop(0)
        evidence.add(
            Verification(
                region_code=REGION,
                organisation_id=row.organisation_id,
                subject_kind=SubjectKind.EXTENSION,
                subject_id=row.id,
                outcome=Outcome.VERIFIED,
            ),
            self.reviewer,
        )

    @rule(
        who=someone, back=st.integers(0, 20), because=st.sampled_from(["resignation", "resignation", "employer_fault"])
    )
    def end(self, who, back, because):
        """The contract ended some days ago; a first end may be corrected."""
        if who not in self.contracts:
            return
        self.ended[who] = self.make.ended(
            self.contracts[who],
            ended_on=clock.today() - timedelta(days=back),
            because=because,
            replaces=self.ended.get(who),
        )

    @rule(who=someone, passed=st.booleans())
    def appraise_again(self, who, passed):
        standing = db.session.scalars(
            sa.select(Appraisal).filter_by(line_id=self.lines[who].id).order_by(Appraisal.id.desc())
        ).first()
        if passed == (standing.result == "passed"):
            return
        self.make.appraise(self.lines[who], passed=passed, replaces=standing, actor=self.officer)

    @rule(who=someone)
    def hold_or_release(self, who):
        line = self.lines[who]
        if who in self.holds:
            holds.release(self.holds.pop(who), note="已核实", actor=self.reviewer)
        else:
            self.holds[who] = holds.place(
                region_code=REGION,
                organisation_id=line.organisation_id,
                person_id=line.person_id,
                class_id=line.class_id,
                name=line.name,
                number_masked=line.number_masked,
                reason=HoldReason.EVIDENCE,
                must_act=MustAct.LABOUR,
                actor=self.officer,
            )

    # runs

    def may_draft(self):
        return queries.open_run(REGION) is None and queries.next_period(REGION) <= self.last

    @precondition(may_draft)
    @rule()
    def draft(self):
        self.make.drafted_run(queries.next_period(REGION), actor=self.officer)

    @precondition(may_draft)
    @rule(times=st.integers(1, 2))
    def settle_months(self, times):
        """Drafted and posted, once or twice running."""
        for _ in range(times):
            if self.may_draft():
                self.settle(self.make.drafted_run(queries.next_period(REGION), actor=self.officer))

    @precondition(lambda self: queries.open_run(REGION) is not None)
    @rule()
    def void(self):
        service.void(queries.open_run(REGION), reason="重编", actor=self.officer)

    @precondition(lambda self: queries.open_run(REGION) is not None)
    @rule()
    def post(self):
        self.unless({"CASH_UNSETTLED"}, lambda: self.settle(queries.open_run(REGION)))

    def unless(self, codes, verb):
        """Do it as one transaction; a refusal with one of these codes leaves everything as it was."""
        try:
            with db.session.begin_nested():
                verb()
        except Refusal as refusal:
            g.pop("clock_offset", None)
            if refusal.code not in codes:
                raise

    def settle(self, run):
        """Through all steps to the posting; a room above issues its vouchers here."""
        self.make.posted_run(run)

    @precondition(lambda self: queries.open_run(REGION) is None)
    @rule(data=st.data(), and_post=st.booleans())
    def correct(self, data, and_post):
        runs = db.session.scalars(
            sa.select(Run).where(Run.state == RunState.POSTED, Run.kind == RunKind.NORMAL).order_by(Run.id)
        ).all()
        runs = [run for run in runs if queries.correction_of(run.id) is None and line_queries.figures(run).lines]
        if not runs:
            return
        run = data.draw(st.sampled_from(runs))
        numbers = [line.line_no for line in line_queries.lines_of(run)]

        def both():
            made = corrections.draft(
                voucher_id=run.id,
                voucher_number=f"V{run.id}",
                run=run,
                line_nos=numbers,
                reason="更正",
                actor=self.officer,
            )
            if and_post:
                self.settle(made)

        self.unless({"PAID_AGAIN", "TAKEN_BACK", "CASH_UNSETTLED"}, both)

    # recoveries

    def recovery(self, data, *states):
        """One of the recoveries in these states, or None."""
        found = standing(*states)
        return data.draw(st.sampled_from(found)) if found else None

    @precondition(lambda self: standing(RecoveryState.PROPOSED))
    @rule(data=st.data(), way=st.sampled_from(Way))
    def decide(self, data, way):
        recovery = self.recovery(data, RecoveryState.PROPOSED)
        if recovery is None:
            return
        recoveries.suggest(recovery, way=way, reason="核实", actor=self.make.user(Role.LABOUR_OFFICER))
        recoveries.decide(
            recovery,
            agreed=True,
            note="同意",
            amount_fen=recovery.amount_fen,
            actor=self.make.user(Role.LABOUR_REVIEWER),
        )

    @precondition(lambda self: standing(RecoveryState.CASH))
    @rule(data=st.data())
    def return_cash(self, data):
        recovery = self.recovery(data, RecoveryState.CASH)
        if recovery is None:
            return
        rest = recovery_queries.still_to_come(recovery)
        if not rest:
            return
        amount = data.draw(st.sampled_from([rest, max(rest // 2, 1)]))
        number = len(recovery.receipts)
        recoveries.receive_cash(
            recovery,
            amount_fen=amount,
            received_on=clock.today(),
            reference=f"{recovery.id}-{number}",
            actor=self.finance,
        )

    # what always holds

    @invariant()
    def settled_stays_within_what_was_approved(self):
        if not hasattr(self, "lines"):
            return
        ids = [line.id for line in self.lines]
        line = SettlementLine
        highest = dict(
            db.session.execute(
                sa.select(line.roster_line_id, sa.func.max(line.target_fen))
                .where(line.roster_line_id.in_(ids), posted())
                .group_by(line.roster_line_id)
                .order_by(line.roster_line_id)
            ).all()
        )
        for line_id, settled in settled_lines(ids).items():
            assert 0 <= settled <= highest[line_id]

    @invariant()
    def the_ledger_sums_to_zero_and_is_never_overdrawn(self):
        for fund in db.session.scalars(sa.select(Fund).order_by(Fund.id)):
            sums = funds.standing(fund)
            assert sum(sums.values()) == 0
            assert all(amount >= 0 for (account, _), amount in sums.items() if account in NEVER_BELOW_ZERO)
            if queries.open_run(fund.region_code) is None:
                assert funds.balance_of(fund).reserved == 0

    @invariant()
    def no_recovery_is_open_twice(self):
        keys = [
            (row.person_id, row.class_id)
            for row in db.session.scalars(sa.select(Recovery).where(Recovery.state.in_(OPEN)).order_by(Recovery.id))
        ]
        assert len(keys) == len(set(keys))

    @invariant()
    def a_draft_is_found_again_from_what_it_saw(self):
        """Looked at whenever a run was drafted or posted since."""
        runs = db.session.scalars(sa.select(Run).where(Run.kind == RunKind.NORMAL).order_by(Run.id)).all()
        seen = [(run.id, run.state) for run in runs]
        if seen == getattr(self, "seen", []):
            return
        self.seen = seen
        for run in runs:
            assert lines.hash_of(lines.read(run.region_code, run.id)) == run.lines_hash
            assert all(explained(line, run.cutoff_on, run.seq_heads).agrees for line in line_queries.lines_of(run))

    @precondition(lambda self: hasattr(self, "lines"))
    @invariant()
    def what_was_posted_last_pays_everybody_what_was_due(self):
        run = queries.last_of(REGION, RunState.POSTED)
        if run is None or run.id != db.session.scalar(
            sa.select(sa.func.max(Run.id)).where(Run.state == RunState.POSTED)
        ):
            return
        settled = settled_lines([line.id for line in self.lines])
        for line in line_queries.lines_of(run):
            if line.nature == Nature.NORMAL and line_queries.exclusion(line) is None:
                assert settled[line.roster_line_id] == line.target_fen
        assert periods.last_day(run.period) == run.cutoff_on


EXAMPLES = int(os.environ.get("HOUSE_EXAMPLES", "15"))  # more for a long night
FAST = {"deadline": None, "suppress_health_check": list(HealthCheck), "print_blob": True}


def test_money_stays_right_whatever_happens_in_whatever_order(app, session):
    Money.connection = app.extensions["pinned_connection"]
    run_state_machine_as_test(Money, settings=settings(max_examples=EXAMPLES, stateful_step_count=20, **FAST))


def test_the_machine_finds_a_run_that_forgets_what_was_settled(app, session, monkeypatch):
    """The mutant: every run pays the whole target again."""
    monkeypatch.setattr("settlement.entitlements.queries.settled", lambda *args, **kwargs: Sums.by({}))
    monkeypatch.setattr("settlement.runs.posting._refuse_stale", lambda *args: None)
    Money.connection = app.extensions["pinned_connection"]
    machine = Money()
    machine.begin()
    machine.settled_stays_within_what_was_approved()
    machine.settle_months(1)
    with pytest.raises(AssertionError):
        machine.settled_stays_within_what_was_approved()
    machine.teardown()
