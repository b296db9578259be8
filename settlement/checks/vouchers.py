"""Vouchers: the snapshot says what stands beside it, the sources carry the total, the ledger was charged with it."""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel.audit import canonical
from kernel.checks import Fault, Found, within
from kernel.db import db
from kernel.money import format_yuan
from settlement.checks.told import fen, told
from settlement.entitlements.models import SettlementLine
from settlement.funds.models import Account, Act, LedgerEntry, LedgerLeg, Source
from settlement.rosters.models import RosterLine
from settlement.vouchers import snapshot
from settlement.vouchers.models import Voucher, VoucherSource, VoucherSpan
from settlement.vouchers.queries import IN_SPAN, of_voucher

Line = SettlementLine
PARTS = ("base_fen", "uplift_fen", "extension_fen", "correction_fen")
SUMMED = ("people", *PARTS, "total_fen")


def snapshots(region_code: str | None) -> Found:
    """Voucher = snapshot: hash, number, total and its words, persons, composition, and the lines it was drawn from."""
    issued, faults, count = told("voucher issued", region_code), [], 0
    for voucher in vouchers(region_code):
        count += 1
        faults += [Fault(voucher.number, why) for why in _of_snapshot(voucher, issued.get(str(voucher.id), {}))]
    return Found(_l("%(count)s snapshots", count=count), faults)


def vouchers(region_code: str | None) -> Iterator[Voucher]:
    """One by one, by id."""
    query = sa.select(Voucher).where(within(Voucher.region_code, region_code)).order_by(Voucher.id)
    yield from db.session.scalars(query).yield_per(200)


def _of_snapshot(voucher: Voucher, issued: dict) -> Iterator:
    if snapshot.digest(voucher.snapshot.encode()) != voucher.snapshot_hash:
        yield _l("the snapshot is not what its hash says")
    if issued.get("hash") != voucher.snapshot_hash:
        yield _l("the hash is not the one that the audit record says was issued")
    says = json.loads(voucher.snapshot)
    if canonical(says) != voucher.snapshot:
        yield _l("the snapshot is not canonical")
    for name, stands in _beside(voucher).items():
        if says[name] != stands:
            yield _l("the snapshot says another %(name)s than the voucher", name=name)
    yield from _of_persons(voucher, says)
    yield from _of_composition(says)


def _beside(voucher: Voucher) -> dict:
    """What the row and its run say of what the snapshot says too."""
    run = voucher.run
    return {
        "number": voucher.number,
        "kind": str(voucher.kind),
        "posted_on": voucher.posted_on.isoformat(),
        "total_fen": voucher.total_fen,
        "words": snapshot.written(voucher.total_fen),
        "people": voucher.people,
        "sources": snapshot.sources({each.source: each.amount_fen for each in voucher.sources}),
        "run": {
            "number": run.number,
            "period": run.period,
            "cutoff_on": run.cutoff_on.isoformat(),
            "lines_hash": run.lines_hash,
        },
    }


def _of_persons(voucher: Voucher, says: dict) -> Iterator:
    persons = (RosterLine.name, RosterLine.number_masked)
    query = sa.select(Line.line_no, *persons, Line.target_fen, Line.settled_before_fen, Line.delta_fen)
    query = query.join(VoucherSpan, IN_SPAN).join(RosterLine, RosterLine.id == Line.roster_line_id)
    query = query.where(of_voucher(voucher))
    stand = [tuple(row) for row in db.session.execute(query.order_by(Line.line_no))]
    shown = snapshot.shown(says)
    if sorted((p.line, p.name, p.number, p.target_fen, p.settled_before_fen, p.delta_fen) for p in shown) != stand:
        yield _l("the snapshot shows other lines than stand on the voucher")
    if sum(person.delta_fen for person in shown) != voucher.total_fen:
        yield _l("its persons do not sum to its total")


def _of_composition(says: dict) -> Iterator:
    rows, total = says["composition"], says["sum"]
    if any(sum(row[part] for part in PARTS) != row["total_fen"] for row in [*rows, total]):
        yield _l("a row of its composition does not add up")
    if any(sum(row[name] for row in rows) != total[name] for name in SUMMED):
        yield _l("its composition does not add up")
    if (total["total_fen"], total["people"]) != (says["total_fen"], says["people"]):
        yield _l("its composition is not its total")


def sources(region_code: str | None) -> Found:
    """Sources = voucher: what each source of money carries sums to the total."""
    carried = (
        sa.select(VoucherSource.voucher_id, fen(VoucherSource.amount_fen).label("fen"))
        .group_by(VoucherSource.voucher_id)
        .subquery()
    )
    query = (
        sa.select(Voucher.number, Voucher.total_fen, sa.func.coalesce(carried.c.fen, 0))
        .outerjoin(carried, carried.c.voucher_id == Voucher.id)
        .where(within(Voucher.region_code, region_code))
        .order_by(Voucher.id)
    )
    rows = db.session.execute(query).all()
    faults = [
        Fault(
            number,
            _l("its sources carry %(yuan)s yuan, not %(total)s", yuan=format_yuan(given), total=format_yuan(total)),
        )
        for number, total, given in rows
        if given != total
    ]
    return Found(
        _l("%(count)s vouchers, %(yuan)s yuan", count=len(rows), yuan=format_yuan(sum(row[1] for row in rows))), faults
    )


def charges(region_code: str | None) -> Found:
    """Voucher = ledger: one charge a voucher, in its run's name, of what each of its sources carries."""
    charged = _charged(region_code)
    owed: dict[tuple[int, str], dict[Source, int]] = {}
    query = (
        sa.select(Voucher.run_id, Voucher.number, VoucherSource.source, VoucherSource.amount_fen)
        .join(Voucher, Voucher.id == VoucherSource.voucher_id)
        .where(within(Voucher.region_code, region_code), VoucherSource.amount_fen != 0)
        .order_by(VoucherSource.voucher_id, VoucherSource.position)
    )
    for run_id, number, source, amount in db.session.execute(query):
        owed.setdefault((run_id, number), {})[source] = amount
    faults = [
        Fault(key[1], _l("the ledger was not charged with what its sources carry"))
        for key in sorted(owed.keys() | charged.keys())
        if owed.get(key, {}) != charged.get(key, {})
    ]
    total = sum(amount for amounts in charged.values() for amount in amounts.values())
    return Found(_l("%(count)s charges, %(yuan)s yuan", count=len(charged), yuan=format_yuan(total)), faults)


def _charged(region_code: str | None) -> dict[tuple[int, str], dict[Source, int]]:
    """{(run, paper): {source: fen}} of what became payable by charges; two charges of one paper add up and show."""
    query = (
        sa.select(LedgerEntry.run_id, LedgerEntry.paper, LedgerLeg.source, fen(LedgerLeg.amount_fen))
        .join(
            LedgerLeg, sa.and_(LedgerEntry.fund_id == LedgerLeg.fund_id, LedgerEntry.number == LedgerLeg.entry_number)
        )
        .where(
            LedgerEntry.act == Act.CHARGE,
            LedgerLeg.account == Account.PAYABLE,
            within(LedgerEntry.region_code, region_code),
        )
        .group_by(LedgerEntry.run_id, LedgerEntry.paper, LedgerLeg.source)
        .order_by(LedgerEntry.run_id, LedgerEntry.paper, LedgerLeg.source)
    )
    found: dict[tuple[int, str], dict[Source, int]] = {}
    for run_id, paper, source, amount in db.session.execute(query):
        found.setdefault((run_id, paper), {})[source] = int(amount)
    return found
