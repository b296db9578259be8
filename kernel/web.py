"""Forms and views: validate and compute first, then one write, one commit; a refusal shows the same page again."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, flash, jsonify, render_template, request, session, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from wtforms import PasswordField
from wtforms.validators import DataRequired, ValidationError

from kernel import audit
from kernel.accounts import sittings
from kernel.db import begin_read, begin_write, db, writing
from kernel.refusals import Refusal, from_integrity_error


class HouseForm(FlaskForm):
    """`submitted` is true only inside the write. `prepare` may parse files or compute, before any lock is taken."""

    submitted = False
    refusal: Refusal | None = None

    def prepare(self) -> None:
        """Slow work on what was sent; may raise Refusal."""


class PasswordAgain:
    """What is added to forms whose consequence asks for the password once more; see `_with_password`."""

    def validate_password(self, field) -> None:
        if not sittings.guess_again():
            raise ValidationError(_l("Too many wrong passwords; try again in a quarter of an hour."))
        if not current_user.verify_and_update_password(field.data):
            sittings.wrong()
            raise ValidationError(_l("This is not your password."))


def form_view(form_class: type[HouseForm], template: str, *, password: bool = False) -> Callable:
    """Make a view of (form, **route arguments): a dict draws `template`, anything else is the answer of a done write.

    GET and bad input call it with `form.submitted` false, on a database that refuses writes; good input calls
    it inside the write transaction. A refusal is rolled back first, then audited, then shown with its status.
    """
    if password:
        form_class = _with_password(form_class)

    def wrap(view: Callable) -> Callable:
        @wraps(view)
        def run(**arguments):
            form = form_class()
            if request.method != "POST":
                return _draw(view, form, template, arguments, 200)
            begin_read()
            if not form.validate():
                return _draw(view, form, template, arguments, 422)
            try:
                form.prepare()
                return _write(lambda: view(form, **arguments), form)
            except Refusal as refusal:
                _settle(refusal)
                form.submitted, form.refusal = False, refusal
                return _draw(view, form, template, arguments, refusal.status)

        run.form_class, run.template = form_class, template
        return run

    return wrap


def _with_password(form_class: type[HouseForm]) -> type[HouseForm]:
    """The form with the password below its own fields: fields stand in the order in which they were made."""
    field = PasswordField(_l("Your password, again"), [DataRequired()])
    return type(form_class.__name__, (PasswordAgain, form_class), {"password": field})


def json_view(prepare: Callable | None = None) -> Callable:
    """A write without a form, its body read by `prepare(**route arguments)` before any lock is taken.

    The view gets what `prepare` returned and answers with a dict; a refusal is JSON {code, sentence, article}.
    """

    def wrap(view: Callable) -> Callable:
        @wraps(view)
        def run(**arguments):
            begin_read()
            try:
                ready = prepare(**arguments) if prepare else None
                return jsonify(_write(lambda: view(ready, **arguments)))
            except Refusal as refusal:
                _settle(refusal)
                return jsonify(
                    code=refusal.code, sentence=str(refusal.sentence), article=refusal.article
                ), refusal.status

        run.json = True
        return run

    return wrap


def flash_done(sentence: Any) -> None:
    """Say on the next page what was done."""
    flash(str(sentence), "success")


def _write(verb: Callable, form: HouseForm | None = None) -> Any:
    begin_write()
    if form is not None:
        form.submitted = True
    try:
        answer = verb()
        if isinstance(answer, dict) and form is not None:
            raise TypeError("a submitted form view answers with a response, not with a page")
        db.session.commit()
    except IntegrityError as error:
        raise (from_integrity_error(error) or error) from error
    return answer


def _draw(view: Callable, form: HouseForm, template: str, arguments: dict, status: int) -> Response | tuple:
    begin_read()
    drawn = view(form, **arguments)
    if not isinstance(drawn, dict):
        return drawn
    return render_template(template, form=form, **drawn), status


def _settle(refusal: Refusal) -> None:
    db.session.rollback()
    if refusal.lasting:
        verb, subject, facts = refusal.lasting
        actor = current_user._get_current_object() if current_user.is_authenticated else None
        with writing():
            audit.record(actor, verb, subject, facts={**facts, "code": refusal.code, "path": request.path})


def init_app(app: Flask) -> None:
    """GETs read only; a library's own POST (login, password) begins its write at once; headers on every answer."""

    @app.before_request
    def choose_mode():
        if request.endpoint in STATIC:
            return
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            begin_read()
        elif (request.endpoint or "").startswith("security."):
            begin_write()

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.endpoint not in STATIC and "_user_id" in session:
            response.headers["Cache-Control"] = "no-store"
        return response

    app.jinja_env.globals["static"] = lambda name: url_for("static", filename=name)


STATIC = ("static", "bootstrap.static")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
