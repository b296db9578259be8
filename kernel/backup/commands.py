"""flask backup, flask restore."""

import tarfile
from pathlib import Path

import click
from flask.cli import with_appcontext

from kernel.backup import service
from kernel.backup.archive import BadArchive


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, resolve_path=True))
@with_appcontext
def backup_command(file: Path) -> None:
    """Database and attachments into FILE, the keys into FILE.key. Others may work meanwhile."""
    try:
        count = service.make(file)
    except service.NotPossible as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file}: the database and {count} attachments")
    click.echo(f"{service.key_path(file)}: the keys. Keep them in another place: whoever has both reads everything.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, resolve_path=True, exists=True))
@click.option("--key", type=click.Path(path_type=Path, resolve_path=True), help="The keys; FILE.key unless named.")
@with_appcontext
def restore_command(file: Path, key: Path | None) -> None:
    """FILE into an empty database and directory, then verify the audit chain and every attachment."""
    key = key or service.key_path(file)
    if not key.exists():
        raise click.ClickException(f"{key} is missing; without the keys nothing that is encrypted can be read.")
    try:
        faults = service.put_back(file, key)
    except (service.NotPossible, BadArchive, tarfile.ReadError) as error:
        raise click.ClickException(f"{file.name}: {error}") from error
    click.echo("\n".join(faults) or "restored; the audit chain and every attachment are whole")
    raise SystemExit(bool(faults))
