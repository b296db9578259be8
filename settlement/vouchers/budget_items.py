"""Which item of the budget classification carries a settlement line (decisions.md, *Documents and money*)."""

import json
from dataclasses import dataclass

import sqlalchemy as sa

from kernel import clock
from kernel.db import db
from settlement.entitlements.lines import Lines
from settlement.entitlements.models import SettlementLine as Line
from settlement.rosters.models import RosterLine, TrainingClass
from settlement.runs.models import Run
from settlement.vouchers.models import Voucher
from tendering.awards.models import Award
from tendering.budget import queries as budget
from tendering.budget.models import BudgetLine
from tendering.tenders.models import Tender

INSURANCE_FUND = "209"  # class 209 of the classification: expenditure of social-insurance funds


@dataclass(frozen=True)
class BudgetItem:
    """Code and name as the voucher shows them."""

    code: str
    name: str

    @property
    def is_insurance_fund(self) -> bool:
        return self.code.startswith(INSURANCE_FUND)


def of(lines: Lines, run: Run, year: int) -> list[BudgetItem]:
    """The item of each line: that of the tender's budget line, or the classification's own for an award from paper.

    A person who drew unemployment benefit on the opening day falls to the insurance fund's item, where the region has
    set one up for the year.
    """
    set_up = (BudgetItem(each.code, each.name) for each in budget.confirmed(run.region_code, year))
    fund = next((item for item in set_up if item.is_insurance_fund), None)
    usual = next(item for item in _classified() if not item.is_insurance_fund)
    awards = _awards(run)
    tendered = _tendered(set(awards.values()))
    draws = _draw_benefit(run) if fund else set()
    return [
        fund if line_no in draws else tendered.get(awards[in_class], usual)
        for line_no, in_class in zip(lines.line_no.tolist(), lines.class_id.tolist(), strict=True)
    ]


def corrected(voucher: Voucher, lines: Lines) -> list[BudgetItem]:
    """A red letter stands under the item of the voucher that it corrects."""
    return [BudgetItem(**json.loads(voucher.snapshot)["item"])] * len(lines)


def _awards(run: Run) -> dict[int, int]:
    """{class_id: award_id} of the classes that a run pays for."""
    inside = sa.select(Line.class_id).where(Line.region_code == run.region_code, Line.run_id == run.id)
    query = sa.select(TrainingClass.id, TrainingClass.award_id).where(TrainingClass.id.in_(inside))
    return dict(tuple(row) for row in db.session.execute(query.order_by(TrainingClass.id)))


def _tendered(award_ids: set[int]) -> dict[int, BudgetItem]:
    query = (
        sa.select(Award.id, BudgetLine.code, BudgetLine.name)
        .join(Tender, Tender.id == Award.tender_id)
        .join(BudgetLine, BudgetLine.id == Tender.budget_line_id)
        .where(Award.id.in_(award_ids))
        .order_by(Award.id)
    )
    return {award_id: BudgetItem(code, name) for award_id, code, name in db.session.execute(query)}


def _classified() -> list[BudgetItem]:
    """The items of the classification in force today, by code."""
    return [BudgetItem(each.code, each.name) for each in budget.codes(clock.today())]


def _draw_benefit(run: Run) -> set[int]:
    """Line numbers of a run whose person drew unemployment benefit on the opening day of the class."""
    day = TrainingClass.opened_on
    query = (
        sa.select(Line.line_no)
        .join(RosterLine, RosterLine.id == Line.roster_line_id)
        .join(TrainingClass, TrainingClass.id == Line.class_id)
        .where(Line.region_code == run.region_code, Line.run_id == run.id, RosterLine.benefit_from <= day)
        .where(sa.or_(RosterLine.benefit_to.is_(None), RosterLine.benefit_to >= day))
    )
    return set(db.session.scalars(query.order_by(Line.line_no)))
