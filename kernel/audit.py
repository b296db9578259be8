"""Who did what to what, chained by hash, one chain a region, written in the transaction of the change itself.

`record` queues; the rows are written just before the commit, the region's head locked last. Encrypted columns
appear as a bullet: audit rows hold no raw personal data.
"""

import hashlib
import json
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column

from kernel import clock
from kernel.db import HouseSession, Instant, add_rows, db, region_column
from kernel.numbering import insert_missing

START = "0" * 64


class AuditRow(db.Model):
    """One act. `facts` is the canonical JSON text that was hashed."""

    __tablename__ = "audit_rows"
    __table_args__ = (
        sa.UniqueConstraint("region_code", "seq"),
        sa.Index("ix_audit_rows_subject", "subject_type", "subject_id"),
    )
    __append_only__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    seq: Mapped[int] = mapped_column(sa.BigInteger)
    at: Mapped[datetime] = mapped_column(Instant)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    verb: Mapped[str] = mapped_column(sa.String(80))
    subject_type: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(sa.String(60))
    note: Mapped[str | None] = mapped_column(sa.Text)
    facts: Mapped[str] = mapped_column(sa.Text)
    previous: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))
    actor = sa.orm.relationship("User", lazy="joined", viewonly=True)

    def digest(self) -> str:
        """SHA-256 over the row's words and the hash before it."""
        words = [
            self.region_code,
            self.seq,
            self.at.isoformat(),
            self.actor_id,
            self.verb,
            self.subject_type,
            self.subject_id,
            self.note,
            self.facts,
            self.previous,
        ]
        return hashlib.sha256(canonical(words).encode()).hexdigest()


class AuditHead(db.Model):
    """The end of each region's chain: a tail that was cut off no longer meets it."""

    __tablename__ = "audit_heads"
    region_code: Mapped[str] = region_column(primary_key=True)
    seq: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    hash: Mapped[str] = mapped_column(sa.String(64), default=START)


def canonical(value: Any) -> str:
    """JSON with sorted keys and no blanks: equal facts are equal bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def record(
    actor,
    verb: str,
    subject: Any,
    *,
    region_code: str | None = None,
    note: str | None = None,
    facts: dict | None = None,
) -> None:
    """Queue an act of `actor` (None: the schedule) on a row, or on a text naming what has no row."""
    db.session.connection()  # begun, so that a rollback is noticed and empties the queue
    db.session.info.setdefault("audit", []).append((actor, verb, subject, region_code, note, dict(facts or {})))


def history(subject: Any) -> list[AuditRow]:
    """What was done to a row, oldest first."""
    kind, key = _name(subject)
    found = sa.select(AuditRow).filter_by(subject_type=kind, subject_id=key).order_by(AuditRow.id)
    return list(db.session.scalars(found))


def head(region_code: str) -> AuditHead | None:
    return db.session.get(AuditHead, region_code)


def verify() -> list[str]:
    """Every way in which a chain is not whole; empty when all are."""
    return [f"{region_code}: {why}" for region_code, why in broken()]


def broken(region_code: str | None = None) -> list[tuple[str, Any]]:
    """(region, lazy sentence) for every break in the chain of a region, or of any."""
    faults, ends, only = [], {}, {"region_code": region_code} if region_code else {}
    rows = sa.select(AuditRow).filter_by(**only).order_by(AuditRow.region_code, AuditRow.seq)
    for row in db.session.scalars(rows).yield_per(1000):
        seq, previous = ends.get(row.region_code, (0, START))
        if row.seq != seq + 1:
            faults.append((row.region_code, _l("row %(seq)s is missing", seq=seq + 1)))
        if row.previous != previous or row.hash != row.digest():
            faults.append((row.region_code, _l("row %(seq)s was changed", seq=row.seq)))
        ends[row.region_code] = (row.seq, row.hash)
    for end in db.session.scalars(sa.select(AuditHead).filter_by(**only).order_by(AuditHead.region_code)):
        if ends.pop(end.region_code, (0, START)) != (end.seq, end.hash):
            faults.append((end.region_code, _l("the chain does not end where its head says (%(seq)s)", seq=end.seq)))
    return faults + [(region, _l("rows without a head")) for region in sorted(ends)]


@event.listens_for(sa.orm.Mapper, "mapper_configured")
def _remember_before(mapper, model) -> None:
    """Setting a column loads what stood there: the audit row needs it."""
    for attr in mapper.column_attrs:
        attr.class_attribute.impl.active_history = True


@event.listens_for(HouseSession, "before_flush")
def _note_changes(session, context, instances) -> None:
    changes = session.info.setdefault("changes", {})
    for row in session.dirty:
        seen = changes.setdefault(row, {})
        for attr in sa.inspect(row).mapper.column_attrs:
            past = sa.inspect(row).attrs[attr.key].history
            if past.has_changes():
                before, after = (values[0] if values else None for values in (past.deleted, past.added))
                if getattr(attr.columns[0].type, "sensitive", False):
                    before = after = "•"
                seen[attr.key] = [seen.get(attr.key, [before])[0], after]


@event.listens_for(HouseSession, "before_commit")
def _write(session) -> None:
    session.flush()
    if not session.info.get("audit"):
        session.info.pop("changes", None)  # what nobody recorded is not told with a later act
        return
    queue, changes = session.info.pop("audit"), session.info.pop("changes", {})
    rows = sorted((_row(act, changes) for act in queue), key=lambda row: row.region_code)
    for region_code, own in groupby(rows, key=lambda row: row.region_code):
        _chain(region_code, list(own))
    session.flush()


def _row(act: tuple, changes: dict) -> AuditRow:
    actor, verb, subject, region_code, note, facts = act
    kind, key = _name(subject)
    changed = changes.get(subject) if not isinstance(subject, str | None) else None
    if changed:
        facts = {**facts, "changed": changed}
    region_code = region_code or getattr(subject, "region_code", None) or getattr(actor, "region_code", None) or _root()
    return AuditRow(
        region_code=region_code,
        at=clock.now(),
        actor_id=actor and actor.id,
        verb=verb,
        subject_type=kind,
        subject_id=key,
        note=note or None,
        facts=canonical(facts),
    )


def _chain(region_code: str, rows: list[AuditRow]) -> None:
    end = db.session.get(AuditHead, region_code, with_for_update=True, populate_existing=True)
    if end is None:
        insert_missing(AuditHead, region_code=region_code, seq=0, hash=START)
        end = db.session.get(AuditHead, region_code, with_for_update=True, populate_existing=True)
    for row in rows:
        row.seq, row.previous = end.seq + 1, end.hash
        row.hash = row.digest()
        end.seq, end.hash = row.seq, row.hash
    add_rows(rows)


def _name(subject: Any) -> tuple[str, str]:
    if isinstance(subject, str | None):
        return "", subject or ""
    return type(subject).__tablename__, "/".join(map(str, sa.inspect(subject).identity))


def _root() -> str:
    from kernel.organisations.models import Region

    return db.session.scalars(sa.select(Region.code).where(Region.parent_code.is_(None)).order_by(Region.code)).first()


@event.listens_for(HouseSession, "after_soft_rollback")
def _forget(session, previous) -> None:
    session.info.pop("audit", None)
    session.info.pop("changes", None)
