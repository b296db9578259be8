"""A consistent copy of the database into files, and from files into an empty one; each kind its own way."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from psycopg import sql

from kernel.config import Settings

CHUNK = 1 << 20


class Database(Protocol):
    """What a backup asks of a database. `revision` is the migration that its schema stands at."""

    kind: str

    def is_empty(self) -> bool: ...
    def copy_out(self, directory: Path) -> tuple[str, list[Path]]: ...
    def copy_in(self, files: list[Path]) -> None: ...


class SQLite:
    """The one file, copied page by page by SQLite itself while others read and write."""

    kind = "sqlite"

    def __init__(self, settings: Settings):
        self.path = Path(sa.make_url(settings.url).database)

    def is_empty(self) -> bool:
        if not self.path.exists():
            return True
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)

    def copy_out(self, directory: Path) -> tuple[str, list[Path]]:
        """(revision, [house.db])."""
        copy = directory / "house.db"
        source, target = sqlite3.connect(self.path), sqlite3.connect(copy)
        with closing(source), closing(target):
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
            if target.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise RuntimeError("the copied database is not whole")
            return target.execute("SELECT version_num FROM alembic_version").fetchone()[0], [copy]

    def copy_in(self, files: list[Path]) -> None:
        """The copy takes the place of the empty database."""
        for leftover in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + leftover).unlink(missing_ok=True)
        files[0].rename(self.path)


class PostgreSQL:
    """Every table by COPY in one snapshot; into a migrated, empty schema whose triggers and keys wait meanwhile."""

    kind = "postgresql"

    def __init__(self, settings: Settings):
        self._engine = sa.create_engine(settings.owner_url, poolclass=sa.NullPool)

    def is_empty(self) -> bool:
        with self._engine.connect() as connection:
            return not sa.inspect(connection).get_table_names()

    def copy_out(self, directory: Path) -> tuple[str, list[Path]]:
        """(revision, [<table>.copy …])."""
        engine = self._engine.execution_options(isolation_level="REPEATABLE READ")
        with engine.connect() as connection:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            tables = sorted(sa.inspect(connection).get_table_names())
            revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
            cursor = connection.connection.driver_connection.cursor()
            return revision, [self._out(cursor, table, directory) for table in tables if table != "alembic_version"]

    def copy_in(self, files: list[Path]) -> None:
        """All or nothing. Foreign keys are made again afterwards, so that each is checked against the whole."""
        with self._engine.begin() as connection:
            cursor = connection.connection.driver_connection.cursor()
            keys = list(_foreign_keys(cursor))
            for table, name, _ in keys:
                cursor.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(*map(sql.Identifier, (table, name))))
            for file in files:
                self._in(cursor, file)
            for table, name, definition in keys:
                words = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} ").format(*map(sql.Identifier, (table, name)))
                cursor.execute(words + sql.SQL(definition))
            _set_sequences(cursor)

    def _out(self, cursor, table: str, directory: Path) -> Path:
        path = directory / f"{table}.copy"
        columns = _columns(cursor, table)
        with path.open("wb") as file, cursor.copy(sql.SQL("COPY {} ({}) TO STDOUT").format(*columns)) as copy:
            for block in copy:
                file.write(block)
        return path

    def _in(self, cursor, path: Path) -> None:
        table = sql.Identifier(path.stem)
        columns = _columns(cursor, path.stem)
        cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
        with path.open("rb") as file, cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(*columns)) as copy:
            while block := file.read(CHUNK):
                copy.write(block)
        cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))


def _columns(cursor, table: str) -> tuple[sql.Identifier, sql.Composed]:
    """The table and its columns by name: their order in the two databases need not be the same."""
    found = cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' ORDER BY attname",
        [f'"{table}"'],
    )
    return sql.Identifier(table), sql.SQL(", ").join(sql.Identifier(name) for (name,) in found.fetchall())


def _foreign_keys(cursor) -> Iterator[tuple[str, str, str]]:
    """(table, name, definition) of every foreign key of the schema."""
    yield from cursor.execute(
        "SELECT relname, conname, pg_get_constraintdef(pg_constraint.oid) FROM pg_constraint"
        " JOIN pg_class ON pg_class.oid = conrelid WHERE contype = 'f' AND connamespace = 'public'::regnamespace"
        " ORDER BY relname, conname"
    ).fetchall()


def _set_sequences(cursor) -> None:
    """Every sequence goes on after the largest number that its column holds."""
    owned = cursor.execute(
        "SELECT s.relname, t.relname, a.attname FROM pg_class s"
        " JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')"
        " JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid"
        " WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace ORDER BY s.relname"
    ).fetchall()
    for sequence, table, column in owned:
        step = sql.SQL("SELECT setval({}, coalesce(max({}), 0) + 1, false) FROM {}")
        cursor.execute(step.format(sql.Literal(f'"{sequence}"'), sql.Identifier(column), sql.Identifier(table)))


def of(settings: Settings) -> Database:
    """The way that fits the database."""
    return {"sqlite": SQLite, "postgresql": PostgreSQL}[sa.make_url(settings.url).get_backend_name()](settings)
