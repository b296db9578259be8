"""Reading policy documents.

in_force(region_code, day) -> Document | None     of the league, or else of the whole region, on a legal date
policy(document_id) -> settlement.policy PolicyDocument     what the document says, kept after the first read
"""

import json
from datetime import date
from functools import lru_cache

import sqlalchemy as sa

from kernel.db import db
from kernel.organisations.queries import whole_region_code
from settlement.documents.models import Document, DocumentState
from settlement.policy.document import PolicyDocument
from settlement.policy.loading import load_document


def in_force(region_code: str, day: date) -> Document | None:
    """The document in force on `day`, first and last day included: the league's own, or else the region's."""
    return _of(region_code, day) or _of(whole_region_code(), day)


def _of(region_code: str, day: date) -> Document | None:
    return db.session.scalars(running(region_code, day, day)).one_or_none()


def running(region_code: str, first: date, last: date | None) -> sa.Select:
    """Countersigned documents of one region with a day in common with the stretch, by first day."""
    query = sa.select(Document).where(
        Document.region_code == region_code,
        Document.state == DocumentState.IN_FORCE,
        sa.or_(Document.in_force_to.is_(None), Document.in_force_to >= first),
    )
    return (query.where(Document.in_force_from <= last) if last else query).order_by(
        Document.in_force_from, Document.id
    )


def policy(document_id: int) -> PolicyDocument:
    """What a document says, checked again on load (a standard below the floor is never paid from)."""
    document = db.session.get_one(Document, document_id)
    return _read(document.content)


@lru_cache(maxsize=256)
def _read(content: str) -> PolicyDocument:
    return load_document(json.loads(content))


def superseding_choices(region_code: str) -> list[Document]:
    """Countersigned documents of a region, the latest first: what a draft may supersede."""
    found = sa.select(Document).filter_by(region_code=region_code, state=DocumentState.IN_FORCE)
    return list(db.session.scalars(found.order_by(Document.in_force_from.desc(), Document.id.desc())))


def successor(document: Document) -> Document | None:
    """The countersigned document that superseded this one."""
    found = sa.select(Document).filter_by(supersedes_id=document.id, state=DocumentState.IN_FORCE).order_by(Document.id)
    return db.session.scalars(found).first()


def listed() -> sa.Select:
    return sa.select(Document).order_by(Document.in_force_from.desc(), Document.id.desc())


def waiting_for_finance(region_code: str) -> list[Document]:
    """Drafts of a region that finance has to countersign, the oldest first."""
    found = sa.select(Document).filter_by(region_code=region_code, state=DocumentState.DRAFT)
    return list(db.session.scalars(found.order_by(Document.drafted_at, Document.id)))
