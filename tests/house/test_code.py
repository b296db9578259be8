"""The rules of the house that a reader of the code can check."""

import ast
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

ROOMS = ("kernel", "tendering", "settlement")
CODE = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMMITTERS = {"kernel/db.py", "kernel/web.py", "kernel/jobs.py"}
CLOCK = "kernel/clock.py"


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(path: Path):
    """(line, dotted name) of every call in a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


@pytest.mark.parametrize("path", [*CODE, *sorted((ROOT / "tests").rglob("*.py")), *TEMPLATES], ids=name)
def test_no_file_is_over_400_lines(path):
    assert len(path.read_text().splitlines()) <= 400


def test_only_the_request_or_the_job_commits():
    found = [
        f"{name(path)}:{line}"
        for path in CODE
        for line, called in calls(path)
        if called.endswith("session.commit") and name(path) not in COMMITTERS
    ]
    assert not found


def test_the_clock_is_the_only_reader_of_time():
    readers = re.compile(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.time)$")
    found = [
        f"{name(path)}:{line} {called}"
        for path in CODE
        for line, called in calls(path)
        if readers.search(called) and name(path) != CLOCK
    ]
    assert not found


def test_money_never_passes_through_a_float():
    """No `float(...)` call and no true division in any file that names fen."""
    found = []
    for path in CODE:
        text = path.read_text()
        if "fen" in text:
            for node in ast.walk(ast.parse(text)):
                is_call = isinstance(node, ast.Call) and ast.unparse(node.func) == "float"
                is_division = (
                    isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and "fen" in ast.unparse(node)
                )
                if is_call or is_division:
                    found.append(f"{name(path)}:{node.lineno}")
    assert not found


def test_only_vouchers_post_a_run():
    found = [
        f"{name(path)}:{line}"
        for path in CODE
        for line, called in calls(path)
        if re.search(r"\bruns?(\.service)?\.post$|^runs_service\.post$", called)
    ]
    assert all(place.startswith("settlement/vouchers/") for place in found), found


def test_every_template_is_used():
    written = "\n".join(path.read_text() for path in [*CODE, *TEMPLATES, ROOT / "wsgi.py"])
    unused = [
        name(path)
        for path in TEMPLATES
        if (relative := str(path.relative_to(ROOT / "templates"))) not in written
        and not relative.startswith("security/")
    ]
    assert not unused


def test_templates_carry_no_script_and_no_style_of_their_own():
    forbidden = re.compile(r"<script(?![^>]*\bsrc=)|\son\w+\s*=\s*[\"']|\sstyle\s*=|javascript:", re.IGNORECASE)
    screens = [path for path in TEMPLATES if "print" not in path.relative_to(ROOT / "templates").parts]
    found = [
        f"{name(path)}: {match.group(0).strip()}"
        for path in screens
        for match in [forbidden.search(path.read_text())]
        if match
    ]
    assert not found


def test_no_code_is_a_stub():
    found = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler) and all(isinstance(each, ast.Pass) for each in node.body):
                found.append(f"{name(path)}:{node.lineno} swallows an exception")
            if isinstance(node, ast.Raise) and node.exc is not None and "NotImplementedError" in ast.unparse(node.exc):
                found.append(f"{name(path)}:{node.lineno} is not written yet")
    assert not found


def test_no_lock_file_names_a_registry():
    assert not re.search(r"https?://", (ROOT / "requirements.lock").read_text())
