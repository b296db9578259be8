"""Printed documents, from HTML, by a worker process. Nothing here imports WeasyPrint: no web request pays for it.

    content = pdf.render(html, title="拨付凭证", identifier=number, made_at=posted_at, css=css,
                         attachments=[pdf.Attached("voucher.json", snapshot, "Snapshot", "Source")])

`html` draws with the shipped font, `kernel/print.css` and its own `css`; `<img src="part:seal">` finds the part
{"part:seal": (content, media type)}. Every other address ends the printing with AddressRefused.
"""

import io
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime

import segno
from flask import current_app
from flask_babel import gettext as _
from markupsafe import Markup, escape

from kernel import workers
from kernel.annex import Column, annex, missing_characters

__all__ = ["AddressRefused", "Attached", "Column", "annex", "missing_characters", "qr_svg", "render", "submit"]


class AddressRefused(ValueError):
    """The document asked for something it was not given: no file, no network, nothing but its named parts."""


@dataclass(frozen=True)
class Attached:
    """A file inside the PDF; `relationship` is Source, Data, Alternative or Supplement (ISO 32000-2, 7.11.3)."""

    name: str
    content: bytes
    description: str
    relationship: str = "Data"


@dataclass(frozen=True)
class Printing:
    """One document as a worker gets it."""

    html: str
    title: str
    identifier: str
    made_at: datetime
    css: str
    parts: Mapping[str, tuple[bytes, str]]
    attachments: tuple[Attached, ...]


def submit(
    html: str,
    *,
    title: str,
    identifier: str,
    made_at: datetime,
    css: str = "",
    parts: Mapping[str, tuple[bytes, str]] | None = None,
    attachments: Sequence[Attached] = (),
) -> Future:
    """Have a worker print; the future gives the bytes of a PDF/A-3b. Equal arguments give equal bytes.

    `identifier` is the document's permanent name, `made_at` an aware instant. The demonstration's watermark is added
    here, so that no document can go without it.
    """
    if made_at.tzinfo is None:
        raise TypeError("made_at needs its zone")
    made_at = made_at.astimezone(UTC).replace(microsecond=0)
    html = _marked(str(html)) if current_app.config["SETTINGS"].is_demo else str(html)
    printing = Printing(html, title, identifier, made_at, css, dict(parts or {}), tuple(attachments))
    return workers.submit(_print, printing)


def render(html: str, *, seconds: float = 120, **options) -> bytes:
    """The PDF itself, waited for; options as for `submit`."""
    return submit(html, **options).result(timeout=seconds)


def qr_svg(text: str, *, millimetres: float = 24) -> Markup:
    """A QR code (error correction M) as inline SVG: one path, no fetch."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2)
    size = f'<svg class="qr" width="{millimetres}mm" height="{millimetres}mm" '
    return Markup(drawn.getvalue().decode().replace("<svg ", size, 1))


def _marked(html: str) -> str:
    words = escape(_("Demonstration, not a document"))
    if "</body>" not in html:
        raise ValueError("a printed document has a body")
    return html.replace("</body>", f'<div class="watermark">{words}</div></body>')


def _print(printing: Printing) -> bytes:
    from kernel.pdf_worker import render as draw  # here, so that only a worker ever loads WeasyPrint

    return draw(printing)
