"""Files of rosters and appraisal results: templates, imports, and what became of each row."""

from flask import abort, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import attachments
from kernel.access import load, requires
from kernel.attachments import Attachment
from kernel.db import db
from kernel.i18n import unpack
from kernel.web import flash_done, form_view
from settlement.rosters import appraisal_service, files, lines_service, present
from settlement.rosters.blueprint import bp
from settlement.rosters.forms import AppraisalFileForm, FileForm
from settlement.rosters.models import FileImport, TrainingClass


@bp.get("/roster-template.xlsx")
@requires("class:read")
def roster_template():
    return files.workbook(files.roster_template(), "花名册模板.xlsx")


@bp.get("/<int:class_id>/appraisal-template.xlsx")
@requires("appraisal:record")
def appraisal_template(class_id):
    training_class = load(TrainingClass, class_id)
    return files.workbook(
        files.appraisal_template(present.current_lines(class_id)), f"考核结果-{training_class.number}.xlsx"
    )


@bp.route("/<int:class_id>/import", methods=["GET", "POST"])
@requires("roster:fill")
@form_view(FileForm, "settlement/rosters/import.html")
def import_roster(form, class_id):
    training_class = load(TrainingClass, class_id)
    if not form.submitted:
        return {
            "training_class": training_class,
            "title": _l("Import the roster"),
            "template": url_for("rosters.roster_template"),
        }
    kept = lines_service.import_lines(training_class, form.rows, actor=current_user)
    return _done(kept)


@bp.route("/<int:class_id>/appraisals/import", methods=["GET", "POST"])
@requires("appraisal:record")
@form_view(AppraisalFileForm, "settlement/rosters/import.html")
def import_appraisals(form, class_id):
    training_class = load(TrainingClass, class_id)
    if not form.submitted:
        return {
            "training_class": training_class,
            "title": _l("Import appraisal results"),
            "template": url_for("rosters.appraisal_template", class_id=class_id),
        }
    kept = appraisal_service.import_appraisals(training_class, form.rows, actor=current_user)
    return _done(kept)


def _done(kept: FileImport):
    flash_done(
        _l(
            "%(added)s rows taken, %(known)s known already, %(refused)s refused.",
            added=len(kept.accepted),
            known=kept.known,
            refused=kept.refused_rows,
        )
    )
    return redirect(url_for("rosters.imported", import_id=kept.id))


@bp.get("/imports/<int:import_id>")
@requires("class:read")
def imported(import_id):
    kept = load(FileImport, import_id)
    return render_template(
        "settlement/rosters/imported.html",
        kept=kept,
        may_take=_may_take(kept),
        faults=[(row, column, unpack(sentence)) for row, column, sentence in kept.faults],
        accepted=[(row, name, number, remark and unpack(remark)) for row, name, number, remark in kept.accepted],
    )


@bp.get("/imports/<int:import_id>/refused.xlsx")
@requires("class:read")
def refused(import_id):
    """The refused rows as handed in, whole numbers included: for who handed them in, and their institution."""
    kept = load(FileImport, import_id)
    if not _may_take(kept):
        abort(404)
    return attachments.send(db.session.get_one(Attachment, kept.refused_id))


def _may_take(kept: FileImport) -> bool:
    own = kept.imported_by_id == current_user.id or current_user.organisation_id == kept.organisation_id
    return kept.refused_id is not None and own
