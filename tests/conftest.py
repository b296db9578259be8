"""Databases, client and factories for every test.

Database tests run on SQLite and PostgreSQL, share one connection and roll back; tests that commit take
`own_database`, a copy of a database that the migrations built. Pure tests take none of these.
"""

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
import time
from pathlib import Path

import flask
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings

from kernel import clock as kernel_clock
from kernel.db import db
from tests import factories as factory_modules
from tests import pg
from tests.browser import browser_page, chromium, served  # noqa: F401 - fixtures of every test
from wsgi import create_app

ROOT = Path(__file__).parent.parent
BOTH = ("sqlite", "postgresql")

# The gate asks the same questions of the same code; a hunt asks new ones: ./run test --hypothesis-profile=default
settings.register_profile("gate", derandomize=True)


def pytest_addoption(parser):
    parser.addoption("--database", default="both", choices=["both", *BOTH], help="which database the tests run on")


def pytest_generate_tests(metafunc):
    chosen = metafunc.config.getoption("--database")
    for name, scope in (("database", "session"), ("own_database", "function")):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, BOTH if chosen == "both" else [chosen], indirect=True, scope=scope)


class HouseClient(FlaskClient):
    """A browser of few words: signs in, and submits the form of a page with that page's token."""

    def login(self, user):
        with self.session_transaction() as session:
            session.clear()
            session.update(_user_id=user.fs_uniquifier, _fresh=True, fs_cc="set", fs_paa=time.time(), _id=None)
            session.pop("_id")
        return self

    def logout(self):
        with self.session_transaction() as session:
            session.clear()
        return self

    def open(self, *args, **kwargs):
        db.session.commit()
        try:
            with self.application.app_context():  # else Flask lends the test's own context, its session and its g
                return super().open(*args, **kwargs)
        finally:
            db.session.expire_all()

    def token(self, url):
        """The CSRF token that the page at `url` carries."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(url).text)
        return found.group(1) if found else ""

    def submit(self, url, fields=None, *, page=None, **kwargs):
        """POST `fields` to `url` with the token of `page` (the same address unless named)."""
        return self.post(url, data={"csrf_token": self.token(page or url), **(fields or {})}, **kwargs)


def make_app(database_url: str, var_dir: Path, **settings):
    app = create_app({"database_url": database_url, "testing": True, "var_dir": var_dir, **settings})
    app.test_client_class = HouseClient
    return app


def build(app) -> None:
    """Migrations, then reference data: the template of every test database."""
    with app.app_context():  # around the command too: a command works in the context that is there
        upgrade()
        result = app.test_cli_runner().invoke(args=["seed"])
    if result.exception:
        raise result.exception
    close(app)


def close(app) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _state() -> str:
    """What the template depends on."""
    digest = hashlib.sha256()
    for path in sorted(
        [
            *ROOT.glob("migrations/**/*.py"),
            *ROOT.glob("*/*/models.py"),
            *ROOT.glob("kernel/*.py"),
            *ROOT.glob("*/*/*.csv"),
            *ROOT.glob("*/permissions.py"),
        ]
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture(autouse=True)
def no_application_is_left_over():
    """A context that a fixture of longer life keeps open would lend its database and language to every later test."""
    assert not flask.has_app_context()
    yield
    assert not flask.has_app_context()


@pytest.fixture(scope="session")
def workplace(tmp_path_factory) -> Path:
    """A directory for keys, attachments and databases of this run; keys are shared by its workers."""
    place = Path(tempfile.gettempdir()) / f"house-tests-{os.geteuid()}-{_state()}"
    place.mkdir(exist_ok=True, mode=0o700)
    return place


def sqlite_template(workplace: Path) -> Path:
    template = workplace / "template.db"
    with (workplace / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            draft = workplace / "draft.db"
            for stale in workplace.glob("draft.db*"):
                stale.unlink()
            app = make_app(f"sqlite:///{draft}", workplace)
            build(app)
            with sa.create_engine(f"sqlite:///{draft}").connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            draft.rename(template)
    return template


def postgresql_template(workplace: Path) -> str:
    def fill(owner_url: str) -> None:
        app_url = sa.make_url(owner_url).set(username=pg.APP).render_as_string(hide_password=False)
        build(make_app(app_url, workplace, database_owner_url=owner_url))

    pg.server()
    return pg.template(fill)


class OwnDatabase:
    """A committed copy for one test: `app`, its address, and settings for processes of its own."""

    def __init__(self, kind: str, workplace: Path, directory: Path):
        self.kind, self.directory = kind, directory
        if kind == "sqlite":
            path = directory / "house.db"
            shutil.copy(sqlite_template(workplace), path)
            self.url = self.owner_url = f"sqlite:///{path}"
        else:
            self.owner_url, self.url = pg.clone(postgresql_template(workplace))
        for shared in ("keys.json", "secrets.json"):
            if (workplace / shared).exists():
                shutil.copy(workplace / shared, directory / shared)
        self.app = make_app(self.url, directory, database_owner_url=self.owner_url)

    @property
    def environment(self) -> dict[str, str]:
        """What another process needs to work on this database."""
        return {
            "DATABASE_URL": self.url,
            "DATABASE_OWNER_URL": self.owner_url,
            "VAR_DIR": str(self.directory),
            "TESTING": "1",
        }

    def close(self) -> None:
        close(self.app)
        if self.kind == "postgresql":
            pg.drop(self.url)


@pytest.fixture(scope="session")
def database(request, workplace, tmp_path_factory):
    """The shared database of this kind: read and rolled back, never committed to."""
    kind = request.param
    own = OwnDatabase(kind, workplace, tmp_path_factory.mktemp(kind))
    yield own
    own.close()


@pytest.fixture
def app(database):
    """The application, pinned to one connection whose work is rolled back after the test."""
    app = database.app
    with app.app_context():
        connection = db.engine.connect()
        outer = connection.begin()
        app.extensions["pinned_connection"] = connection
        try:
            yield app
        finally:
            db.session.remove()
            app.extensions["pinned_connection"] = None
            outer.rollback()
            connection.close()


@pytest.fixture
def session(app):
    return db.session


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def clock_at(app):
    """Move legal time: `clock_at(date(2026, 3, 2))` is nine in the morning there."""

    def move(target):
        kernel_clock.move_to(target)
        db.session.commit()

    return move


@pytest.fixture
def factories(app):
    """Everything the modules of tests/factories make, by name."""
    return factory_modules.load()


@pytest.fixture
def own_database(request, workplace, tmp_path):
    """A copy to commit to, for races, kills and browsers; runs on both databases (see `database`)."""
    own = OwnDatabase(request.param, workplace, tmp_path)
    yield own
    own.close()


def pytest_sessionfinish(session, exitstatus):
    pg.stop()
