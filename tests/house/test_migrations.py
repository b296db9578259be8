"""One chain of migrations, up, down and up again, equal to the models, its triggers in place afterwards."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from kernel import triggers
from kernel.db import db, writing
from kernel.jobs.models import JobRun, Outcome
from tests.conftest import ROOT

AT = datetime(2026, 11, 29, 1, tzinfo=UTC)


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


def test_who_is_known_in_two_regions_stands_under_both_from_0009_on(own_database):
    with own_database.app.app_context():
        downgrade(revision="0008")
        with db.engine.begin() as connection:
            first, second = connection.exec_driver_sql("SELECT code FROM regions ORDER BY code LIMIT 2").scalars()
            for number, others in ((1, [second]), (2, [])):
                person = {"id": number, "index": f"{number:064}", "first": first}
                connection.execute(sa.text(PERSON), person)
                for region in others:
                    connection.execute(sa.text(ELSEWHERE), {"id": number, "region": region})
        upgrade()
        assert _elsewhere() == [(1, first), (1, second)]
        downgrade(revision="0008")
        assert _elsewhere() == [(1, second)]
        upgrade()


@pytest.mark.parametrize(("from_", "to"), [("0013", "head"), ("head", "0013")])
def test_what_was_reckoned_today_is_reckoned_again_where_0014_took_it_away(own_database, from_, to):
    with own_database.app.app_context():
        downgrade(revision="0013") if from_ == "0013" else None
        with writing():
            for job in ("reckon-promises", "reckon-costs"):
                db.session.add(JobRun(job=job, key="150100/2026-11-29/7", outcome=Outcome.DONE, started_at=AT))
        downgrade(revision=to) if to == "0013" else upgrade()
        assert db.session.scalars(sa.select(JobRun.job).order_by(JobRun.job)).all() == ["reckon-costs"]
        db.session.rollback()
        upgrade()


PERSON = "INSERT INTO persons (id, number_index, number, first_region_code) VALUES (:id, :index, '', :first)"
ELSEWHERE = "INSERT INTO persons_elsewhere (person_id, region_code) VALUES (:id, :region)"


def _elsewhere() -> list[tuple]:
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT person_id, region_code FROM persons_elsewhere ORDER BY 1, 2")
        return [tuple(row) for row in rows]
