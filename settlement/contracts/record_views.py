"""Pages on which employment is recorded or corrected, one by one or from a file."""

from flask import redirect, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel.access import load, requires
from kernel.web import flash_done, form_view
from settlement.contracts import files, import_service, service
from settlement.contracts.blueprint import bp
from settlement.contracts.forms import ContractForm, EndingForm, ExtensionForm, ImportForm, LicenceForm
from settlement.contracts.models import Because, Ending, Extension, LabourContract, Licence
from settlement.rosters import present as rosters
from settlement.rosters.models import RosterLine, TrainingClass

FORM = "settlement/contracts/form.html"
SHOWN = ("term", "signed_on", "from_on", "to_on", "filing_number")


def _ask(line: RosterLine, title, facts=()) -> dict:
    return {"line": line, "title": title, "facts": facts}


def _done(line_id: int):
    flash_done(_l("Recorded; it counts once an officer has verified it."))
    return redirect(url_for("contracts.trainee_page", line_id=line_id))


def _prefill(form, values: dict) -> None:
    """What the row says, on the first sight of a correction; the paper is attached anew."""
    if not form.is_submitted():
        form.process(data=values)


def _about(contract: LabourContract) -> list:
    return [
        contract.employer.name,
        _l("from %(first)s to %(last)s", first=contract.from_on, last=contract.to_on or "—"),
    ]


@bp.route("/record/<int:line_id>", methods=["GET", "POST"])
@requires("contract:record")
@form_view(ContractForm, FORM)
def record(form, line_id):
    line = load(RosterLine, line_id)
    if not form.submitted:
        return _ask(line, _l("Record a labour contract"))
    service.record(line, form.terms, paper=form.evidence, actor=current_user)
    return _done(line_id)


@bp.route("/<int:row_id>/correct", methods=["GET", "POST"])
@requires("contract:record")
@form_view(ContractForm, FORM)
def correct(form, row_id):
    row = load(LabourContract, row_id)
    if not form.submitted:
        employer = {"employer_name": row.employer.name, "employer_code": row.employer.code}
        _prefill(form, employer | {name: getattr(row, name) for name in SHOWN})
        return _ask(row.line, _l("Correct a labour contract"), _about(row))
    service.record(row.line, form.terms, paper=form.evidence, actor=current_user, replaces=row)
    return _done(row.line_id)


@bp.route("/<int:row_id>/extend", methods=["GET", "POST"])
@requires("contract:record")
@form_view(ExtensionForm, FORM)
def extend(form, row_id):
    row = load(LabourContract, row_id)
    if not form.submitted:
        return _ask(row.line, _l("Record an extension"), _about(row))
    service.extend(row, signed_on=form.signed_on.data, to_on=form.to_on.data, paper=form.evidence, actor=current_user)
    return _done(row.line_id)


@bp.route("/extensions/<int:row_id>/correct", methods=["GET", "POST"])
@requires("contract:record")
@form_view(ExtensionForm, FORM)
def correct_extension(form, row_id):
    row = load(Extension, row_id)
    if not form.submitted:
        _prefill(form, {"signed_on": row.signed_on, "to_on": row.to_on})
        return _ask(row.line, _l("Correct an extension"))
    service.extend(
        service.contract(row.contract_id),
        signed_on=form.signed_on.data,
        to_on=form.to_on.data,
        paper=form.evidence,
        actor=current_user,
        replaces=row,
    )
    return _done(row.line_id)


@bp.route("/<int:row_id>/end", methods=["GET", "POST"])
@requires("contract:record")
@form_view(EndingForm, FORM)
def end(form, row_id):
    row = load(LabourContract, row_id)
    if not form.submitted:
        return _ask(row.line, _l("Record the end of a contract"), _about(row))
    service.end(
        row, ended_on=form.ended_on.data, because=Because(form.because.data), paper=form.evidence, actor=current_user
    )
    return _done(row.line_id)


@bp.route("/endings/<int:row_id>/correct", methods=["GET", "POST"])
@requires("contract:record")
@form_view(EndingForm, FORM)
def correct_ending(form, row_id):
    row = load(Ending, row_id)
    if not form.submitted:
        _prefill(form, {"ended_on": row.ended_on, "because": row.because})
        return _ask(row.line, _l("Correct the end of a contract"))
    service.end(
        service.contract(row.contract_id),
        ended_on=form.ended_on.data,
        because=Because(form.because.data),
        paper=form.evidence,
        actor=current_user,
        replaces=row,
    )
    return _done(row.line_id)


@bp.route("/licences/record/<int:line_id>", methods=["GET", "POST"])
@requires("contract:record")
@form_view(LicenceForm, FORM)
def record_licence(form, line_id):
    line = load(RosterLine, line_id)
    if not form.submitted:
        return _ask(line, _l("Record a business licence"))
    service.record_licence(
        line, issued_on=form.issued_on.data, number=form.number.data, paper=form.evidence, actor=current_user
    )
    return _done(line_id)


@bp.route("/licences/<int:row_id>/correct", methods=["GET", "POST"])
@requires("contract:record")
@form_view(LicenceForm, FORM)
def correct_licence(form, row_id):
    row = load(Licence, row_id)
    if not form.submitted:
        _prefill(form, {"issued_on": row.issued_on, "number": row.number})
        return _ask(row.line, _l("Correct a business licence"))
    service.record_licence(
        row.line,
        issued_on=form.issued_on.data,
        number=form.number.data,
        paper=form.evidence,
        actor=current_user,
        replaces=row,
    )
    return _done(row.line_id)


@bp.get("/template/<int:class_id>.xlsx")
@requires("contract:record")
def template(class_id):
    training_class = load(TrainingClass, class_id)
    content = files.contract_template(rosters.current_lines(class_id))
    return files.workbook(content, f"劳动合同-{training_class.number}.xlsx")


@bp.route("/import/<int:class_id>", methods=["GET", "POST"])
@requires("contract:record")
@form_view(ImportForm, "settlement/contracts/import.html")
def import_file(form, class_id):
    training_class = load(TrainingClass, class_id)
    if not form.submitted:
        return {"training_class": training_class}
    kept = import_service.import_contracts(training_class, form.rows, paper=form.evidence, actor=current_user)
    flash_done(
        _l(
            "%(added)s rows taken, %(known)s known already, %(refused)s refused.",
            added=len(kept.accepted),
            known=kept.known,
            refused=kept.refused_rows,
        )
    )
    return redirect(url_for("rosters.imported", import_id=kept.id))
