"""`flask check [--region CODE]`: every invariant with its figure, green or red; 1 where one is red."""

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _

from kernel.db import begin_snapshot, db
from kernel.organisations.models import Region
from settlement.checks import queries
from settlement.checks.queries import Looked

FEW = 5  # faults that are named; the rest is counted


@click.command("check")
@click.option("--region", "region_code", metavar="CODE", help="GB/T 2260 code of the league or city; all without it")
@with_appcontext
def check_command(region_code: str | None) -> None:
    """Look at everything that must hold and print each with its figure. Writes nothing; exits 1 if any is red."""
    begin_snapshot()
    if region_code is not None and db.session.get(Region, region_code) is None:
        raise click.BadParameter(_("There is no region %(code)s.", code=region_code), param_hint="--region")
    red = count = 0
    for looked in queries.look(region_code):
        count, red = count + 1, red + (not looked.found.is_green)
        _say(looked)
    click.echo(_("%(count)s checks, %(red)s red", count=count, red=red))
    raise SystemExit(1 if red else 0)


def _say(looked: Looked) -> None:
    check, found = looked.check, looked.found
    word, colour = (_("green"), "green") if found.is_green else (_("red"), "red")
    click.echo(f"{click.style(word, fg=colour, bold=True)}  {check.name:22} {check.label}: {found.figure}")
    for fault in found.faults[:FEW]:
        click.echo(f"      {fault.key}: {fault.why}")
    if len(found.faults) > FEW:
        click.echo("      " + _("… and %(count)s more", count=len(found.faults) - FEW))
