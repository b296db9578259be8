"""How long a sitting lasts, and how often a password or a code may be guessed (decisions.md, Safety).

The cookie itself is refused after 30 idle minutes; it is sent anew with every answer, so that work keeps it alive.
"""

from datetime import timedelta

from flask import Flask, current_app, request, session
from flask_limiter import Limiter
from flask_login import current_user, logout_user, user_logged_in
from limits import parse

from kernel import clock

LONGEST = timedelta(hours=8)
GUESSES = "10 per 15 minutes"  # wrong ones, of one account from one address
AGAIN = parse(GUESSES)
GUESSED = ("login", "two_factor_token_validation", "mf_recovery", "change_password", "verify")


def init_app(app: Flask) -> None:
    """After Flask-Security, whose pages these rules are about."""
    user_logged_in.connect(_begin, app)
    app.before_request(_end_when_over)
    limiter = Limiter(_guesser, storage_uri=app.config["SETTINGS"].rate_limit_storage)
    limiter.init_app(app)
    app.extensions["guesses"] = limiter
    limit = limiter.limit(GUESSES, methods=["POST"], deduct_when=lambda answer: answer.status_code != 302)
    for name in GUESSED:
        endpoint = f"security.{name}"
        if endpoint in app.view_functions:
            app.view_functions[endpoint] = limit(app.view_functions[endpoint])


def guess_again() -> bool:
    """Whether the signed-in person may try a password once more; every wrong one counts (see `wrong`)."""
    return _limiter().test(AGAIN, f"again {current_user.id}")


def wrong() -> None:
    """One more wrong password of the signed-in person."""
    _limiter().hit(AGAIN, f"again {current_user.id}")


def _limiter():
    return current_app.extensions["guesses"].limiter


def _begin(app: Flask, user) -> None:
    """A token of the time before is not carried into the sitting."""
    session.pop("csrf_token", None)
    session.permanent, session["since"] = True, clock.machine_now().timestamp()


def _end_when_over() -> None:
    now = clock.machine_now().timestamp()
    if "_user_id" in session and now - session.setdefault("since", now) > LONGEST.total_seconds():
        logout_user()
        session.clear()


def _guesser() -> str:
    named = request.form.get("email") or session.get("tf_user_id") or session.get("_user_id") or ""
    return f"{request.remote_addr} {named.strip().lower()}"
