"""Pages of institutions: the public list, registration, an institution's own page, the officers' review."""

from flask import abort, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import attachments, audit
from kernel.access import PUBLIC, load, requires, scope
from kernel.db import db
from kernel.organisations.models import Organisation
from kernel.tables import Choice, Column, Table
from kernel.web import flash_done, form_view
from tendering.institutions import account_views, queries, service
from tendering.institutions.blueprint import bp
from tendering.institutions.forms import AgainForm, ApproveForm, ReasonForm, RegisterForm
from tendering.institutions.models import Institution, InstitutionFile, Kind, State

__all__ = ["account_views", "bp"]
NAME = Column(
    "name",
    _l("Institution"),
    sort=Organisation.name,
    link=lambda row: url_for("institutions.show", institution_id=row.id),
)
CODE = Column("code", _l("Unified social credit code"), value=lambda row: row.organisation.code, sort=Organisation.code)
KIND = Column("kind", _l("Kind of institution"), sort=Institution.kind, format="word")
PLACE = Column("place", _l("Place"), value=lambda row: _place(row), sort=Organisation.county_code)
STATE = Column("state", _l("State"), sort=Institution.state, format="state")


@bp.get("/institutions")
@requires(PUBLIC)
def index():
    return Table(
        queries.public(),
        name="institutions",
        caption=_l("Training institutions"),
        default_sort="name",
        search=(Organisation.name, Organisation.code),
        columns=(NAME, KIND, PLACE, CODE, STATE),
        filters=(
            Choice("kind", _l("Kind of institution"), Institution.kind, Kind.choices),
            Choice(
                "region", _l("Region"), Institution.region_code, lambda: [(r.code, r.name) for r in queries.leagues()]
            ),
        ),
    ).page("tendering/institutions/index.html")


@bp.get("/institutions/<int:institution_id>")
@requires(PUBLIC)
def show(institution_id):
    institution = queries.public_institution(institution_id) or abort(404)
    return render_template(
        "tendering/institutions/show.html",
        institution=institution,
        place=_place(institution),
        outcomes=queries.outcomes(institution.organisation_id),
    )


@bp.route("/institutions/register", methods=["GET", "POST"])
@requires(PUBLIC)
@form_view(RegisterForm, "tendering/institutions/register.html")
def register(form):
    if not form.submitted:
        return {}
    service.register(
        code=form.code.data,
        name=form.name.data.strip(),
        kind=Kind(form.kind.data),
        region_code=form.region_code,
        county_code=form.county_code.data,
        profile=form.profile,
        email=form.email.data.strip(),
        password=form.password.data,
        evidence=form.uploads,
    )
    flash_done(_l("Your registration was received. Sign in to follow its review."))
    return redirect(url_for("security.login"))


@bp.get("/institution")
@requires("institution:own")
def mine():
    institution = queries.of_organisation(current_user.organisation_id) or abort(404)
    return _file(institution)


@bp.route("/institution/again", methods=["GET", "POST"])
@requires("institution:own")
@form_view(AgainForm, "tendering/institutions/again.html")
def apply_again(form):
    institution = queries.of_organisation(current_user.organisation_id) or abort(404)
    if not form.submitted:
        if not form.is_submitted():
            form.process(obj=institution)
        return {"institution": institution}
    service.apply_again(
        institution, kind=Kind(form.kind.data), profile=form.profile, evidence=form.uploads, actor=current_user
    )
    flash_done(_l("Your registration was handed in again."))
    return redirect(url_for("institutions.mine"))


@bp.get("/institutions/review")
@requires("institution:read")
def review():
    columns = (
        Column("name", _l("Institution"), sort=Organisation.name, link=_file_address),
        KIND,
        PLACE,
        CODE,
        Column("applied_at", _l("Handed in"), sort=Institution.applied_at, format="instant"),
        STATE,
    )
    return Table(
        scope(queries.all_institutions(), Institution),
        name="review",
        caption=_l("Training institutions"),
        default_sort="-applied_at",
        search=(Organisation.name, Organisation.code),
        columns=columns,
        filters=(
            Choice("state", _l("State"), Institution.state, State.choices),
            Choice("kind", _l("Kind of institution"), Institution.kind, Kind.choices),
        ),
    ).page("tendering/institutions/review.html")


@bp.get("/institutions/<int:institution_id>/file")
@requires("institution:read")
def file(institution_id):
    return _file(load(Institution, institution_id))


@bp.get("/institutions/proofs/<int:file_id>")
@requires("institution:read")
def proof(file_id):
    kept = db.get_or_404(InstitutionFile, file_id)
    load(Institution, kept.institution_id)
    return attachments.send(kept.attachment)


@bp.route("/institutions/<int:institution_id>/approve", methods=["GET", "POST"])
@requires("institution:review")
@form_view(ApproveForm, "tendering/institutions/approve.html")
def approve(form, institution_id):
    institution = load(Institution, institution_id)
    if not form.submitted:
        return {"institution": institution}
    service.approve(institution, note=form.note.data, actor=current_user)
    return _done(institution, _l("The institution is approved."))


@bp.route("/institutions/<int:institution_id>/refuse", methods=["GET", "POST"])
@requires("institution:review")
@form_view(ReasonForm, "tendering/institutions/refuse.html")
def refuse(form, institution_id):
    institution = load(Institution, institution_id)
    if not form.submitted:
        return {"institution": institution}
    service.refuse(institution, reason=form.reason.data, actor=current_user)
    return _done(institution, _l("The registration is refused."))


@bp.route("/institutions/<int:institution_id>/suspend", methods=["GET", "POST"])
@requires("institution:suspend")
@form_view(ReasonForm, "tendering/institutions/suspend.html")
def suspend(form, institution_id):
    institution = load(Institution, institution_id)
    if not form.submitted:
        return {"institution": institution}
    service.suspend(institution, reason=form.reason.data, actor=current_user)
    return _done(institution, _l("The institution is suspended."))


@bp.route("/institutions/<int:institution_id>/lift", methods=["GET", "POST"])
@requires("institution:suspend")
@form_view(ReasonForm, "tendering/institutions/lift.html")
def lift(form, institution_id):
    institution = load(Institution, institution_id)
    if not form.submitted:
        return {"institution": institution}
    service.lift(institution, reason=form.reason.data, actor=current_user)
    return _done(institution, _l("The suspension is lifted."))


def _file(institution: Institution):
    return render_template(
        "tendering/institutions/file.html",
        institution=institution,
        place=_place(institution),
        history=audit.history(institution),
        accounts=queries.accounts_of(institution.organisation_id),
        paid_into=queries.payee_account(institution.organisation_id),
    )


def _file_address(institution: Institution) -> str:
    return url_for("institutions.file", institution_id=institution.id)


def _done(institution: Institution, sentence):
    flash_done(sentence)
    return redirect(_file_address(institution))


def _place(institution: Institution) -> str:
    county = institution.organisation.county
    return institution.region.name + (f" {county.name}" if county else "")
