"""One chain of migrations, up, down and up again, equal to the models, its triggers in place afterwards."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from kernel import triggers
from kernel.db import db
from tests.conftest import ROOT


def test_the_chain_has_one_head_and_numbers_without_gap():
    script = ScriptDirectory(str(ROOT / "migrations"))
    numbers = sorted(revision.revision for revision in script.walk_revisions())
    assert len(script.get_heads()) == 1
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_models_equal_migrations_after_up_down_up(own_database):
    with own_database.app.app_context():
        before = _triggers()
        downgrade(revision="base")
        assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade()
        owner = sa.create_engine(own_database.app.config["SETTINGS"].owner_url, poolclass=sa.NullPool)
        with owner.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
            assert compare_metadata(context, db.metadata) == []
        assert _triggers() == before


def test_every_append_only_table_has_its_triggers(own_database):
    with own_database.app.app_context():
        found = _triggers()
        for table in triggers.append_only_tables():
            wanted = (
                {f"{table}_no_update", f"{table}_no_delete"}
                if own_database.kind == "sqlite"
                else {f"{table}_append_only"}
            )
            assert wanted <= found, table


def _triggers() -> set[str]:
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[db.engine.dialect.name]
    with db.engine.connect() as connection:
        return {name for (name,) in connection.exec_driver_sql(query)}
