"""Pages of awards: the officers' list, one tender's award, entering from paper, the institution's own."""

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import audit
from kernel.access import load, requires, scope
from kernel.db import db
from kernel.organisations.models import Organisation
from kernel.tables import Choice, Column, Table
from kernel.web import HouseForm, flash_done, form_view
from tendering.awards import queries, service
from tendering.awards.forms import EnterForm, ProposeForm, ReasonForm
from tendering.awards.models import Award, AwardState
from tendering.evaluation import queries as evaluation
from tendering.notices import queries as notices
from tendering.tenders.models import Lot, Tender

bp = Blueprint("awards", __name__, url_prefix="/awards")
ACT = "tendering/awards/act.html"


def _table(name: str) -> Table:
    query = scope(db.select(Award), Award).join(Organisation).join(Tender, Tender.id == Award.tender_id)
    columns = (
        Column("organisation", _l("Institution"), value=lambda award: award.organisation.name, sort=Organisation.name),
        Column("tender", _l("Tender"), value=lambda award: award.tender.title, sort=Tender.title, link=_link),
        Column("trade", _l("Trade"), value=lambda award: award.lot.trade_name),
        Column("seats", _l("Seats"), sort=Award.seats, format="count"),
        Column("standard_fen", _l("Standard a person"), sort=Award.standard_fen, format="fen"),
        Column("awarded_on", _l("Awarded on"), sort=Award.awarded_on, format="date"),
        Column("state", _l("State"), sort=Award.state, format="state"),
    )
    return Table(
        query,
        name=name,
        caption=_l("Awards"),
        search=(Organisation.name, Tender.title),
        columns=columns,
        filters=(Choice("state", _l("State"), Award.state, AwardState.choices()),),
        default_sort="-awarded_on",
    )


def _link(award: Award) -> str:
    if current_user.organisation_id is not None:
        return url_for("awards.own_award", award_id=award.id)
    return url_for("awards.show", award_id=award.id)


@bp.get("/")
@requires("award:read")
def index():
    return _table("awards").page("tendering/awards/index.html")


@bp.get("/own")
@requires("award:own")
def own():
    return _table("own").page("tendering/awards/index.html")


@bp.get("/own/<int:award_id>")
@requires("award:own")
def own_award(award_id):
    return render_template("tendering/awards/show.html", award=load(Award, award_id), history=[])


@bp.get("/<int:award_id>")
@requires("award:read")
def show(award_id):
    award = load(Award, award_id)
    return render_template("tendering/awards/show.html", award=award, history=audit.history(award))


@bp.get("/tenders/<int:tender_id>")
@requires("award:read")
def tender(tender_id):
    found = load(Tender, tender_id)
    awards = queries.of_tender(found.id)
    published = [award.notice for award in awards if award.state == AwardState.PUBLICISED and award.notice]
    return render_template(
        "tendering/awards/tender.html",
        tender=found,
        awards=awards,
        decide_by=queries.decide_by(found),
        lots=[
            (lot, evaluation.rankings(lot.id), queries.next_in_rank(lot), queries.seats_left(lot)) for lot in found.lots
        ],
        objections=[objection for notice in set(published) for objection in notices.open_objections(notice.id)],
        is_evaluator=evaluation.is_evaluator(found.id, current_user.id),
        state=AwardState,
    )


@bp.route("/lots/<int:lot_id>/propose", methods=["GET", "POST"])
@requires("award:propose")
@form_view(ProposeForm, ACT)
def propose(form, lot_id):
    lot = load(Lot, lot_id)
    place, left = queries.next_in_rank(lot), queries.seats_left(lot)
    if not form.submitted:
        form.seats.data = form.seats.data or left
        return {
            "back": _address(lot.tender),
            "title": _l("Propose the award"),
            "submit": _l("Propose"),
            "lot": lot,
            "place": place,
            "consequence": _l("Awards follow the ranking; the buyer passes nobody over."),
        }
    service.propose(lot, organisation_id=place and place.organisation_id, seats=form.seats.data, actor=current_user)
    return redirect(_address(lot.tender))


