"""A backup put back into an empty place is the same house: rows, files, chain, keys, triggers, numbers."""

import io
import json
import sqlite3
import tarfile
from contextlib import closing

import pytest
import sqlalchemy as sa

from kernel import attachments, audit
from kernel.attachments import Attachment
from kernel.audit import AuditRow
from kernel.backup import archive, service
from kernel.db import db, writing
from kernel.organisations.models import Organisation
from kernel.secrets import seal, unseal
from tests import factories as factory_modules
from tests import pg
from tests.conftest import make_app

PAPER = b"%PDF-1.7\n" + b"a labour contract " * 1000 + b"\n%%EOF\n"
NUMBER = "150102199003071234"


@pytest.fixture
def lived_in(own_database):
    """A house with people, an audited change, a file, and a sealed number."""
    with own_database.app.app_context(), writing():
        made = factory_modules.load()
        clerk = made.user("labour_officer")
        organisation = made.organisation(name="呼和浩特市职业培训学校")
        attachments.store(PAPER, "合同.pdf", region_code="150100", actor=clerk)
        audit.record(clerk, "organisation seen", organisation, note=seal(NUMBER, "test.number"))
    return own_database


@pytest.fixture
def empty(lived_in, tmp_path):
    """A new application on an empty database of the same kind, in a directory of its own."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    urls = pg.create() if lived_in.kind == "postgresql" else (f"sqlite:///{place / 'house.db'}",) * 2
    app = make_app(urls[1], place, database_owner_url=urls[0])
    yield app
    leave(app)
    if lived_in.kind == "postgresql":
        pg.drop(urls[0])


def leave(app):
    """Close every connection of the application."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def saved(lived_in, tmp_path):
    """The backup's file."""
    target = tmp_path / "house.tar"
    with lived_in.app.app_context():
        assert service.make(target) == 1
    return target


def restore(app, saved, **options):
    with app.app_context():
        return service.put_back(saved, options.get("key", service.key_path(saved)))


def rows(app):
    """Every row of every table."""
    with app.app_context(), db.engine.connect() as connection:
        tables = sorted(db.metadata.tables.values(), key=lambda table: table.name)
        return {table.name: sorted(map(repr, connection.execute(sa.select(table)))) for table in tables}


def test_everything_comes_back(lived_in, saved, empty):
    assert restore(empty, saved) == []
    assert rows(empty) == rows(lived_in.app)
    with empty.app_context():
        assert attachments.open_bytes(db.session.scalars(sa.select(Attachment)).one()) == PAPER
        note = db.session.scalars(sa.select(AuditRow.note).where(AuditRow.verb == "organisation seen")).one()
        assert unseal(note, "test.number") == NUMBER
        assert audit.verify() == []


def test_the_restored_house_goes_on(saved, empty):
    restore(empty, saved)
    with empty.app_context():
        with writing():
            made = factory_modules.load()
            audit.record(made.user("auditor"), "looked in", made.organisation())
        assert audit.verify() == []
        with pytest.raises(sa.exc.DBAPIError), writing():
            db.session.execute(sa.text("UPDATE audit_rows SET verb = 'forged'"))


def test_only_the_owner_may_read_backup_and_keys_and_the_keys_are_apart(saved):
    assert saved.stat().st_mode & 0o077 == 0
    assert service.key_path(saved).stat().st_mode & 0o077 == 0
    key = json.loads(service.key_path(saved).read_text())["keys"]["index"]
    assert key.encode() not in saved.read_bytes()


def test_what_is_there_is_never_written_over(lived_in, saved, empty):
    with lived_in.app.app_context(), pytest.raises(service.NotPossible, match="exists already"):
        service.make(saved)
    with pytest.raises(service.NotPossible, match="not empty"):
        restore(lived_in.app, saved)
    restore(empty, saved)
    with pytest.raises(service.NotPossible, match="not empty"):
        restore(empty, saved)


