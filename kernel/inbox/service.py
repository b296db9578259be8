"""Verbs on messages."""

from typing import Any

from kernel import clock
from kernel.db import db
from kernel.i18n import pack
from kernel.inbox import queries
from kernel.inbox.models import Message, MessageRead


def send(
    *,
    title: Any,
    body: Any,
    region_code: str,
    actor,
    user_id: int | None = None,
    role: str | None = None,
    organisation_id: int | None = None,
    url: str | None = None,
) -> Message:
    """Send to exactly one of a user, a role in the region, or an organisation.

    Lazy sentences are read in the reader's language; `actor` None is the schedule; `url` is the path where the matter
    stands.
    """
    receivers = [receiver for receiver in (user_id, role, organisation_id) if receiver is not None]
    if len(receivers) != 1:
        raise ValueError("a message goes to exactly one user, role or organisation")
    sent = Message(
        title=pack(title),
        body=pack(body),
        region_code=region_code,
        user_id=user_id,
        role=role and str(role),
        organisation_id=organisation_id,
        url=url,
        sent_at=clock.now(),
        sent_by_id=actor and actor.id,
    )
    db.session.add(sent)
    db.session.flush()
    return sent


def mark_read(*, message: Message, actor) -> None:
    """That the reader has seen it; a second time changes nothing."""
    if db.session.get(MessageRead, (message.id, actor.id)) is None:
        db.session.add(MessageRead(message_id=message.id, user_id=actor.id, read_at=clock.now()))
        db.session.flush()


def mark_all_read(*, actor) -> int:
    """All that is unread; returns how many."""
    unread = queries.unread_ids(actor)
    db.session.add_all(
        MessageRead(message_id=message_id, user_id=actor.id, read_at=clock.now()) for message_id in unread
    )
    db.session.flush()
    return len(unread)
