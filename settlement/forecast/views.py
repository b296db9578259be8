"""Pages that look ahead: what a document would cost, what contracts promise."""

import io

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_security import current_user

from kernel.access import load, requires
from kernel.table_export import MEDIA
from kernel.web import form_view
from settlement.documents.models import Document
from settlement.entitlements.rule_holds import mask_name
from settlement.forecast import chart, cost_page, panels, promise_page, queries, service
from settlement.forecast.cost import STRETCHES
from settlement.forecast.forms import ReckonForm
from settlement.forecast.under_way import Progress
from settlement.funds.panels import gauge as fund_gauge

bp = Blueprint("forecast", __name__)
costs = Blueprint("costs", __name__)  # apart, so that the menu shows the page of promises on that page only


@bp.app_template_global("cost_of_document")
def cost_of_document(document: Document) -> tuple[cost_page.Cost, Progress | None]:
    """For the page on which finance signs: the figures of the last twelve months, and how far they are."""
    found = cost_page.of(document, current_user)
    return found, cost_page.progress(found)


@costs.route("/documents/<int:document_id>/cost", methods=["GET", "POST"])
@requires("forecast:read")
@form_view(ReckonForm, "settlement/forecast/cost.html")
def show(form, document_id):
    document, asked = load(Document, document_id), request.args.get("months", "")
    if form.submitted:
        service.ask_for_cost(document, actor=current_user)
        return redirect(url_for("forecast.costs.show", document_id=document_id))
    found = cost_page.of(document, current_user, asked if asked in STRETCHES else "12")
    return {
        "cost": found,
        "progress": cost_page.progress(found),
        "stretches": cost_page.STRETCH_WORDS,
        "breakdowns": cost_page.breakdowns(found),
        "unpriced": cost_page.unpriced(found),
        "changes": cost_page.changes(found),
        "mask_name": mask_name,
        "lines": queries.roster_lines(each.line_id for each in found.found.affected),
    }


@bp.get("/promised")
@requires("forecast:read")
def promised():
    found = promise_page.of(current_user, request.args.get("region"))
    bars, scale = chart.bars(found.months)
    return render_template(
        "settlement/forecast/promised.html",
        outlook=found,
        progress=promise_page.progress(found),
        bars=bars,
        scale=scale,
        quarters=chart.quarters(found.months),
        against=promise_page.against_funds(found),
        gauge=fund_gauge,
        mark=panels.mark,
    )


@bp.get("/promised.xlsx")
@requires("forecast:read")
def promised_file() -> Response:
    found = promise_page.of(current_user, request.args.get("region"))
    name = f"{_('Promised by contracts')}-{found.as_of:%Y%m%d}.xlsx"
    return send_file(io.BytesIO(promise_page.workbook(found)), mimetype=MEDIA, as_attachment=True, download_name=name)


bp.register_blueprint(costs)
