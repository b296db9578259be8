"""`flask check [--region CODE]`: every invariant with its figure, green or red; 1 where one is red.

`flask settle replay RUN`: a run computed again from what was known then; 1 where a line differs.
"""

import click
import sqlalchemy as sa
from flask.cli import with_appcontext
from flask_babel import gettext as _
from flask_babel import ngettext

from kernel.db import begin_snapshot, db
from kernel.organisations.models import Region
from settlement.checks import queries
from settlement.checks.queries import Looked
from settlement.checks.recompute import place, sentence
from settlement.checks.replay import replay
from settlement.runs.commands import settle_command
from settlement.runs.models import Run

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


@settle_command.command("replay")
@click.argument("number", metavar="RUN")
@with_appcontext
def replay_run(number: str) -> None:
    """Compute a run again from what was known when it was drafted, and print what differs. Writes nothing."""
    begin_snapshot()
    run = db.session.scalars(sa.select(Run).filter_by(number=number)).one_or_none()
    if run is None:
        raise click.BadParameter(_("There is no run %(number)s.", number=number), param_hint="RUN")
    found = replay(run)
    for each in found.differences:
        click.echo(f"{place(run, each)}: {sentence(each)}")
    if found.is_same:
        click.echo(ngettext("%(num)s line, no difference", "%(num)s lines, no difference", found.count))
    else:
        click.echo(_("%(count)s lines, %(different)s differences", count=found.count, different=len(found.differences)))
        raise SystemExit(1)
