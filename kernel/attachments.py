"""Files people hand in: encrypted one by one, named by the SHA-256 of their ciphertext.

The hash of the ciphertext lets a backup be checked without any key, tells nobody that two files are equal, and leaves
each copy under a key of its own, so that one can be erased and the other stays. A file is on disk before its row is
committed; a file without a row is an orphan and is swept after a day.
"""

import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import click
import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Response, current_app, send_file
from flask.cli import AppGroup
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from kernel import clock, sniffing
from kernel.db import Instant, db, region_column
from kernel.refusals import Refusal
from kernel.secrets import data_key, erase_data_key, new_data_key

MAX_BYTES = 20 * 1024 * 1024
PLACE = b"attachments"
ORPHAN_AFTER = timedelta(days=1)
cli = AppGroup("attachments", help="The store of encrypted files.")


class Attachment(db.Model):
    """A file that was handed in; `hash` names it in the store, `size` is that of the plain content."""

    __tablename__ = "attachments"
    __append_only__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    data_key_id: Mapped[str] = mapped_column(sa.ForeignKey("data_keys.id"))
    filename: Mapped[str] = mapped_column(sa.String(200))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    stored_at: Mapped[datetime] = mapped_column(Instant)
    stored_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))


def store(
    content: bytes | IO[bytes],
    filename: str,
    media_type: str | None = None,
    *,
    region_code: str,
    organisation_id: int | None = None,
    actor,
) -> Attachment:
    """Encrypt and keep a file, and add its row; the type is read from the content, never from what was declared.

    Refuses ATTACHMENT_EMPTY, ATTACHMENT_TOO_LARGE, ATTACHMENT_TYPE and ATTACHMENT_MISMATCH (a name that claims
    another type). `media_type`, where given, must be the type found.
    """
    content = _read(content)
    found = _accepted(content, filename, media_type)
    key_id, key = new_data_key()
    nonce = os.urandom(12)
    row = Attachment(
        region_code=region_code,
        organisation_id=organisation_id,
        data_key_id=key_id,
        media_type=found,
        hash=_write(nonce + AESGCM(key).encrypt(nonce, content, PLACE)),
        filename=_plain_name(filename),
        size=len(content),
        stored_at=clock.now(),
        stored_by_id=actor and actor.id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def open_bytes(attachment: Attachment) -> bytes:
    """The plain content; refuses ATTACHMENT_ERASED. A missing or changed file is an error, not a refusal."""
    key = data_key(attachment.data_key_id)
    if key is None:
        raise Refusal("ATTACHMENT_ERASED", _l("This file was erased when its time of keeping was over."), status=410)
    sealed = path(attachment.hash).read_bytes()
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], PLACE)


def send(attachment: Attachment) -> Response:
    """The file as a download that no browser runs or keeps. The owner's view has checked who may have it."""
    content = io.BytesIO(open_bytes(attachment))
    answer = send_file(content, mimetype=attachment.media_type, as_attachment=True, download_name=attachment.filename)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def erase(attachment: Attachment) -> None:
    """Forget the file's key; the row and its hash stay as proof that it was there."""
    erase_data_key(attachment.data_key_id)


def path(name: str) -> Path:
    """Where the file of that hash lies."""
    return _root() / name[:2] / name


def orphans() -> Iterator[Path]:
    """Files older than a day that no committed row names: uploads whose transaction ended otherwise."""
    before = (clock.machine_now() - ORPHAN_AFTER).timestamp()
    for file in sorted(each for each in _root().rglob("*") if each.is_file()):
        if file.stat().st_mtime < before and not db.session.scalar(sa.select(Attachment.id).filter_by(hash=file.name)):
            yield file


def sweep() -> int:
    """Remove the orphans; how many there were. May run twice."""
    gone = list(orphans())
    for file in gone:
        file.unlink(missing_ok=True)
    return len(gone)


def faults() -> list[str]:
    """Every row whose file is missing or is not what its name says; needs no key."""
    return [f"{name}: {'changed' if is_there else 'missing'}" for name, is_there in broken()]


def broken(region_code: str | None = None) -> list[tuple[str, bool]]:
    """(name, whether it is there) of every such file of a region, or of any."""
    only = {"region_code": region_code} if region_code else {}
    names = db.session.scalars(sa.select(Attachment.hash).filter_by(**only).order_by(Attachment.id))
    return [(name, path(name).exists()) for name in names if not _is_whole(path(name))]


@cli.command("sweep")
@click.option("--dry-run", is_flag=True, help="Only name them.")
def sweep_command(dry_run: bool) -> None:
    """Remove files that no row names."""
    for file in orphans() if dry_run else ():
        click.echo(file.name)
    if not dry_run:
        click.echo(f"{sweep()} orphans removed")


@cli.command("verify")
def verify_command() -> None:
    """Exit 1 when a file is missing or was changed."""
    found = faults()
    click.echo("\n".join(found) or "every attachment is whole")
    raise SystemExit(bool(found))


def _root() -> Path:
    return current_app.config["SETTINGS"].var_dir / "attachments"


def _read(content: bytes | IO[bytes]) -> bytes:
    content = content if isinstance(content, bytes) else content.read(MAX_BYTES + 1)
    if not content:
        raise Refusal("ATTACHMENT_EMPTY", _l("The file is empty."))
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise Refusal("ATTACHMENT_TOO_LARGE", _l("The file is larger than %(limit)s MB.", limit=limit), status=413)
    return content


def _accepted(content: bytes, filename: str, declared: str | None) -> str:
    found = sniffing.media_type(content)
    if found is None:
        raise Refusal("ATTACHMENT_TYPE", _l("Only PDF, PNG, JPEG, xlsx and csv files are accepted."))
    if not filename.lower().endswith(sniffing.ENDINGS[found]) or declared not in (None, found):
        raise Refusal("ATTACHMENT_MISMATCH", _l("The name of the file does not fit its content."))
    return found


def _plain_name(filename: str) -> str:
    """The last part of the path, without control characters, its ending kept when it is cut."""
    name = "".join(each for each in filename.replace("\\", "/").rsplit("/", 1)[-1] if each.isprintable())
    stem, ending = os.path.splitext(name)
    return stem[: 200 - len(ending)] + ending


def _write(sealed: bytes) -> str:
    """Temp, fsync, rename, fsync of the directory: after the commit the file is there, whatever happens."""
    name = hashlib.sha256(sealed).hexdigest()
    target = path(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"draft-{secrets.token_hex(8)}")
    with draft.open("xb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, target)
    directory = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return name


def _is_whole(file: Path) -> bool:
    return file.exists() and hashlib.sha256(file.read_bytes()).hexdigest() == file.name
