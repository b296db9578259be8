"""What is red stands on the desk of those who read the checks."""

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel.access import holds, scope
from kernel.db import db
from kernel.desk import Panel, Todo
from settlement.checks import queries
from settlement.checks.models import CheckResult, Colour


def red_ones(user) -> Panel | None:
    if not holds("check:read", user):
        return None
    red = scope(sa.select(CheckResult).where(CheckResult.colour == Colour.RED), CheckResult, user)
    rows = db.session.scalars(red.order_by(CheckResult.region_code, CheckResult.name))
    return Panel(todos=[_todo(row) for row in rows])


def _todo(row: CheckResult) -> Todo:
    what = f"{row.region.name} {queries.label(row)}"
    return Todo(_l("A check is red"), what, url_for("checks.show", region_code=row.region_code, name=row.name))
