"""Making a backup, and putting one back into an empty place."""

import json
import os
import tempfile
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from flask_migrate import upgrade

from kernel import attachments, audit, clock
from kernel.attachments import Attachment
from kernel.backup import archive, copies
from kernel.db import db
from kernel.keyring import keyring


class NotPossible(RuntimeError):
    """Said to the operator as it is; nothing was written."""


def make(target: Path) -> int:
    """The backup into `target` and the keys into `target`.key, both new files; how many attachments it holds.

    The database is copied first: files are stored before their rows and never changed, so each row's file is there.
    """
    for path in (target, key_path(target)):
        if path.exists():
            raise NotPossible(f"{path} exists already; name a new file")
    settings = current_app.config["SETTINGS"]
    database = copies.of(settings)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as place:
        revision, files = database.copy_out(Path(place))
        names = list(db.session.scalars(sa.select(Attachment.hash).order_by(Attachment.id)))
        facts = {"database": database.kind, "revision": revision, "made_at": clock.machine_now().isoformat()}
        members = [(f"database/{file.name}", file) for file in files]
        members += [(f"attachments/{name[:2]}/{name}", attachments.path(name)) for name in names]
        archive.write(target, facts, members)
    archive.write_private(key_path(target), json.dumps(_keys(settings), indent=1))
    return len(names)


def put_back(source: Path, key: Path) -> list[str]:
    """Restore into an empty database and directory; every fault of audit chain and attachments found afterwards.

    Refuses where anything is there already, where the file is not whole, or of the other kind of database.
    """
    settings, held = current_app.config["SETTINGS"], json.loads(key.read_text())
    database = copies.of(settings)
    _refuse_unless_empty(settings, database)
    with archive.checked(source) as (tar, manifest):
        if manifest["database"] != database.kind:
            raise NotPossible(f"this is a backup of {manifest['database']}, and the database here is {database.kind}")
        for name in manifest["members"]:
            if name.startswith("attachments/"):
                archive.unpack(tar, name, settings.var_dir / "attachments" / _plain(name))
        with tempfile.TemporaryDirectory(dir=settings.var_dir, prefix=".restore.") as place:
            _load(database, tar, manifest, Path(place))
    _write_keys(settings, held)
    upgrade()  # to today's schema, where the backup is older; and its triggers and grants in any case
    return audit.verify() + attachments.faults()


def key_path(target: Path) -> Path:
    """Where the keys of a backup lie; keep them in another place than the backup."""
    return target.with_name(f"{target.name}.key")


def _load(database: copies.Database, tar, manifest: dict, place: Path) -> None:
    files = []
    for name in manifest["members"]:
        if name.startswith("database/"):
            files.append(place / Path(name).name)
            archive.unpack(tar, name, files[-1])
    db.session.remove()
    db.engine.dispose()
    if database.kind == "postgresql":
        upgrade(revision=manifest["revision"])
    database.copy_in(files)


def _plain(name: str) -> str:
    """aa/hash of a member's name; nothing else may be in it."""
    _, folder, hash_ = name.split("/")
    if not (len(hash_) == 64 and hash_.isalnum() and folder == hash_[:2]):
        raise archive.BadArchive(f"{name} is not the name of an attachment")
    return f"{folder}/{hash_}"


def _keys(settings) -> dict:
    """The key file, and the secrets of the demonstration; those of production stand in its environment."""
    keyring()  # made now where it was never used
    secrets = settings.var_dir / "secrets.json"
    return {
        "keys": json.loads(settings.keys_path.read_text()),
        "secrets": json.loads(secrets.read_text()) if secrets.exists() else None,
    }


def _write_keys(settings, held: dict) -> None:
    """Keys that were here, made by the empty house when it started, are kept under another name."""
    settings.keys_path.parent.mkdir(parents=True, exist_ok=True)
    for path, text in ((settings.keys_path, held["keys"]), (settings.var_dir / "secrets.json", held["secrets"])):
        if path.exists() and text is not None:
            os.rename(path, path.with_name(f"{path.name}.{clock.machine_now():%Y%m%dT%H%M%S%f}"))
        if text is not None:
            archive.write_private(path, json.dumps(text))


def _refuse_unless_empty(settings, database: copies.Database) -> None:
    if not database.is_empty():
        raise NotPossible("the database is not empty, and a backup is restored into an empty one only")
    store = settings.var_dir / "attachments"
    if store.exists() and any(store.rglob("*")):
        raise NotPossible(f"{store} is not empty")