def test_keys_that_were_there_are_kept_under_another_name(saved, empty):
    keys = empty.config["SETTINGS"].keys_path
    keys.write_text("{}")
    restore(empty, saved)
    assert json.loads(keys.read_text()) == json.loads(service.key_path(saved).read_text())["keys"]
    assert [path.read_text() for path in keys.parent.glob(f"{keys.name}.*")] == ["{}"]


@pytest.mark.parametrize("fault", ["flipped", "missing", "added", "cut"])
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_written(saved, empty, tmp_path, fault):
    broken = tmp_path / "broken.tar"
    spoil(saved, broken, fault)
    with pytest.raises((archive.BadArchive, tarfile.ReadError)):
        restore(empty, broken, key=service.key_path(saved))
    with empty.app_context():
        assert service.copies.of(empty.config["SETTINGS"]).is_empty()


def spoil(source, target, fault):
    """A copy of a tar with one member changed, left out, added, or its end cut off."""
    if fault == "cut":
        target.write_bytes(source.read_bytes()[: source.stat().st_size // 2])
        return
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            content = old.extractfile(member).read()
            if member.name.startswith("attachments/") and fault == "flipped":
                content = content[:-1] + bytes([content[-1] ^ 1])
            if not (member.name.startswith("attachments/") and fault == "missing"):
                new.addfile(member, io.BytesIO(content))
        if fault == "added":
            new.addfile(tarfile.TarInfo("../../somewhere/else"), io.BytesIO(b""))


def test_a_lost_row_of_the_chain_is_said_after_the_restore(lived_in, tmp_path, empty):
    if lived_in.kind == "sqlite":
        with closing(sqlite3.connect(lived_in.directory / "house.db")) as connection:
            connection.execute("DROP TRIGGER audit_rows_no_delete")
            connection.execute("DELETE FROM audit_rows")
            connection.commit()
    else:
        owner = sa.create_engine(lived_in.owner_url, poolclass=sa.NullPool)
        with owner.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE audit_rows DISABLE TRIGGER USER")
            connection.exec_driver_sql("DELETE FROM audit_rows")
    with lived_in.app.app_context():
        service.make(tmp_path / "cut.tar")
    assert any("链尾与链头记录" in fault for fault in restore(empty, tmp_path / "cut.tar"))


def test_the_commands_say_what_they_did_and_what_is_missing(lived_in, empty, tmp_path):
    target = tmp_path / "by-command.tar"
    made = lived_in.app.test_cli_runner().invoke(args=["backup", str(target)])
    assert made.exit_code == 0
    assert "1 attachments" in made.output
    again = lived_in.app.test_cli_runner().invoke(args=["backup", str(target)])
    assert again.exit_code == 1
    key = service.key_path(target)
    hidden = key.rename(tmp_path / "hidden")
    assert "without the keys" in empty.test_cli_runner().invoke(args=["restore", str(target)]).output
    hidden.rename(key)
    done = empty.test_cli_runner().invoke(args=["restore", str(target)])
    assert done.exit_code == 0, done.output
    assert "are whole" in done.output


def test_a_backup_of_the_other_kind_is_refused(saved, tmp_path, lived_in):
    place = tmp_path / "other"
    place.mkdir()
    other = pg.create() if lived_in.kind == "sqlite" else (f"sqlite:///{place / 'house.db'}",) * 2
    app = make_app(other[1], place, database_owner_url=other[0])
    with pytest.raises(service.NotPossible, match="this is a backup of"):
        restore(app, saved)
    leave(app)


def test_a_backup_while_others_write_is_of_one_moment(lived_in, empty, tmp_path):
    with lived_in.app.app_context():
        before = db.session.scalar(sa.select(sa.func.count()).select_from(Organisation))
        db.session.rollback()
        connection = db.engine.connect()
        with connection, connection.begin():
            connection.execute(
                sa.insert(Organisation).values(
                    code="TEST99999999999999", name="Not yet", kind="private_school", region_code="150100"
                )
            )
            service.make(tmp_path / "meanwhile.tar")
    assert restore(empty, tmp_path / "meanwhile.tar") == []
    with empty.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == before
