"""The key file: key-encryption keys by id, and the key of the blind indexes. Never in the database.

{"current": "k1", "wrapping": {"k1": "<base64, 32 bytes>"}, "index": "<base64, 32 bytes>"}
"""

import json
import os
import secrets
import sys
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app

from kernel import config


@dataclass(frozen=True)
class Keyring:
    """What the key file holds; `current` names the key that wraps new data keys."""

    current: str
    wrapping: dict[str, bytes]
    index: bytes


def init_app(app: Flask) -> None:
    """The demonstration and tests make their key file; production does not start without one made on purpose."""
    settings = app.config["SETTINGS"]
    if settings.keys_path.exists():
        return
    if not (settings.is_demo or settings.testing):
        raise config.Refused(
            f"The key file {settings.keys_path} is missing. For a new database make one with "
            f"`python -m kernel.keyring {settings.keys_path}` and keep a copy apart from the backups."
        )
    make(settings.keys_path)


def make(path: Path) -> None:
    """Write a fresh key file for its owner only. Of two processes that start at once the first file stands for both."""
    path.parent.mkdir(parents=True, exist_ok=True)
    config.link_once(_draft(path, Keyring("k1", {"k1": secrets.token_bytes(32)}, secrets.token_bytes(32))), path)


def keyring() -> Keyring:
    """The keys of the running application; read again when the file was replaced by a rotation."""
    path = current_app.config["SETTINGS"].keys_path
    return _read(path, path.stat().st_mtime_ns)


def add_wrapping_key() -> Keyring:
    """A new current key, the old ones kept: what is wrapped by them stays readable. The file is replaced at once."""
    ring = keyring()
    name = f"k{len(ring.wrapping) + 1}-{secrets.token_hex(3)}"
    return _replace(Keyring(name, {**ring.wrapping, name: secrets.token_bytes(32)}, ring.index))


def drop_wrapping_key(name: str) -> Keyring:
    """Forget an old key; what is still wrapped by it could never be read again."""
    ring = keyring()
    if name == ring.current:
        raise ValueError(f"{name} is the current key")
    kept = {held: key for held, key in ring.wrapping.items() if held != name}
    return _replace(Keyring(ring.current, kept, ring.index))


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Keyring:
    held = json.loads(path.read_text())
    wrapping = {name: b64decode(key) for name, key in held["wrapping"].items()}
    ring = Keyring(held["current"], wrapping, b64decode(held["index"]))
    if ring.current not in wrapping or any(len(key) != 32 for key in (*wrapping.values(), ring.index)):
        raise ValueError(f"{path} is not a key file")
    return ring


def _draft(path: Path, ring: Keyring) -> Path:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    held = {
        "current": ring.current,
        "wrapping": {name: b64encode(key).decode() for name, key in ring.wrapping.items()},
        "index": b64encode(ring.index).decode(),
    }
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(held, file)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _replace(ring: Keyring) -> Keyring:
    path = current_app.config["SETTINGS"].keys_path
    os.replace(_draft(path, ring), path)
    return keyring()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
