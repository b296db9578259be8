"""What is red stands on the desk of those who read the checks."""

from itertools import groupby

from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel.access import holds, scope
from kernel.db import db
from kernel.desk import Panel, Todo
from settlement.checks import queries
from settlement.checks.models import CheckResult, Colour


def red_ones(user) -> Panel | None:
    """One thing to do for each region with a red check."""
    if not holds("check:read", user):
        return None
    query = scope(queries.results().where(CheckResult.colour == Colour.RED), CheckResult, user)
    regions = groupby(db.session.scalars(query), key=lambda row: row.region)
    return Panel(todos=[_todo(region, list(rows)) for region, rows in regions])


def _todo(region, rows: list[CheckResult]) -> Todo:
    what = f"{region.name}: {'、'.join(str(queries.label(row)) for row in rows)}"
    address = url_for("checks.index", **{"checks-colour": Colour.RED.value, "checks-region": region.code})
    return Todo(_l("A check is red"), what, address, tone="red")
