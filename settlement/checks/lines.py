"""Lines: those of a run are what its head says, and those it posted stand on its vouchers, each once."""

from collections.abc import Iterator

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel.checks import Fault, Found, within
from kernel.db import db
from kernel.money import format_yuan
from settlement.checks.told import fen, told
from settlement.entitlements import lines
from settlement.entitlements.models import Nature, Posting, SettlementLine
from settlement.entitlements.queries import excluded
from settlement.runs.models import Run, RunState
from settlement.vouchers.models import Voucher, VoucherSpan
from settlement.vouchers.queries import IN_SPAN, of_voucher

Line = SettlementLine


def runs(region_code: str | None) -> list[Run]:
    query = sa.select(Run).where(within(Run.region_code, region_code)).order_by(Run.id)
    return list(db.session.scalars(query))


def of_runs(region_code: str | None) -> Found:
    """Lines = run: count, sum and hash, as its head says and as the audit record said when it was drafted."""
    drafted = {**told("run drafted", region_code), **told("correction drafted", region_code)}
    faults, count, total = [], 0, 0
    for run in (every := runs(region_code)):
        found = lines.read(run.region_code, run.id)
        count, total = count + len(found), total + found.total_fen
        stand = (len(found), found.total_fen, lines.hash_of(found))
        if stand != (run.lines, run.total_fen, run.lines_hash):
            faults.append(Fault(run.number, _differ(run, len(found), found.total_fen)))
        said = drafted.get(str(run.id), {})
        if (said.get("lines"), said.get("fen"), said.get("hash")) != (run.lines, run.total_fen, run.lines_hash):
            faults.append(Fault(run.number, _l("its head is not what the audit record says was drafted")))
    figures = {"runs": len(every), "lines": count, "yuan": format_yuan(total)}
    return Found(_l("%(runs)s runs, %(lines)s lines, %(yuan)s yuan", **figures), faults)


def _differ(run: Run, count: int, total_fen: int):
    if (count, total_fen) == (run.lines, run.total_fen):
        return _l("its lines are not what their hash says")
    return _l(
        "%(stand)s lines of %(yuan)s yuan stand where its head says %(lines)s of %(total)s",
        stand=count,
        yuan=format_yuan(total_fen),
        lines=run.lines,
        total=format_yuan(run.total_fen),
    )


def on_vouchers(region_code: str | None) -> Found:
    """Posted lines without exclusion = vouchers: each on one voucher of its institution, and they sum to it."""
    here = within(Line.region_code, region_code)
    posted = sa.exists().where(Posting.run_id == Line.run_id)
    base = sa.select(Run.number, Line.line_no).join(Run, Run.id == Line.run_id).where(here)
    missing = base.where(posted, ~excluded(), sa.func.coalesce(_last_of_span(), 0) < Line.line_no)
    wrong = (
        base.join(VoucherSpan, IN_SPAN)
        .join(Voucher, Voucher.id == VoucherSpan.voucher_id)
        .where(
            sa.or_(
                ~posted,
                excluded(),
                Voucher.run_id != Line.run_id,
                Voucher.organisation_id != Line.organisation_id,
            )
        )
    )
    found = [(missing, _l("this line stands on no voucher")), (wrong, _l("this line stands on a wrong voucher"))]
    faults = [
        Fault(f"{number} {line_no}", why)
        for query, why in found
        for number, line_no in db.session.execute(query.order_by(Run.id, Line.line_no))
    ]
    count, sums = _sums(region_code)
    return Found(_l("%(count)s lines on vouchers", count=count), [*faults, *sums, *_postings(region_code)])


def _last_of_span() -> sa.ScalarSelect:
    """The last number of the span that begins at a line or nearest before it."""
    span = VoucherSpan
    before = span.region_code == Line.region_code, span.run_id == Line.run_id, span.first_line <= Line.line_no
    return sa.select(span.last_line).where(*before).order_by(span.first_line.desc()).limit(1).scalar_subquery()


def _sums(region_code: str | None) -> tuple[int, list[Fault]]:
    """How many lines stand on vouchers, and which vouchers do not come to them."""
    head = (Voucher.number, Voucher.people, Voucher.total_fen, Voucher.came_back_fen)
    returned = sa.case((Line.nature == Nature.CASH_RETURN, -Line.delta_fen), else_=0)
    query = (
        sa.select(*head, sa.func.count(Line.line_no), fen(Line.delta_fen), fen(returned))
        .outerjoin(VoucherSpan, of_voucher(Voucher))
        .outerjoin(Line, IN_SPAN)
        .where(within(Voucher.region_code, region_code))
        .group_by(Voucher.id, *head)
        .order_by(Voucher.id)
    )
    rows = db.session.execute(query).all()
    faults = [
        Fault(row[0], _l("its lines do not come to its persons and its total")) for row in rows if row[1:4] != row[4:]
    ]
    return sum(row[4] for row in rows), faults


def _postings(region_code: str | None) -> Iterator[Fault]:
    """A run is posted, and its posted lines are those of the audit record, or it is not posted at all."""
    query = sa.select(Posting.run_id).where(within(Posting.region_code, region_code)).order_by(Posting.run_id)
    posted, said = set(db.session.scalars(query)), told("run posted", region_code)
    for run in runs(region_code):
        if (run.id in posted) != (run.state == RunState.POSTED):
            yield Fault(run.number, _l("its state is not what its posting says"))
        if run.id in posted:
            stand = lines.read(run.region_code, run.id, without_excluded=True)
            if said.get(str(run.id), {}).get("posted hash") != lines.hash_of(stand):
                yield Fault(run.number, _l("its posted lines are not those that the audit record says were posted"))
