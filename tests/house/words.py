"""Every sentence the code shows, found by reading it: gettext calls in Python and templates, verbs of audit rows."""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file

from kernel.config import ROOT
from kernel.i18n import ROOMS

KEYWORDS = {**DEFAULT_KEYWORDS, "_": None, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2), "_n": (1, 2)}
JINJA = {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}
MsgId = str | tuple[str, str]


def sentences() -> dict[MsgId, str]:
    """{msgid: "path:line" of its first use}."""
    found: dict[MsgId, str] = {}
    for path, line, msgid in (*_python(), *_templates()):
        found.setdefault(msgid, f"{path.relative_to(ROOT)}:{line}")
    return found


def _python() -> Iterator[tuple[Path, int, MsgId]]:
    for path in [ROOT / "wsgi.py", *(path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))]:
        for line, msgid, _, _ in extract_from_file("python", path, KEYWORDS):
            yield path, line, _both(msgid)
        for line, verb in audit_verbs(ast.parse(path.read_text(encoding="utf-8"))):
            yield path, line, verb


def _templates() -> Iterator[tuple[Path, int, MsgId]]:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for line, msgid, _, _ in extract_from_file("jinja2.ext:babel_extract", path, KEYWORDS, options=JINJA):
            yield path, line, _both(msgid)


def _both(msgid) -> MsgId:
    return msgid if isinstance(msgid, str) else tuple(msgid[:2])


def audit_verbs(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, verb) of `audit.record(actor, "verb", …)` and of `lasting=("verb", …)`: people read both."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_audit_record(node.func) and len(node.args) > 1:
            yield from _text(node.args[1])
        if isinstance(node, ast.keyword) and node.arg == "lasting" and isinstance(node.value, ast.Tuple):
            yield from _text(node.value.elts[0])


def _is_audit_record(function: ast.expr) -> bool:
    return ast.unparse(function) in ("audit.record", "record_audit")


def _text(node: ast.expr) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, node.value
    elif isinstance(node, ast.IfExp):
        yield from _text(node.body)
        yield from _text(node.orelse)
