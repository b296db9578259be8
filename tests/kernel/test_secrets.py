"""Field encryption: nothing readable at rest, keys that rotate without touching values, values that can be erased."""

import json
import stat
import subprocess
import sys

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from flask import Flask
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from kernel import config, keyring, secrets
from kernel.db import db
from kernel.secrets import DataKey, EncryptedText, blind_index, mask_number, seal, unseal

NUMBER = "150102199003070011"


class Base(DeclarativeBase):
    pass


class Card(Base):
    __tablename__ = "cards"
    __table_args__ = {"prefixes": ["TEMPORARY"]}
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(EncryptedText)
    phone: Mapped[str | None] = mapped_column(EncryptedText())


@pytest.fixture
def cards(session):
    connection = session.connection()
    Base.metadata.create_all(connection)
    return session


def add(session, **values) -> Card:
    card = Card(**values)
    session.add(card)
    session.commit()
    return card


def raw(session, column="number") -> str:
    return session.connection().exec_driver_sql(f"SELECT {column} FROM cards ORDER BY id").scalars().all()


def test_a_value_is_plain_in_python_and_unreadable_at_rest(cards):
    card = add(cards, number=NUMBER)
    cards.expire_all()
    assert card.number == NUMBER
    assert card.phone is None
    [stored] = raw(cards)
    assert stored.startswith("1:")
    assert NUMBER not in stored
    assert cards.scalar(sa.select(Card.number)) == NUMBER


def test_equal_values_are_stored_unequal_each_under_a_key_of_its_own(cards):
    add(cards, number=NUMBER, phone="13800000000")
    add(cards, number=NUMBER)
    first, second = raw(cards)
    assert first != second
    assert cards.scalar(sa.select(sa.func.count()).select_from(DataKey)) == 3


def test_many_rows_at_once_each_get_their_key(cards):
    cards.execute(sa.insert(Card), [{"id": n, "number": f"n{n}"} for n in range(1, 701)])
    cards.commit()
    assert cards.scalars(sa.select(Card.number).order_by(Card.id)).all() == [f"n{n}" for n in range(1, 701)]


def test_a_page_of_rows_reads_its_keys_in_one_query(cards):
    for n in range(50):
        cards.add(Card(number=f"n{n}"))
    cards.commit()
    asked = []
    listener = lambda *arguments: asked.append(arguments[2])  # noqa: E731
    sa.event.listen(sa.Engine, "before_cursor_execute", listener)
    try:
        assert len(cards.scalars(sa.select(Card).order_by(Card.id)).all()) == 50
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", listener)
    assert len([statement for statement in asked if "data_keys" in statement]) == 1


def test_rows_are_read_while_others_stream(cards):
    cards.execute(sa.insert(Card), [{"id": n, "number": f"n{n}"} for n in range(1, 1201)])
    cards.commit()
    streamed = cards.scalars(sa.select(Card).order_by(Card.id).execution_options(yield_per=100))
    assert [card.number for card in streamed] == [f"n{n}" for n in range(1, 1201)]


def test_a_value_moved_to_another_column_is_refused(cards):
    add(cards, number=NUMBER)
    cards.connection().exec_driver_sql("UPDATE cards SET phone = number")
    cards.expire_all()
    with pytest.raises(InvalidTag):
        cards.scalar(sa.select(Card.phone))


def test_a_changed_value_is_noticed(app, session):
    value = seal("622202", "accounts.number")
    assert unseal(value, "accounts.number") == "622202"
    head, body = value.rsplit(":", 1)
    flipped = ("A" if body[30] != "A" else "B").join((body[:30], body[31:]))
    with pytest.raises(InvalidTag):
        unseal(f"{head}:{flipped}", "accounts.number")
    with pytest.raises(ValueError, match="version"):
        unseal("2" + value[1:], "accounts.number")


@pytest.mark.parametrize(
    "clause",
    [
        lambda: Card.number == NUMBER,
        lambda: Card.number.in_([NUMBER]),
        lambda: Card.number.like("15%"),
        lambda: Card.number.desc(),
    ],
)
def test_an_encrypted_column_compares_to_nothing(clause):
    with pytest.raises(TypeError, match="blind index"):
        clause()


def test_a_missing_value_can_still_be_asked_for(cards):
    add(cards, number=NUMBER)
    assert cards.scalar(sa.select(sa.func.count()).select_from(Card).where(Card.phone.is_(None))) == 1


def test_a_rolled_back_value_leaves_no_key_behind(cards):
    cards.add(Card(number=NUMBER))
    cards.flush()
    cards.rollback()
    assert cards.scalar(sa.select(sa.func.count()).select_from(DataKey)) == 0


