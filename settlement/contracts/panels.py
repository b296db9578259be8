"""What labour contracts ask of the desk."""

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from kernel.access import holds, scope
from kernel.db import db
from kernel.desk import Figure, Panel, Todo
from kernel.formats import whole
from settlement.contracts import present
from settlement.contracts.models import LabourContract

SHOWN = 5


def to_verify(user) -> Panel | None:
    """Rows of the officer's region that another person recorded, as one thing to do."""
    if not holds("contract:verify", user):
        return None
    count = present.pending_count(user)
    said = ngettext("%(num)s row", "%(num)s rows", count)
    todos = [Todo(_l("Verify labour contracts"), said, url_for("contracts.verify"))] if count else []
    return Panel(
        todos=todos,
        figures=[Figure(whole(count), _l("contracts and other rows to verify"), "amber" if count else None)],
    )


def ending_soon(user) -> Panel | None:
    """The institution's contracts that end next; a renewal raises the subsidy."""
    if user.organisation_id is None or not holds("contract:record", user):
        return None
    query = (
        scope(present.ending_soon(), LabourContract, user).order_by(present.last_day(), LabourContract.id).limit(SHOWN)
    )
    return Panel(
        todos=[
            Todo(
                _l("Contract ends soon"),
                f"{row.LabourContract.line.name} · {row.LabourContract.employer.name}",
                url_for("contracts.trainee_page", line_id=row.LabourContract.line_id),
                "内政发〔2008〕107号 六",
                row.last_day,
            )
            for row in db.session.execute(query)
        ]
    )
