"""Whose messages are whose, and which are unread."""

import sqlalchemy as sa

from kernel.db import db
from kernel.inbox.models import Message, MessageRead


def addressed_to(user) -> sa.ColumnElement[bool]:
    """Messages to the person, to one of their roles in their region, or to their organisation."""
    to_role = sa.and_(Message.region_code == user.region_code, Message.role.in_(user.role_names))
    ways = [Message.user_id == user.id, to_role]
    if user.organisation_id is not None:
        ways.append(Message.organisation_id == user.organisation_id)
    return sa.or_(*ways)


def _is_read(user) -> sa.Exists:
    return sa.exists().where(MessageRead.message_id == Message.id, MessageRead.user_id == user.id)


def messages(user) -> sa.Select:
    """(Message, is_read) rows, the newest first."""
    return (
        sa.select(Message, _is_read(user).label("is_read"))
        .where(addressed_to(user))
        .order_by(Message.sent_at.desc(), Message.id.desc())
    )


def unread_count(user) -> int:
    return db.session.scalar(sa.select(sa.func.count(Message.id)).where(addressed_to(user), ~_is_read(user)))


def unread_ids(user) -> list[int]:
    """The unread messages' numbers, oldest first."""
    return list(
        db.session.scalars(sa.select(Message.id).where(addressed_to(user), ~_is_read(user)).order_by(Message.id))
    )


def message(user, message_id: int) -> Message | None:
    """The message, None where it is not addressed to the user."""
    return db.session.scalars(sa.select(Message).where(Message.id == message_id, addressed_to(user))).one_or_none()
