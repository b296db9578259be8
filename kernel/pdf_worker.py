"""The side of printing that knows WeasyPrint. Imported by workers only: it costs a second and 20 MB of fonts.

Stylesheets are parsed once and kept with their fonts for the life of the worker.
"""

import logging
from functools import cache
from pathlib import Path

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from kernel.annex import FONTS
from kernel.annex_rows import RowCache
from kernel.pdf import AddressRefused, Printing

STYLE = Path(__file__).with_name("print.css")
BASE = "closed://document/"  # what is relative becomes an address that nobody named


class _Refused(FatalURLFetchingError):
    """WeasyPrint logs and swallows every other exception of a fetcher, and prints on without the part."""


class ClosedFetcher(URLFetcher):
    """Gives what it holds, refuses all else and ends the printing."""

    def __init__(self, parts: dict[str, tuple[bytes, str]]):
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._parts = parts

    def fetch(self, url, headers=None):
        if url not in self._parts:
            raise _Refused(url)
        content, media_type = self._parts[url]
        return URLFetcherResponse(url, content, {"Content-Type": media_type})


def render(printing: Printing) -> bytes:
    """The document written as PDF/A-3b. Equal printings give equal bytes. Raises AddressRefused."""
    style, fonts = _style(printing.css)
    source = HTML(string=printing.html, base_url=BASE, url_fetcher=ClosedFetcher(printing.parts))
    options = {"pdf_variant": "pdf/a-3b", "pdf_identifier": printing.identifier.encode(), "cache": RowCache()}
    try:
        document = source.render(font_config=fonts, stylesheets=[style], attachments=_attach(printing), **options)
        document.metadata.title = printing.title
        document.metadata.created = document.metadata.modified = printing.made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        return document.write_pdf(attachments=_attach(printing), **options)
    except _Refused as refused:
        raise AddressRefused(f"the document asked for {refused}") from None


@cache
def _style(css: str) -> tuple[CSS, FontConfiguration]:
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    fonts = FontConfiguration()
    shipped = {f"font:{path.name}": (path.read_bytes(), "font/ttf") for path in FONTS.glob("*.ttf")}
    text = STYLE.read_text() + css
    return CSS(string=text, font_config=fonts, url_fetcher=ClosedFetcher(shipped), base_url=BASE), fonts


def _attach(printing: Printing) -> list[Attachment]:
    return [
        Attachment(
            string=each.content,
            name=each.name,
            description=each.description,
            created=printing.made_at,
            modified=printing.made_at,
            relationship=each.relationship,
        )
        for each in printing.attachments
    ]
