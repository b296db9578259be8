"""The tar file: written beside its name and renamed when it is whole, read only after every hash agreed."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

MANIFEST = "manifest.json"
FORMAT = 1


class BadArchive(ValueError):
    """The file is no backup of ours, or not what was written."""


def write(target: Path, facts: dict[str, Any], members: Iterable[tuple[str, Path]]) -> None:
    """A new tar of `members` (name, file), in that order, then its manifest; readable by the owner alone."""
    draft = target.with_name(f"{target.name}.part")
    with _private(draft, "xb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            hashes = {}
            for name, path in members:
                tar.add(path, arcname=name, recursive=False)
                hashes[name] = _hash(path.open("rb"))
            _add_manifest(tar, {"format": FORMAT, **facts, "members": hashes})
        file.flush()
        os.fsync(file.fileno())
    os.link(draft, target)  # refuses where a file of that name has come meanwhile
    draft.unlink()


def write_private(target: Path, text: str) -> None:
    """A new file that only its owner may read."""
    with _private(target, "xb") as file:
        file.write(text.encode())
        os.fsync(file.fileno())


@contextmanager
def checked(path: Path) -> Iterator[tuple[tarfile.TarFile, dict[str, Any]]]:
    """(tar, manifest) once every member is there and is what the manifest says."""
    with tarfile.open(path, mode="r:") as tar:
        manifest = _manifest(tar)
        found = {member.name: member for member in tar.getmembers() if member.name != MANIFEST}
        if set(found) != set(manifest["members"]) or not all(member.isfile() for member in found.values()):
            raise BadArchive("its members are not those of its manifest")
        for name, member in found.items():
            if _hash(tar.extractfile(member)) != manifest["members"][name]:
                raise BadArchive(f"{name} is not what was written")
        yield tar, manifest


def unpack(tar: tarfile.TarFile, name: str, target: Path) -> None:
    """One member into a new file of ours; its own path, owner and mode are not followed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tar.extractfile(name) as source, _private(target, "xb") as file:
        while block := source.read(1 << 20):
            file.write(block)
        os.fsync(file.fileno())


def _private(path: Path, mode: str) -> IO[bytes]:
    return open(path, mode, opener=lambda name, flags: os.open(name, flags, 0o600))


def _hash(file: IO[bytes]) -> str:
    with file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add_manifest(tar: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    member = tarfile.TarInfo(MANIFEST)
    member.size, member.mode = len(text), 0o600
    tar.addfile(member, io.BytesIO(text))


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    try:
        with tar.extractfile(MANIFEST) as file:
            manifest = json.load(file)
    except KeyError as error:
        raise BadArchive("it has no manifest") from error
    if manifest.get("format") != FORMAT:
        raise BadArchive(f"its format is {manifest.get('format')}, this house reads {FORMAT}")
    return manifest
