"""Pages of recoveries: the list, one recovery with its steps, suggest, decide, receive."""

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import audit
from kernel.access import load, requires, scope
from kernel.db import db
from kernel.money import parse_yuan
from kernel.tables import Choice, Column, Table
from kernel.web import flash_done, form_view
from settlement.recoveries import ageing, queries, service
from settlement.recoveries.ageing import Age
from settlement.recoveries.forms import DecideForm, ReceiptForm, SuggestForm
from settlement.recoveries.models import Recovery, RecoveryState, Way
from settlement.rosters.models import RosterLine

bp = Blueprint("recoveries", __name__)


def address(recovery: Recovery) -> str:
    return url_for("recoveries.show", recovery_id=recovery.id)


@bp.get("/recoveries")
@requires("recovery:read")
def index():
    rows = ageing.table(current_user)
    return Table(
        scope(db.select(Recovery).join(RosterLine, RosterLine.id == Recovery.roster_line_id), Recovery),
        name="recoveries",
        caption=_l("Recoveries"),
        default_sort="-proposed_at",
        search=(RosterLine.name, RosterLine.number_masked),
        filters=(
            Choice("state", _l("State"), Recovery.state, RecoveryState.choices),
            Choice("age", _l("Open for"), None, Age.choices, where=lambda age: ageing.within(Age(age))),
        ),
        columns=(
            Column("name", _l("Name"), value=lambda row: row.roster_line.name, sort=RosterLine.name, link=address),
            Column("number", _l("Citizen number"), value=lambda row: row.roster_line.number_masked),
            Column("organisation", _l("Institution"), value=lambda row: row.organisation.name),
            Column("proposed_at", _l("Proposed"), sort=Recovery.proposed_at, format="instant"),
            Column("amount_fen", _l("Amount, yuan"), sort=Recovery.amount_fen, format="fen"),
            Column("state", _l("State"), sort=Recovery.state, format="state"),
            Column("days", _l("Days"), value=lambda row: ageing.days(row) if row.is_open else None, format="count"),
            Column(
                "age",
                _l("Open for"),
                value=lambda row: Age.of(ageing.days(row)) if row.is_open else None,
                format="state",
            ),
        ),
    ).page("settlement/recoveries/index.html", ageing=rows, sums=ageing.sums(rows), ages=list(Age))


@bp.get("/recoveries/<int:recovery_id>")
@requires("recovery:read")
def show(recovery_id):
    recovery = load(Recovery, recovery_id)
    return render_template(
        "settlement/recoveries/show.html",
        recovery=recovery,
        came=queries.received(recovery),
        lines=queries.runs_of(recovery),
        age=Age.of(ageing.days(recovery)) if recovery.is_open else None,
        days=ageing.days(recovery),
        history=audit.history(recovery),
    )


@bp.route("/recoveries/<int:recovery_id>/suggest", methods=["GET", "POST"])
@requires("recovery:suggest")
@form_view(SuggestForm, "settlement/recoveries/suggest.html")
def suggest(form, recovery_id):
    recovery = load(Recovery, recovery_id)
    if not form.submitted:
        return {"recovery": recovery}
    service.suggest(recovery, way=Way(form.way.data), reason=form.reason.data, actor=current_user)
    flash_done(_l("Suggested; a second person decides."))
    return redirect(address(recovery))


@bp.route("/recoveries/<int:recovery_id>/decide", methods=["GET", "POST"])
@requires("recovery:decide")
@form_view(DecideForm, "settlement/recoveries/decide.html", password=True)
def decide(form, recovery_id):
    recovery = load(Recovery, recovery_id)
    if not form.submitted:
        form.amount_fen.data = recovery.amount_fen
        return {"recovery": recovery}
    service.decide(
        recovery,
        agreed=form.outcome.data == "agree",
        note=form.note.data,
        amount_fen=int(form.amount_fen.data),
        actor=current_user,
    )
    flash_done(_l("Decided."))
    return redirect(address(recovery))


@bp.route("/recoveries/<int:recovery_id>/receive", methods=["GET", "POST"])
@requires("recovery:receive")
@form_view(ReceiptForm, "settlement/recoveries/receive.html")
def receive(form, recovery_id):
    recovery = load(Recovery, recovery_id)
    if not form.submitted:
        return {"recovery": recovery, "came": queries.received(recovery)}
    service.receive_cash(
        recovery,
        amount_fen=parse_yuan(form.amount.data),
        received_on=form.received_on.data,
        reference=form.reference.data,
        actor=current_user,
    )
    flash_done(_l("Received; the next run settles it."))
    return redirect(address(recovery))
