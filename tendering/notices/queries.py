"""Reading notices; everything published is public."""

from collections.abc import Iterable

import sqlalchemy as sa

from kernel import clock
from kernel.db import db
from tendering.notices.models import Kind, Notice, NoticeVersion, Objection, ObjectionState


def published() -> sa.Select:
    """Every notice with its latest version, for tables."""
    return sa.select(Notice).join(
        NoticeVersion, sa.and_(NoticeVersion.notice_id == Notice.id, NoticeVersion.version == Notice.version)
    )


def by_number(number: str) -> Notice | None:
    return db.session.scalars(sa.select(Notice).filter_by(number=number)).one_or_none()


def version(notice: Notice, number: int) -> NoticeVersion | None:
    return db.session.scalars(sa.select(NoticeVersion).filter_by(notice_id=notice.id, version=number)).one_or_none()


def latest(*, kinds: Iterable[Kind] = (), region_code: str | None = None, limit: int = 5) -> list[Notice]:
    """The newest notices, of some kinds or of one region."""
    return list(db.session.scalars(_narrow(published(), kinds, region_code).order_by(Notice.id.desc()).limit(limit)))


def in_publicity(*, kinds: Iterable[Kind] = (), region_code: str | None = None, limit: int = 20) -> list[Notice]:
    """Notices whose publicity is running today, the nearest end first."""
    running = _narrow(published(), kinds, region_code).where(NoticeVersion.publicity_ends_on >= clock.today())
    return list(db.session.scalars(running.order_by(NoticeVersion.publicity_ends_on, Notice.id).limit(limit)))


def of_subject(subject) -> list[Notice]:
    """What was published about a row, oldest first."""
    key = "/".join(map(str, sa.inspect(subject).identity))
    found = sa.select(Notice).filter_by(subject_type=type(subject).__tablename__, subject_id=key).order_by(Notice.id)
    return list(db.session.scalars(found))


def search(text: str, *, limit: int = 20) -> list[Notice]:
    """Notices whose title or number holds the text, newest first."""
    held = sa.or_(NoticeVersion.title.icontains(text, autoescape=True), Notice.number.icontains(text, autoescape=True))
    return list(db.session.scalars(published().where(held).order_by(Notice.id.desc()).limit(limit)))


def objections(notice_id: int) -> list[Objection]:
    """All objections to a notice, oldest first."""
    return list(db.session.scalars(sa.select(Objection).filter_by(notice_id=notice_id).order_by(Objection.id)))


def objections_with_notice() -> sa.Select:
    """Objections beside the latest version of their notice, for tables."""
    return (
        sa.select(Objection)
        .join(Notice, Notice.id == Objection.notice_id)
        .join(NoticeVersion, sa.and_(NoticeVersion.notice_id == Notice.id, NoticeVersion.version == Notice.version))
    )


def open_objections(notice_id: int) -> list[Objection]:
    """Objections that nobody has answered yet, oldest first: what they are about must wait for the answer."""
    return [objection for objection in objections(notice_id) if objection.state == ObjectionState.LODGED]


def upheld_objections(notice_id: int) -> list[Objection]:
    return [objection for objection in objections(notice_id) if objection.state == ObjectionState.UPHELD]


def objection_by_reference(reference: str) -> Objection | None:
    return db.session.scalars(sa.select(Objection).filter_by(reference=reference)).one_or_none()


def _narrow(query: sa.Select, kinds: Iterable[Kind], region_code: str | None) -> sa.Select:
    kinds = list(kinds)
    if kinds:
        query = query.where(Notice.kind.in_(kinds))
    return query.where(Notice.region_code == region_code) if region_code else query
