"""Tenders: lots, factors, the three opening officers, changes; trades; officers' identities; settings of the rule
sets.
"""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.db import Fen, Instant, db, region_column, state_column
from kernel.evidence import Evidence
from kernel.organisations.models import Region
from kernel.words import Word
from tendering.budget.models import BudgetLine
from tendering.tenders import rules


class TenderState(Word):
    DRAFT = "draft", _l("Being drafted"), "blue"
    APPROVED = "approved", _l("Approved, to be published"), "amber"
    PUBLISHED = "published", _l("Taking bids"), "green"
    CLOSED = "closed", _l("Closed, to be opened"), "amber"
    OPENED = "opened", _l("Under evaluation"), "amber"
    EVALUATED = "evaluated", _l("Evaluated, award pending"), "amber"
    AWARDED = "awarded", _l("Awarded"), "green"
    FAILED = "failed", _l("Void, too few bidders"), "red"
    CANCELLED = "cancelled", _l("Tender cancelled"), "red"


S = TenderState
MOVES = {
    S.DRAFT: {S.APPROVED, S.CANCELLED},
    S.APPROVED: {S.PUBLISHED, S.DRAFT, S.CANCELLED},
    S.PUBLISHED: {S.CLOSED, S.CANCELLED},
    S.CLOSED: {S.OPENED, S.FAILED, S.CANCELLED},
    S.OPENED: {S.EVALUATED, S.FAILED, S.CANCELLED},
    S.EVALUATED: {S.AWARDED, S.FAILED, S.CANCELLED},
    S.AWARDED: set(),
    S.FAILED: set(),
    S.CANCELLED: set(),
}
PUBLIC = (S.PUBLISHED, S.CLOSED, S.OPENED, S.EVALUATED, S.AWARDED, S.FAILED, S.CANCELLED)
COMMITTED = (S.PUBLISHED, S.CLOSED, S.OPENED, S.EVALUATED, S.AWARDED)


class LotKind(Word):
    SKILL = "skill", _l("Vocational skill training")
    STARTUP = "startup", _l("Startup training")


class LotState(Word):
    OPEN = "open", _l("In progress"), "blue"
    FAILED = "failed", _l("Void"), "red"
    AWARDED = "awarded", _l("Awarded"), "green"


LOT_MOVES = {LotState.OPEN: {LotState.FAILED, LotState.AWARDED}, LotState.FAILED: set(), LotState.AWARDED: set()}


class FactorKind(Word):
    """What a factor judges. Objective ones have one right answer: all members give the same points."""

    PLAN = "plan", _l("Training plan and quality")
    TEACHERS = "teachers", _l("Teachers")
    VENUE = "venue", _l("Venue and equipment")
    PAST_RATE = "past_rate", _l("Past employment rate")
    SERVICE = "service", _l("Employment service plan")
    OTHER = "other", _l("Other")


