"""The demonstration, built once for a whole test run; each process of the run works on a copy of its own."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kernel.db import db
from tests.conftest import ROOT, close, make_app


def build_in(directory: Path) -> None:
    """As `./run` builds it: by the command line, in processes of its own."""
    environment = {**os.environ, "VAR_DIR": str(directory), "DEMO": "1"}
    environment.pop("DATABASE_URL", None)
    for words in (("db", "upgrade"), ("seed",), ("demo", "build")):
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=300)


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    run = tmp_path_factory.getbasetemp()
    run = run.parent if "PYTEST_XDIST_WORKER" in os.environ else run
    whole, directory = run / "demonstration-built", tmp_path_factory.mktemp("demonstration")
    with (run / "demonstration-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            draft = tmp_path_factory.mktemp("draft")
            build_in(draft)
            draft.rename(whole)
    shutil.copytree(whole, directory, dirs_exist_ok=True)
    app = make_app(f"sqlite:///{directory / 'house.db'}", directory)
    yield app
    close(app)


@pytest.fixture
def demonstration(built):
    """The application in its context; no longer than a test, else others of this process would work in it."""
    with built.app_context():
        yield built
        db.session.remove()
