"""Which item of the budget classification carries a settlement line, and so which voucher it will stand on.

One voucher is one institution and one item (decisions.md, *Documents and money*). Who drew unemployment benefit on the
class's opening day falls to the insurance fund's item, where the region has set one up for the year; what comes back
for a person goes to the item that paid.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from kernel import clock
from kernel.db import among, db
from settlement.entitlements.lines import NATURES, Lines
from settlement.entitlements.models import Nature, SettlementLine
from settlement.funds import queries as funds
from settlement.funds.models import FundKind
from settlement.recoveries import money
from settlement.rosters.benefit import draws_benefit
from settlement.rosters.models import RosterLine, TrainingClass
from settlement.runs.models import Run
from tendering.awards.models import Award
from tendering.budget import queries as budget
from tendering.budget.models import BudgetLine
from tendering.tenders.models import Tender

INSURANCE_FUND = "209"  # class 209 of the classification: expenditure of social-insurance funds
BACK = (Nature.OFFSET, Nature.CASH_RETURN)
Line = SettlementLine


@dataclass(frozen=True)
class BudgetItem:
    """Code and name as the voucher shows them."""

    code: str
    name: str

    @property
    def fund_kind(self) -> FundKind:
        return FundKind.INSURANCE if self.code.startswith(INSURANCE_FUND) else FundKind.EMPLOYMENT


def groups(run: Run, lines: Lines, year: int, came_back: money.CameBack) -> list[tuple[int, BudgetItem, np.ndarray]]:
    """(institution, item, positions of its lines) of each voucher to come, by institution and the item's code.

    The item of a line, vouchers being issued in `year`: the insurance fund's, its tender's budget line, the
    classification's for a paper award. `came_back` is the run's (`money`). A handful of queries, whatever its size.
    """
    classified = [BudgetItem(each.code, each.name) for each in budget.codes(clock.today())]
    set_up = _insurance(BudgetItem(each.code, each.name) for each in budget.confirmed(run.region_code, year))
    usual = next(item for item in classified if item.fund_kind == FundKind.EMPLOYMENT)
    classes, of_class = np.unique(lines.class_id, return_inverse=True)
    tendered = _tendered(classes)
    items = [tendered.get(class_id, usual) for class_id in classes.tolist()]
    drawing = _paid_back_to_insurance(lines, came_back) | (_drawing(run) if set_up else set())
    insured = np.isin(lines.line_no, np.array(sorted(drawing), dtype=np.int64))
    items += [set_up or _insurance(classified)] if insured.any() else []
    item = np.where(insured, len(classes), of_class)
    codes = sorted({each.code for each in items})
    rank = np.array([codes.index(each.code) for each in items])[item]
    return [
        (organisation_id, items[item[rows[0]]], rows)
        for organisation_id, rows in _of_each(lines.organisation_id * len(codes) + rank, lines.organisation_id)
    ]


def _of_each(keys: np.ndarray, names: np.ndarray) -> list[tuple[int, np.ndarray]]:
    """(name, ascending positions) of each different key, by key."""
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=keys[order][:1] - 1))
    return [(int(names[rows[0]]), rows) for rows in np.split(order, starts[1:]) if len(rows)]


def to_reserve(run: Run, listed: Lines) -> list[tuple[FundKind, np.ndarray]]:
    """(kind of fund, persons' amounts in fen) of each voucher to come, in the order in which they will be issued.

    `listed` are the lines that stay, by line number. A correction is one voucher.
    """
    if run.is_correction:
        kind = funds.kind_charged(run.corrects_number) or FundKind.EMPLOYMENT
        return [(kind, listed.delta_fen)]
    made = groups(run, listed, clock.today().year, money.came_back(run.region_code, run.id))
    return [(item.fund_kind, listed.delta_fen[rows]) for _, item, rows in made]


def _insurance(items: Iterable[BudgetItem]) -> BudgetItem | None:
    return next((item for item in items if item.fund_kind == FundKind.INSURANCE), None)


def _tendered(classes: np.ndarray) -> dict[int, BudgetItem]:
    """{class_id: item} of those classes whose award came from a tender with a budget line."""
    query = (
        sa.select(TrainingClass.id, BudgetLine.code, BudgetLine.name)
        .join(Award, Award.id == TrainingClass.award_id)
        .join(Tender, Tender.id == Award.tender_id)
        .join(BudgetLine, BudgetLine.id == Tender.budget_line_id)
        .where(among(TrainingClass.id, classes.tolist()))
        .order_by(TrainingClass.id)
    )
    return {class_id: BudgetItem(code, name) for class_id, code, name in db.session.execute(query)}


def _drawing(run: Run) -> set[int]:
    """Line numbers that pay persons who drew benefit."""
    query = (
        sa.select(Line.line_no)
        .join(RosterLine, RosterLine.id == Line.roster_line_id)
        .join(TrainingClass, TrainingClass.id == Line.class_id)
        .where(Line.region_code == run.region_code, Line.run_id == run.id, draws_benefit(), Line.nature.not_in(BACK))
        .order_by(Line.line_no)
    )
    return set(db.session.scalars(query))


def _paid_back_to_insurance(lines: Lines, came_back: money.CameBack) -> set[int]:
    """Line numbers that take back what the insurance fund had paid."""
    back = lines.take(lines.nature == NATURES.index(Nature.OFFSET))
    offsets = dict(zip(back.roster_line_id.tolist(), back.line_no.tolist(), strict=True))
    paid = {offsets[roster_line] for roster_line in money.paid_by_insurance(offsets)}
    return paid | {line_no for line_no, (fund, _) in came_back.items() if fund.is_insurance}
