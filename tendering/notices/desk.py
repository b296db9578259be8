"""What notices put on desks and on the portal."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel.access import holds, scope
from kernel.db import db
from kernel.desk import Block, Found, Panel, Todo
from tendering.notices import queries
from tendering.notices.models import Notice, Objection, ObjectionState


def objections(user) -> Panel | None:
    """Objections of the user's region that wait for an answer."""
    if not holds("objection:answer", user):
        return None
    waiting = scope(queries.objections_with_notice(), Objection, user).where(Objection.state == ObjectionState.LODGED)
    found = db.session.scalars(waiting.order_by(Objection.lodged_at, Objection.id))
    return Panel(todos=[_todo(objection) for objection in found])


def publicity() -> Block:
    """Publicity that is running, the nearest end first."""
    return Block(
        title=_l("In publicity"),
        template="tendering/notices/_block.html",
        place="side",
        context={"notices": queries.in_publicity(limit=6)},
        link=(_l("All"), url_for("notices.index")),
    )


def find(text: str) -> list[Found]:
    return [_found(notice) for notice in queries.search(text)]


def _found(notice: Notice) -> Found:
    lines = [f"{notice.region.name} {notice.number}"]
    return Found(notice.title, url_for("notices.show", number=notice.number), lines=lines, badges=[notice.kind])


def _todo(objection: Objection) -> Todo:
    return Todo(
        _l("Answer an objection"),
        objection.notice.title,
        url_for("notices.answer", objection_id=objection.id),
        due=objection.notice.publicity_ends_on,
    )
