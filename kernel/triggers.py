"""What the database itself refuses: changing evidence. All triggers are made again after every migration.

(`batch_alter_table` drops them silently on SQLite, so no migration makes its own.)
"""

import sqlalchemy as sa

from kernel.db import db

_extra: list[tuple[str, str, dict[str, tuple[str, ...]]]] = []


def append_only_tables() -> list[str]:
    """Names of the tables that only grow, in alphabetical order."""
    return sorted(mapper.local_table.name for mapper in db.Model.registry.mappers if mapper.class_.__append_only__)


def register(name: str, table: str, *, sqlite: tuple[str, ...], postgresql: tuple[str, ...]) -> None:
    """Add a trigger of a room's own: `sqlite` and `postgresql` are the statements that make it (drop included)."""
    _extra.append((name, table, {"sqlite": sqlite, "postgresql": postgresql}))


def install(connection: sa.Connection) -> None:
    """Make every trigger anew for the tables that exist."""
    present = set(sa.inspect(connection).get_table_names())
    make = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_REFUSE)
    for table in (name for name in append_only_tables() if name in present):
        for statement in make(table):
            connection.exec_driver_sql(statement)
    for _name, table, statements in _extra:
        if table in present:
            for statement in statements[connection.dialect.name]:
                connection.exec_driver_sql(statement)


def grant(connection: sa.Connection, role: str) -> None:
    """On PostgreSQL: what the application's role may do, table by table; only the owner may change evidence."""
    only_grow = set(append_only_tables())
    for table in sa.inspect(connection).get_table_names():
        rights = (
            "SELECT"
            if table == "alembic_version"
            else "SELECT, INSERT"
            if table in only_grow
            else "SELECT, INSERT, UPDATE, DELETE"
        )
        connection.exec_driver_sql(f'REVOKE ALL ON "{table}" FROM "{role}"')
        connection.exec_driver_sql(f'GRANT {rights} ON "{table}" TO "{role}"')
    connection.exec_driver_sql(f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}"')


def _sqlite(table: str) -> list[str]:
    made = []
    for verb in ("UPDATE", "DELETE"):
        made += [
            f"DROP TRIGGER IF EXISTS {table}_no_{verb.lower()}",
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'APPEND_ONLY {table}'); END",
        ]
    return made


_REFUSE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'APPEND_ONLY %%', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""


def _postgresql(table: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]
