"""Pages of the budget: a region's lines, entered by one person of finance and confirmed by another."""

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import audit, clock
from kernel.access import load, may, requires, scope
from kernel.money import format_yuan
from kernel.tables import Choice, Column, Table
from kernel.web import flash_done, form_view
from tendering.budget import queries, service
from tendering.budget.forms import AgainForm, ConfirmForm, EnterForm, ReturnForm
from tendering.budget.models import BudgetLine, State

bp = Blueprint("budget", __name__)


@bp.get("/budget")
@requires("budget:read")
def index():
    return Table(
        scope(queries.all_lines(), BudgetLine),
        name="lines",
        caption=_l("Budget lines"),
        default_sort="-year",
        search=(BudgetLine.name, BudgetLine.code),
        filters=(Choice("state", _l("State"), BudgetLine.state, State.choices),),
        columns=(
            Column(
                "name",
                _l("Name of the line"),
                sort=BudgetLine.name,
                link=lambda line: url_for("budget.show", line_id=line.id),
            ),
            Column("year", _l("Budget year"), sort=BudgetLine.year),
            Column("code", _l("Item"), sort=BudgetLine.code),
            Column("region", _l("Region"), value=lambda line: line.region.name, sort=BudgetLine.region_code),
            Column("amount_fen", _l("Amount"), sort=BudgetLine.amount_fen, format="fen"),
            Column("state", _l("State"), sort=BudgetLine.state, format="state"),
        ),
    ).page("tendering/budget/index.html", codes=queries.codes())


@bp.route("/budget/enter", methods=["GET", "POST"])
@requires("budget:enter")
@form_view(EnterForm, "tendering/budget/enter.html")
def enter(form):
    if not form.submitted:
        form.year.data = form.year.data if form.is_submitted() else clock.today().year
        return {}
    line = service.enter(
        region_code=current_user.region_code,
        year=form.year.data,
        code=form.code.data,
        name=form.name.data,
        amount_fen=form.amount_fen,
        actor=current_user,
    )
    flash_done(_l("The line is entered; another person of finance confirms it."))
    return redirect(url_for("budget.show", line_id=line.id))


@bp.get("/budget/<int:line_id>")
@requires("budget:read")
def show(line_id):
    line = load(BudgetLine, line_id)
    return render_template(
        "tendering/budget/show.html",
        line=line,
        code=queries.code_on(line.code, line.entered_at.date()),
        history=audit.history(line),
        mine=line.entered_by_id == current_user.id,
        may_confirm=may("budget:confirm", line),
    )


@bp.route("/budget/<int:line_id>/confirm", methods=["GET", "POST"])
@requires("budget:confirm")
@form_view(ConfirmForm, "tendering/budget/confirm.html")
def confirm(form, line_id):
    line = load(BudgetLine, line_id)
    if not form.submitted:
        return {"line": line}
    service.confirm(line, actor=current_user)
    flash_done(_l("The line is confirmed."))
    return redirect(url_for("budget.show", line_id=line.id))


@bp.route("/budget/<int:line_id>/return", methods=["GET", "POST"])
@requires("budget:confirm")
@form_view(ReturnForm, "tendering/budget/return.html")
def return_line(form, line_id):
    line = load(BudgetLine, line_id)
    if not form.submitted:
        return {"line": line}
    service.return_line(line, reason=form.reason.data, actor=current_user)
    flash_done(_l("The line is returned."))
    return redirect(url_for("budget.show", line_id=line.id))


@bp.route("/budget/<int:line_id>/again", methods=["GET", "POST"])
@requires("budget:enter")
@form_view(AgainForm, "tendering/budget/again.html")
def enter_again(form, line_id):
    line = load(BudgetLine, line_id)
    if not form.submitted:
        if not form.is_submitted():
            form.name.data, form.amount.data = line.name, format_yuan(line.amount_fen)
        return {"line": line}
    service.enter_again(line, name=form.name.data, amount_fen=form.amount_fen, actor=current_user)
    flash_done(_l("The line is entered again; another person of finance confirms it."))
    return redirect(url_for("budget.show", line_id=line.id))
