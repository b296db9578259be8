"""Pages of holds. Placing one starts from the person's line in a class or in a run (`entitlements.hold`)."""

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import audit
from kernel.access import load, requires, scope
from kernel.tables import Choice, Column, Table
from kernel.web import flash_done, form_view
from settlement.holds import queries, service
from settlement.holds.forms import ReleaseForm
from settlement.holds.models import BY_ASSESSMENT, Hold, HoldReason, HoldRelease, MustAct

bp = Blueprint("holds", __name__)


@bp.get("/holds")
@requires("hold:read")
def index():
    return Table(
        scope(queries.with_release(), Hold),
        name="holds",
        caption=_l("Holds"),
        search=(Hold.name, Hold.number_masked),
        filters=(
            Choice("open", _l("State"), None, [("open", _l("On hold")), ("released", _l("Released"))], where=_is),
            Choice("reason", _l("Reason"), Hold.reason, HoldReason.choices),
            Choice("must", _l("Who must act"), Hold.must_act, MustAct.choices),
        ),
        default_sort="-since_on",
        columns=(
            Column("name", _l("Name"), sort=Hold.name, link=lambda row: url_for("holds.show", hold_id=row.id)),
            Column("number_masked", _l("Citizen number")),
            Column("reason", _l("Reason"), sort=Hold.reason, format="state"),
            Column("must_act", _l("Who must act"), sort=Hold.must_act, format="word"),
            Column("since_on", _l("Since"), sort=Hold.since_on, format="date"),
            Column(
                "released",
                _l("Released"),
                value=lambda row: row.release and row.release.recorded_at,
                sort=HoldRelease.recorded_at,
                format="instant",
            ),
        ),
    ).page("settlement/holds/index.html")


@bp.get("/holds/<int:hold_id>")
@requires("hold:read")
def show(hold_id):
    hold = load(Hold, hold_id)
    return render_template(
        "settlement/holds/show.html", hold=hold, by_rule=hold.reason in BY_ASSESSMENT, history=audit.history(hold)
    )


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


def _is(value):
    return HoldRelease.id.is_(None) if value == "open" else HoldRelease.id.is_not(None)
