"""Two languages: English is in the code, Chinese in each feature's own drawer (`<room>/<feature>/zh.po`).

All drawers are read into one catalogue in memory at start: no compiled files, no build step. Chinese is the default;
a cookie remembers who asked for English.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog, Message
from babel.support import Translations
from flask import Blueprint, Flask, abort, has_request_context, redirect, request
from flask_babel import Babel, Domain, get_locale
from flask_babel.speaklater import LazyString

from kernel.access import PUBLIC, requires
from kernel.addresses import own_path
from kernel.config import ROOT

ROOMS = ("kernel", "tendering", "settlement")
CHINESE, ENGLISH = "zh_Hans_CN", "en"
LANGUAGES = {"zh": CHINESE, "en": ENGLISH}
COOKIE = "language"

bp = Blueprint("language", __name__)


class HouseDomain(Domain):
    """Flask-Babel's default domain, fed from the drawers instead of from `.mo` files."""

    def get_translations(self) -> Translations:
        locale = get_locale()
        return chinese() if locale is not None and locale.language == "zh" else Translations()


def drawers() -> list[Path]:
    """Every drawer of the house, in alphabetical order."""
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("zh.po"))


def read_drawer(path: Path) -> Catalog:
    with path.open("rb") as source:
        return pofile.read_po(source, locale=CHINESE, charset="utf-8", abort_invalid=True)


def joined(catalogues: dict[Path, Catalog]) -> Catalog:
    """One catalogue of all drawers; where two differ on a sentence the first drawer is heard (see `quarrels`)."""
    whole = Catalog(locale=CHINESE, charset="utf-8")
    for catalogue in catalogues.values():
        for message in _translated(catalogue):
            if whole.get(message.id, message.context) is None:
                whole.add(message.id, message.string, context=message.context)
    return whole


def quarrels(catalogues: dict[Path, Catalog]) -> list[str]:
    """Sentences that two drawers translate differently: a test keeps this empty, the running system goes on."""
    wordings: dict[tuple, dict] = {}
    for path, catalogue in catalogues.items():
        for message in _translated(catalogue):
            wordings.setdefault((message.context, message.id), {}).setdefault(message.string, path)
    return [
        f"{msgid!r}: { ({str(path): string for string, path in found.items()}) }"
        for (_, msgid), found in wordings.items()
        if len(found) > 1
    ]


def _translated(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id and message.string]


@cache
def chinese() -> Translations:
    """The joined catalogue, ready to be asked; read once a process."""
    compiled = BytesIO()
    mofile.write_mo(compiled, joined({path: read_drawer(path) for path in drawers()}))
    compiled.seek(0)
    return Translations(compiled)


def pack(sentence) -> dict | str:
    """A lazy sentence as JSON, to be kept and read later in the reader's language; plain text stays text."""
    if not isinstance(sentence, LazyString):
        return str(sentence)
    return {"words": list(sentence._args), "values": {name: _packed(value) for name, value in sentence._kwargs.items()}}


def unpack(kept: dict | str) -> str:
    """The sentence that `pack` kept, in the language of this request."""
    if isinstance(kept, str):
        return kept
    domain = HouseDomain()
    values = {name: unpack(value) if isinstance(value, dict) else value for name, value in kept["values"].items()}
    return (domain.ngettext if len(kept["words"]) > 1 else domain.gettext)(*kept["words"], **values)


def _packed(value):
    return value if isinstance(value, int) else pack(value)


def choose_locale() -> str:
    """The cookie's language, Chinese without one; jobs and commands speak Chinese."""
    return LANGUAGES.get(request.cookies.get(COOKIE, ""), CHINESE) if has_request_context() else CHINESE


@bp.get("/language/<code>")
@requires(PUBLIC)
def switch(code: str):
    """Remember the language and return to the page it was asked from (a path of this site only)."""
    if code not in LANGUAGES:
        abort(404)
    answer = redirect(own_path(request.args.get("back")) or "/")
    answer.set_cookie(COOKIE, code, max_age=365 * 86400, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def init_app(app: Flask) -> None:
    babel = Babel(app, default_locale=CHINESE, default_timezone="Asia/Shanghai", locale_selector=choose_locale)
    babel.domain_instance = HouseDomain()
    chinese()
    app.register_blueprint(bp)
    app.jinja_env.globals["other_language"] = lambda: (
        ("zh", "中文") if get_locale().language == "en" else ("en", "English")
    )
    app.jinja_env.globals["html_lang"] = lambda: "en" if get_locale().language == "en" else "zh-CN"
