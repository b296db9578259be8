"""The one button that turns an approved run into vouchers; printing is another matter and may be done again."""

from datetime import datetime

from kernel import audit
from kernel.attachments import store
from kernel.db import db
from settlement.runs import corrections, posting
from settlement.runs.models import Run
from settlement.vouchers import queries, snapshot
from settlement.vouchers.issue import Issue
from settlement.vouchers.models import Voucher, VoucherPrint

FOUR_PEOPLE = "财社〔2023〕181号 25"


def post(run: Run, *, actor) -> list[Voucher]:
    """Post an approved run and issue its vouchers, one per institution and budget item, all or nothing.

    Refuses STATE_MOVED, STALE_RUN, CHECKER_IS_MAKER as `posting.post`; NO_PAYEE_ACCOUNT, NO_FUND, FUND_SHORT.
    """
    posted = posting.post(run, actor=actor)
    vouchers = Issue(run, posted, actor).vouchers()
    for each in vouchers:
        audit.record(actor, "voucher issued", each, facts={"number": each.number, "hash": each.snapshot_hash})
    return vouchers


def correct(voucher: Voucher, *, reason: str, actor) -> Run:
    """Draft the run whose voucher will be the red letter of this one (会计基础工作规范 51).

    Refuses as `corrections.draft`.
    """
    return corrections.draft(
        voucher_id=voucher.id,
        voucher_number=voucher.number,
        run=voucher.run,
        line_nos=queries.line_nos(voucher),
        reason=reason,
        actor=actor,
    )


def print_copy(voucher: Voucher, content: bytes, *, copy: int, printed_at: datetime, actor) -> VoucherPrint:
    """Keep a printed file with its hash, counted; `printing.submit` made it before the write began."""
    kept = store(
        content,
        f"{voucher.number}.pdf",
        "application/pdf",
        region_code=voucher.region_code,
        organisation_id=voucher.organisation_id,
        actor=actor,
    )
    row = VoucherPrint(
        voucher_id=voucher.id,
        copy=copy,
        printed_at=printed_at,
        printed_by_id=actor.id,
        attachment_id=kept.id,
        file_hash=snapshot.digest(content),
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "voucher printed", voucher, facts={"copy": copy, "file": row.file_hash})
    return row
