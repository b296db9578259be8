"""Correction runs: mirror lines of a posted voucher, drafted, reviewed and approved by three people."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from kernel import audit, clock, evidence
from kernel.refusals import Refusal
from settlement.entitlements.models import SettlementLine
from settlement.entitlements.queries import payable, settled_lines
from settlement.runs import drafting, periods, queries, service
from settlement.runs.models import Run, RunKind, RunState


def draft(*, voucher_id: int, voucher_number: str, run: Run, line_nos: Collection[int], reason: str, actor) -> Run:
    """Draft the mirror of the lines of one voucher of a posted run. It takes the region's one open slot.

    The vouchers' room passes the line numbers that stand on the voucher. Refuses NOT_POSTED, REASON_MISSING,
    OPEN_RUN, ALREADY_CORRECTED, NOTHING_TO_CORRECT.
    """
    evidence.lock_region(run.region_code)
    _refuse(run, voucher_id, reason)
    lines = [line for line in payable(run.region_code, run.id) if line.line_no in set(line_nos)]
    if not lines:
        raise Refusal("NOTHING_TO_CORRECT", _l("This voucher has no lines."))
    period = periods.of(clock.today())
    made = service.new(
        region_code=run.region_code,
        number=_number(run.region_code, period),
        period=period,
        kind=RunKind.CORRECTION,
        cutoff_on=clock.today(),
        seq_heads=evidence.heads(),
        documents=run.documents,
        people=len({line.person_id for line in lines}),
        corrects_voucher_id=voucher_id,
        corrects_number=voucher_number,
        reason=reason,
        actor=actor,
    )
    service.write(made, drafting.mirrored(lines, _settled(lines), region_code=run.region_code, run_id=made.id))
    audit.record(
        actor,
        "correction drafted",
        made,
        note=reason,
        facts={"corrects": voucher_number, "lines": made.lines, "fen": made.total_fen},
    )
    return made


def _refuse(run: Run, voucher_id: int, reason: str) -> None:
    if run.state != RunState.POSTED:
        raise Refusal("NOT_POSTED", _l("Only what is posted can be corrected."))
    if not reason.strip():
        raise Refusal("REASON_MISSING", _l("Say why."), field="reason")
    if found := queries.correction_of(voucher_id):
        raise Refusal("ALREADY_CORRECTED", _l("Run %(run)s corrects this voucher already.", run=found.number))
    if found := queries.open_run(run.region_code):
        raise Refusal(
            "OPEN_RUN",
            _l(
                "Run %(run)s is still open (%(state)s); post it or make it void first.",
                run=found.number,
                state=found.state.label,
            ),
        )


def _settled(lines: list[SettlementLine]) -> dict[int, int]:
    return settled_lines({line.roster_line_id for line in lines})


def _number(region_code: str, period: str) -> str:
    return f"{region_code}-{period}-R{queries.times_drafted(region_code, period, RunKind.CORRECTION) + 1}"
