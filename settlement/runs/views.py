"""Pages of runs that read: list, run, lines, why an amount, public list. What changes a run: `step_views`."""

from flask import Blueprint, abort, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import audit, clock
from kernel.access import PUBLIC, load, requires, scope
from kernel.db import db
from kernel.tables import Choice, Column, Table, exported
from settlement.entitlements.explanation import explained
from settlement.entitlements.models import ExclusionReason, Nature, Reason, SettlementLine
from settlement.rosters.models import RosterLine, TrainingClass
from settlement.runs import line_queries, page, queries
from settlement.runs.forms import NoteForm
from settlement.runs.models import Run, RunKind, RunState

bp = Blueprint("runs", __name__)


def address(run: Run) -> str:
    return url_for("runs.show", run_id=run.id)


@bp.get("/runs")
@requires("run:read")
def index():
    return Table(
        scope(db.select(Run), Run),
        name="runs",
        caption=_l("Settlement runs"),
        default_sort="-drafted_at",
        search=(Run.number,),
        filters=(
            Choice("state", _l("State"), Run.state, RunState.choices),
            Choice("kind", _l("Kind"), Run.kind, RunKind.choices),
        ),
        columns=(
            Column("number", _l("Number"), sort=Run.number, link=address),
            Column("region", _l("Region"), value=lambda run: run.region.name, sort=Run.region_code),
            Column("kind", _l("Kind"), sort=Run.kind, format="word"),
            Column("drafted_at", _l("Drafted"), sort=Run.drafted_at, format="instant"),
            *(
                ()
                if current_user.organisation_id
                else (
                    Column("people", _l("Persons"), sort=Run.people, format="count"),
                    Column("total_fen", _l("Total, yuan"), sort=Run.total_fen, format="fen"),
                )
            ),
            Column("state", _l("State"), sort=Run.state, format="state"),
        ),
    ).page("settlement/runs/index.html")


@bp.get("/runs/<int:run_id>")
@requires("run:read")
def show(run_id):
    run = load(Run, run_id)
    context = page.of(run, current_user)
    return (context["held"] and exported(context["held"])) or render_template(
        "settlement/runs/show.html", run=run, form=NoteForm(formdata=None), history=audit.history(run), **context
    )


@bp.get("/runs/<int:run_id>/lines")
@requires("line:read")
def lines(run_id):
    run = load(Run, run_id)
    names = [(each.id, each.name) for each in queries.organisations(run)]
    return Table(
        scope(line_queries.line_rows(run), SettlementLine),
        name="lines",
        caption=_l("Lines"),
        default_sort="line_no",
        search=(RosterLine.name, RosterLine.number_masked, TrainingClass.number),
        filters=(
            *(
                ()
                if current_user.organisation_id
                else (Choice("institution", _l("Institution"), SettlementLine.organisation_id, names),)
            ),
            Choice("nature", _l("Nature"), SettlementLine.nature, Nature.choices),
            Choice("reason", _l("Result"), SettlementLine.reason, Reason.choices),
            Choice("out", _l("Left out"), None, ExclusionReason.choices, where=line_queries.is_out_for),
        ),
        columns=line_columns(run),
    ).page("settlement/runs/lines.html", run=run)


@bp.get("/runs/<int:run_id>/lines/<int:line_no>")
@requires("line:read")
def why(run_id, line_no):
    run = load(Run, run_id)
    line = db.session.scalars(
        scope(
            db.select(SettlementLine).where(line_queries.of_run(run), SettlementLine.line_no == line_no), SettlementLine
        )
    ).one_or_none() or abort(404)
    return render_template(
        "settlement/runs/why.html",
        run=run,
        line=line,
        found=explained(line, run.cutoff_on, run.seq_heads),
        **page.of_line(run, line),
    )


@bp.get("/publicity/<number>")
@requires(PUBLIC)
def publicity(number):
    run = db.session.scalars(db.select(Run).filter_by(number=number)).one_or_none()
    if run is None or run.notice_id is None:
        abort(404)
    context = {
        "run": run,
        "rows": line_queries.by_institution(run),
        "found": line_queries.figures(run),
        "notice": page.notice_of(run),
    }
    if run.state == RunState.PUBLISHED and clock.today() <= run.publicity_ends_on:
        table = Table(
            line_queries.line_rows(run, without_excluded=True),
            name="persons",
            caption=_l("Persons"),
            default_sort="line_no",
            search=(RosterLine.name,),
            exportable=False,
            columns=public_columns(),
        )
        return table.page("settlement/runs/publicity.html", **context)
    return render_template("settlement/runs/publicity.html", table=None, **context)


def line_columns(run: Run) -> tuple[Column, ...]:
    """Names are shown, citizen numbers masked."""
    link = lambda row: url_for("runs.why", run_id=run.id, line_no=row.SettlementLine.line_no)  # noqa: E731
    line = SettlementLine
    return (
        Column("line_no", _l("No."), value=lambda row: row.SettlementLine.line_no, sort=line.line_no, format="count"),
        Column("name", _l("Name"), sort=RosterLine.name, link=link),
        Column("number", _l("Citizen number"), value=lambda row: row.number_masked),
        Column(
            "institution",
            _l("Institution"),
            value=lambda row: row.SettlementLine.organisation.name,
            sort=line.organisation_id,
        ),
        Column("in_class", _l("Class"), value=lambda row: row.class_number, sort=TrainingClass.number),
        *(
            Column(
                name,
                label,
                value=lambda row, name=name: getattr(row.SettlementLine, name),
                sort=getattr(line, name),
                format="fen",
            )
            for name, label in (
                ("target_fen", _l("Target")),
                ("settled_before_fen", _l("Settled before")),
                ("delta_fen", _l("This run")),
            )
        ),
        Column("reason", _l("Result"), value=lambda row: row.SettlementLine.reason, sort=line.reason, format="state"),
        Column("out", _l("Left out"), value=lambda row: row.out, format="state"),
    )


def public_columns() -> tuple[Column, ...]:
    line = SettlementLine
    return (
        Column("line_no", _l("No."), value=lambda row: row.SettlementLine.line_no, sort=line.line_no, format="count"),
        Column("name", _l("Name"), sort=RosterLine.name),
        Column("number", _l("Citizen number"), value=lambda row: row.number_masked),
        Column(
            "institution",
            _l("Institution"),
            value=lambda row: row.SettlementLine.organisation.name,
            sort=line.organisation_id,
        ),
        Column("trade", _l("Training"), value=lambda row: row.SettlementLine.training_class.trade_name),
        Column(
            "delta",
            _l("Amount, yuan"),
            value=lambda row: row.SettlementLine.delta_fen,
            sort=line.delta_fen,
            format="fen",
        ),
    )


from settlement.runs import hold_views, step_views  # noqa: E402, F401 (add their routes)
