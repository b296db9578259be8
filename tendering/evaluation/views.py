"""The organiser's pages: bidders checked, the committee drawn, the course of the evaluation."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel.access import load, requires
from kernel.web import HouseForm, flash_done, form_view
from tendering.bids.models import Bid
from tendering.evaluation import duty_views, queries, service
from tendering.evaluation.forms import DrawForm, QualifyForm
from tendering.evaluation.ranking import expert_seats
from tendering.tenders.models import Tender

bp = Blueprint("evaluation", __name__, url_prefix="/evaluation")
ACT = "tendering/evaluation/act.html"


@bp.get("/tenders/<int:tender_id>")
@requires("evaluation:read")
def show(tender_id):
    tender = load(Tender, tender_id)
    committee = queries.committee(tender.id)
    return render_template(
        "tendering/evaluation/show.html",
        tender=tender,
        committee=committee,
        missing=queries.missing_sheets(committee) if committee else [],
        report=queries.report(tender.id),
        lots=[(lot, queries.bids(lot), queries.rankings(lot.id)) for lot in tender.lots],
        qualification=queries.qualification,
        is_evaluator=queries.is_evaluator(tender.id, current_user.id),
    )


@bp.route("/bids/<int:bid_id>/check", methods=["GET", "POST"])
@requires("evaluation:organise")
@form_view(QualifyForm, ACT)
def qualify(form, bid_id):
    bid = load(Bid, bid_id)
    if not form.submitted:
        return {
            "tender": bid.tender,
            "title": _l("Check the bidder"),
            "submit": _l("Record"),
            "bid": bid,
            "consequence": _l("Fewer than three qualified bidders, and the lot fails."),
        }
    service.qualify(bid, is_qualified=form.outcome.data == "yes", reason=form.reason.data or None, actor=current_user)
    return redirect(_address(bid.tender))


@bp.route("/tenders/<int:tender_id>/draw", methods=["GET", "POST"])
@requires("evaluation:organise")
@form_view(DrawForm, ACT)
def draw(form, tender_id):
    tender = load(Tender, tender_id)
    if not form.submitted:
        return {
            "tender": tender,
            "title": _l("Draw the committee"),
            "submit": _l("Draw"),
            "consequence": _l(
                "%(size)s members, at least %(experts)s of them experts. The seed of the draw is "
                "kept, so that anybody can repeat it; the names "
                "stay secret until the award.",
                size=tender.committee_size,
                experts=expert_seats(tender.committee_size),
            ),
        }
    service.draw(tender, representatives=form.chosen, actor=current_user)
    flash_done(_l("The committee is drawn; its members are asked to answer."))
    return redirect(_address(tender))


@bp.post("/tenders/<int:tender_id>/fill")
@requires("evaluation:organise")
@form_view(HouseForm, ACT)
def fill(form, tender_id):
    tender = load(Tender, tender_id)
    committee = queries.committee(tender.id) or abort(404)
    if not form.submitted:
        return {"tender": tender, "title": _l("Fill the empty seats"), "submit": _l("Fill the empty seats")}
    service.fill(committee, actor=current_user)
    return redirect(_address(tender))


def _address(tender: Tender) -> str:
    return url_for("evaluation.show", tender_id=tender.id)


duty_views.register(bp)
