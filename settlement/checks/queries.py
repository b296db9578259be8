"""Looking at what must hold, and reading what the last look found.

look(region_code) -> Looked, one by one         every check of the house, of a region or (None) of all
results() -> Select         the last results, for a table
"""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _l

from kernel.checks import Check, Fault, Found
from kernel.db import db
from kernel.jobs import progress
from kernel.logs import log
from settlement.checks.models import CheckResult


@dataclass(frozen=True)
class Looked:
    """One check and what it found."""

    check: Check
    found: Found


def look(region_code: str | None) -> Iterator[Looked]:
    """Each check in its order. One that cannot be finished is red: what stopped it is wrong with what it looked at."""
    checks = current_app.extensions["checks"]
    for number, check in enumerate(checks, 1):
        progress(check.label, number, len(checks))
        yield Looked(check, _found(check, region_code))
        db.session.expunge_all()  # a region's rows are not kept for the next check


def _found(check: Check, region_code: str | None) -> Found:
    try:
        with db.session.begin_nested():
            return check.look(region_code)
    except Exception as error:  # whatever it is, the check is red and the log says why
        log.error("check broke", check=check.name, region=region_code, exc_info=error)
        why = _l("the check could not be finished: %(kind)s", kind=type(error).__name__)
        return Found(_l("not finished"), [Fault(check.name, why)])


def results() -> sa.Select:
    return sa.select(CheckResult).order_by(CheckResult.region_code, CheckResult.name)


def label(result: CheckResult):
    """What people call the check of a result; its name, where it is no longer made."""
    return next((check.label for check in current_app.extensions["checks"] if check.name == result.name), result.name)
