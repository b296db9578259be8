"""Pages of the second officer's steps, and of accreditations entered from paper."""

from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel.access import load, requires
from kernel.web import form_view
from tendering.accreditation import service
from tendering.accreditation.blueprint import back, bp
from tendering.accreditation.forms import EnterForm, GrantForm, PlainForm, ReasonForm
from tendering.accreditation.models import Accreditation


@bp.route("/accreditation/<int:accreditation_id>/publicise", methods=["GET", "POST"])
@requires("accreditation:decide")
@form_view(PlainForm, "tendering/accreditation/publicise.html")
def publicise(form, accreditation_id):
    row = load(Accreditation, accreditation_id)
    if not form.submitted:
        return {"row": row}
    service.publicise(row, actor=current_user)
    return back(row, _l("The publicity runs until %(day)s.", day=row.notice.publicity_ends_on))


@bp.route("/accreditation/<int:accreditation_id>/grant", methods=["GET", "POST"])
@requires("accreditation:decide")
@form_view(GrantForm, "tendering/accreditation/grant.html")
def grant(form, accreditation_id):
    row = load(Accreditation, accreditation_id)
    if not form.submitted:
        return {"row": row}
    service.grant(row, valid_from=form.valid_from.data, valid_to=form.valid_to.data, actor=current_user)
    return back(row, _l("The base is accredited and the notice is published."))


@bp.route("/accreditation/<int:accreditation_id>/refuse", methods=["GET", "POST"])
@requires("accreditation:decide")
@form_view(ReasonForm, "tendering/accreditation/refuse.html")
def refuse(form, accreditation_id):
    row = load(Accreditation, accreditation_id)
    if not form.submitted:
        return {"row": row}
    service.refuse(row, reason=form.reason.data, actor=current_user)
    return back(row, _l("The base is not accredited."))


@bp.route("/accreditation/<int:accreditation_id>/suspend", methods=["GET", "POST"])
@requires("accreditation:decide")
@form_view(ReasonForm, "tendering/accreditation/suspend.html")
def suspend(form, accreditation_id):
    row = load(Accreditation, accreditation_id)
    if not form.submitted:
        return {"row": row}
    service.suspend(row, reason=form.reason.data, actor=current_user)
    return back(row, _l("The accreditation is suspended from today on."))


@bp.route("/accreditation/<int:accreditation_id>/lift", methods=["GET", "POST"])
@requires("accreditation:decide")
@form_view(ReasonForm, "tendering/accreditation/lift.html")
def lift(form, accreditation_id):
    row = load(Accreditation, accreditation_id)
    if not form.submitted:
        return {"row": row}
    service.lift(row, reason=form.reason.data, actor=current_user)
    return back(row, _l("The accreditation is valid again from today on."))


@bp.route("/accreditation/<int:accreditation_id>/withdraw", methods=["GET", "POST"])
@requires("accreditation:decide")
@form_view(ReasonForm, "tendering/accreditation/withdraw.html")
def withdraw(form, accreditation_id):
    row = load(Accreditation, accreditation_id)
    if not form.submitted:
        return {"row": row}
    service.withdraw(row, reason=form.reason.data, actor=current_user)
    return back(row, _l("The accreditation is withdrawn."))


@bp.route("/accreditation/enter", methods=["GET", "POST"])
@requires("accreditation:review")
@form_view(EnterForm, "tendering/accreditation/enter.html")
def enter(form):
    if not form.submitted:
        return {}
    row = service.enter(
        organisation_id=form.organisation_id.data,
        region_code=current_user.region_code,
        number=form.number.data,
        base_name=form.base_name.data,
        address=form.address.data,
        valid_from=form.valid_from.data,
        valid_to=form.valid_to.data,
        document=form.upload,
        actor=current_user,
    )
    return back(row, _l("The accreditation is entered; a second officer confirms it."))


@bp.route("/accreditation/<int:accreditation_id>/confirm", methods=["GET", "POST"])
@requires("accreditation:decide")
@form_view(PlainForm, "tendering/accreditation/confirm.html")
def confirm(form, accreditation_id):
    row = load(Accreditation, accreditation_id)
    if not form.submitted:
        return {"row": row}
    service.confirm(row, actor=current_user)
    return back(row, _l("The accreditation is confirmed."))
