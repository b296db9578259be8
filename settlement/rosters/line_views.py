"""Pages of one trainee: entered, taken out, replaced, appraised; the whole number only with the password."""

from flask import redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import audit
from kernel.access import load, requires
from kernel.web import flash_done, form_view
from settlement.rosters import appraisal_service, lines_service, page, present
from settlement.rosters.blueprint import bp
from settlement.rosters.forms import AppraisalForm, LineForm, ReasonForm, ReplaceForm
from settlement.rosters.models import AppraisalResult, RosterLine, TrainingClass

TYPED = ("name", "phone", "group", "benefit_from", "benefit_to", "note")


def _address(line: RosterLine) -> str:
    return url_for("rosters.line", line_id=line.id)


def _class_address(class_id: int) -> str:
    return url_for("rosters.show", class_id=class_id)


@bp.get("/trainees/<int:line_id>")
@requires("class:read")
def line(line_id):
    found = load(RosterLine, line_id)
    return render_template(
        "settlement/rosters/line.html",
        line=found,
        training_class=found.training_class,
        removal=present.removal(found.id),
        trade=page.trade_words(found.training_class),
        results=present.appraisals(found.id),
        history=audit.history(found),
    )


@bp.route("/<int:class_id>/add", methods=["GET", "POST"])
@requires("roster:fill")
@form_view(LineForm, "settlement/rosters/line_form.html")
def add_line(form, class_id):
    training_class = load(TrainingClass, class_id)
    if not form.submitted:
        return {"training_class": training_class, "title": _l("Add a trainee"), "line": None}
    lines_service.add_line(training_class, form.line, actor=current_user)
    flash_done(_l("%(name)s is on the roster.", name=form.line.name))
    return redirect(_class_address(class_id))


@bp.route("/trainees/<int:line_id>/replace", methods=["GET", "POST"])
@requires("roster:fill")
@form_view(ReplaceForm, "settlement/rosters/line_form.html")
def replace_line(form, line_id):
    line = load(RosterLine, line_id)
    if not form.submitted:
        if not form.is_submitted():
            form.process(data={name: getattr(line, name) for name in TYPED})
        return {"training_class": line.training_class, "title": _l("Replace this line"), "line": line}
    made = lines_service.replace_line(line, form.line, because=form.because.data, actor=current_user)
    flash_done(_l("The line is replaced; both stay readable."))
    return redirect(_address(made))


@bp.route("/trainees/<int:line_id>/remove", methods=["GET", "POST"])
@requires("roster:correct")
@form_view(ReasonForm, "settlement/rosters/line_step.html")
def remove_line(form, line_id):
    line = load(RosterLine, line_id)
    if not form.submitted:
        return {
            "line": line,
            "title": _l("Take out of the roster"),
            "tone": "danger",
            "consequence": _l("The trainee does not count any more; what was paid is proposed for recovery."),
        }
    lines_service.remove_line(line, because=form.because.data, actor=current_user)
    flash_done(_l("%(name)s is taken out of the roster.", name=line.name))
    return redirect(_class_address(line.class_id))


@bp.route("/trainees/<int:line_id>/appraise", methods=["GET", "POST"])
@requires("appraisal:record")
@form_view(AppraisalForm, "settlement/rosters/line_step.html")
def appraise(form, line_id):
    line = load(RosterLine, line_id)
    if not form.submitted:
        return {
            "line": line,
            "title": _l("Record the appraisal"),
            "tone": "primary",
            "consequence": _l(
                "A result is never changed: another one recorded later replaces it, and both stay readable."
            ),
        }
    appraisal_service.record_appraisal(
        line,
        result=AppraisalResult(form.result.data),
        appraised_on=form.appraised_on.data,
        certificate=form.certificate.data or None,
        actor=current_user,
    )
    flash_done(_l("The result of %(name)s is recorded.", name=line.name))
    return redirect(_address(line))


@bp.route("/trainees/<int:line_id>/number", methods=["GET", "POST"])
@requires("number:reveal")
@form_view(ReasonForm, "settlement/rosters/line_step.html", password=True)
def number(form, line_id):
    """The whole number is in this answer only: not in an address, a session or a log."""
    line = load(RosterLine, line_id)
    if not form.submitted:
        return {
            "line": line,
            "title": _l("Show the whole number"),
            "tone": "primary",
            "consequence": _l("Your name, the time and the reason are recorded."),
        }
    whole = lines_service.reveal_number(line, because=form.because.data, actor=current_user)
    return render_template("settlement/rosters/number.html", line=line, number=whole)
