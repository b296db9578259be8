"""Field encryption. A value is `1:<data key id>:<base64 of nonce and AES-256-GCM ciphertext>`, bound to its column.

Every value has a data key of its own. It lies in `data_keys`, wrapped by a key of the key file: a rotation wraps the
data keys anew and touches no value, so append-only rows stay as they are; erasing a data key erases its value.
"""

import hashlib
import hmac
import itertools
import os
import threading
from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any

import click
import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask.cli import AppGroup
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column

from kernel import clock
from kernel.db import Instant, db, writing
from kernel.keyring import add_wrapping_key, drop_wrapping_key, keyring

cli = AppGroup("secrets", help="The keys of encrypted fields.")
AHEAD = 500  # data keys made one after another are read in one go: a page of rows costs one query
BATCH = 500
_minted = threading.local()
_count = itertools.count()


class DataKey(db.Model):
    """The key of one value, wrapped by `wrapped_by` of the key file; erased when `wrapped` is null."""

    __tablename__ = "data_keys"
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    wrapped_by: Mapped[str] = mapped_column(sa.String(24), index=True)
    wrapped: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    erased_at: Mapped[datetime | None] = mapped_column(Instant)


class EncryptedText(sa.TypeDecorator):
    """Text encrypted at rest and plain in Python. It compares to nothing: look rows up by a `blind_index` column."""

    impl = sa.Text
    cache_ok = True
    sensitive = True

    class comparator_factory(sa.TypeDecorator.Comparator):  # noqa: N801 (SQLAlchemy's name)
        def operate(self, op, *other, **options):
            if other != (None,):
                raise TypeError("an encrypted column compares to nothing; use its blind index")
            return super().operate(op, *other, **options)

    def __init__(self, context: str | None = None):
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect) -> str | None:
        if value is None:
            return None
        key_id, key = _mint()
        return _encrypt(value, self.context, key_id, key)

    def process_result_value(self, value: str | None, dialect) -> str | None:
        return value and unseal(value, self.context)


def seal(text: str, context: str) -> str:
    """Encrypt for the place named by `context` ("table.column"); its data key is inserted with it."""
    key_id, key = new_data_key()
    return _encrypt(text, context, key_id, key)


def unseal(value: str, context: str) -> str | None:
    """The plain text; None once it was erased. A value of another place, or a changed one, raises InvalidTag."""
    version, key_id, sealed = value.split(":")
    if version != "1":
        raise ValueError(f"unknown version of an encrypted value: {version}")
    key, sealed = data_key(key_id), b64decode(sealed)
    return key and AESGCM(key).decrypt(sealed[:12], sealed[12:], context.encode()).decode()


def blind_index(value: bytes | str, purpose: str) -> str:
    """64 hex digits by which an encrypted value is found again; indexes of different purposes never match."""
    value = value.encode() if isinstance(value, str) else value
    key = hmac.digest(keyring().index, purpose.encode(), hashlib.sha256)
    return hmac.new(key, value, hashlib.sha256).hexdigest()


