"""`flask settle --region CODE --period YYYY-MM [--dry-run]`: draft a run, or show what it would be.

`flask settle replay RUN` is added by the room above that compares (`settlement.checks.commands`).
"""

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _

from kernel.accounts.service import schedule
from kernel.db import db, writing
from kernel.jobs import on_terminal
from kernel.money import format_yuan
from kernel.organisations.models import Region
from kernel.refusals import Refusal
from settlement.entitlements.reading import read
from settlement.entitlements.service import judged
from settlement.recoveries.reckoning import overpaid_fen, returned
from settlement.runs import drafting, periods, queries, service


@click.group("settle", invoke_without_command=True)
@click.option("--region", "region_code", metavar="CODE", help="GB/T 2260 code of the league or city")
@click.option("--period", metavar="YYYY-MM")
@click.option("--dry-run", is_flag=True, help="show what would be drafted; write nothing")
@click.pass_context
@with_appcontext
def settle_command(context: click.Context, region_code: str | None, period: str | None, dry_run: bool) -> None:
    """Draft the settlement run of a region and period.

    Again for the same period it names the run, writes nothing and exits 0; a refusal exits 1.
    """
    if context.invoked_subcommand:
        return
    for name, given in (("--region", region_code), ("--period", period)):
        if given is None:
            raise click.MissingParameter(param_hint=f"'{name}'", param_type="option")
    try:
        _settle(region_code, period, dry_run)
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.code}: {refusal.sentence}") from refusal


def _settle(region_code: str, period: str, dry_run: bool) -> None:
    if db.session.get(Region, region_code) is None:
        raise click.BadParameter(_("There is no region %(code)s.", code=region_code), param_hint="--region")
    if found := queries.standing(region_code, period):
        click.echo(
            _(
                "%(period)s has a run already: %(run)s (%(state)s).",
                period=period,
                run=found.number,
                state=found.state.label,
            )
        )
        return
    cutoff = periods.cutoff(period)
    service.refuse_draft(region_code, period)
    with on_terminal():
        reading = read(region_code, cutoff)
        if dry_run:
            _preview(reading)
            return
        with writing():
            run = service.draft(region_code=region_code, period=period, reading=reading, actor=schedule())
            said = _(
                "Run %(run)s is drafted: %(people)s persons, %(lines)s lines, %(yuan)s yuan.",
                run=run.number,
                people=run.people,
                lines=run.lines,
                yuan=format_yuan(run.total_fen),
            )
    click.echo(said)


def _preview(reading) -> None:
    found = judged(reading, returned=returned(reading.region_code, reading.families))
    due, back = drafting.due_fen(found), overpaid_fen(found)
    click.echo(
        _(
            "Would be drafted: %(people)s persons, %(lines)s lines, %(yuan)s yuan; "
            "%(back)s overpayments of %(fen)s yuan. Nothing was written.",
            people=len(reading),
            lines=len(due),
            yuan=format_yuan(int(due.sum())),
            back=len(back),
            fen=format_yuan(sum(back.values())),
        )
    )
