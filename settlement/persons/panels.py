"""What persons ask of the desk."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel.access import holds
from kernel.desk import Panel, Todo
from kernel.identifiers import mask_citizen
from settlement.persons import queries


def merges_to_decide(user) -> Panel | None:
    """Merges that another officer of the region proposed."""
    if not holds("person:merge", user):
        return None
    waiting = [row for row in queries.waiting_merges(user.region_code) if row.proposed_by_id != user.id]
    return Panel(todos=[
        Todo(_l("Decide on a merge"), mask_citizen(row.into.number), url_for("persons.decide", proposal_id=row.id))
        for row in waiting
    ])  # fmt: skip