class Trade(db.Model):
    """A published training cost per person, by occupation code and skill level (5 初级 … 1 高级技师)."""

    __tablename__ = "trades"
    __table_args__ = (sa.UniqueConstraint("code", "level"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(60))
    level: Mapped[str] = mapped_column(sa.String(2))
    cost_fen: Mapped[int] = mapped_column(Fen)
    source: Mapped[str] = mapped_column(sa.String(120))


class RuleSetting(Evidence, db.Model):
    """A number that is not law, as a region set it; the latest row counts."""

    __tablename__ = "rule_settings"
    regime: Mapped[rules.Regime] = state_column(rules.Regime)
    name: Mapped[str] = mapped_column(sa.String(40))
    value: Mapped[int] = mapped_column(sa.BigInteger)
    note: Mapped[str] = mapped_column(sa.Text)


class OfficerIdentity(Evidence, db.Model):
    """An officer's own age identity: the public recipient, and the secret under a passphrase that only he knows."""

    __tablename__ = "officer_identities"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    recipient: Mapped[str] = mapped_column(sa.String(120))
    sealed_secret: Mapped[bytes] = mapped_column(sa.LargeBinary)
    user: Mapped[User] = relationship(foreign_keys=user_id)


class Tender(db.Model):
    """One public tender. `numbers` are the rule set's values written down at publication, under the key `rule_set`."""

    __tablename__ = "tenders"
    __table_args__ = (
        sa.CheckConstraint(
            "is_paper OR state IN ('draft', 'approved', 'cancelled') OR public_key IS NOT NULL",
            name="published_has_key",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    state: Mapped[TenderState] = state_column(TenderState, default=TenderState.DRAFT)
    regime: Mapped[rules.Regime] = state_column(rules.Regime, default=rules.Regime.PROCUREMENT)
    rule_set: Mapped[str | None] = mapped_column(sa.String(40))
    numbers: Mapped[dict | None] = mapped_column(sa.JSON)
    requirements: Mapped[str] = mapped_column(sa.Text, default="")
    opening_place: Mapped[str] = mapped_column(sa.String(120), default="")
    contact: Mapped[str] = mapped_column(sa.String(120), default="")
    documents_until: Mapped[date | None] = mapped_column(sa.Date)
    deadline_at: Mapped[datetime | None] = mapped_column(Instant)
    budget_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("budget_lines.id"), index=True)
    committee_size: Mapped[int] = mapped_column(default=5)
    is_paper: Mapped[bool] = mapped_column(default=False)
    drafted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    drafted_at: Mapped[datetime] = mapped_column(Instant)
    edited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Instant)
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    issued_on: Mapped[date | None] = mapped_column(sa.Date)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    evaluated_at: Mapped[datetime | None] = mapped_column(Instant)
    public_key: Mapped[str | None] = mapped_column(sa.String(200))
    notice_id: Mapped[int | None] = mapped_column(sa.ForeignKey("notices.id"))
    reason: Mapped[str | None] = mapped_column(sa.Text)
    region: Mapped[Region] = relationship()
    budget_line: Mapped[BudgetLine | None] = relationship()
    drafted_by: Mapped[User] = relationship(foreign_keys=drafted_by_id)
    approved_by: Mapped[User | None] = relationship(foreign_keys=approved_by_id)
    published_by: Mapped[User | None] = relationship(foreign_keys=published_by_id)
    lots: Mapped[list["Lot"]] = relationship(
        order_by="Lot.number", back_populates="tender", cascade="all, delete-orphan"
    )
    factors: Mapped[list["Factor"]] = relationship(
        order_by="Factor.id", back_populates="tender", cascade="all, delete-orphan"
    )
    officers: Mapped[list["OpeningOfficer"]] = relationship(
        order_by="OpeningOfficer.position", cascade="all, delete-orphan"
    )

    @classmethod
    def public_clause(cls):
        """What anybody may see: tenders that were published, never drafts, nor paper ones that only entered their
        result.
        """
        return sa.and_(cls.state.in_(PUBLIC), cls.published_at.is_not(None), cls.is_paper.is_(False))

    @classmethod
    def institution_clause(cls, user):
        return cls.public_clause()

    @property
    def total_fen(self) -> int:
        """Seats × standard over all lots."""
        return sum(lot.total_fen for lot in self.lots)

    @property
    def seats(self) -> int:
        return sum(lot.seats for lot in self.lots)


class Lot(db.Model):
    """One package of a tender: a trade and level (skill) or startup training, in a place, for so many people at a
    standard.
    """

    __tablename__ = "lots"
    __table_args__ = (
        sa.UniqueConstraint("tender_id", "number"),
        sa.CheckConstraint("seats > 0", name="seats"),
        sa.CheckConstraint("standard_fen > 0", name="standard"),
        sa.CheckConstraint("kind = 'startup' OR (trade_code IS NOT NULL AND level IS NOT NULL)", name="trade"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"), index=True)
    region_code: Mapped[str] = region_column()
    county_code: Mapped[str | None] = mapped_column(sa.ForeignKey("regions.code"))
    number: Mapped[int] = mapped_column()
    kind: Mapped[LotKind] = state_column(LotKind)
    state: Mapped[LotState] = state_column(LotState, default=LotState.OPEN)
    trade_code: Mapped[str | None] = mapped_column(sa.String(20))
    trade_name: Mapped[str] = mapped_column(sa.String(60))
    level: Mapped[str | None] = mapped_column(sa.String(2))
    group: Mapped[str | None] = mapped_column(sa.String(40))
    seats: Mapped[int] = mapped_column()
    standard_fen: Mapped[int] = mapped_column(Fen)
    reason: Mapped[str | None] = mapped_column(sa.Text)
    tender: Mapped[Tender] = relationship(back_populates="lots")
    county: Mapped[Region | None] = relationship(foreign_keys=county_code)

    @property
    def total_fen(self) -> int:
        return self.seats * self.standard_fen


class Factor(db.Model):
    """What bids are judged by, declared in the tender; the points of all factors sum to 100. Price is none (fixed
    price).
    """

    __tablename__ = "factors"
    __table_args__ = (sa.CheckConstraint("points BETWEEN 1 AND 100", name="points"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"), index=True)
    kind: Mapped[FactorKind] = state_column(FactorKind)
    name: Mapped[str] = mapped_column(sa.String(60))
    standard: Mapped[str] = mapped_column(sa.Text)
    points: Mapped[int] = mapped_column()
    is_objective: Mapped[bool] = mapped_column(default=False)
    tender: Mapped[Tender] = relationship(back_populates="factors")


class OpeningOfficer(db.Model):
    """One of the three who open a tender, any two of them together."""

    __tablename__ = "opening_officers"
    __table_args__ = (
        sa.UniqueConstraint("tender_id", "user_id"),
        sa.UniqueConstraint("tender_id", "position"),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name="position"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    position: Mapped[int] = mapped_column()
    user: Mapped[User] = relationship()


class ChangeState(Word):
    PROPOSED = "proposed", _l("Waiting for a second person"), "amber"
    PUBLISHED = "published", _l("Change published"), "green"
    WITHDRAWN = "withdrawn", _l("Withdrawn"), "plain"


CHANGE_MOVES = {
    ChangeState.PROPOSED: {ChangeState.PUBLISHED, ChangeState.WITHDRAWN},
    ChangeState.PUBLISHED: set(),
    ChangeState.WITHDRAWN: set(),
}


class Change(db.Model):
    """A change of a published tender; without a new deadline it stands only far enough before the old one."""

    __tablename__ = "tender_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"), index=True)
    region_code: Mapped[str] = region_column()
    state: Mapped[ChangeState] = state_column(ChangeState, default=ChangeState.PROPOSED)
    text: Mapped[str] = mapped_column(sa.Text)
    deadline_at: Mapped[datetime | None] = mapped_column(Instant)
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    tender: Mapped[Tender] = relationship()
