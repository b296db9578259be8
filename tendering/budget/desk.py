"""What the budget puts on desks."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel.access import holds, scope
from kernel.db import db
from kernel.desk import Panel, Todo
from tendering.budget import queries
from tendering.budget.models import BudgetLine, State


def lines(user) -> Panel | None:
    """Lines to confirm (entered by others), and lines that came back."""
    todos = []
    if holds("budget:confirm", user):
        todos += [
            _todo(line, _l("Confirm a budget line"))
            for line in _in(State.ENTERED, user)
            if line.entered_by_id != user.id
        ]
    if holds("budget:enter", user):
        todos += [_todo(line, _l("Put a budget line right")) for line in _in(State.RETURNED, user)]
    return Panel(todos=todos) if todos else None


def _in(state: State, user) -> list[BudgetLine]:
    held = scope(queries.all_lines(), BudgetLine, user).where(BudgetLine.state == state)
    return list(db.session.scalars(held.order_by(BudgetLine.entered_at, BudgetLine.id)))


def _todo(line: BudgetLine, what) -> Todo:
    return Todo(what, f"{line.year} {line.name}", url_for("budget.show", line_id=line.id))