def mask_number(number: str) -> str:
    """A phone or account number by its last four characters; of a short one less than half is shown."""
    shown = min(4, (len(number) - 1) // 2) if number else 0
    return "*" * (len(number) - shown) + number[len(number) - shown :]


def new_data_key() -> tuple[str, bytes]:
    """(id, 32 bytes) of a fresh data key, inserted in the running transaction."""
    minted = _mint()
    _insert_minted(db.session.connection())
    return minted


def data_key(key_id: str) -> bytes | None:
    """The key, or None once it was erased; its neighbours are read with it and kept for this unit of work."""
    known = db.session.info.setdefault("data keys", {})
    if key_id not in known:
        following = sa.select(DataKey.id, DataKey.wrapped_by, DataKey.wrapped).where(DataKey.id >= key_id)
        for row in db.session.connection().execute(following.order_by(DataKey.id).limit(AHEAD)):
            known[row.id] = row
    row = known[key_id]
    return row.wrapped and _unwrap(*row)


def erase(row: Any, attribute: str) -> None:
    """Forget the data key of one encrypted attribute: it reads as None from then on.

    The row itself is not changed, so evidence may be erased in this sense too; older backups still hold the key.
    """
    mapper = sa.inspect(type(row))
    column = mapper.column_attrs[attribute].columns[0]
    own = zip(mapper.primary_key, sa.inspect(row).identity, strict=True)
    value = db.session.scalar(sa.select(sa.type_coerce(column, sa.Text)).where(*(key == held for key, held in own)))
    if value is not None:
        erase_data_key(value.split(":")[1])
        db.session.expire(row, [attribute])


def erase_data_key(key_id: str) -> None:
    """Null the wrapped key; what it encrypted can never be read again."""
    gone = sa.update(DataKey).filter_by(id=key_id).values(wrapped=None, erased_at=clock.now())
    db.session.execute(gone.execution_options(synchronize_session=False))
    db.session.info.get("data keys", {}).pop(key_id, None)


def rewrap(current: str) -> int:
    """Wrap every data key with `current`, a batch a transaction; may be broken off and run again."""
    done = 0
    stale = sa.select(DataKey).where(DataKey.wrapped_by != current, DataKey.wrapped.is_not(None)).order_by(DataKey.id)
    while True:
        with writing():
            rows = db.session.scalars(stale.limit(BATCH).with_for_update()).all()
            for row in rows:
                row.wrapped = _wrap(row.id, _unwrap(row.id, row.wrapped_by, row.wrapped), current)
                row.wrapped_by = current
        done += len(rows)
        if not rows:
            return done


@cli.command("rotate")
def rotate_command() -> None:
    """Make a new wrapping key and wrap every data key with it; values stay as they are."""
    ring = add_wrapping_key()
    click.echo(f"{rewrap(ring.current)} data keys wrapped by {ring.current}; older keys are kept for older backups")


@cli.command("retire")
@click.argument("name")
def retire_command(name: str) -> None:
    """Take an old wrapping key out of the key file; refused while a data key needs it."""
    used = db.session.scalar(
        sa.select(sa.func.count()).select_from(DataKey).filter_by(wrapped_by=name).where(DataKey.wrapped.is_not(None))
    )
    if used or name == keyring().current:
        raise click.ClickException(f"{name} is in use ({used} data keys); run `flask secrets rotate` first")
    drop_wrapping_key(name)
    click.echo(f"{name} is forgotten; backups older than the last rotation can no longer be decrypted")


def _encrypt(text: str, context: str | None, key_id: str, key: bytes) -> str:
    if not context:
        raise ValueError("an encrypted value needs the table and column it stands in")
    nonce = os.urandom(12)
    return f"1:{key_id}:{b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), context.encode())).decode()}"


def _mint() -> tuple[str, bytes]:
    """A data key; it is inserted before the next statement of this thread, which is the one that writes the value."""
    key_id = f"{int(clock.machine_now().timestamp() * 1000):012x}{next(_count) & 0xFFFFFFFF:08x}{os.urandom(6).hex()}"
    key, current = os.urandom(32), keyring().current
    _waiting().append({"id": key_id, "wrapped_by": current, "wrapped": _wrap(key_id, key, current), "erased_at": None})
    return key_id, key


def _wrap(key_id: str, key: bytes, name: str) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(keyring().wrapping[name]).encrypt(nonce, key, key_id.encode())


def _unwrap(key_id: str, name: str, wrapped: bytes) -> bytes:
    return AESGCM(keyring().wrapping[name]).decrypt(wrapped[:12], wrapped[12:], key_id.encode())


def _waiting() -> list[dict]:
    if not hasattr(_minted, "rows"):
        _minted.rows = []
    return _minted.rows


def _insert_minted(connection: sa.Connection) -> None:
    rows = _waiting()[:]
    _waiting().clear()
    if rows:
        connection.execute(sa.insert(DataKey), rows)


@event.listens_for(sa.Engine, "before_cursor_execute")
def _before_the_value(connection, cursor, statement, parameters, context, executemany) -> None:
    _insert_minted(connection)


@event.listens_for(sa.Engine, "rollback")
def _undone(connection) -> None:
    _waiting().clear()


@event.listens_for(sa.Engine, "rollback_savepoint")
def _partly_undone(connection, name, context) -> None:
    _waiting().clear()


@event.listens_for(sa.Table, "after_parent_attach")
def _name_context(table: sa.Table, metadata) -> None:
    for column in table.columns:
        if isinstance(column.type, EncryptedText):
            column.type = EncryptedText(column.type.context or f"{table.name}.{column.name}")
