"""What the evaluation puts on desks."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.access import holds
from kernel.desk import Panel, Todo
from tendering.evaluation import queries
from tendering.evaluation.models import Member, MemberState
from tendering.tenders import queries as tenders
from tendering.tenders.models import Tender, TenderState


def organised(user) -> Panel | None:
    """Opened tenders with bidders to check or a committee to draw."""
    if not holds("evaluation:organise", user):
        return None
    opened = tenders.in_state(user, TenderState.OPENED)
    return Panel(todos=[todo for tender in opened for todo in _organise(tender)])


def _organise(tender: Tender) -> list[Todo]:
    address = url_for("evaluation.show", tender_id=tender.id)
    due = tenders.rule_set_of(tender)["report"].known_last_day(clock.local(tender.opened_at).date())
    todos = []
    if queries.undecided(tender):
        todos.append(Todo(_l("Check the bidders"), tender.title, address, tender.number, due))
    committee = queries.committee(tender.id)
    if committee is None or len(committee.seated) < committee.size:
        todos.append(Todo(_l("Draw the committee"), tender.title, address, tender.number, due))
    return todos


def duties(user) -> Panel | None:
    """What a member of a committee has to do."""
    if not holds("evaluation:score", user):
        return None
    return Panel(todos=[_todo(member) for member in queries.to_evaluate(user)])


def _todo(member: Member) -> Todo:
    what = _l("Answer for a committee") if member.state == MemberState.INVITED else _l("Score, report or sign")
    return Todo(what, member.tender.title, url_for("evaluation.duty", member_id=member.id), member.tender.number)
