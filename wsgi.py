"""The front door: puts the rooms together. Nothing in the house imports this file."""

import importlib
import importlib.util
import pkgutil
from types import ModuleType

import click
from flask import Flask
from flask.cli import AppGroup
from flask_babel import lazy_gettext as _l
from flask_bootstrap import Bootstrap5
from flask_migrate import Migrate

import kernel
import kernel.accounts.setup as accounts
import settlement
import settlement.permissions
import settlement.schedule
import tendering
import tendering.permissions
import tendering.schedule
from kernel import (
    access,
    attachments,
    audit,
    calendar,
    checks,
    config,
    desk,
    i18n,
    jobs,
    keyring,
    logs,
    secrets,
    tables,
    web,
    web_errors,
)
from kernel.accounts.service import seed_roles
from kernel.db import db, writing
from kernel.jobs.queries import panel
from kernel.organisations import service as organisations
from kernel.web_csrf import csrf
from settlement.demo.build import demo_accounts

DRAWERS = ("models", "views", "commands")
ROOMS = (tendering, settlement)
GROUPS = (_l("Tenders and bases"), _l("Training and employment"), _l("Settlement"))


def create_app(overrides: dict | None = None) -> Flask:
    """The whole application. `overrides` are fields of `kernel.config.Settings`, set by tests."""
    settings = config.load(overrides)
    app = Flask("wsgi", root_path=str(config.ROOT), template_folder="templates", static_folder="kernel/static")
    app.config.update(
        accounts.settings(settings),
        SETTINGS=settings,
        TESTING=settings.testing,
        SQLALCHEMY_DATABASE_URI=settings.url,
        MAX_CONTENT_LENGTH=64 * 1024 * 1024,
        BOOTSTRAP_SERVE_LOCAL=True,
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": not settings.testing},  # no personal data in a traceback
    )
    logs.init_app(app)
    drawers = list(_drawers())
    db.init_app(app)
    Migrate(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True, compare_type=True)
    csrf.init_app(app)
    Bootstrap5(app)
    for part in (keyring, i18n, web, access, web_errors, tables):
        part.init_app(app)
    accounts.init_app(app)
    _rooms(app, drawers)
    _commands(app)
    return app


def _drawers() -> list[ModuleType]:
    """Every feature's models, views and commands: the same drawers in each feature folder, found by their names."""
    for room in (kernel, *ROOMS):
        for feature in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
            if feature.ispkg:
                for drawer in DRAWERS:
                    name = f"{feature.name}.{drawer}"
                    if importlib.util.find_spec(name):
                        yield importlib.import_module(name)


def _rooms(app: Flask, drawers: list[ModuleType]) -> None:
    for room in ROOMS:
        access.register(room.permissions.PERMISSIONS)
    for drawer in drawers:
        if hasattr(drawer, "bp"):
            app.register_blueprint(drawer.bp)
        for name, group in vars(drawer).items():
            if isinstance(group, click.Command) and name.endswith(("_cli", "_command")):
                app.cli.add_command(group)
    desk.init_app(app, panels=[panel, *_joined("PANELS")], nav=_joined("NAV"), portal=_joined("PORTAL"), groups=GROUPS)
    jobs.init_app(app, jobs=_joined("JOBS"))
    app.extensions["roles"] = tendering.permissions.Role
    app.extensions["organisation roles"] = tendering.permissions.INSTITUTIONS
    app.extensions["demo_accounts"] = demo_accounts
    app.extensions["checks"] = [*checks.OF_KERNEL, *_joined("CHECKS")]


def _joined(name: str) -> list:
    return [each for room in ROOMS for each in getattr(room.schedule, name)]


def _commands(app: Flask) -> None:
    @app.cli.command("seed")
    def seed() -> None:
        """Reference data: roles, regions, announced days, trades. May run again at any time."""
        with writing():
            organisations.seed()
            seed_roles(tendering.permissions.Role)
            calendar.seed()
            for load in _joined("SEEDS"):
                load()

    @app.cli.command("permissions")
    def permissions() -> None:
        """Print every permission with the roles that hold it."""
        for permission, roles in access.table().items():
            click.echo(f"{permission:32} {', '.join(sorted(roles))}")

    audit_cli = AppGroup("audit", help="The audit chain.")

    @audit_cli.command("verify")
    def verify() -> None:
        """Exit 1 when a chain is not whole."""
        faults = audit.verify()
        click.echo("\n".join(faults) or "the audit chain is whole")
        raise SystemExit(bool(faults))

    for group in (audit_cli, attachments.cli, secrets.cli):
        app.cli.add_command(group)
