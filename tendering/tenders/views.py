"""Officers' pages of tenders: list, one tender, and the steps from draft to approval."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import audit
from kernel.access import load, requires, scope
from kernel.db import db
from kernel.organisations.models import Region
from kernel.tables import Choice, Column, Table
from kernel.web import HouseForm, flash_done, form_view
from tendering.notices import queries as notices
from tendering.tenders import change_views, notice_text, queries, service, steps
from tendering.tenders.forms import FactorForm, LotForm, NoteForm, OfficersForm, ReasonForm, TenderForm
from tendering.tenders.models import Lot, Tender, TenderState

bp = Blueprint("tenders", __name__, url_prefix="/tenders")
ACT = "tendering/tenders/act.html"
bp.add_app_template_filter(steps.tender_steps)
bp.add_app_template_filter(steps.lot_level)
bp.add_app_template_filter(steps.time_left)
bp.add_app_template_filter(notice_text.lot_name)


@bp.get("/")
@requires("tender:read")
def index():
    query = scope(db.select(Tender), Tender).join(Region, Region.code == Tender.region_code)
    return Table(
        query,
        name="tenders",
        caption=_l("Tenders"),
        search=(Tender.title, Tender.number),
        default_sort="-number",
        filters=(Choice("state", _l("State"), Tender.state, TenderState.choices()),),
        columns=(
            Column("title", _l("Title"), sort=Tender.title, link=_address),
            Column("number", _l("Number"), sort=Tender.number),
            Column("region", _l("Region"), value=lambda tender: tender.region.name, sort=Tender.region_code),
            Column("seats", _l("Seats"), format="count"),
            Column("total_fen", _l("Total"), format="fen"),
            Column("deadline_at", _l("Deadline"), sort=Tender.deadline_at, format="instant"),
            Column("state", _l("State"), sort=Tender.state, format="state"),
        ),
    ).page("tendering/tenders/index.html")


@bp.get("/<int:tender_id>")
@requires("tender:read")
def show(tender_id):
    tender = load(Tender, tender_id)
    rules = queries.rule_set_of(tender)
    return render_template(
        "tendering/tenders/show.html",
        tender=tender,
        rules=rules,
        history=audit.history(tender),
        notices=notices.of_subject(tender),
        changes=queries.changes(tender),
        state=TenderState,
        without_key=queries.without_identity(tender),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires("tender:draft")
@form_view(TenderForm, "tendering/tenders/edit.html")
def new(form):
    if not form.submitted:
        return {"tender": None}
    tender = service.draft(region_code=current_user.region_code, actor=current_user, **_columns(form))
    flash_done(_l("Tender %(number)s is drafted; now add its lots.", number=tender.number))
    return redirect(_address(tender))


@bp.route("/<int:tender_id>/edit", methods=["GET", "POST"])
@requires("tender:draft")
@form_view(TenderForm, "tendering/tenders/edit.html")
def edit(form, tender_id):
    tender = load(Tender, tender_id)
    if not form.submitted:
        if not form.is_submitted():
            form.process(obj=tender)
        return {"tender": tender}
    service.edit(tender, actor=current_user, **_columns(form))
    return redirect(_address(tender))


@bp.route("/<int:tender_id>/lots/new", methods=["GET", "POST"])
@requires("tender:draft")
@form_view(LotForm, ACT)
def add_lot(form, tender_id):
    tender = load(Tender, tender_id)
    if not form.submitted:
        return {"tender": tender, "title": _l("Add a lot"), "submit": _l("Add")}
    service.add_lot(tender, actor=current_user, **form.columns)
    return redirect(_address(tender))


@bp.post("/lots/<int:lot_id>/remove")
@requires("tender:draft")
@form_view(HouseForm, ACT)
def remove_lot(form, lot_id):
    lot = load(Lot, lot_id)
    tender = lot.tender
    if not form.submitted:
        return {"tender": tender, "title": _l("Remove a lot"), "submit": _l("Remove")}
    service.remove_lot(lot, actor=current_user)
    return redirect(_address(tender))


@bp.route("/<int:tender_id>/factors/new", methods=["GET", "POST"])
@requires("tender:draft")
@form_view(FactorForm, ACT)
def add_factor(form, tender_id):
    tender = load(Tender, tender_id)
    if not form.submitted:
        return {"tender": tender, "title": _l("Add a factor"), "submit": _l("Add")}
    service.add_factor(
        tender,
        kind=form.kind.data,
        name=form.name.data,
        standard=form.standard.data,
        points=form.points.data,
        is_objective=form.is_objective.data,
        actor=current_user,
    )
    return redirect(_address(tender))


@bp.post("/<int:tender_id>/factors/<int:factor_id>/remove")
@requires("tender:draft")
@form_view(HouseForm, ACT)
def remove_factor(form, tender_id, factor_id):
    tender = load(Tender, tender_id)
    factor = next((factor for factor in tender.factors if factor.id == factor_id), None) or abort(404)
    if not form.submitted:
        return {"tender": tender, "title": _l("Remove a factor"), "submit": _l("Remove")}
    service.remove_factor(factor, actor=current_user)
    return redirect(_address(tender))


@bp.route("/<int:tender_id>/officers", methods=["GET", "POST"])
@requires("tender:draft")
@form_view(OfficersForm, ACT)
def name_officers(form, tender_id):
    tender = load(Tender, tender_id)
    if not form.submitted:
        return {
            "tender": tender,
            "title": _l("Name the opening officers"),
            "submit": _l("Name the officers"),
            "consequence": _l(
                "The tender's key is split among these three; any two of them open the bids, none alone."
            ),
        }
    chosen = [form.first.data, form.second.data, form.third.data]
    officers = {user.id: user for user in queries.opening_officers(tender.region_code)}
    service.name_officers(tender, officers=[officers[user_id] for user_id in chosen], actor=current_user)
    return redirect(_address(tender))


@bp.post("/<int:tender_id>/submit")
@requires("tender:draft")
@form_view(HouseForm, ACT)
def submit(form, tender_id):
    tender = load(Tender, tender_id)
    if not form.submitted:
        return {"tender": tender, "title": _l("Submit for approval"), "submit": _l("Submit for approval")}
    service.submit(tender, actor=current_user)
    flash_done(_l("The tender waits for a second person's approval."))
    return redirect(_address(tender))


@bp.route("/<int:tender_id>/approve", methods=["GET", "POST"])
@requires("tender:approve")
@form_view(NoteForm, ACT, password=True)
def approve(form, tender_id):
    tender = load(Tender, tender_id)
    if not form.submitted:
        return {
            "tender": tender,
            "title": _l("Approve the tender"),
            "submit": _l("Approve"),
            "consequence": _l(
                "After approval the tender can be published; its lots and factors can no longer be edited."
            ),
        }
    service.approve(tender, note=form.note.data, actor=current_user)
    flash_done(_l("The tender is approved."))
    return redirect(_address(tender))


@bp.route("/<int:tender_id>/return", methods=["GET", "POST"])
@requires("tender:approve")
@form_view(ReasonForm, ACT)
def return_to_draft(form, tender_id):
    tender = load(Tender, tender_id)
    if not form.submitted:
        return {"tender": tender, "title": _l("Return the tender"), "submit": _l("Return")}
    service.return_to_draft(tender, note=form.reason.data, actor=current_user)
    return redirect(_address(tender))


@bp.route("/<int:tender_id>/cancel", methods=["GET", "POST"])
@requires("tender:cancel")
@form_view(ReasonForm, ACT, password=True)
def cancel(form, tender_id):
    tender = load(Tender, tender_id)
    if not form.submitted:
        return {
            "tender": tender,
            "title": _l("Cancel the tender"),
            "submit": _l("Cancel the tender"),
            "tone": "danger",
            "consequence": _l(
                "A cancelled tender cannot be taken up again; what was published gets a public notice with your reason."
            ),
        }
    service.cancel(tender, reason=form.reason.data, actor=current_user)
    flash_done(_l("The tender is cancelled."))
    return redirect(_address(tender))


def _address(tender: Tender) -> str:
    return url_for("tenders.show", tender_id=tender.id)


def _columns(form: TenderForm) -> dict:
    return {field.name: field.data for field in form if field.name not in {"csrf_token", "submit"}}


change_views.register(bp)
