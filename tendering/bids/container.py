"""What is inside a sealed bid: the form's fields and the files beside it, in one piece of bytes.

    "SEALED1\\n" | header length, 4 bytes big-endian | header, JSON in UTF-8 | the files, one after another
    header: {"about": text, "fields": {name: text}, "files": [{"field", "name", "sha256", "size"}, …]}

The browser writes it (`kernel/static/js/seal.js`); files stay binary. `about` names tender, lot and bidder, so that a
ciphertext copied under another bid does not open there.
"""

import hashlib
import json
from dataclasses import dataclass

MAGIC = b"SEALED1\n"
MAX_HEADER = 1024 * 1024
MAX_FILES = 20


@dataclass(frozen=True)
class SealedFile:
    """A file as the bidder chose it: the form field it was chosen in, its name, its bytes."""

    field: str
    name: str
    content: bytes


@dataclass(frozen=True)
class Contents:
    """A bid: what it is about, its fields as texts, its files."""

    about: str
    fields: dict[str, str]
    files: tuple[SealedFile, ...] = ()


def pack(contents: Contents) -> bytes:
    """The container of these contents."""
    files = [
        {
            "field": file.field,
            "name": file.name,
            "sha256": hashlib.sha256(file.content).hexdigest(),
            "size": len(file.content),
        }
        for file in contents.files
    ]
    header = json.dumps(
        {"about": contents.about, "fields": contents.fields, "files": files},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    ).encode()
    return b"".join((MAGIC, len(header).to_bytes(4, "big"), header, *(file.content for file in contents.files)))


def unpack(content: bytes) -> Contents:
    """The contents of a container; ValueError for anything that is not exactly one."""
    start = len(MAGIC) + 4
    length = int.from_bytes(content[len(MAGIC) : start], "big")
    if not content.startswith(MAGIC) or length > MAX_HEADER or len(content) < start + length:
        raise ValueError("not a sealed container")
    try:
        header = json.loads(content[start : start + length])
    except RecursionError:
        raise ValueError("a header nested beyond reason") from None
    _check(header)
    return Contents(header["about"], header["fields"], tuple(_files(header["files"], content[start + length :])))


def _check(header) -> None:
    if not isinstance(header, dict) or header.keys() != {"about", "fields", "files"}:
        raise ValueError("a header has about, fields and files")
    fields, files = header["fields"], header["files"]
    if not isinstance(fields, dict) or not all(isinstance(text, str) for text in (header["about"], *fields.values())):
        raise ValueError("fields are texts")
    if not isinstance(files, list) or len(files) > MAX_FILES:
        raise ValueError("too many files")
    for file in files:
        is_described = isinstance(file, dict) and file.keys() == {"field", "name", "sha256", "size"}
        if not is_described or [type(file[key]) for key in ("field", "name", "sha256", "size")] != [str, str, str, int]:
            raise ValueError("a file has field, name, sha256 and size")


def _files(described: list[dict], content: bytes):
    if any(file["size"] < 0 for file in described) or sum(file["size"] for file in described) != len(content):
        raise ValueError("the sizes of the files do not add up")
    at = 0
    for file in described:
        part = content[at : at + file["size"]]
        at += file["size"]
        if hashlib.sha256(part).hexdigest() != file["sha256"]:
            raise ValueError("a file is not the one that was hashed")
        yield SealedFile(file["field"], file["name"], part)
