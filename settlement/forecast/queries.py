"""Which regions a document governs, what it is compared with, and the names behind the columns."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from kernel.db import db
from kernel.organisations.models import Region
from kernel.organisations.queries import acting_regions, whole_region_code
from settlement.documents import queries as documents
from settlement.documents.models import Document
from settlement.entitlements.models import Posting
from settlement.forecast.models import PromisedMonth
from settlement.rosters.models import ClassCompletion, RosterLine, TrainingClass


@dataclass(frozen=True)
class Governed:
    """A region that the document would govern, and the document that would apply there otherwise (or None)."""

    region: Region
    instead: Document | None


def seen_by(user) -> list[Region]:
    """The regions whose register a user may see, by code."""
    return [region for region in acting_regions() if user.sees_all_regions or region.code == user.region_code]


def governed(document: Document, user) -> tuple[list[Governed], list[Region]]:
    """What a document would govern on its first day, as far as the user sees it, and who has one of their own."""
    regions, is_whole = seen_by(user), document.region_code == whole_region_code()
    if not is_whole:
        regions = [region for region in regions if region.code == document.region_code]
    found, own = [], []
    for region in regions:
        standing = documents.in_force(region.code, document.in_force_from)
        if is_whole and standing is not None and standing.region_code != document.region_code:
            own.append(region)
        else:
            found.append(Governed(region, document.supersedes or _instead(document, region.code)))
    return found, own


def _instead(document: Document, region_code: str) -> Document | None:
    """The document that would be in force without this one, on its first day or, failing that, the day before."""
    for day in (document.in_force_from, document.in_force_from - timedelta(days=1)):
        found = documents.in_force(region_code, day)
        if found is not None and found.id != document.id:
            return found
    return None


def trade_names(region_codes: Collection[str]) -> dict[str | None, str]:
    """{trade code: its name as the classes of these regions have it, the latest class's where they differ}."""
    query = sa.select(TrainingClass.trade_code, TrainingClass.trade_name).where(
        TrainingClass.region_code.in_(region_codes)
    )
    query = query.group_by(TrainingClass.trade_code, TrainingClass.trade_name)
    return dict(db.session.execute(query.order_by(sa.func.max(TrainingClass.id))).all())


def roster_lines(ids: Iterable[int]) -> dict[int, RosterLine]:
    """A few lines with their classes, by id."""
    query = sa.select(RosterLine).where(RosterLine.id.in_(list(ids))).order_by(RosterLine.id)
    return {line.id: line for line in db.session.scalars(query.options(joinedload(RosterLine.training_class)))}


def due_regions(today: date) -> list[tuple[str, str, int]]:
    """What the schedule reckons: every region with a completed class, once a day and after each posting."""
    last = sa.select(Posting.region_code, sa.func.max(Posting.seq)).group_by(Posting.region_code)
    posted = dict(db.session.execute(last.order_by(Posting.region_code)).all())
    codes = sa.select(ClassCompletion.region_code).distinct().order_by(ClassCompletion.region_code)
    return [(code, today.isoformat(), posted.get(code, 0)) for code in db.session.scalars(codes)]


def kept(region_code: str) -> list[PromisedMonth]:
    """A region's months as reckoned last, in their order; none where a run was posted since."""
    later = sa.exists().where(Posting.region_code == region_code, Posting.seq > PromisedMonth.seen_seq)
    query = sa.select(PromisedMonth).where(PromisedMonth.region_code == region_code, ~later)
    return list(db.session.scalars(query.order_by(PromisedMonth.until_on, PromisedMonth.kind)))


def kept_by(region_code: str, until: date) -> int | None:
    """Fen due in a region by a day, what waits already included; None where nothing is reckoned."""
    rows = kept(region_code)
    return sum(row.amount_fen for row in rows if row.until_on <= until) if rows else None
