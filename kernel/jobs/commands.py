"""flask jobs: run the scheduler, see what is due, or do it now."""

import click
from flask import current_app
from flask.cli import AppGroup

from kernel.jobs import leadership, on_terminal, queries, service
from kernel.jobs.job import key_text
from kernel.jobs.loop import Loop

jobs_cli = AppGroup("jobs", help="Scheduled jobs.")


@jobs_cli.command("run")
@click.option("--retry", default=2.0, help="Seconds between two tries to lead.")
@click.option("--beat", default=5.0, help="Seconds between two signs of life.")
def run(retry: float, beat: float) -> None:
    """Run the scheduler until it is told to stop. Several may run: one leads, another takes over when it dies."""
    Loop(current_app._get_current_object(), retry=retry, beat=beat).serve()


@jobs_cli.command("due")
def due() -> None:
    """Show what each job would do now, and do nothing."""
    for job in current_app.extensions["jobs"].values():
        keys = [key_text(key) for key in job.due()]
        waiting = queries.not_now(job.name, keys, rest=False)
        click.echo(f"{job.name:28} {', '.join(key for key in keys if key not in waiting) or '—'}")


@jobs_cli.command("now")
@click.argument("name", required=False)
def now(name: str | None) -> None:
    """Do what is due (of one job, or of all) here and now. Refused while a scheduler leads: it does it."""
    if name is not None and name not in current_app.extensions["jobs"]:
        raise click.ClickException(f"no job is named {name}; see flask jobs due")
    lock = leadership.of(current_app.config["SETTINGS"])
    if not lock.take():
        raise click.ClickException("a scheduler leads and does what is due; ask for a job on its page")
    try:
        with on_terminal():
            ended = service.run_due(name)
    finally:
        lock.leave()
    click.echo(", ".join(f"{count} {outcome.value}" for outcome, count in ended.items()) or "nothing is due")
    raise SystemExit(1 if "failed" in ended else 0)
