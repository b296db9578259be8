"""A message has exactly one kind of receiver; who has read it is a row of its own."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.db import Instant, db, region_column


class Message(db.Model):
    """`title` and `body` are sentences kept by `kernel.i18n.pack`, read in the reader's language."""

    __tablename__ = "messages"
    __table_args__ = (
        sa.CheckConstraint(
            "(CASE WHEN user_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN role IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_receiver",
        ),
        sa.Index("ix_messages_region_code_role", "region_code", "role"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    role: Mapped[str | None] = mapped_column(sa.String(40))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    title: Mapped[dict | str] = mapped_column(sa.JSON)
    body: Mapped[dict | str] = mapped_column(sa.JSON)
    url: Mapped[str | None] = mapped_column(sa.String(300))
    sent_at: Mapped[datetime] = mapped_column(Instant)
    sent_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    sent_by = relationship("User", foreign_keys=sent_by_id, lazy="joined")


class MessageRead(db.Model):
    """That a person has read a message, and when."""

    __tablename__ = "message_reads"
    message_id: Mapped[int] = mapped_column(sa.ForeignKey("messages.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(Instant)
