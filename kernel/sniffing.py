"""What a file is, by its content. A name or a declared type is a claim; only the bytes decide."""

import io
import lzma
import re
import struct
import zipfile
import zlib

PDF, PNG, JPEG, CSV = "application/pdf", "image/png", "image/jpeg", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {PDF: (".pdf",), PNG: (".png",), JPEG: (".jpg", ".jpeg"), XLSX: (".xlsx",), CSV: (".csv",)}
# all that zipfile may raise over a broken archive
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    KeyError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
_BINARY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def media_type(content: bytes) -> str | None:
    """One of the five types that are kept, or None. Text without control characters counts as CSV."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"PK\x03\x04"):
        return XLSX if _is_workbook(content) else None
    text = decoded(content)
    return CSV if text and not _BINARY.search(text) else None


def decoded(content: bytes) -> str | None:
    """Text as people's spreadsheets save it: UTF-8 with or without its mark, else GB18030; None where it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {"[Content_Types].xml", "xl/workbook.xml"} <= set(archive.namelist())
    except BROKEN_ZIP:
        return False
