"""The demonstration, built once for the tests of this folder (they run in one process: `xdist_group`)."""

import os
import subprocess
import sys

import pytest

from kernel.db import db
from tests.conftest import ROOT, close, make_app


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Built as `./run` builds it, by the command line in a process of its own."""
    directory = tmp_path_factory.mktemp("demonstration")
    environment = {**os.environ, "VAR_DIR": str(directory), "DEMO": "1"}
    environment.pop("DATABASE_URL", None)
    for words in (("db", "upgrade"), ("seed",), ("demo", "build")):
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=300)
    app = make_app(f"sqlite:///{directory / 'house.db'}", directory)
    yield app
    close(app)


@pytest.fixture
def demonstration(built):
    """The application in its context; no longer than a test, else others of this process would work in it."""
    with built.app_context():
        yield built
        db.session.remove()
