"""Who may do what, and to which rows: nothing, unless a route names a permission and a table gives it to a role.

A permission is `thing:verb`. The wrong role gets 403; a row of another region or institution gets 404.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import Flask, abort, current_app, request
from flask_security import current_user

from kernel.db import db
from kernel.web_csrf import csrf

PUBLIC, SIGNED_IN = "public", "signed-in"
WRITES = {"POST", "PUT", "PATCH", "DELETE"}

_granted: dict[str, frozenset[str]] = {}


def register(table: Mapping[str, Iterable[str]]) -> None:
    """Add a room's permission table: permission → roles. A permission is declared once."""
    for permission, roles in table.items():
        granted = frozenset(map(str, roles))
        if _granted.setdefault(permission, granted) != granted:
            raise ValueError(f"permission {permission} is declared twice")


def table() -> dict[str, frozenset[str]]:
    """The joined page of permissions, in alphabetical order."""
    return dict(sorted(_granted.items()))


def holds(permission: str, user: Any = None) -> bool:
    """Whether one of the user's roles has the permission (any row)."""
    user = user or current_user
    if permission == PUBLIC:
        return True
    if not user.is_authenticated:
        return False
    return permission == SIGNED_IN or bool(_granted[permission] & {role.name for role in user.roles})


def may(permission: str, row: Any = None, user: Any = None) -> bool:
    """Whether the user may do this, to this row: draws the button that the route will honour."""
    user = user or current_user
    return holds(permission, user) and (row is None or _within(row, user))


def requires(permission: str) -> Callable:
    """Name a route's permission. Signed-out people are sent to log in; every write must carry its CSRF token."""

    def mark(view: Callable) -> Callable:
        @wraps(view)
        def guarded(*args, **kwargs):
            if request.method in WRITES:
                csrf.protect()
            if not holds(permission):
                return current_app.login_manager.unauthorized() if not current_user.is_authenticated else abort(403)
            return view(*args, **kwargs)

        guarded.permission = permission
        return guarded

    return mark


def scope(query: sa.Select, model: type, user: Any = None) -> sa.Select:
    """Narrow a query to the rows of the user's own region, or of the user's own institution."""
    return query.where(clause(model, user or current_user))


def load(model: type, key: Any) -> Any:
    """The row, or 404 where it does not exist or is not the user's to see."""
    found = db.session.scalars(
        scope(sa.select(model).where(sa.inspect(model).primary_key[0] == key), model)
    ).one_or_none()
    return found if found is not None else abort(404)


def clause(model: type, user: Any) -> sa.ColumnElement[bool]:
    """The condition on `model` that holds for the rows this user may see."""
    if not user.is_authenticated:
        return model.public_clause() if hasattr(model, "public_clause") else sa.false()
    if user.organisation_id is not None:
        if hasattr(model, "institution_clause"):
            return model.institution_clause(user)
        return model.organisation_id == user.organisation_id if hasattr(model, "organisation_id") else sa.false()
    if hasattr(model, "officer_clause"):  # first: it may hide rows from departments of the whole region, too
        return model.officer_clause(user)
    if user.sees_all_regions:
        return sa.true()
    return model.region_code == user.region_code


def _within(row: Any, user: Any) -> bool:
    if not user.is_authenticated or hasattr(type(row), "institution_clause") and user.organisation_id is not None:
        return True
    if user.organisation_id is not None:
        return getattr(row, "organisation_id", None) == user.organisation_id
    return user.sees_all_regions or hasattr(type(row), "officer_clause") or row.region_code == user.region_code


def init_app(app: Flask) -> None:
    """Default deny: a view without a named permission answers 403 to everybody."""
    own = {"static", "security.", "security_", "bootstrap."}

    @app.before_request
    def refuse_unnamed():
        view = app.view_functions.get(request.endpoint or "")
        if view is None or hasattr(view, "permission") or any(request.endpoint.startswith(name) for name in own):
            return None
        return abort(403)

    app.jinja_env.globals["may"] = may
