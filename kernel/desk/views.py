"""The portal's first page and its search, the desk, one's own acts, the demonstration's clock."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import clock
from kernel.access import PUBLIC, SIGNED_IN, requires
from kernel.addresses import own_path
from kernel.audit import AuditRow
from kernel.desk import queries, service
from kernel.desk.forms import MoveClockForm
from kernel.formats import act
from kernel.tables import Column, Table
from kernel.web import flash_done, form_view

bp = Blueprint("desk", __name__)


@bp.get("/")
@requires(PUBLIC)
def home():
    return render_template("kernel/desk/home.html", blocks=queries.blocks())


@bp.get("/search")
@requires(PUBLIC)
def search():
    text = request.args.get("q", "").strip()[:100]
    return render_template("kernel/desk/search.html", text=text, found=queries.found(text) if text else [])


@bp.get("/desk")
@requires(SIGNED_IN)
def desk():
    panels = queries.panels_of(current_user)
    todos = queries.todos_of(current_user, panels)
    session["todos"] = len(todos)
    return render_template(
        "kernel/desk/desk.html",
        todos=todos,
        today=clock.today(),
        figures=[figure for panel in panels for figure in panel.figures],
        charts=[chart for panel in panels for chart in panel.charts],
    )


@bp.get("/desk/acts")
@requires(SIGNED_IN)
def acts():
    return Table(
        queries.acts_of(current_user),
        name="acts",
        caption=_l("What I did"),
        search=(AuditRow.verb, AuditRow.note),
        default_sort="-at",
        columns=(
            Column("at", _l("When"), sort=AuditRow.at, format="instant"),
            Column("verb", _l("What was done"), value=act),
            Column("note", _l("Remark")),
        ),
        empty=_l("You have not done anything yet."),
    ).page("kernel/desk/acts.html")


@bp.route("/demo/clock", methods=["GET", "POST"])
@requires(SIGNED_IN)
@form_view(MoveClockForm, "kernel/desk/clock.html")
def move_clock(form):
    if not form.submitted:
        return {}
    service.move_clock(day=form.day.data, actor=current_user)
    flash_done(_l("Legal time is now %(day)s.", day=form.day.data))
    return redirect(own_path(form.back.data) or url_for("desk.desk"))
