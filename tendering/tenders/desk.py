"""What tenders put on desks, and the job that closes them at their deadline."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel.access import holds
from kernel.accounts.service import schedule
from kernel.desk import Figure, Panel, Todo
from kernel.jobs import Job
from tendering.tenders import queries, service
from tendering.tenders.models import Change, Tender, TenderState


def approvals(user) -> Panel | None:
    """Drafts and changes that wait for a second person."""
    if not holds("tender:approve", user):
        return None
    todos = [_todo(_l("Approve a tender"), tender) for tender in queries.to_approve(user)]
    return Panel(todos=[*todos, *(_change(change) for change in queries.proposed_changes(user))])


def drafts(user) -> Panel | None:
    """What the drafting side has to do: drafts to submit, approved tenders to publish."""
    if not holds("tender:draft", user):
        return None
    own = [
        tender
        for tender in queries.in_state(user, TenderState.DRAFT)
        if tender.drafted_by_id == user.id and not tender.submitted_at
    ]
    ready = queries.in_state(user, TenderState.APPROVED)
    taking = Figure(str(len(queries.in_state(user, TenderState.PUBLISHED))), _l("tenders take bids"))
    todos = [_todo(_l("Complete and submit a draft"), tender) for tender in own]
    return Panel(todos=todos + [_todo(_l("Publish a tender"), tender) for tender in ready], figures=[taking])


def _todo(what, tender: Tender) -> Todo:
    number = queries.rule_set_of(tender)["deadline"]
    return Todo(what, tender.title, url_for("tenders.show", tender_id=tender.id), number.source, tender.deadline_at)


def _change(change: Change) -> Todo:
    number = queries.rule_set_of(change.tender)["change"]
    address = url_for("tenders.publish_change", change_id=change.id)
    return Todo(_l("Publish a change"), change.tender.title, address, number.source, change.tender.deadline_at)


def due() -> list[str]:
    return [tender.number for tender in queries.due_to_close()]


def close(number: str) -> str | None:
    """Close one tender in the name of the schedule."""
    tender = queries.by_number(number)
    return tender.number if service.close(tender, actor=schedule()) else None


CLOSING = Job(
    name="close-tenders", label=_l("Close tenders at their deadline"), trigger={"seconds": 20}, due=due, run=close
)
