"""Pages of funds: the year's gauge, sources, appropriations, and the ledger."""

from flask import Blueprint, redirect, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import clock
from kernel.access import load, requires, scope
from kernel.db import db
from kernel.tables import Choice, Column, Table
from kernel.web import flash_done, form_view
from settlement.funds import panels, queries, service
from settlement.funds.forms import AppropriateForm, OpenForm, amount_of
from settlement.funds.models import Act, Fund, LedgerEntry, Source

bp = Blueprint("funds", __name__)


@bp.get("/funds")
@requires("fund:read")
def index():
    return Table(
        scope(db.select(Fund), Fund),
        name="funds",
        caption=_l("Funds"),
        default_sort="-year",
        columns=(
            Column("region", _l("Region"), value=lambda fund: fund.region.name, sort=Fund.region_code),
            Column("year", _l("Year"), sort=Fund.year, link=lambda fund: url_for("funds.show", fund_id=fund.id)),
            *(
                Column(name, label, value=lambda fund, name=name: getattr(queries.balance_of(fund), name), format="fen")
                for name, label in (
                    ("appropriated", _l("Appropriated")),
                    ("paid", _l("Paid")),
                    ("payable", _l("Payable")),
                    ("reserved", _l("Reserved")),
                    ("available", _l("Available")),
                )
            ),
        ),
    ).page("settlement/funds/index.html")


@bp.get("/funds/<int:fund_id>")
@requires("fund:read")
def show(fund_id):
    fund = load(Fund, fund_id)
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
        balance=queries.balance_of(fund),
        sources=queries.by_source(fund),
        appropriations=queries.appropriations(fund),
        parts=panels.gauge(queries.balance_of(fund)),
    )


@bp.route("/funds/open", methods=["GET", "POST"])
@requires("fund:open")
@form_view(OpenForm, "settlement/funds/open.html")
def open_fund(form):
    if not form.submitted:
        form.year.data = form.year.data or clock.today().year
        return {"sources": Source}
    fund = service.open_fund(
        region_code=current_user.region_code, year=form.year.data, source_order=form.order, actor=current_user
    )
    flash_done(_l("The fund of %(year)s is open.", year=fund.year))
    return redirect(url_for("funds.show", fund_id=fund.id))


@bp.route("/funds/<int:fund_id>/appropriate", methods=["GET", "POST"])
@requires("fund:appropriate")
@form_view(AppropriateForm, "settlement/funds/appropriate.html")
def appropriate(form, fund_id):
    fund = load(Fund, fund_id)
    if not form.submitted:
        return {"fund": fund}
    service.appropriate(
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
    return redirect(url_for("funds.show", fund_id=fund.id))
