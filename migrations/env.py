"""Runs migrations as the tables' owner, then makes all triggers again and gives the application's role its rights."""

import sqlalchemy as sa
from alembic import context
from flask import current_app

from kernel import triggers
from kernel.db import db

settings = current_app.config["SETTINGS"]


def plain(kind: str, thing, autogen_context):
    """Migrations name the databases' own types, never a class of the code they must outlive."""
    return repr(thing.impl).join(("sa.", "")) if kind == "type" and isinstance(thing, sa.TypeDecorator) else False


def finish(connection: sa.Connection) -> None:
    triggers.install(connection)
    app_role, owner = sa.make_url(settings.url).username, sa.make_url(settings.owner_url).username
    if connection.dialect.name == "postgresql" and app_role != owner:
        triggers.grant(connection, app_role)


engine = sa.create_engine(settings.owner_url)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=plain,
        transactional_ddl=True,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
        if not getattr(context.config.cmd_opts, "autogenerate", False):
            finish(connection)
engine.dispose()
