"""Error pages: each says what happened and what to do next. Nothing of the machine is shown."""

from flask import Flask, jsonify, render_template, request
from flask_babel import lazy_gettext as _l
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from kernel.db import db
from kernel.refusals import Refusal

PAGES = {
    400: (
        _l("The request could not be read"),
        _l("The address or the form was not complete."),
        _l("Go back, load the page again and send the form once more."),
    ),
    401: (_l("Please sign in"), _l("This page is for people with an account."), _l("Sign in and open the page again.")),
    403: (
        _l("This is not among your duties"),
        _l("Your role may not open this page or take this step."),
        _l("If it should be, ask the administrator of your region; the attempt was refused and nothing was changed."),
    ),
    404: (
        _l("There is no such page"),
        _l("It does not exist, or it belongs to another region or institution."),
        _l("Check the address, or begin from your desk or the portal's search."),
    ),
    405: (
        _l("This address takes no such request"),
        _l("The page exists, but not for this kind of request."),
        _l("Open it from the menu instead."),
    ),
    409: (
        _l("Somebody acted before you"),
        _l("The matter is no longer in the state your page was drawn from."),
        _l("Open it again and look at the present state before you go on."),
    ),
    413: (
        _l("The file is too large"),
        _l("Files up to 64 MB can be sent."),
        _l("Split the file or save it smaller, then send it again."),
    ),
    422: (
        _l("This cannot be done as asked"),
        _l("What was sent was understood but refused."),
        _l("Read the reason, correct what it names and send it again."),
    ),
    429: (
        _l("Too many attempts"),
        _l("There were too many requests from your address in a short time."),
        _l("Wait a minute, then try again."),
    ),
    500: (
        _l("Something broke on our side"),
        _l("The step was not carried out and nothing was saved."),
        _l("Try again; if it happens once more, tell the administrator the time and the page."),
    ),
    503: (_l("Just a moment"), _l("The system is being updated or is very busy."), _l("Try again in a few minutes.")),
}
TOKEN = _l("The form had grown old: you were signed out in the meantime, or it was opened in another sitting.")


def page(code: int, *, sentence=None, article=None) -> tuple[str, int]:
    """The page of a status code, with a sentence of its own where one is given."""
    title, usual, next_step = PAGES.get(code) or PAGES[500 if code >= 500 else 400]
    template = "errors/500.html" if code >= 500 else "errors/page.html"
    return render_template(
        template, code=code, title=title, sentence=sentence or usual, article=article, next_step=next_step
    ), code


def register(app: Flask) -> None:
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, lambda error: page(400, sentence=TOKEN))
    app.register_error_handler(RateLimitExceeded, lambda error: page(429))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _broken)


def _refused(refusal: Refusal):
    """A refusal outside a form: the page that was asked for cannot be drawn; nothing may be left half done."""
    db.session.rollback()
    if request.accept_mimetypes.best == "application/json":
        return jsonify(code=refusal.code, sentence=str(refusal.sentence), article=refusal.article), refusal.status
    return page(refusal.status, sentence=refusal.sentence, article=refusal.article)


def _http(error: HTTPException):
    if error.response is not None or error.code is None or error.code < 400:
        return error
    return page(error.code)


def _broken(error: Exception):
    db.session.rollback()
    return page(500)


init_app = register  # the name by which `wsgi` starts every part of the kernel
