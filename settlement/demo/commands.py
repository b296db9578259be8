"""`flask demo build` and `flask demo accounts`."""

import time

import click
from flask import current_app
from flask.cli import AppGroup

from kernel import clock
from settlement.demo import build as scenes
from settlement.demo.cast import PASSWORD

demo_cli = AppGroup("demo", help="The demonstration region.")


@demo_cli.command("build")
def build() -> None:
    """Build the demonstration on an empty database; nothing where it stands already."""
    if not current_app.config["SETTINGS"].is_demo:
        raise click.ClickException("This is not a demonstration: DATABASE_URL is set and DEMO is not.")
    begun = time.monotonic()
    made = scenes.build(say=click.echo)
    click.echo(f"{made} ({time.monotonic() - begun:.0f} s, legal time {clock.local(clock.now()):%Y-%m-%d %H:%M})")


@demo_cli.command("accounts")
def accounts() -> None:
    """Print who may sign in, with the one password of the demonstration."""
    for role, name, region, mail in scenes.accounts():
        click.echo(f"{role}  {name}  {region}  {mail}")
    click.echo(f"password / 密码: {PASSWORD}")
