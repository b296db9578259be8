"""Putting a person of a class on hold, from their line (holds themselves are shown by `holds`)."""

from flask import Blueprint, redirect, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel.access import load, requires
from kernel.web import flash_done, form_view
from settlement.entitlements.forms import HoldForm
from settlement.holds import service as holds
from settlement.holds.models import HoldReason, MustAct
from settlement.persons.queries import standing
from settlement.rosters.models import RosterLine

bp = Blueprint("entitlements", __name__)


@bp.route("/lines/<int:line_id>/hold", methods=["GET", "POST"])
@requires("hold:place")
@form_view(HoldForm, "settlement/entitlements/hold.html")
def hold(form, line_id):
    line = load(RosterLine, line_id)
    if not form.submitted:
        return {"line": line}
    placed = holds.place(
        region_code=line.region_code,
        organisation_id=line.organisation_id,
        person_id=standing(line.person).id,
        class_id=line.class_id,
        name=line.name,
        number_masked=line.number_masked,
        reason=HoldReason(form.reason.data),
        must_act=MustAct(form.must_act.data),
        note=form.note.data or None,
        actor=current_user,
    )
    flash_done(_l("The person is on hold."))
    return redirect(url_for("holds.show", hold_id=placed.id))
