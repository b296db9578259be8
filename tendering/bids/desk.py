"""What bids and openings put on desks."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel.access import holds
from kernel.desk import Figure, Panel, Todo
from tendering.bids import queries
from tendering.tenders import queries as tenders


def own(user) -> Panel | None:
    """Tenders this institution may still bid on, by deadline; how many bids it has sent."""
    if not holds("bid:submit", user):
        return None
    waiting = queries.open_lots_without_bid(user.organisation_id)
    todos = [
        Todo(
            _l("Bid, if you wish"),
            tender.title,
            url_for("bids.lot", lot_id=lots[0].id),
            tender.number,
            tender.deadline_at,
        )
        for tender, lots in waiting
    ]
    return Panel(todos=todos, figures=[Figure(str(queries.sent_count(user.organisation_id)), _l("sealed bids sent"))])


def openings(user) -> Panel | None:
    """Closed tenders to open, and the officer's own missing key."""
    if not holds("opening:open", user):
        return None
    todos = [
        Todo(
            _l("Open bids"),
            tender.title,
            url_for("bids.opening", tender_id=tender.id),
            tender.number,
            tender.deadline_at,
        )
        for tender in tenders.to_open(user)
    ]
    if tenders.identity(user.id) is None:
        todos.append(Todo(_l("Make your opening key"), user.name, url_for("bids.identity")))
    return Panel(todos=todos)
