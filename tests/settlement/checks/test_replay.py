"""A run is computed again from what was known when it was drafted, whatever happened since.

Each story ends with later acts; every run of it replays without a difference. Where a story says so, a replay that
looks at today instead finds another run: the heads of the draft matter.
"""

from datetime import date
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from kernel import clock, evidence
from kernel.db import db
from settlement.checks.replay import replay
from settlement.entitlements.reading import read
from settlement.persons import service as persons
from settlement.recoveries import queries as recovery_queries
from settlement.recoveries import service as recoveries
from settlement.recoveries.models import Recovery, Way
from settlement.rosters import service as rosters
from settlement.runs import service
from settlement.runs.models import Run
from settlement.vouchers import service as vouchers
from tendering.permissions import Role


@pytest.fixture
def make(session, clock_at, factories):
    clock_at(date(2026, 5, 6))
    factories.fund()
    factories.fund(region_code="150200")
    return factories


def posted(make, period, **where):
    run = make.drafted_run(period, **where)
    make.posted_run(run)
    return run


def overpaid(make):
    """(line, April's run): 1,200.00 paid for two years, ended after less than one; May has proposed the rest."""
    _, (line,) = make.settled_class()
    contract = make.employed(line, to_on=date(2028, 3, 31))
    first = posted(make, "2026-04")
    make.ended(contract, ended_on=date(2026, 5, 20))
    posted(make, "2026-05")
    return line, first


def decided(make, way):
    (recovery,) = db.session.scalars(sa.select(Recovery).order_by(Recovery.id))
    recoveries.suggest(recovery, way=way, reason="核实", actor=make.user(Role.LABOUR_OFFICER))
    reviewer = make.user(Role.LABOUR_REVIEWER)
    recoveries.decide(recovery, agreed=True, note="同意", amount_fen=recovery.amount_fen, actor=reviewer)
    return recovery


def received(make, recovery, amount_fen, reference):
    recoveries.receive_cash(
        recovery,
        amount_fen=amount_fen,
        received_on=clock.today(),
        reference=reference,
        actor=make.user(Role.FINANCE_OFFICER),
    )


def contracts_change(make):
    """A year more, an end, an appraisal corrected: all after the run."""
    _, (line, other) = make.settled_class(numbers=("", ""))
    contract = make.employed(line)
    posted(make, "2026-04")
    make.extended(contract, signed_on=date(2026, 5, 20), to_on=date(2028, 3, 31))
    posted(make, "2026-05")
    make.ended(contract, ended_on=date(2026, 6, 20))
    make.employed(other, signed_on=date(2026, 6, 1))
    posted(make, "2026-06")


def set_off(make):
    """Decided after May's draft, carried out by June's, settled by its posting."""
    overpaid(make)
    decided(make, Way.OFFSET)
    posted(make, "2026-06")
    posted(make, "2026-07")