def test_a_value_that_never_reached_the_database_leaves_no_key_behind(cards):
    with pytest.raises(StatementError):
        cards.execute(sa.insert(Card), [{"number": "good"}, {"number": 5}])
    cards.rollback()
    cards.execute(sa.select(sa.literal(1)))
    assert cards.scalar(sa.select(sa.func.count()).select_from(DataKey)) == 0


def test_erasing_forgets_one_value_and_changes_no_row(cards):
    card = add(cards, number=NUMBER, phone="13800000000")
    other = add(cards, number="other")
    before = raw(cards)
    secrets.erase(card, "number")
    cards.commit()
    assert (card.number, card.phone, other.number) == (None, "13800000000", "other")
    assert raw(cards) == before
    secrets.erase(card, "number")
    assert card.number is None


def test_the_blind_index_finds_equal_values_of_one_purpose(app):
    assert blind_index(NUMBER, "person") == blind_index(NUMBER.encode(), "person")
    assert blind_index(NUMBER, "person") != blind_index(NUMBER, "account")
    assert len(blind_index(NUMBER, "person")) == 64


def test_a_mask_shows_less_than_half():
    assert mask_number("6222020200001234567") == "***************4567"
    assert mask_number("123") == "**3"
    assert mask_number("") == ""


@pytest.fixture
def lasting(own_database, monkeypatch):
    """The same table, made by the owner to outlive a connection."""
    monkeypatch.setattr(Card.__table__, "_prefixes", [])
    owner = sa.create_engine(own_database.owner_url)
    with owner.begin() as connection:
        Base.metadata.create_all(connection)
        if own_database.kind == "postgresql":
            connection.exec_driver_sql("GRANT ALL ON cards TO PUBLIC; GRANT ALL ON SEQUENCE cards_id_seq TO PUBLIC")
    owner.dispose()
    return own_database.app


def test_rotation_wraps_keys_anew_and_touches_no_value(lasting):
    app = lasting
    with app.app_context():
        card = add(db.session, number=NUMBER)
        gone = add(db.session, number="gone")
        secrets.erase(gone, "number")
        db.session.commit()
        before, old = raw(db.session), keyring.keyring().current
        db.session.remove()
        result = app.test_cli_runner().invoke(args=["secrets", "rotate"])
        assert result.exit_code == 0, result.output
        assert keyring.keyring().current != old
        used = sa.select(DataKey.wrapped_by).where(DataKey.wrapped.is_not(None))
        assert set(db.session.scalars(used)) == {keyring.keyring().current}
        assert raw(db.session) == before
        card, gone = db.session.scalars(sa.select(Card).order_by(Card.id)).all()
        assert (card.number, gone.number) == (NUMBER, None)
        assert app.test_cli_runner().invoke(args=["secrets", "retire", keyring.keyring().current]).exit_code == 1
        assert app.test_cli_runner().invoke(args=["secrets", "retire", old]).exit_code == 0
        assert list(keyring.keyring().wrapping) == [keyring.keyring().current]
        db.session.remove()
        assert db.session.scalars(sa.select(Card.number).order_by(Card.id)).first() == NUMBER


def test_a_key_that_is_in_use_is_not_retired(own_database):
    app = own_database.app
    with app.app_context():
        seal(NUMBER, "cards.number")
        db.session.commit()
        first = keyring.keyring().current
        keyring.add_wrapping_key()
        answer = app.test_cli_runner().invoke(args=["secrets", "retire", first])
        assert answer.exit_code == 1
        assert first in keyring.keyring().wrapping


def house(path, **settings) -> Flask:
    app = Flask("house")
    app.config["SETTINGS"] = config.Settings(key_file=path, **settings)
    keyring.init_app(app)
    return app


@pytest.fixture
def path(tmp_path):
    return tmp_path / "k" / "keys.json"


def test_the_key_file_is_made_once_and_for_its_owner_only(path):
    with house(path, testing=True).app_context():
        ring = keyring.keyring()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with house(path, demo=True).app_context():
        assert keyring.keyring() == ring
    assert set(json.loads(path.read_text())) == {"current", "wrapping", "index"}
    assert list(path.parent.iterdir()) == [path]


def test_production_does_not_start_without_a_key_file_made_on_purpose(path):
    with pytest.raises(config.Refused, match="kernel.keyring"):
        house(path, demo=False)
    assert not path.exists()
    subprocess.run([sys.executable, "-m", "kernel.keyring", path], check=True, cwd=config.ROOT)
    with house(path, demo=False).app_context():
        assert keyring.keyring().current == "k1"


def test_a_broken_key_file_is_refused(path):
    app = house(path, testing=True)
    held = json.loads(path.read_text())
    path.write_text(json.dumps({**held, "current": "k9"}))
    with app.app_context(), pytest.raises(ValueError, match="not a key file"):
        keyring.keyring()
