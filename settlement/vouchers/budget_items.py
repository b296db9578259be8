"""Which item of the budget classification carries a settlement line (decisions.md, *Documents and money*)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from kernel import clock
from kernel.db import db
from settlement.entitlements.models import SettlementLine
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


def of(lines: Iterable[SettlementLine], year: int) -> dict[int, BudgetItem]:
    """{line_no: item}: that of the tender's budget line, or the classification's own for an award from paper.

    A person who drew unemployment benefit on the opening day falls to the insurance fund's item, where the region has
    set one up for the year.
    """
    lines = list(lines)
    if not lines:
        return {}
    tendered = _tendered({line.training_class.award_id for line in lines})
    set_up = (BudgetItem(each.code, each.name) for each in budget.confirmed(lines[0].region_code, year))
    fund = next((item for item in set_up if item.is_insurance_fund), None)
    usual = next(item for item in _classified() if not item.is_insurance_fund)
    return {
        line.line_no: fund if fund and _draws_benefit(line) else tendered.get(line.training_class.award_id, usual)
        for line in lines
    }


def corrected(voucher: Voucher, lines: Iterable[SettlementLine]) -> dict[int, BudgetItem]:
    """A red letter stands under the item of the voucher that it corrects."""
    item = BudgetItem(**json.loads(voucher.snapshot)["item"])
    return {line.line_no: item for line in lines}


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


def _draws_benefit(line: SettlementLine) -> bool:
    opened, roster = line.training_class.opened_on, line.roster_line
    return (
        roster.benefit_from is not None
        and roster.benefit_from <= opened
        and (roster.benefit_to is None or opened <= roster.benefit_to)
    )
