"""Releasing a hold. Placing one starts from the person's line (`entitlements.hold`); the pages that list holds and show
one stand in `runs.hold_views`, because they show the money that waits.
"""

from flask import redirect, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel.access import load, requires
from kernel.web import flash_done, form_view
from settlement.holds import service
from settlement.holds.blueprint import bp
from settlement.holds.forms import ReleaseForm
from settlement.holds.models import Hold


@bp.route("/holds/<int:hold_id>/release", methods=["GET", "POST"])
@requires("hold:release")
@form_view(ReleaseForm, "settlement/holds/release.html")
def release(form, hold_id):
    hold = load(Hold, hold_id)
    if not form.submitted:
        return {"hold": hold}
    service.release(hold, note=form.note.data, actor=current_user)
    flash_done(_l("The hold is released; the person comes with the next run."))
    return redirect(url_for("holds.show", hold_id=hold.id))
