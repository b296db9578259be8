"""Rows from columns, fast: into SQLite by executemany, and the whole SQLite file into PostgreSQL by COPY.

    Loader(path): insert(table, **columns), finish() makes the indexes again and checks every foreign key
    to_postgresql(path, url): the same rows, sequences moved, analysed

A column is a numpy array, `(codes, words)`, a list, or a single value. The mass of a bench is loaded without the cost
of checks and indexes, which are made, respectively checked, at the end.
"""

import sqlite3
from itertools import repeat

import numpy as np
import psycopg
from psycopg import sql

BATCH = 20_000


class Loader:
    """One SQLite file being filled; nothing is safe before `finish`."""

    def __init__(self, path):
        self.connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "journal_mode=MEMORY", "cache_size=-400000"):
            self.connection.execute(f"PRAGMA {pragma}")
        found = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY rowid"
        self.indexes = self.connection.execute(found).fetchall()
        for name, _ in self.indexes:
            self.connection.execute(f'DROP INDEX "{name}"')
        self.connection.execute("BEGIN")

    def insert(self, table: str, **columns) -> int:
        """Insert the columns as rows; the longest says how many."""
        count = max(_length(column) for column in columns.values())
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        rows = zip(*(values(column) for column in columns.values()), strict=False)
        self.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", _first(rows, count))
        return count

    def finish(self) -> None:
        self.connection.execute("COMMIT")
        for _, statement in self.indexes:
            self.connection.execute(statement)
        broken = self.connection.execute("PRAGMA foreign_key_check").fetchmany(3)
        if broken:
            raise SystemExit(f"rows without the row they name: {broken}")
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.connection.close()


def values(column):
    """An endless or exact iterable of plain Python values."""
    if isinstance(column, tuple):
        codes, words = column
        return np.array([*words, None], dtype=object)[codes].tolist()
    if isinstance(column, np.ndarray):
        if column.dtype.kind == "M":
            return [None if text == "NaT" else text for text in np.datetime_as_string(column, unit="D").tolist()]
        return column.tolist()
    return column if isinstance(column, list) else repeat(column)


def _length(column) -> int:
    return len(column[0]) if isinstance(column, tuple) else len(column) if isinstance(column, np.ndarray | list) else 0


def _first(rows, count):
    for _ in range(count):
        yield next(rows)


def to_postgresql(path, url: str) -> None:
    """Copy every table of a SQLite file into an empty database of the same migrations; `url` is a superuser's."""
    source = sqlite3.connect(path)
    with psycopg.connect(url) as target:
        target.execute("SET session_replication_role = replica")  # foreign keys were checked on SQLite
        target.execute("SET timezone = 'UTC'")
        indexes = target.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint)"
        ).fetchall()
        for name, _ in indexes:
            target.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        for (table,) in target.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchall():
            _copy(source, target, table)
        for _, statement in indexes:
            target.execute(statement)
    with psycopg.connect(url, autocommit=True) as target:
        target.execute("VACUUM ANALYZE")


def _copy(source, target, table: str) -> None:
    """SQLite itself writes the text of COPY; blobs as hexadecimal."""
    kinds = {row[1]: row[2] for row in source.execute(f'PRAGMA table_info("{table}")')}
    target.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    fields = " || char(9) || ".join(_field(name, kind) for name, kind in kinds.items())
    names = sql.SQL(", ").join(map(sql.Identifier, kinds))
    rows = source.execute(f'SELECT {fields} FROM "{table}"')
    with target.cursor().copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)) as copy:
        while some := rows.fetchmany(BATCH):
            copy.write(("\n".join(row[0] for row in some) + "\n").encode())
    if "id" in kinds and kinds["id"] == "INTEGER":
        moved = "SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {} HAVING max(id) IS NOT NULL"
        target.execute(sql.SQL(moved).format(sql.Identifier(table)), [table])


def _field(name: str, kind: str) -> str:
    text = f'"{name}"'
    if kind == "BLOB":
        text = f"'\\\\x' || hex({text})"
    elif kind.startswith(("VARCHAR", "TEXT", "JSON")):
        for plain, escaped in (("'\\'", "'\\\\'"), ("char(9)", "'\\t'"), ("char(10)", "'\\n'"), ("char(13)", "'\\r'")):
            text = f"replace({text}, {plain}, {escaped})"
    return f"CASE WHEN \"{name}\" IS NULL THEN '\\N' ELSE {text} END"
