"""`flask policy check FILE…`: worked cases run against the subsidy rule; needs neither database nor application."""

import sys

import click
from flask.cli import AppGroup

from settlement.policy.cases import run_files

policy_cli = AppGroup("policy", help="The subsidy rule of clause 6.")


@policy_cli.command("check", with_appcontext=False)
@click.argument("files", nargs=-1, required=True, type=click.Path())
def check(files):
    """Run files of worked cases; exits 1 when a case differs, 2 when a file cannot be read or has an unknown key."""
    lines, code = run_files(files)
    for line in lines:
        click.echo(line)
    sys.exit(code)
