"""Pages of funds: the year's gauge, sources, appropriations, the ledger; opening, filling and closing a year."""

from flask import Blueprint, redirect, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import clock
from kernel.access import load, requires, scope
from kernel.db import db
from kernel.tables import Choice, Column, Table
from kernel.web import flash_done, form_view
from settlement.funds import closing_service, opening_service, panels, queries
from settlement.funds.forms import AppropriateForm, CloseForm, DecideForm, OpenForm, OpenInsuranceForm, amount_of
from settlement.funds.models import Act, Closing, Fund, FundKind, LedgerEntry, Source

bp = Blueprint("funds", __name__)
SUMS = (
    ("came_in", _l("Came in")),
    ("paid", _l("Paid")),
    ("payable", _l("Payable")),
    ("reserved", _l("Reserved")),
    ("available", _l("Available")),
)


def address(fund: Fund) -> str:
    return url_for("funds.show", fund_id=fund.id)


@bp.get("/funds")
@requires("fund:read")
def index():
    return Table(
        scope(db.select(Fund), Fund),
        name="funds",
        caption=_l("Funds"),
        default_sort="-year",
        filters=(Choice("kind", _l("Kind"), Fund.kind, FundKind.choices),),
        columns=(
            Column("region", _l("Region"), value=lambda fund: fund.region.name, sort=Fund.region_code),
            Column("year", _l("Year"), sort=Fund.year, link=address),
            Column("kind", _l("Kind"), sort=Fund.kind, format="state"),
            *(
                Column(name, label, value=lambda fund, name=name: getattr(queries.balance_of(fund), name), format="fen")
                for name, label in SUMS
            ),
            Column("closed_on", _l("Closed on"), sort=Fund.closed_on, format="date"),
        ),
    ).page("settlement/funds/index.html")


@bp.get("/funds/<int:fund_id>")
@requires("fund:read")
def show(fund_id):
    fund = load(Fund, fund_id)
    balance = queries.balance_of(fund)
    return Table(
        queries.entries(fund),
        name="entries",
        caption=_l("Ledger"),
        default_sort="-number",
        filters=(Choice("act", _l("Entry"), LedgerEntry.act, Act.choices),),
        columns=(
            Column("number", _l("No."), sort=LedgerEntry.number, format="count"),
            Column("act", _l("Entry"), sort=LedgerEntry.act, format="state"),
            Column("paper", _l("Entry rests on"), sort=LedgerEntry.paper),
            Column("recorded_at", _l("Recorded"), sort=LedgerEntry.recorded_at, format="instant"),
            Column("moved_fen", _l("Amount, yuan"), format="fen"),
        ),
    ).page(
        "settlement/funds/show.html",
        fund=fund,
        title=panels.title(fund),
        balance=balance,
        sources=queries.by_source(fund),
        sharing=panels.sharing(fund),
        appropriations=queries.appropriations(fund),
        closings=queries.closings(fund),
        may_close=panels.may_close(fund),
        parts=panels.gauge(balance),
    )


@bp.route("/funds/open", methods=["GET", "POST"])
@requires("fund:open")
@form_view(OpenForm, "settlement/funds/open.html")
def open_fund(form):
    if not form.submitted:
        form.year.data = form.year.data or clock.today().year
        return {}
    fund = opening_service.open_fund(
        region_code=current_user.region_code,
        year=form.year.data,
        source_order=form.order,
        weights=form.weights,
        actor=current_user,
    )
    return _opened(fund)


@bp.route("/funds/open-insurance", methods=["GET", "POST"])
@requires("fund:open")
@form_view(OpenInsuranceForm, "settlement/funds/open_insurance.html")
def open_insurance(form):
    if not form.submitted:
        form.year.data = form.year.data or clock.today().year
        return {}
    fund = opening_service.open_insurance(region_code=current_user.region_code, year=form.year.data, actor=current_user)
    return _opened(fund)


def _opened(fund: Fund):
    flash_done(_l("%(kind)s %(year)s is open.", kind=fund.kind.label, year=fund.year))
    return redirect(address(fund))


@bp.route("/funds/<int:fund_id>/appropriate", methods=["GET", "POST"])
@requires("fund:appropriate")
@form_view(AppropriateForm, "settlement/funds/appropriate.html")
def appropriate(form, fund_id):
    fund = load(Fund, fund_id)
    if not form.submitted:
        form.draw_for(fund)
        return {"fund": fund}
    opening_service.appropriate(
        fund,
        source=Source(form.source.data),
        amount_fen=amount_of(form.amount),
        dated_on=form.dated_on.data,
        document_number=form.document_number.data,
        statement=form.statement.data or None,
        insurance_balance_fen=amount_of(form.insurance_balance),
        actor=current_user,
    )
    flash_done(_l("The money is entered."))
    return redirect(address(fund))


@bp.route("/funds/<int:fund_id>/close", methods=["GET", "POST"])
@requires("fund:close")
@form_view(CloseForm, "settlement/funds/close.html")
def close(form, fund_id):
    fund = load(Fund, fund_id)
    if not form.submitted:
        form.draw_for(closing_service.left(fund))
        return {"fund": fund, "balance": queries.balance_of(fund), "year": clock.today().year}
    closing_service.propose(fund, ways=form.chosen, document_number=form.document_number.data, actor=current_user)
    flash_done(_l("Proposed; another of finance decides."))
    return redirect(address(fund))


@bp.route("/funds/closings/<int:closing_id>", methods=["GET", "POST"])
@requires("fund:decide_closing")
@form_view(DecideForm, "settlement/funds/decide.html", password=True)
def decide(form, closing_id):
    closing = load(Closing, closing_id)
    if not form.submitted:
        left = closing_service.left(closing.fund)
        form.left_fen.data = sum(left.values())
        return {"closing": closing, "rows": panels.ways(closing, left), "total": sum(left.values())}
    closing_service.decide(
        closing,
        agreed=form.outcome.data == "agree",
        left_fen=int(form.left_fen.data),
        note=form.note.data or "",
        actor=current_user,
    )
    flash_done(_l("Decided."))
    return redirect(address(closing.fund))
