"""What the last look of each check found, and a run computed again, for those who oversee."""

from flask import Blueprint, abort, render_template, url_for
from flask_babel import lazy_gettext as _l

from kernel.access import load, requires, scope
from kernel.db import db
from kernel.i18n import unpack
from kernel.organisations.queries import acting_regions
from kernel.tables import Choice, Column, Table
from settlement.checks import queries
from settlement.checks.models import NAMED, CheckResult, Colour
from settlement.checks.recompute import FIELDS, shown
from settlement.checks.replay import replay
from settlement.runs.models import Run

bp = Blueprint("checks", __name__, url_prefix="/checks")


@bp.get("/")
@requires("check:read")
def index():
    rows = db.session.scalars(scope(queries.results(), CheckResult)).all()
    return Table(
        scope(queries.results(), CheckResult),
        name="checks",
        caption=_l("Checks of the books"),
        default_sort="-fault_count",
        filters=(
            Choice("colour", _l("Result"), CheckResult.colour, Colour.choices),
            Choice("region", _l("Region"), CheckResult.region_code, regions),
        ),
        columns=(
            Column("region", _l("Region"), value=lambda row: row.region.name, sort=CheckResult.region_code),
            Column("name", _l("Check"), value=queries.label, link=address),
            Column("colour", _l("Result"), sort=CheckResult.colour, format="state"),
            Column("figure", _l("Figure"), value=lambda row: unpack(row.figure)),
            Column("fault_count", _l("Faults"), sort=CheckResult.fault_count, format="count"),
            Column("looked_at", _l("Looked at"), sort=CheckResult.looked_at, format="instant"),
        ),
    ).page("settlement/checks/index.html", red=sum(row.colour == Colour.RED for row in rows), rows=rows)


@bp.get("/<region_code>/<name>")
@requires("check:read")
def show(region_code, name):
    query = scope(queries.results(), CheckResult).where(
        CheckResult.region_code == region_code, CheckResult.name == name
    )
    result = db.session.scalars(query).one_or_none() or abort(404)
    return render_template(
        "settlement/checks/show.html",
        result=result,
        label=queries.label(result),
        figure=unpack(result.figure),
        faults=[(key, unpack(why)) for key, why in result.faults],
    )


@bp.get("/runs/<int:run_id>")
@requires("check:read")
def run(run_id):
    """The run computed again now; the first differences are shown."""
    found = load(Run, run_id)
    again = replay(found)
    rows = [
        (each.line_no or "—", FIELDS[each.field], shown(each.field, each.then), shown(each.field, each.now))
        for each in again.differences[:NAMED]
    ]
    return render_template("settlement/checks/run.html", run=found, again=again, rows=rows)


def address(row: CheckResult) -> str:
    return url_for("checks.show", region_code=row.region_code, name=row.name)


def regions() -> list[tuple[str, str]]:
    return [(region.code, region.name) for region in acting_regions()]
