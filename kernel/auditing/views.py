"""The audit record: who did what to what, and the place of each act in its region's chain."""

from flask import Blueprint, abort, render_template, url_for
from flask_babel import lazy_gettext as _l

from kernel.access import requires
from kernel.audit import AuditRow
from kernel.auditing import queries
from kernel.formats import act
from kernel.tables import Choice, Column, Table

bp = Blueprint("auditing", __name__, url_prefix="/audit")


@bp.get("/")
@requires("audit:read")
def index():
    return Table(
        queries.rows(),
        name="audit",
        caption=_l("Audit record"),
        search=(AuditRow.note, AuditRow.subject_type, AuditRow.subject_id),
        filters=(
            Choice("verb", _l("What was done"), AuditRow.verb, queries.verbs),
            Choice("region", _l("Region"), AuditRow.region_code, queries.regions),
        ),
        default_sort="-at",
        columns=(
            Column("at", _l("When"), sort=AuditRow.at, format="instant"),
            Column("actor", _l("Who"), value=lambda row: row.actor.name if row.actor else _l("The schedule")),
            Column("verb", _l("What was done"), value=act, link=lambda row: url_for("auditing.show", row_id=row.id)),
            Column("subject_id", _l("Concerns"), value=lambda row: f"{row.subject_type} {row.subject_id}".strip()),
            Column("note", _l("Remark")),
            Column("seq", _l("Chain"), value=lambda row: f"{row.region_code}-{row.seq}", sort=AuditRow.seq),
        ),
    ).page("kernel/auditing/index.html")


@bp.get("/<int:row_id>")
@requires("audit:read")
def show(row_id: int):
    row = queries.row(row_id) or abort(404)
    told, changed = queries.facts(row)
    return render_template(
        "kernel/auditing/show.html", row=row, told=told, changed=changed, is_whole=row.digest() == row.hash
    )
