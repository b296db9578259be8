"""A correction run mirrors what was posted; the next run pays again what is due."""

from datetime import date

import pytest

from kernel.refusals import Refusal
from settlement.entitlements.models import Nature
from settlement.entitlements.queries import settled_lines
from settlement.funds import queries as funds
from settlement.runs import corrections, posting, queries, service
from settlement.runs.models import RunState
from tendering.permissions import Role


@pytest.fixture
def posted(session, clock_at, factories):
    clock_at(date(2026, 5, 6))
    factories.fund()
    factories.settled_class(numbers=("", ""))
    run = factories.drafted_run("2026-04")
    factories.posted_run(run)
    return run


def corrected(run, factories, line_nos=(1, 2), voucher_id=7):
    return corrections.draft(
        voucher_id=voucher_id,
        voucher_number="呼凭2026-000007",
        run=run,
        line_nos=line_nos,
        reason="收款单位有误",
        actor=factories.user(Role.LABOUR_OFFICER),
    )


def test_a_correction_posts_mirror_lines_and_the_next_run_pays_again(posted, factories):
    run = corrected(posted, factories)
    assert (run.number, run.total_fen, run.corrects_number) == ("150100-2026-05-R1", -160000, "呼凭2026-000007")
    found = factories.posted_run(run)
    assert [(line.nature, line.delta_fen, line.settled_before_fen) for line in found] == [
        (Nature.MIRROR, -80000, 80000)
    ] * 2
    assert set(settled_lines([line.roster_line_id for line in found]).values()) == {0}
    assert funds.balance("150100", 2026).recoverable == 160000
    again = factories.posted_run(factories.drafted_run("2026-05"))
    assert [line.delta_fen for line in again] == [80000, 80000]


def test_a_correction_takes_the_one_open_slot_and_needs_three_people(posted, factories):
    run = corrected(posted, factories)
    with pytest.raises(Refusal, match="OPEN_RUN"):
        factories.drafted_run("2026-05")
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        service.review(run, actor=run.drafted_by, note="")
    reviewer = factories.user(Role.LABOUR_REVIEWER)
    service.review(run, actor=reviewer, note="")
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        service.approve(run, actor=reviewer, note="")
    with pytest.raises(Refusal, match="STATE_MOVED"):
        service.publish(run, actor=factories.user(Role.LABOUR_OFFICER))
    service.approve(run, actor=factories.user(Role.FINANCE_APPROVER), note="")
    posting.post(run, actor=factories.user(Role.FINANCE_OFFICER))
    assert run.state == RunState.POSTED


def test_a_voucher_is_corrected_once(posted, factories):
    factories.posted_run(corrected(posted, factories))
    with pytest.raises(Refusal, match="ALREADY_CORRECTED"):
        corrected(posted, factories)


def test_a_void_correction_can_be_drafted_again(posted, factories):
    service.void(corrected(posted, factories), reason="重编", actor=factories.user(Role.LABOUR_OFFICER))
    assert corrected(posted, factories).number == "150100-2026-05-R2"


@pytest.mark.parametrize(("changes", "code"), [({"line_nos": ()}, "NOTHING_TO_CORRECT")])
def test_a_correction_has_lines(posted, factories, changes, code):
    with pytest.raises(Refusal, match=code):
        corrected(posted, factories, **changes)


def test_only_posted_runs_are_corrected_and_with_a_reason(posted, factories):
    with pytest.raises(Refusal, match="REASON_MISSING"):
        corrections.draft(
            voucher_id=1,
            voucher_number="x",
            run=posted,
            line_nos=[1],
            reason=" ",
            actor=factories.user(Role.LABOUR_OFFICER),
        )
    open_run = factories.drafted_run("2026-05")
    with pytest.raises(Refusal, match="NOT_POSTED"):
        corrected(open_run, factories)
    with pytest.raises(Refusal, match="OPEN_RUN"):
        corrected(posted, factories)
    assert queries.correction_of(7) is None
