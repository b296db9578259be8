"""Pages of labour contracts: the list, what ends soon, one trainee, and the officers' verification."""

from flask import abort, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import attachments
from kernel.access import load, requires, scope
from kernel.attachments import Attachment
from kernel.db import db
from kernel.tables import Choice, Column, Table
from kernel.web import flash_done, form_view
from settlement.contracts import (
    present,
    record_views,  # noqa: F401 (its routes stand under the same name)
    trainee,
    verify_service,
)
from settlement.contracts.blueprint import bp
from settlement.contracts.forms import PAGE, ReasonForm, VerifyForm
from settlement.contracts.models import SUBJECTS, Employer, LabourContract, Outcome, SubjectKind, Term
from settlement.rosters.models import RosterLine


def _trainee(row) -> str:
    return url_for("contracts.trainee_page", line_id=row.LabourContract.line_id)


def _columns() -> tuple:
    c = LabourContract
    return (
        Column("name", _l("Name"), value=lambda row: row.LabourContract.line.name, sort=RosterLine.name, link=_trainee),
        Column("number", _l("Citizen number"), value=lambda row: row.LabourContract.line.number_masked),
        Column("school", _l("Institution"), value=lambda row: row.LabourContract.organisation.name),
        Column("employer", _l("Employer"), value=lambda row: row.LabourContract.employer.name, sort=Employer.name),
        Column("term", _l("Kind of contract"), value=lambda row: row.LabourContract.term, sort=c.term, format="word"),
        Column(
            "signed_on",
            _l("Signed on"),
            value=lambda row: row.LabourContract.signed_on,
            sort=c.signed_on,
            format="date",
        ),
        Column("from_on", _l("First day"), value=lambda row: row.LabourContract.from_on, sort=c.from_on, format="date"),
    )


@bp.get("/")
@requires("contract:read")
def index():
    c = LabourContract
    return Table(
        scope(present.listed().join(Employer), c),
        name="contracts",
        caption=_l("Labour contracts"),
        default_sort="-signed_on",
        search=(RosterLine.name, Employer.name, Employer.code),
        filters=(Choice("term", _l("Kind of contract"), c.term, Term.choices),),
        columns=(
            *_columns(),
            Column("to_on", _l("Last day"), value=lambda row: row.LabourContract.to_on, sort=c.to_on, format="date"),
            Column("standing", _l("State"), value=lambda row: present.Standing(row.standing), format="state"),
        ),
    ).page("settlement/contracts/index.html")


@bp.get("/ending")
@requires("contract:read")
def ending():
    return Table(
        scope(present.ending_soon().join(Employer), LabourContract),
        name="ending",
        caption=_l("Contracts ending soon"),
        default_sort="last_day",
        search=(RosterLine.name, Employer.name),
        columns=(*_columns(), Column("last_day", _l("Last day"), sort=present.last_day(), format="date")),
        empty=_l("No contract ends within 60 days."),
    ).page("settlement/contracts/ending.html")


@bp.get("/trainees/<int:line_id>")
@requires("contract:read")
def trainee_page(line_id):
    return render_template("settlement/contracts/trainee.html", **trainee.of(load(RosterLine, line_id)))


@bp.get("/paper/<kind>/<int:row_id>")
@requires("contract:read")
def paper(kind, row_id):
    row = load(SUBJECTS[_kind(kind)], row_id)
    if row.attachment_id is None:
        abort(404)
    return attachments.send(db.session.get_one(Attachment, row.attachment_id))


@bp.route("/verify", methods=["GET", "POST"])
@requires("contract:verify")
@form_view(VerifyForm, "settlement/contracts/verify.html")
def verify(form):
    if not form.submitted:
        return {
            "waiting": [(kind, row) for kind in SubjectKind for row in present.pending(kind, current_user, PAGE)],
            "count": present.pending_count(current_user),
        }
    for kind, key in form.chosen:
        load(SUBJECTS[kind], key)
    outcome = Outcome(form.outcome.data)
    done = verify_service.verify_all(form.chosen, outcome=outcome, note=form.note.data or None, actor=current_user)
    flash_done(_l("%(count)s rows: %(outcome)s.", count=done, outcome=outcome.label))
    return redirect(url_for("contracts.verify"))


@bp.route("/revoke/<kind>/<int:row_id>", methods=["GET", "POST"])
@requires("contract:revoke")
@form_view(ReasonForm, "settlement/contracts/revoke.html")
def revoke(form, kind, row_id):
    word = _kind(kind)
    row = load(SUBJECTS[word], row_id)
    if not form.submitted:
        return {"row": row, "kind": word}
    verify_service.revoke(word, row, because=form.because.data, actor=current_user)
    flash_done(_l("The verification is taken back; the row does not count any more."))
    return redirect(url_for("contracts.trainee_page", line_id=row.line_id))


def _kind(text: str) -> SubjectKind:
    return SubjectKind(text) if text in list(SubjectKind) else abort(404)