@bp.route("/tenders/<int:tender_id>/publicise", methods=["GET", "POST"])
@requires("award:propose")
@form_view(HouseForm, ACT)
def publicise(form, tender_id):
    found = load(Tender, tender_id)
    if not form.submitted:
        return {
            "back": _address(found),
            "title": _l("Make the proposed awards public"),
            "submit": _l("Make public"),
            "consequence": _l("Whoever disagrees can object until the publicity ends."),
        }
    service.publicise(found, actor=current_user)
    flash_done(_l("The proposed awards are public."))
    return redirect(_address(found))


@bp.route("/tenders/<int:tender_id>/finalise", methods=["GET", "POST"])
@requires("award:decide")
@form_view(HouseForm, ACT, password=True)
def finalise(form, tender_id):
    found = load(Tender, tender_id)
    if not form.submitted:
        return {
            "back": _address(found),
            "title": _l("Decide the award"),
            "submit": _l("Decide the award"),
            "consequence": _l(
                "The award notice is published with the names of the committee, and every bidder is told."
            ),
        }
    service.finalise(found, actor=current_user)
    flash_done(_l("The tender is awarded."))
    return redirect(_address(found))


@bp.route("/lots/<int:lot_id>/void", methods=["GET", "POST"])
@requires("award:decide")
@form_view(ReasonForm, ACT, password=True)
def void_lot(form, lot_id):
    lot = load(Lot, lot_id)
    if not form.submitted:
        return {
            "back": _address(lot.tender),
            "title": _l("Give the lot up"),
            "submit": _l("Give the lot up"),
            "lot": lot,
            "tone": "danger",
            "consequence": _l("The lot is void; it must be tendered again."),
        }
    service.void_lot(lot, reason=form.reason.data, actor=current_user)
    return redirect(_address(lot.tender))


@bp.route("/enter", methods=["GET", "POST"])
@requires("award:enter")
@form_view(EnterForm, ACT)
def enter(form):
    if not form.submitted:
        return {
            "back": url_for("awards.index"),
            "title": _l("Enter an award from paper"),
            "submit": _l("Enter"),
            "consequence": _l("A second person confirms it; until then no class can open under it."),
        }
    award = service.enter(region_code=current_user.region_code, actor=current_user, **form.columns)
    flash_done(_l("The award waits for a second person."))
    return redirect(url_for("awards.show", award_id=award.id))


@bp.route("/<int:award_id>/confirm", methods=["GET", "POST"])
@requires("award:decide")
@form_view(HouseForm, ACT, password=True)
def confirm(form, award_id):
    award = load(Award, award_id)
    if not form.submitted:
        return {
            "back": url_for("awards.show", award_id=award.id),
            "title": _l("Confirm the award"),
            "submit": _l("Confirm"),
            "award": award,
            "consequence": _l("Classes can open under it from now on."),
        }
    service.confirm(award, actor=current_user)
    flash_done(_l("The award is confirmed."))
    return redirect(url_for("awards.show", award_id=award.id))


@bp.route("/<int:award_id>/revoke", methods=["GET", "POST"])
@requires("award:decide")
@form_view(ReasonForm, ACT, password=True)
def revoke(form, award_id):
    award = load(Award, award_id)
    if not form.submitted:
        return {
            "back": url_for("awards.show", award_id=award.id),
            "title": _l("Revoke the award"),
            "award": award,
            "submit": _l("Revoke the award"),
            "tone": "danger",
            "consequence": _l("No further class opens under it; what was public gets a notice with your reason."),
        }
    service.revoke(award, reason=form.reason.data, actor=current_user)
    flash_done(_l("The award is revoked."))
    return redirect(url_for("awards.show", award_id=award.id))


def _address(found: Tender) -> str:
    return url_for("awards.tender", tender_id=found.id)
