"""What rosters ask of the desk."""

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from kernel.access import holds
from kernel.desk import Figure, Panel, Todo
from kernel.formats import whole
from settlement.rosters import present
from settlement.rosters.models import ClassState, TrainingClass


def _todo(what, row: TrainingClass) -> Todo:
    subject = gettext("%(number)s, %(school)s", number=row.number, school=row.organisation.name)
    return Todo(what, subject, url_for("rosters.show", class_id=row.id))


def to_verify(user) -> Panel | None:
    """Submitted rosters of the officer's region."""
    if not holds("roster:verify", user):
        return None
    rows = [row for row in present.waiting(ClassState.SUBMITTED, user.region_code) if row.submitted_by_id != user.id]
    figure = Figure(whole(len(rows)), _l("rosters to verify"), "amber" if rows else None)
    return Panel(todos=[_todo(_l("Verify a roster"), row) for row in rows], figures=[figure])


def to_fill(user) -> Panel | None:
    """The institution's rosters that came back, then those not yet submitted."""
    if user.organisation_id is None or not holds("roster:fill", user):
        return None
    rows = present.waiting(ClassState.OPEN, organisation_id=user.organisation_id)
    returned = [row for row in rows if row.returned_because]
    fresh = [row for row in rows if not row.returned_because]
    todos = [_todo(_l("Correct a returned roster"), row) for row in returned]
    todos += [_todo(_l("Fill in and submit a roster"), row) for row in fresh]
    return Panel(
        todos=todos, figures=[Figure(whole(len(returned)), _l("returned rosters"), "red" if returned else None)]
    )


def to_complete(user) -> Panel | None:
    """Verified classes whose last day is over: results to record, then completion."""
    if not holds("class:complete", user):
        return None
    return Panel(
        todos=[_todo(_l("Record results and complete a class"), row) for row in present.ended_classes(user.region_code)]
    )
