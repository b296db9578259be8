"""What accreditations put on desks and on the portal."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.access import holds
from kernel.desk import Block, Figure, Found, Panel, Todo
from kernel.formats import whole
from tendering.accreditation import queries
from tendering.accreditation.models import Accreditation, State


def applications(user) -> Panel | None:
    """Bases to visit, to decide on, to confirm; of an institution, applications not handed in."""
    region = None if user.sees_all_regions else user.region_code
    todos = []
    if holds("accreditation:review", user):
        todos += [
            _todo(row, _l("Visit a training base")) for row in queries.in_states(State.APPLIED, region_code=region)
        ]
    if holds("accreditation:decide", user):
        todos += [todo for row in queries.in_states(*DECISIONS, region_code=region) if (todo := _decision(row, user))]
    if holds("accreditation:apply", user):
        drafts = queries.of_organisation(user.organisation_id, State.DRAFT)
        todos += [_todo(row, _l("Hand in the application")) for row in drafts]
    return Panel(todos=todos) if todos else None


DECISIONS = {
    State.REVIEWED: _l("Decide on a training base"),
    State.PUBLICISED: _l("Accredit the base"),
    State.ENTERED: _l("Confirm an accreditation decided on paper"),
}


def accredited() -> Block:
    """How many bases are valid today."""
    figure = Figure(whole(queries.valid_count()), _l("accredited training bases"))
    return Block(title=_l("Training bases"), place="figures", figures=[figure])


def find(text: str) -> list[Found]:
    return [_found(row) for row in queries.search(text)]


def _found(row: Accreditation) -> Found:
    lines = [f"{row.organisation.name} {row.region.name}", f"{row.valid_from} — {row.valid_to}"]
    return Found(
        row.base_name, url_for("accreditation.public", **{"bases-q": row.number}), lines=lines, badges=[row.state]
    )


def _decision(row: Accreditation, user) -> Todo | None:
    """Nothing for whoever took the first step, and nothing before the publicity is over."""
    made_by = {row.visit.recorded_by_id if row.visit else None, row.opened_by_id}
    is_running = row.state == State.PUBLICISED and clock.today() <= row.notice.publicity_ends_on
    return None if user.id in made_by or is_running else _todo(row, DECISIONS[row.state])


def _todo(row: Accreditation, what) -> Todo:
    subject = f"{row.organisation.name} {row.base_name}"
    return Todo(what, subject, url_for("accreditation.show", accreditation_id=row.id), "内政发〔2008〕107号 六")
