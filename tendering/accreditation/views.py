"""Pages of accreditations: the public list and checklist, the application, and its desk in the labour department."""

from flask import abort, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import attachments, audit
from kernel.access import PUBLIC, load, requires, scope
from kernel.db import db
from kernel.organisations.models import Organisation
from kernel.organisations.queries import whole_region_code
from kernel.tables import Choice, Column, Table
from kernel.web import form_view
from tendering.accreditation import decision_views, queries, service
from tendering.accreditation.blueprint import back, bp
from tendering.accreditation.forms import OpenForm, PlainForm, ProofForm, ReviewForm
from tendering.accreditation.models import Accreditation, Proof, State
from tendering.institutions.queries import leagues

__all__ = ["bp", "decision_views"]
BASE = Column("base_name", _l("Training base"), sort=Accreditation.base_name)
INSTITUTION = Column("organisation", _l("Institution"), value=lambda row: row.organisation.name, sort=Organisation.name)
REGION = Column("region", _l("League or city"), value=lambda row: row.region.name, sort=Accreditation.region_code)
FROM = Column("valid_from", _l("Valid from"), sort=Accreditation.valid_from, format="date")
TO = Column("valid_to", _l("Valid until"), sort=Accreditation.valid_to, format="date")
STATE = Column("state", _l("State"), sort=Accreditation.state, format="state")
NUMBER = Column("number", _l("Accreditation number"), sort=Accreditation.number)


@bp.get("/bases")
@requires(PUBLIC)
def public():
    validity = Choice(
        "validity",
        _l("Validity"),
        None,
        [("valid", _l("valid today")), ("other", _l("not valid today"))],
        where=queries.valid_condition,
    )
    region = Choice(
        "region", _l("League or city"), Accreditation.region_code, lambda: [(r.code, r.name) for r in leagues()]
    )
    return Table(
        queries.public(),
        name="bases",
        caption=_l("Training bases"),
        default_sort="base_name",
        filters=(validity, region),
        search=(Accreditation.base_name, Organisation.name, Accreditation.number),
        columns=(BASE, INSTITUTION, REGION, NUMBER, FROM, TO, STATE),
    ).page("tendering/accreditation/public.html")


@bp.get("/bases/criteria")
@requires(PUBLIC)
def criteria():
    return render_template("tendering/accreditation/criteria.html", points=queries.criteria(whole_region_code()))


@bp.get("/accreditation")
@requires("accreditation:read")
def index():
    linked = Column(
        "base_name",
        _l("Training base"),
        sort=Accreditation.base_name,
        link=lambda row: url_for("accreditation.show", accreditation_id=row.id),
    )
    return Table(
        scope(queries.all_accreditations(), Accreditation),
        name="accreditations",
        caption=_l("Accreditations"),
        default_sort="-opened_at",
        search=(Accreditation.base_name, Organisation.name, Accreditation.number),
        filters=(Choice("state", _l("State"), Accreditation.state, State.choices),),
        columns=(
            linked,
            INSTITUTION,
            REGION,
            Column("opened_at", _l("Opened"), sort=Accreditation.opened_at, format="instant"),
            FROM,
            TO,
            STATE,
        ),
    ).page("tendering/accreditation/index.html")


@bp.get("/accreditation/<int:accreditation_id>")
@requires("accreditation:read")
def show(accreditation_id):
    row = load(Accreditation, accreditation_id)
    points = queries.criteria(row.region_code)
    return render_template(
        "tendering/accreditation/show.html",
        row=row,
        points=points,
        turns=queries.turns(row),
        history=audit.history(row),
        valid_today=queries.is_valid(row),
    )


@bp.route("/accreditation/apply", methods=["GET", "POST"])
@requires("accreditation:apply")
@form_view(OpenForm, "tendering/accreditation/open.html")
def open_application(form):
    if not form.submitted:
        return {}
    row = service.open_application(
        organisation_id=current_user.organisation_id,
        region_code=form.region_code.data,
        base_name=form.base_name.data,
        address=form.address.data,
        actor=current_user,
    )
    return back(row, _l("The application is opened; add a file for each point, then hand it in."))


@bp.route("/accreditation/<int:accreditation_id>/proofs", methods=["GET", "POST"])
@requires("accreditation:apply")
@form_view(ProofForm, "tendering/accreditation/proof.html")
def add_proof(form, accreditation_id):
    row = load(Accreditation, accreditation_id)
    if not form.submitted:
        form.criterion_code.choices = [(point.code, point.text) for point in queries.criteria(row.region_code)]
        return {"row": row}
    service.add_proof(
        row, criterion_code=form.criterion_code.data, expires_on=form.expires_on.data, actor=current_user, **form.upload
    )
    return back(row, _l("The file is added."))


@bp.route("/accreditation/proofs/<int:proof_id>/remove", methods=["GET", "POST"])
@requires("accreditation:apply")
@form_view(PlainForm, "tendering/accreditation/proof_remove.html")
def remove_proof(form, proof_id):
    kept = db.session.get(Proof, proof_id) or abort(404)
    row = load(Accreditation, kept.accreditation_id)
    if not form.submitted:
        return {"row": row, "kept": kept}
    service.remove_proof(row, proof=kept, actor=current_user)
    return back(row, _l("The file is taken out."))


@bp.get("/accreditation/proofs/<int:proof_id>")
@requires("accreditation:read")
def proof(proof_id):
    kept = db.session.get(Proof, proof_id) or abort(404)
    load(Accreditation, kept.accreditation_id)
    return attachments.send(kept.attachment)


@bp.route("/accreditation/<int:accreditation_id>/hand-in", methods=["GET", "POST"])
@requires("accreditation:apply")
@form_view(PlainForm, "tendering/accreditation/apply.html")
def apply(form, accreditation_id):
    row = load(Accreditation, accreditation_id)
    if not form.submitted:
        return {"row": row}
    service.apply(row, actor=current_user)
    return back(row, _l("The application is handed in; two officers will visit the base."))


@bp.route("/accreditation/<int:accreditation_id>/review", methods=["GET", "POST"])
@requires("accreditation:review")
@form_view(ReviewForm, "tendering/accreditation/review.html")
def review(form, accreditation_id):
    row = load(Accreditation, accreditation_id)
    if not form.submitted:
        form.met.choices = [(point.code, point.text) for point in queries.criteria(row.region_code)]
        return {"row": row}
    service.review(
        row,
        visited_on=form.visited_on.data,
        visitors=(form.visitor.data, form.second_visitor.data),
        met=form.met.data or (),
        score=form.score.data,
        findings=form.findings.data,
        is_recommended=form.is_recommended.data,
        actor=current_user,
    )
    return back(row, _l("The visit is recorded; a second officer decides."))
