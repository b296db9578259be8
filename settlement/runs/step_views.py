"""The steps of a run: load, form, verb, redirect."""

from flask import redirect, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel.access import load, requires
from kernel.db import db
from kernel.tables import Column, Table
from kernel.web import flash_done, form_view
from settlement.entitlements.models import SettlementLine
from settlement.runs import line_queries, page, publicity, queries, service
from settlement.runs.forms import AssignForm, CloseForm, ConfirmListForm, NoteForm, ReasonForm
from settlement.runs.models import Run
from settlement.runs.views import address, bp, line_columns
from tendering.notices.models import Objection


@bp.route("/runs/<int:run_id>/confirm-list", methods=["GET", "POST"])
@requires("run:confirm_list")
@form_view(ConfirmListForm, "settlement/runs/confirm_list.html")
def confirm_list(form, run_id):
    run = load(Run, run_id)
    if not form.submitted:
        own = line_queries.line_rows(run).where(SettlementLine.organisation_id == current_user.organisation_id)
        table = Table(
            own, name="lines", caption=_l("Lines"), default_sort="line_no", columns=line_columns(run), exportable=False
        )
        return {"run": run, "table": table, "found": line_queries.figures(run, current_user.organisation_id)}
    service.confirm_list(run, organisation_id=current_user.organisation_id, without=form.numbers, actor=current_user)
    flash_done(_l("Your list is confirmed."))
    return redirect(address(run))


@bp.route("/runs/<int:run_id>/close", methods=["GET", "POST"])
@requires("run:close")
@form_view(CloseForm, "settlement/runs/step.html")
def close(form, run_id):
    run = load(Run, run_id)
    if not form.submitted:
        return page.step(run, "close")
    service.close_confirmation(run, actor=current_user)
    flash_done(_l("The confirmation is closed; the run is to be reviewed."))
    return redirect(address(run))


@bp.route("/runs/<int:run_id>/review", methods=["GET", "POST"])
@requires("run:review")
@form_view(NoteForm, "settlement/runs/step.html")
def review(form, run_id):
    run = load(Run, run_id)
    if not form.submitted:
        return page.step(run, "review")
    service.review(run, note=form.note.data, actor=current_user)
    flash_done(_l("The run is reviewed and its money reserved."))
    return redirect(address(run))


@bp.route("/runs/<int:run_id>/publish", methods=["GET", "POST"])
@requires("run:publish")
@form_view(CloseForm, "settlement/runs/step.html")
def publish(form, run_id):
    run = load(Run, run_id)
    if not form.submitted:
        return page.step(run, "publish")
    service.publish(run, actor=current_user)
    flash_done(_l("The list is published."))
    return redirect(address(run))


@bp.route("/runs/<int:run_id>/approve", methods=["GET", "POST"])
@requires("run:approve")
@form_view(NoteForm, "settlement/runs/step.html", password=True)
def approve(form, run_id):
    run = load(Run, run_id)
    if not form.submitted:
        return page.step(run, "approve")
    service.approve(run, note=form.note.data, actor=current_user)
    flash_done(_l("The run is approved."))
    return redirect(address(run))


@bp.route("/runs/<int:run_id>/void", methods=["GET", "POST"])
@requires("run:void")
@form_view(ReasonForm, "settlement/runs/step.html")
def void(form, run_id):
    run = load(Run, run_id)
    if not form.submitted:
        return page.step(run, "void")
    service.void(run, reason=form.reason.data, actor=current_user)
    flash_done(_l("The run is void; draft it anew when it is right."))
    return redirect(address(run))


@bp.get("/runs/<int:run_id>/objections")
@requires("run:assign_objection")
def objections(run_id):
    run = load(Run, run_id)
    assigned = queries.assigned(run)
    return Table(
        db.select(Objection).where(Objection.notice_id == run.notice_id),
        name="objections",
        caption=_l("Objections"),
        exportable=False,
        default_sort="lodged_at",
        columns=(
            Column("lodged_at", _l("Lodged"), sort=Objection.lodged_at, format="instant"),
            Column("text", _l("Objection")),
            Column("state", _l("State"), sort=Objection.state, format="state"),
            Column("lines", _l("Lines"), value=lambda row: ", ".join(map(str, assigned.get(row.id, [])))),
            Column(
                "act",
                None,
                value=lambda row: _l("Assign to a line"),
                link=lambda row: url_for("runs.assign", run_id=run.id, objection_id=row.id),
            ),
        ),
    ).page("settlement/runs/objections.html", run=run)


@bp.route("/runs/<int:run_id>/objections/<int:objection_id>", methods=["GET", "POST"])
@requires("run:assign_objection")
@form_view(AssignForm, "settlement/runs/assign.html")
def assign(form, run_id, objection_id):
    run, objection = load(Run, run_id), load(Objection, objection_id)
    if not form.submitted:
        return {"run": run, "objection": objection}
    publicity.assign(run, objection=objection, line_no=form.line_no.data, actor=current_user)
    flash_done(_l("The objection is assigned; its line is left out unless the objection is dismissed."))
    return redirect(url_for("runs.objections", run_id=run.id))
