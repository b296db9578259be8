"""Flask-Security as this house sets it: rules of session, cookie, password and second factor (decisions.md, Safety)."""

from datetime import timedelta

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore, hash_password  # noqa: F401

from kernel.accounts import library_words, recorded, sittings
from kernel.accounts.models import Role, User
from kernel.config import Settings
from kernel.db import db

datastore = SQLAlchemyUserDatastore(db, User, Role)
security = Security()


def settings(house: Settings) -> dict:
    """Flask and Flask-Security configuration for these settings."""
    loopback = house.is_demo or house.testing
    return {
        "SECRET_KEY": house.secret_key,
        "SECURITY_PASSWORD_SALT": house.password_salt,
        "SESSION_COOKIE_NAME": "house",
        "SESSION_COOKIE_SECURE": not loopback,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(minutes=30),
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS": True,
        "SECURITY_CSRF_PROTECT_MECHANISMS": ["session"],
        "SECURITY_PASSWORD_CHECK_BREACHED": None,
        "SECURITY_PASSWORD_LENGTH_MIN": 10,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_PASSWORD_HASH": "argon2",
        # the demonstration's passwords are printed; hashing them dearly protects nothing
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {"argon2__time_cost": 1, "argon2__memory_cost": 8192}
        if loopback
        else {},
        "SECURITY_TRACKABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_RECOVERABLE": False,
        "SECURITY_REGISTERABLE": False,
        "SECURITY_CONFIRMABLE": False,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_TWO_FACTOR": not loopback,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_REQUIRED": not loopback,
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
        "SECURITY_TOTP_SECRETS": {"1": house.secret_key},
        "SECURITY_TOTP_ISSUER": "Training subsidies",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": not loopback,
        "SECURITY_FRESHNESS": timedelta(hours=8),
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(0),
        "SECURITY_POST_LOGIN_VIEW": "/desk",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_URL_PREFIX": "/account",
        "SECURITY_FLASH_MESSAGES": True,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
    }


def init_app(app: Flask) -> None:
    security.init_app(app, datastore, register_blueprint=True)
    library_words.speak(app)
    recorded.connect(app)
    sittings.init_app(app)
