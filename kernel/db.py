"""The database on both engines: types, the one place a write begins, what may never be changed."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import event, orm
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """`__append_only__ = True` on a model refuses UPDATE, DELETE and TRUNCATE of its table (see `kernel.triggers`)."""

    metadata = sa.MetaData(naming_convention=NAMES)
    __append_only__ = False


class HouseSession(Session):
    """Reads only, unless `begin_write` opened it; a test may pin it to one connection."""

    def get_bind(self, mapper=None, clause=None, bind=None, **kwargs):
        return current_app.extensions.get("pinned_connection") or super().get_bind(mapper, clause, bind, **kwargs)


db = SQLAlchemy(model_class=Base, session_options={"class_": HouseSession, "join_transaction_mode": "create_savepoint"})


class Fen(sa.TypeDecorator):
    """Money at rest: whole fen. Anything but an int is refused, so no float and no yuan ever gets in."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value, dialect):
        if value is not None and type(value) is not int:
            raise TypeError(f"fen must be int, not {type(value).__name__}")
        return value


class Instant(sa.TypeDecorator):
    """An aware moment, kept and given back in UTC on both databases."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect):
        if value is not None and value.tzinfo is None:
            raise TypeError("an instant needs its zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect):
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


def state_column(states: type[StrEnum], **options: Any) -> Mapped[Any]:
    """A StrEnum kept as its text, with a CHECK of the allowed words."""
    name = options.pop("name", states.__name__.lower())
    kind = sa.Enum(
        states,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=name,
        values_callable=lambda enum: [member.value for member in enum],
    )
    return mapped_column(kind, **options)


def region_column(**options: Any) -> Mapped[str]:
    """The region (GB/T 2260 code) a row belongs to; every scoped table has it."""
    return mapped_column(sa.String(6), sa.ForeignKey("regions.code"), index=True, **options)


def begin_write() -> None:
    """Start the write of this request or job: what was read is dropped, objects load again.

    On SQLite the write lock is taken here (`BEGIN IMMEDIATE`): who began by reading could not take it later.
    """
    db.session.rollback()
    db.session.info["mode"] = "write"
    db.session.connection(execution_options={"house_begin": "IMMEDIATE"})


def begin_read() -> None:
    """From here on the database itself refuses to write, until `begin_write`."""
    db.session.info["mode"] = "read"


def begin_snapshot() -> None:
    """The same, and everything read from here on is of one moment (SQLite gives no other reading)."""
    db.session.rollback()
    db.session.info["mode"] = "snapshot"


@contextmanager
def writing() -> Iterator[None]:
    """A job's or command's write: one transaction, one commit, nothing left behind on an error."""
    begin_write()
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        db.session.info["mode"] = None


def among(column, values: Iterable) -> sa.ColumnElement[bool]:
    """The condition that a column is one of these values: one parameter and one statement, however many they are."""
    wanted = sorted(set(values))
    if not wanted:
        return sa.false()
    if db.engine.dialect.name == "postgresql":
        return column == sa.any_(sa.bindparam(None, wanted, sa.ARRAY(column.type), unique=True))
    each = sa.func.json_each(json.dumps(wanted)).table_valued("value")
    return column.in_(sa.select(each.c.value))


def add_rows(rows: list) -> None:
    """Add and flush many new rows, in their order, with ids of their own.

    The ids of several are drawn first: what needs nothing back goes in by one short statement.
    """
    if len(rows) > 1:
        for model in {type(row) for row in rows}:
            _number(model, [row for row in rows if type(row) is model])
    db.session.add_all(rows)
    db.session.flush()


def _number(model: type, rows: list) -> None:
    """Give new rows of a model the next ids: of its sequence, or on SQLite after the last, as it would itself."""
    if db.engine.dialect.name == "sqlite":
        last = db.session.scalar(sa.select(sa.func.coalesce(sa.func.max(model.id), 0)))
        drawn: Iterable[int] = range(last + 1, last + len(rows) + 1)
    else:
        series = sa.func.pg_get_serial_sequence(model.__tablename__, "id")
        drawn = db.session.scalars(
            sa.select(sa.func.nextval(series)).select_from(sa.func.generate_series(1, len(rows)))
        )
    for row, number in zip(rows, drawn, strict=True):
        row.id = number


def lock(model: type, key: Any) -> Any:
    """The row, locked until commit (on SQLite `begin_write` already holds the only write lock)."""
    return db.session.get_one(model, key, with_for_update={"of": model}, populate_existing=True)


@event.listens_for(orm.Session, "after_begin")
def _set_mode(session: orm.Session, transaction, connection: sa.Connection) -> None:
    mode = session.info.get("mode")
    reading = mode in ("read", "snapshot")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA query_only={int(reading)}")
    elif mode == "snapshot" and not connection.in_nested_transaction():  # a test's own transaction has begun already
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    elif reading:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


@event.listens_for(sa.Engine, "connect")
def _prepare(connection, record) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None
        for pragma in (
            "foreign_keys=ON",
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=15000",
            "cache_size=-32768",  # 32 MB instead of 2: index pages of one transaction are not read again and again
            "recursive_triggers=ON",
        ):
            connection.execute(f"PRAGMA {pragma}").close()
    else:  # to start workers and to copy the arrays that they make takes longer than to read a region (`columnar`)
        connection.execute("SET max_parallel_workers_per_gather = 0")
        connection.commit()


@event.listens_for(sa.Engine, "checkout")
def _unlock(connection, record, proxy) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.execute("PRAGMA query_only=0").close()


@event.listens_for(sa.Engine, "begin")
def _begin(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('house_begin', '')}")
