"""Verbs on budget lines."""

import csv
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel import audit, clock
from kernel.db import db, lock
from kernel.refusals import Refusal, refuse_same_person
from kernel.states import move
from tendering.budget import queries
from tendering.budget.models import MOVES, BudgetCode, BudgetLine, State

SOURCE = Path(__file__).with_name("budget_codes.csv")


def enter(*, region_code: str, year: int, code: str, name: str, amount_fen: int, actor) -> BudgetLine:
    """Enter a line of the approved budget (预算法; 采购法实施条例 30 asks that it be published with the tender).

    Refuses UNKNOWN_CODE, BUDGET_YEAR (only last, this and next year), BAD_AMOUNT, LINE_EXISTS.
    """
    _check(year, code, amount_fen)
    if queries.named(region_code, year, code, name):
        raise Refusal(
            "LINE_EXISTS",
            _l("This region has a line of this year, code and name already; choose another name."),
            field="name",
        )
    line = BudgetLine(
        region_code=region_code,
        year=year,
        code=code,
        name=name,
        amount_fen=amount_fen,
        state=State.ENTERED,
        entered_by_id=actor.id,
        entered_at=clock.now(),
    )
    db.session.add(line)
    db.session.flush()
    audit.record(actor, "budget line entered", line, facts={"code": code, "year": year, "amount_fen": amount_fen})
    return line


def confirm(line: BudgetLine, *, actor) -> BudgetLine:
    """Confirm a line; tenders may name it from then on. Refuses CHECKER_IS_MAKER to whoever entered it."""
    line = lock(BudgetLine, line.id)
    refuse_same_person(actor, line.entered_by_id)
    move(line, State.CONFIRMED, MOVES)
    line.confirmed_by_id, line.confirmed_at = actor.id, clock.now()
    db.session.flush()
    audit.record(actor, "budget line confirmed", line)
    return line


def return_line(line: BudgetLine, *, reason: str, actor) -> BudgetLine:
    """Send a line back to be put right."""
    line = lock(BudgetLine, line.id)
    refuse_same_person(actor, line.entered_by_id)
    move(line, State.RETURNED, MOVES)
    line.reason = reason
    db.session.flush()
    audit.record(actor, "budget line returned", line, note=reason)
    return line


def enter_again(line: BudgetLine, *, name: str, amount_fen: int, actor) -> BudgetLine:
    """Put a returned line right; whoever does so has entered it."""
    line = lock(BudgetLine, line.id)
    _check(line.year, line.code, amount_fen)
    move(line, State.ENTERED, MOVES)
    line.name, line.amount_fen, line.entered_by_id, line.entered_at, line.reason = (
        name,
        amount_fen,
        actor.id,
        clock.now(),
        None,
    )
    db.session.flush()
    audit.record(actor, "budget line entered", line, facts={"amount_fen": amount_fen})
    return line


def seed() -> None:
    """Add the items of `budget_codes.csv` that are missing."""
    known = set(db.session.execute(sa.select(BudgetCode.code, BudgetCode.from_on)))
    with SOURCE.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            from_on = date.fromisoformat(row["from_on"])
            if (row["code"], from_on) not in known:
                db.session.add(
                    BudgetCode(
                        code=row["code"],
                        name=row["name"],
                        source=row["source"],
                        is_confirmed=row["is_confirmed"] == "1",
                        from_on=from_on,
                    )
                )
    db.session.flush()


def _check(year: int, code: str, amount_fen: int) -> None:
    today = clock.today()
    if queries.code_on(code, today) is None:
        raise Refusal(
            "UNKNOWN_CODE", _l("The budget classification in force has no item %(code)s.", code=code), field="code"
        )
    if abs(year - today.year) > 1:
        raise Refusal("BUDGET_YEAR", _l("A budget line is entered for last year, this year or the next."), field="year")
    if amount_fen <= 0:
        raise Refusal("BAD_AMOUNT", _l("The amount must be above zero."), field="amount")
