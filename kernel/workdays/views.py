"""The announced working days, and how the next year's announcement comes in."""

import io

import sqlalchemy as sa
from flask import Blueprint, redirect, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import calendar, sniffing, spreadsheets
from kernel.access import requires
from kernel.calendar import AnnouncedDay
from kernel.tables import Column, Table
from kernel.web import flash_done, form_view
from kernel.workdays.forms import HEADINGS, AnnouncementForm

bp = Blueprint("workdays", __name__, url_prefix="/workdays")


@bp.get("/")
@requires("workday:show")
def index():
    table = Table(
        sa.select(AnnouncedDay),
        name="workdays",
        caption=_l("Announced days"),
        search=(AnnouncedDay.name, AnnouncedDay.source),
        columns=(
            Column("day", _l("Day"), sort=AnnouncedDay.day, format="date"),
            Column("is_working", _l("Worked"), format="yes_no"),
            Column("name", _l("Occasion")),
            Column("source", _l("Announcement")),
        ),
        default_sort="-day",
    )
    return table.page("kernel/workdays/index.html", last=calendar.last_announced_day())


@bp.get("/template.xlsx")
@requires("workday:announce")
def template():
    example = ["2027-01-01", "休息", "元旦"]
    content = spreadsheets.template("节假日安排", HEADINGS, example)
    return send_file(io.BytesIO(content), mimetype=sniffing.XLSX, as_attachment=True, download_name="节假日安排.xlsx")


@bp.route("/announce", methods=["GET", "POST"])
@requires("workday:announce")
@form_view(AnnouncementForm, "kernel/workdays/announce.html")
def announce(form):
    if not form.submitted:
        return {"year": calendar.last_announced_day().year + 1}
    year = calendar.import_announcement(form.rows, form.source.data, current_user)
    flash_done(_("The working days of %(year)s are announced.", year=year))
    return redirect(url_for("workdays.index"))
