"""Sentences of Flask-Security that its own Chinese catalogue lacks, or says otherwise than our pages do."""

from flask import Flask
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_security.babel import FsDomain

LACKING = (
    _l("Authentication failed - identity or password/passcode invalid"),
    _l("You must sign in to view this resource."),
    _l("You must reauthenticate to access this endpoint"),
    _l("Value entered is not valid for the field"),
    _l("Invalid code"),
    _l("Your code has been confirmed"),
    _l("You successfully disabled two-factor authorization."),
    _l("Recovery code invalid"),
    _l("No recovery codes generated yet"),
    _l("Authentication Code"),
    _l("Set up using an authenticator app (e.g. google, lastpass, authy)"),
    _l("Identity"),
    _l("Passcode"),
    _l("Recovery Code"),
    _l("Show Recovery Codes"),
    _l("Generate New Recovery Codes"),
    _l("Available Methods"),
    _l("Google Authenticator"),
    _l("authenticator"),
    _l("none"),
    _l("Disable two-factor authentication"),
    _l("Trouble Accessing Your Account?/Lost Mobile Device?"),
    _l("Contact Administrator"),
    _l("Use previously downloaded recovery code"),
)
NAMES = frozenset(sentence._args[0] for sentence in LACKING)


class SecurityDomain(FsDomain):
    """The library's sentences: ours where it has none, else its own."""

    def gettext(self, string, **variables):
        return gettext(string, **variables) if string in NAMES else super().gettext(string, **variables)


def speak(app: Flask) -> None:
    """Let the library speak Chinese throughout."""
    app.extensions["security"].i18n_domain = SecurityDomain(app)
    app.jinja_env.globals["_fsdomain"] = app.extensions["security"].i18n_domain.gettext
