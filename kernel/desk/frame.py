"""What stands around every page: the menus with their counts, and what templates may call."""

from types import SimpleNamespace

from flask import Flask, current_app, request, session, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import calendar, clock, form_face, formats
from kernel.access import PUBLIC, SIGNED_IN, WRITES, holds
from kernel.desk import OVERSIGHT, OWN, SYSTEM, NavItem, terms
from kernel.desk.queries import todos_of
from kernel.inbox.queries import unread_count
from kernel.refusals import Refusal


def todo_count(user) -> int:
    """How many things wait for the user: counted again after each write of theirs and whenever the desk is opened."""
    if "todos" not in session:
        session["todos"] = len(todos_of(user))
    return session["todos"]


FIRST = (
    NavItem(OWN, _l("To do"), "desk.desk", SIGNED_IN, todo_count),
    NavItem(OWN, _l("Messages"), "inbox.index", SIGNED_IN, unread_count),
)
LAST = (
    NavItem(OVERSIGHT, _l("Audit record"), "auditing.index", "audit:read"),
    NavItem(SYSTEM, _l("Accounts"), "accounts.index", "account:manage"),
    NavItem(SYSTEM, _l("Scheduled jobs"), "jobs.index", "job:show"),
    NavItem(SYSTEM, _l("Working days"), "workdays.index", "workday:show"),
)


def navigation() -> list[tuple[str, list[SimpleNamespace]]]:
    """[(group, links)] of the side menu, only what the user's roles may open."""
    groups: dict[str, list] = {}
    for entry in current_app.extensions["desk"].nav:
        if entry.permission != PUBLIC and holds(entry.permission):
            groups.setdefault(str(entry.group), []).append(entry)
    return [(group, _links(entries)) for group, entries in groups.items()]


def portal_links() -> list[SimpleNamespace]:
    return _links([entry for entry in current_app.extensions["desk"].nav if entry.permission == PUBLIC])


def _links(entries: list[NavItem]) -> list[SimpleNamespace]:
    exact = any(entry.endpoint == request.endpoint for entry in entries)
    return [
        SimpleNamespace(
            label=entry.label,
            url=url_for(entry.endpoint),
            here=_is_here(entry, exact),
            count=entry.count(current_user) if entry.count else 0,
        )
        for entry in entries
    ]


def _is_here(entry: NavItem, exact: bool) -> bool:
    """The page itself, or another page of the same feature where no entry names the page itself."""
    if exact:
        return entry.endpoint == request.endpoint
    view = current_app.view_functions.get(request.endpoint)
    if getattr(view, "permission", None) == SIGNED_IN != entry.permission:
        return False  # everybody's own page beside the administrator's, such as one's own account
    return entry.endpoint.split(".")[0] == request.blueprint


def next_working_day():
    """Where the banner's button moves the clock unless told otherwise; past the announced table, the next day."""
    today = clock.today()
    try:
        return calendar.add_working_days(today, 1)
    except Refusal:
        return calendar.add_days(today, 1)


def role_label(role) -> str:
    """A role row in the reader's language."""
    return str(current_app.extensions["roles"](role.name).label)


def demo_accounts() -> list[tuple[str, str, str]]:
    """[(e-mail, password, who)] of the demonstration, shown on the page where one signs in; elsewhere none."""
    listed = current_app.extensions.get("demo_accounts")
    return listed() if listed and current_app.config["SETTINGS"].is_demo else []


def register(app: Flask) -> None:
    app.jinja_env.globals.update(
        navigation=navigation, portal_links=portal_links, demo_accounts=demo_accounts, next_working_day=next_working_day
    )
    app.jinja_env.filters["role_label"] = role_label
    app.jinja_env.filters.update(
        todo_term=terms.term, figure_row=lambda figure: (figure.value, figure.label, figure.tone)
    )
    formats.register(app)
    form_face.register(app)

    @app.after_request
    def count_again(response):
        if request.method in WRITES:
            session.pop("todos", None)
        return response
