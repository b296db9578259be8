"""Which fund had paid what comes back, and where the cash that came stands in the ledger.

fund_kind(recovery) -> FundKind                   which fund had paid the person, and gets the cash back
came_back(region_code, run_id) -> CameBack {line_no: (Fund, {Source: fen})}     the cash that a run's lines settle
"""

from collections.abc import Collection

import sqlalchemy as sa

from kernel.db import among, db
from settlement.entitlements.models import SettlementLine
from settlement.entitlements.queries import posted
from settlement.funds.models import Account, Fund, FundKind, LedgerLeg, Source
from settlement.funds.queries import charged_by
from settlement.recoveries.models import Receipt, Recovery, RecoveryLine
from settlement.rosters.benefit import draws_benefit
from settlement.rosters.models import RosterLine, TrainingClass

CameBack = dict[int, tuple[Fund, dict[Source, int]]]


def fund_kind(recovery: Recovery) -> FundKind:
    insured = paid_by_insurance([recovery.roster_line_id])
    return FundKind.INSURANCE if insured else FundKind.EMPLOYMENT


def paid_by_insurance(roster_line_ids: Collection[int]) -> set[int]:
    """Of these, whose benefit made the insurance fund pay them when they were paid last: what comes back goes there."""
    if not roster_line_ids:
        return set()
    last = (
        sa.select(SettlementLine.roster_line_id, sa.func.max(SettlementLine.run_id).label("run_id"))
        .where(among(SettlementLine.roster_line_id, roster_line_ids), SettlementLine.delta_fen > 0, posted())
        .group_by(SettlementLine.roster_line_id)
        .subquery()
    )
    query = (
        sa.select(RosterLine.id)
        .join(last, last.c.roster_line_id == RosterLine.id)
        .join(TrainingClass, TrainingClass.id == RosterLine.class_id)
        .where(draws_benefit(), last.c.run_id.in_(charged_by(FundKind.INSURANCE)))
        .order_by(RosterLine.id)
    )
    return set(db.session.scalars(query))


def came_back(region_code: str, run_id: int) -> CameBack:
    """The cash-return lines of a run: in which fund and sources their cash stands on payable, in fen above zero."""
    query = (
        sa.select(RecoveryLine.line_no, LedgerLeg.fund_id, LedgerLeg.source, LedgerLeg.amount_fen)
        .join(Receipt, Receipt.id == RecoveryLine.receipt_id)
        .join(
            LedgerLeg,
            sa.and_(LedgerLeg.fund_id == Receipt.fund_id, LedgerLeg.entry_number == Receipt.entry_number),
        )
        .where(
            RecoveryLine.region_code == region_code,
            RecoveryLine.run_id == run_id,
            LedgerLeg.account == Account.PAYABLE,
        )
        .order_by(RecoveryLine.line_no, LedgerLeg.source)
    )
    found: CameBack = {}
    for line_no, fund_id, source, amount in db.session.execute(query):
        found.setdefault(line_no, (db.session.get_one(Fund, fund_id), {}))[1][source] = amount
    return found
