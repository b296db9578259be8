"""Pages of holds: who is held, why, who must act, since when, and the money that waits (`held`)."""

from flask import abort, url_for
from flask import render_template as draw
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import audit
from kernel.access import requires, scope
from kernel.db import db
from kernel.tables import Choice, Column, Table
from settlement.holds.blueprint import bp
from settlement.holds.models import BY_ASSESSMENT, Hold, HoldReason, HoldRelease, MustAct
from settlement.runs import held


@bp.get("/holds")
@requires("hold:read")
def index():
    return Table(
        scope(held.listed(), Hold),
        name="holds",
        caption=_l("Holds"),
        search=(Hold.name, Hold.number_masked),
        filters=(
            Choice("open", _l("State"), None, [("open", _l("On hold")), ("released", _l("Released"))], where=_is),
            Choice("reason", _l("Reason"), Hold.reason, HoldReason.choices),
            Choice("must", _l("Who must act"), Hold.must_act, MustAct.choices),
        ),
        columns=(*columns(), Column("released_at", _l("Released"), sort=HoldRelease.recorded_at, format="instant")),
    ).page("settlement/holds/index.html", actors=held.by_actor(current_user))


@bp.get("/holds/<int:hold_id>")
@requires("hold:read")
def show(hold_id):
    row = db.session.execute(scope(held.listed(), Hold).where(Hold.id == hold_id)).one_or_none() or abort(404)
    hold = row.Hold
    return draw(
        "settlement/holds/show.html",
        hold=hold,
        row=row,
        found=held.Found(row.found),
        days=held.days(hold, row.released_at),
        line=_line(row),
        by_rule=hold.reason in BY_ASSESSMENT,
        history=audit.history(hold),
    )


def columns() -> tuple[Column, ...]:
    """Of rows of `held`, on the page of holds and on that of a run."""
    return (
        Column(
            "name",
            _l("Name"),
            value=lambda row: row.Hold.name,
            sort=Hold.name,
            link=lambda row: url_for("holds.show", hold_id=row.Hold.id),
        ),
        Column("number_masked", _l("Citizen number"), value=lambda row: row.Hold.number_masked),
        Column("in_class", _l("Class"), value=lambda row: row.class_number),
        Column("reason", _l("Reason"), value=lambda row: row.Hold.reason, sort=Hold.reason, format="state"),
        Column("must_act", _l("Who must act"), value=lambda row: row.Hold.must_act, sort=Hold.must_act, format="word"),
        Column("since_on", _l("Since"), value=lambda row: row.Hold.since_on, sort=Hold.since_on, format="date"),
        Column("days", _l("Days"), value=lambda row: held.days(row.Hold, row.released_at), format="count"),
        Column("waits_fen", _l("Waiting, yuan"), value=lambda row: held.waits(row), format="fen"),
        Column(
            "found",
            _l("How it is known"),
            value=lambda row: None if row.released_at else str(row.run_number or held.Found(row.found).label),
            link=_line,
        ),
    )


def _line(row) -> str | None:
    return url_for("runs.why", run_id=row.run_id, line_no=row.line_no) if row.line_no else None


def _is(value):
    return HoldRelease.id.is_(None) if value == "open" else HoldRelease.id.is_not(None)
