"""Pages of classes: list, one class with its roster, opening, and the steps it goes through."""

from flask import redirect, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel.access import load, requires, scope
from kernel.organisations.models import Organisation
from kernel.tables import Choice, Column, Table
from kernel.web import flash_done, form_view
from settlement.documents.models import Kind
from settlement.rosters import (
    file_views,  # noqa: F401 (its routes stand under the same name)
    line_views,  # noqa: F401
    page,
    present,
    service,
)
from settlement.rosters.blueprint import bp
from settlement.rosters.forms import ConfirmForm, OpenForm, ReasonForm, VerifyForm
from settlement.rosters.models import ClassState, RosterLine, TrainingClass

STEP = "settlement/rosters/step.html"


def address(training_class: TrainingClass) -> str:
    return url_for("rosters.show", class_id=training_class.id)


@bp.get("/")
@requires("class:read")
def index():
    c = TrainingClass
    return Table(
        scope(present.classes().join(Organisation), c),
        name="classes",
        caption=_l("Classes"),
        default_sort="-opened_on",
        search=(c.number, c.trade_name, Organisation.name),
        filters=(
            Choice("state", _l("State"), c.state, ClassState.choices),
            Choice("kind", _l("Kind"), c.kind, Kind.choices),
        ),
        columns=(
            Column("number", _l("Class number"), sort=c.number, link=address),
            Column("organisation", _l("Institution"), value=lambda row: row.organisation.name, sort=Organisation.name),
            Column("trade", _l("Trade"), value=page.trade_words, sort=c.trade_name),
            Column("opened_on", _l("Opening day"), sort=c.opened_on, format="date"),
            Column("ended_on", _l("Last class day"), sort=c.ended_on, format="date"),
            Column("seats", _l("Seats"), sort=c.seats, format="count"),
            Column("state", _l("State"), sort=c.state, format="state"),
        ),
    ).page("settlement/rosters/index.html")


@bp.get("/<int:class_id>")
@requires("class:read")
def show(class_id):
    training_class = load(TrainingClass, class_id)
    context = page.of(training_class)
    results = context["results"]
    return Table(
        scope(present.lines(class_id), RosterLine),
        name="lines",
        caption=_l("Roster"),
        search=(RosterLine.name,),
        columns=(
            Column("position", _l("No."), sort=RosterLine.position, format="count"),
            Column("name", _l("Name"), sort=RosterLine.name, link=lambda row: url_for("rosters.line", line_id=row.id)),
            Column("number_masked", _l("Citizen number")),
            Column("group", _l("Group"), sort=RosterLine.group, format="word"),
            Column(
                "result",
                _l("Appraisal result"),
                value=lambda row: row.id in results and results[row.id].result or None,
                format="state",
            ),
            Column(
                "appraised_on",
                _l("Day of the appraisal"),
                format="date",
                value=lambda row: results[row.id].appraised_on if row.id in results else None,
            ),
        ),
        empty=_l("Nobody is on the roster yet."),
    ).page("settlement/rosters/show.html", **context)


@bp.route("/open", methods=["GET", "POST"])
@requires("class:open")
@form_view(OpenForm, "settlement/rosters/open.html")
def open_class(form):
    if not form.submitted:
        return {}
    opened = service.open_class(
        award_id=form.award_id.data,
        seats=form.seats.data,
        opened_on=form.opened_on.data,
        ended_on=form.ended_on.data,
        place=form.place.data,
        actor=current_user,
    )
    flash_done(_l("Class %(number)s is open; fill in its roster.", number=opened.number))
    return redirect(address(opened))


def _step(form, class_id: int, verb, title, consequence, done, *, tone="primary"):
    """One step of a class: the page that asks, then the verb."""
    training_class = load(TrainingClass, class_id)
    if not form.submitted:
        return {"training_class": training_class, "title": title, "consequence": consequence, "tone": tone}
    verb(training_class)
    flash_done(done)
    return redirect(address(training_class))


@bp.route("/<int:class_id>/submit", methods=["GET", "POST"])
@requires("roster:fill")
@form_view(ConfirmForm, STEP)
def submit(form, class_id):
    return _step(
        form,
        class_id,
        lambda row: service.submit(row, actor=current_user),
        _l("Submit the roster"),
        _l("The labour department verifies it; until it returns the roster you cannot change it."),
        _l("The roster is submitted."),
    )


@bp.route("/<int:class_id>/verify", methods=["GET", "POST"])
@requires("roster:verify")
@form_view(VerifyForm, STEP)
def verify(form, class_id):
    return _step(
        form,
        class_id,
        lambda row: service.verify(row, note=form.note.data, actor=current_user),
        _l("Verify the roster"),
        _l("Every trainee on it counts for settlement from then on."),
        _l("The roster is verified."),
    )


@bp.route("/<int:class_id>/return", methods=["GET", "POST"])
@requires("roster:verify")
@form_view(ReasonForm, STEP)
def give_back(form, class_id):
    return _step(
        form,
        class_id,
        lambda row: service.return_to_institution(row, because=form.because.data, actor=current_user),
        _l("Return the roster"),
        _l("The institution reads the reasons and corrects it."),
        _l("The roster is returned."),
    )


@bp.route("/<int:class_id>/complete", methods=["GET", "POST"])
@requires("class:complete")
@form_view(ConfirmForm, STEP)
def complete(form, class_id):
    return _step(
        form,
        class_id,
        lambda row: service.complete(row, actor=current_user),
        _l("Complete the class"),
        _l("The class is settled from the period in which it was completed."),
        _l("The class is completed."),
    )


@bp.route("/<int:class_id>/cancel", methods=["GET", "POST"])
@requires("class:cancel")
@form_view(ReasonForm, STEP)
def cancel(form, class_id):
    return _step(
        form,
        class_id,
        lambda row: service.cancel(row, because=form.because.data, actor=current_user),
        _l("Cancel the class"),
        _l("Nobody of this class counts any more; what was paid is proposed for recovery. This cannot be taken back."),
        _l("The class is cancelled."),
        tone="danger",
    )
