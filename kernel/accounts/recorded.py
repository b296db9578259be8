"""What people change about their own account through the library's pages is audited like everything else.

The library tells of it by signals only; they arrive before it commits, so the audit row is in the same transaction.
"""

import sqlalchemy as sa
from flask import Flask
from flask_security import password_changed, tf_code_confirmed, tf_profile_changed

from kernel import audit
from kernel.db import db


def connect(app: Flask) -> None:
    """Record password changes and second factors of this application."""
    password_changed.connect(_password, app, weak=False)
    tf_profile_changed.connect(_second_factor, app, weak=False)
    tf_code_confirmed.connect(_first_second_factor, app, weak=False)


def _password(app, user, **kwargs) -> None:
    audit.record(user, "password changed", user)


def _second_factor(app, user, **kwargs) -> None:
    audit.record(user, "second factor set up", user)


def _first_second_factor(app, user, **kwargs) -> None:
    """Every sign-in comes here; the first one of all sets the factor up."""
    is_new = sa.inspect(user).attrs.tf_totp_secret.history.has_changes()
    if is_new or "tf_totp_secret" in db.session.info.get("changes", {}).get(user, {}):
        _second_factor(app, user)