def returned_in_parts(make):
    """Half of the cash came before June's run, the rest before July's."""
    overpaid(make)
    recovery = decided(make, Way.CASH)
    rest = recovery_queries.still_to_come(recovery)
    received(make, recovery, rest // 2, "A")
    posted(make, "2026-06")
    received(make, recovery, rest - rest // 2, "B")
    posted(make, "2026-07")


def waived_then_cancelled(make):
    """A waiver covers what was paid, until the class itself is cancelled and the rest is set off."""
    line, _ = overpaid(make)
    decided(make, Way.WAIVER)
    posted(make, "2026-06")
    rosters.cancel(line.training_class, because="虚假", actor=make.user(Role.LABOUR_REVIEWER))
    posted(make, "2026-07")


def gone_and_set_off(make):
    """The line of the person is gone: the negative line keeps the facts of what was posted last by then."""
    _, (line,) = make.settled_class()
    make.employed(line)
    posted(make, "2026-04")
    rosters.cancel(line.training_class, because="虚假", actor=make.user(Role.LABOUR_REVIEWER))
    posted(make, "2026-05")
    decided(make, Way.OFFSET)
    posted(make, "2026-06")
    posted(make, "2026-07")


def two_leagues(make):
    """Paid in Baotou first: held in Hohhot; once Baotou has taken it back, Hohhot pays."""
    number = make.citizen()
    late, _ = make.settled_class(numbers=(number,), region_code="150200", ended_on=date(2026, 3, 31))
    posted(make, "2026-04", region_code="150200")
    make.settled_class(numbers=(number,), ended_on=date(2026, 2, 27))
    posted(make, "2026-04")
    rosters.cancel(late, because="虚假", actor=make.user(Role.LABOUR_REVIEWER, region_code="150200"))
    posted(make, "2026-05", region_code="150200")
    decided(make, Way.OFFSET)
    posted(make, "2026-06", region_code="150200")
    run = posted(make, "2026-05")
    assert run.lines == 1


def merged_since(make):
    """Two rows of one human being, both paid, are merged afterwards."""
    wrong, right = make.citizen(), make.citizen()
    document = make.policy_document()
    for number in (wrong, right):
        make.settled_class(document=document, numbers=(number,))
    posted(make, "2026-04")
    proposal = persons.propose_merge(
        number=wrong, into_number=right, because="证明", actor=make.user(Role.LABOUR_OFFICER)
    )
    persons.decide_merge(proposal, agreed=True, note="属实", actor=make.user(Role.LABOUR_REVIEWER))
    posted(make, "2026-05")


def void_and_again(make):
    """A void run replays as well; what was excluded from a run is one of its lines."""
    _, (line, _) = make.settled_class(numbers=("", ""))
    run = make.drafted_run("2026-04")
    service.void(run, reason="重编", actor=make.user(Role.LABOUR_OFFICER))
    make.employed(line)
    again = make.drafted_run("2026-04")
    someone = make.user(Role.INSTITUTION, organisation=line.training_class.organisation)
    service.confirm_list(again, organisation_id=line.organisation_id, without=[1], actor=someone)


def corrected_and_paid_again(make):
    """A red letter, and the run after it that pays again; then the red letter is turned round itself."""
    _, _, (line, _) = make.payable_class(numbers=("", ""))
    make.employed(line)
    (voucher,) = make.vouchers_of(make.drafted_run("2026-04"))
    (red,) = make.vouchers_of(vouchers.correct(voucher, reason="有误", actor=make.user(Role.LABOUR_OFFICER)))
    vouchers.correct(red, reason="无误", actor=make.user(Role.LABOUR_OFFICER))


def read_before_a_return(make):
    """Cash came back after the columns were read and before the draft had its lock."""
    overpaid(make)
    recovery = decided(make, Way.CASH)
    make.clock.move_to(date(2026, 7, 1))
    reading = read("150100", date(2026, 6, 30))
    received(make, recovery, recovery.amount_fen, "A")
    run = service.draft(region_code="150100", period="2026-06", reading=reading, actor=make.user(Role.LABOUR_OFFICER))
    assert run.seq_heads != run.locked_heads
    assert run.total_fen == -recovery.amount_fen
    make.posted_run(run)


def banded(make):
    """Counts of a band are fixed after the draft that found the window closed."""
    bands = [{"at_least": 50, "pay": 100}, {"at_least": 0, "pay": 80}]
    document = make.policy_document(options={"bands": bands})
    _, lines = make.settled_class(document=document, numbers=("",) * 3)
    make.employed(lines[0])
    posted(make, "2026-04")
    posted(make, "2026-07")
    make.employed(lines[1], signed_on=date(2026, 6, 1))
    posted(make, "2026-08")


STORIES = (
    contracts_change, set_off, returned_in_parts, waived_then_cancelled, gone_and_set_off, two_leagues, merged_since,
    void_and_again, corrected_and_paid_again, read_before_a_return, banded,
)  # fmt: skip
AS_OF_TODAY = (set_off, returned_in_parts, gone_and_set_off, two_leagues, read_before_a_return)


def runs():
    return db.session.scalars(sa.select(Run).order_by(Run.id)).all()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_run_is_computed_again_the_same(make, story):
    make.clock = clock
    story(make)
    db.session.flush()
    assert runs()
    for run in runs():
        assert replay(run).differences == [], run.number


@pytest.mark.parametrize("story", AS_OF_TODAY, ids=lambda story: story.__name__)
def test_a_replay_that_looks_at_today_finds_another_run(make, story):
    make.clock = clock
    story(make)
    db.session.flush()
    names = ("id", "region_code", "cutoff_on", "seq_heads", "is_correction", "people")
    today = [
        SimpleNamespace(**{name: getattr(run, name) for name in names}, locked_heads=evidence.heads()) for run in runs()
    ]
    assert any(replay(run).differences for run in today)
