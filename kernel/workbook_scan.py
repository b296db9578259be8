"""What an xlsx file holds before a reader is let at it: sizes, extents, formulas, read in a stream.

A 20 KB file may unpack to gigabytes, and two cells in opposite corners of a sheet make a reader ask for the whole
rectangle, so both are looked at first.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

from kernel.sniffing import BROKEN_ZIP

MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 500
CHUNK = 64 * 1024
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class Unreadable(ValueError):
    """Not an xlsx workbook, or one that no spreadsheet program wrote."""


class TooLarge(ValueError):
    """It would unpack to more than we are ready to read."""


@dataclass
class Scan:
    """Of one sheet: the last row and column with a cell (from 1), and where formulas stand, as (row, column)."""

    last_row: int = 0
    last_column: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)


def scan(content: bytes) -> list[Scan]:
    """Every sheet in the workbook's order. Raises Unreadable or TooLarge."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_sizes(archive)
            return [_scan_sheet(archive, part) for part in _sheet_parts(archive)]
    except (TooLarge, Unreadable):
        raise
    except (*BROKEN_ZIP, expat.ExpatError, LookupError, StopIteration) as broken:
        raise Unreadable(str(broken)) from broken


def column_letters(column: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _check_sizes(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise TooLarge


def _sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    targets: dict[str, str] = {}
    ids: list[str] = []

    def relation(name, attributes):
        if name.endswith("Relationship"):
            targets[attributes["Id"]] = attributes["Target"]

    def sheet(name, attributes):
        if name.rpartition(":")[2] == "sheet":
            ids.append(next(value for key, value in attributes.items() if key.rpartition(":")[2] == "id"))

    _parse(archive, "xl/_rels/workbook.xml.rels", relation)
    _parse(archive, "xl/workbook.xml", sheet)
    found = [targets[each] for each in ids]
    return [target.lstrip("/") if target.startswith("/") else f"xl/{target}" for target in found]


def _scan_sheet(archive: zipfile.ZipFile, part: str) -> Scan:
    found, here = Scan(), [0, 0]

    def start(name, attributes):
        kind = name.rpartition(":")[2]
        if kind == "row":
            here[:] = [int(attributes.get("r", here[0] + 1)), 0]
        elif kind == "c":
            here[:] = _position(attributes.get("r"), here)
            found.last_row, found.last_column = max(found.last_row, here[0]), max(found.last_column, here[1])
        elif kind == "f":
            found.formulas.add((here[0], here[1]))

    _parse(archive, part, start)
    return found


def _position(reference: str | None, here: list[int]) -> list[int]:
    if reference is None:
        return [here[0], here[1] + 1]
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise Unreadable(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return [int(match[2]), column]


def _parse(archive: zipfile.ZipFile, part: str, start) -> None:
    """Feed a part to expat, counting what really unpacks: the sizes a zip declares may lie."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _no_doctype
    read = 0
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            read += len(chunk)
            if read > MAX_UNPACKED:
                raise TooLarge
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _no_doctype(*arguments) -> None:
    raise Unreadable("a document type declaration")
