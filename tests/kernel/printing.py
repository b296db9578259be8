"""What the tests of printed documents share: a bare application, and ways to look at a page."""

import io
from datetime import UTC, datetime

from flask import Flask
from flask_babel import Babel
from PIL import Image

from kernel import pdf
from kernel.config import Settings

AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
HTML = "<!doctype html><html lang='zh-CN'><title>凭证</title><body><h1>职业培训补贴拨付凭证</h1>{}</body></html>"


def bare_app() -> Flask:
    """An application that can print and nothing else."""
    bare = Flask("kernel")
    bare.config["SETTINGS"] = Settings(testing=True, demo=False)
    Babel(bare)
    return bare


def print_one(body: str, **options) -> bytes:
    return pdf.render(HTML.format(body), **{"title": "凭证", "identifier": "呼凭2026-000412", "made_at": AT, **options})


def ink(image: Image.Image) -> float:
    """Share of dark pixels."""
    pixels = image.convert("L").histogram()
    return sum(pixels[:110]) / sum(pixels)


def drawn(page, dpi=100) -> float:
    """Ink of a page as MuPDF draws it."""
    return ink(Image.open(io.BytesIO(page.get_pixmap(dpi=dpi).tobytes("png"))))
