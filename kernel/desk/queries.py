"""The panels and blocks of all rooms, put together."""

from flask import current_app
from sqlalchemy import Select, select

from kernel.audit import AuditRow
from kernel.desk import Block, Found, Panel, Todo, terms


def panels_of(user) -> list[Panel]:
    """What every room has for this person, in the order of the rooms."""
    panels = (panel(user) for panel in current_app.extensions["desk"].panels)
    return [panel for panel in panels if panel is not None]


def todos_of(user, panels: list[Panel] | None = None) -> list[Todo]:
    """Everything that waits for this person: what is broken, then the nearest legal term first."""
    todos = [todo for panel in (panels_of(user) if panels is None else panels) for todo in panel.todos]
    return sorted(todos, key=lambda todo: (todo.tone != "red", terms.order(todo.due)))


def blocks(place: str | None = None) -> list[Block]:
    """The portal's blocks in the order of the rooms."""
    made = (block() for block in current_app.extensions["desk"].blocks)
    return [block for block in made if block is not None and place in (None, block.place)]


def found(text: str) -> list[tuple[str, list[Found]]]:
    """[(kind, results)] of every room's search that has any."""
    answers = [(str(search.label), list(search.find(text))) for search in current_app.extensions["desk"].searches]
    return [(label, results) for label, results in answers if results]


def acts_of(user) -> Select:
    """The user's own acts, for a table."""
    return select(AuditRow).where(AuditRow.actor_id == user.id)
