"""Which regions a document governs, what it is compared with, what is kept and due, the names behind the columns."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from kernel import audit, clock
from kernel.db import db
from kernel.organisations.models import Region
from kernel.organisations.queries import acting_regions, whole_region_code
from settlement.documents import queries as documents
from settlement.documents.models import Document, DocumentState
from settlement.entitlements.models import Posting
from settlement.forecast.models import CostWish, ReckonedCost, ReckonedPromise
from settlement.rosters.models import ClassCompletion, RosterLine, TrainingClass

COSTS = "reckon-costs"  # the job that works on `due_costs`
PROMISES = "reckon-promises"  # and on `due_regions`


@dataclass(frozen=True)
class Governed:
    """A region that the document would govern, and the document that would apply there otherwise (or None)."""

    region: Region
    instead: Document | None


def seen_by(user) -> list[Region]:
    """The regions whose register a user may see, by code."""
    return [region for region in acting_regions() if user.sees_all_regions or region.code == user.region_code]


def governed(document: Document, regions: list[Region]) -> tuple[list[Governed], list[Region]]:
    """Which of some regions a document would govern on its first day, and who of them has one of their own."""
    is_whole = document.region_code == whole_region_code()
    if not is_whole:
        regions = [region for region in regions if region.code == document.region_code]
    found, own = [], []
    for region in regions:
        standing = documents.in_force(region.code, document.in_force_from)
        if is_whole and standing is not None and standing.region_code != document.region_code:
            own.append(region)
        else:
            found.append(Governed(region, instead(document, region.code)))
    return found, own


def instead(document: Document, region_code: str) -> Document | None:
    """The document that would be in force without this one, on its first day or, failing that, the day before."""
    if document.supersedes:
        return document.supersedes
    for day in (document.in_force_from, document.in_force_from - timedelta(days=1)):
        found = documents.in_force(region_code, day)
        if found is not None and found.id != document.id:
            return found
    return None


def terms(document: Document, instead: Document | None) -> str:
    """A hash of what both documents say. A draft that was changed and changed back has other terms than before."""
    said = (document.content_hash, document.drafted_at.isoformat(), instead and instead.content_hash)
    return sha256(audit.canonical(said).encode()).hexdigest()


@dataclass(frozen=True)
class Standing:
    """How far a document is reckoned: the regions with a register, what is kept of each under the terms as they stand.

    A draft is wanted as of today; another document as of the day on which somebody asked, or not at all (None).
    """

    document: Document
    regions: list[Governed]
    kept: dict[str, ReckonedCost]
    asked_on: date | None

    @property
    def as_of(self) -> date:
        """The latest day on which something was reckoned: figures of several regions are of one day."""
        return max((row.as_of for row in self.kept.values()), default=clock.today())

    @property
    def wanted_on(self) -> date | None:
        if self.document.state == DocumentState.DRAFT:
            return clock.today()
        return self.asked_on and max(self.asked_on, self.as_of)

    @property
    def is_complete(self) -> bool:
        return all(self._is_kept(each, self.as_of) for each in self.regions)

    @property
    def due(self) -> list[tuple[int, str, str, str]]:
        """The keys under which the schedule reckons what is wanted and not kept."""
        day, wanted = clock.today().isoformat(), self.wanted_on
        missing = [each for each in self.regions if wanted and not self._is_kept(each, wanted)]
        return [(self.document.id, each.region.code, day, terms(self.document, each.instead)[:12]) for each in missing]

    def _is_kept(self, each: Governed, day: date) -> bool:
        return each.region.code in self.kept and self.kept[each.region.code].as_of >= day


def standing(document: Document, regions: list[Governed], stretch: str) -> Standing:
    """Of the regions that a document governs; those without a completed class have nothing to be reckoned."""
    codes = _with_completed_classes()
    regions = [each for each in regions if each.region.code in codes]
    under = {each.region.code: terms(document, each.instead) for each in regions}
    query = sa.select(ReckonedCost).filter_by(document_id=document.id, stretch=stretch)
    rows = db.session.scalars(query.order_by(ReckonedCost.region_code))
    kept = {row.region_code: row for row in rows if row.terms == under.get(row.region_code)}
    wish = db.session.get(CostWish, document.id)
    return Standing(document, regions, kept, wish and wish.asked_on)


def due_costs() -> list[tuple[int, str, str, str]]:
    """What the schedule reckons: drafts once a day and when they change, other documents when somebody asks."""
    regions, asked = acting_regions(), sa.select(CostWish.document_id)
    query = sa.select(Document).where(sa.or_(Document.state == DocumentState.DRAFT, Document.id.in_(asked)))
    found = list(db.session.scalars(query.order_by(Document.id)))
    return [key for document in found for key in standing(document, governed(document, regions)[0], "all").due]


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
    done = sa.select(ReckonedPromise.region_code).where(_stands(), ReckonedPromise.as_of >= today)
    done = set(db.session.scalars(done.order_by(ReckonedPromise.region_code)))
    return [(code, today.isoformat(), posted.get(code, 0)) for code in _with_completed_classes() if code not in done]


def promises(region_code: str | None = None) -> dict[str, ReckonedPromise]:
    """What is kept of a region or of all, by code; nothing of those where a run was posted since."""
    query = sa.select(ReckonedPromise).where(_stands()).order_by(ReckonedPromise.region_code)
    query = query.filter_by(region_code=region_code) if region_code else query
    return {row.region_code: row for row in db.session.scalars(query)}


def _stands() -> sa.ColumnElement[bool]:
    """No run was posted since."""
    table = ReckonedPromise
    return ~sa.exists().where(Posting.region_code == table.region_code, Posting.seq > table.seen_seq)


def _with_completed_classes() -> list[str]:
    codes = sa.select(ClassCompletion.region_code).distinct().order_by(ClassCompletion.region_code)
    return list(db.session.scalars(codes))


def kept_by(region_code: str, until: date) -> int | None:
    """Fen due in a region by a day, what waits already included; None where nothing is reckoned."""
    found = promises(region_code).get(region_code)
    return found and sum(row.amount_fen for row in found.months if row.until_on <= until)
