"""Policy documents: drafted by the labour department, countersigned by finance, immutable from then on."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.db import Fen, Instant, db, region_column, state_column
from kernel.organisations.models import Region
from kernel.words import Word
from settlement.documents import guards


class DocumentState(Word):
    DRAFT = "draft", _l("Draft"), "amber"
    IN_FORCE = "in_force", _l("Countersigned"), "green"
    WITHDRAWN = "withdrawn", _l("Withdrawn"), "plain"


MOVES = {
    DocumentState.DRAFT: {DocumentState.IN_FORCE, DocumentState.WITHDRAWN},
    DocumentState.IN_FORCE: set(),
    DocumentState.WITHDRAWN: set(),
}


class Kind(Word):
    """The two kinds of training that clause 6 prices."""

    SKILL = "skill", _l("Skill training")
    STARTUP = "startup", _l("Business start-up training")


class Document(db.Model):
    """One document of a league or of the region. `content` is the canonical JSON text that `settlement.policy` reads.

    `in_force_to` is the last day in force: what the document says, or the day before the one that supersedes it.
    """

    __tablename__ = "documents"
    __table_args__ = (
        sa.UniqueConstraint("region_code", "number"),
        sa.CheckConstraint("in_force_to IS NULL OR in_force_to >= in_force_from", name="days_in_order"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    number: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[str] = mapped_column(sa.String(200))
    in_force_from: Mapped[date] = mapped_column(sa.Date)
    in_force_to: Mapped[date | None] = mapped_column(sa.Date)
    supersedes_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id"))
    content: Mapped[str] = mapped_column(sa.Text)
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    state: Mapped[DocumentState] = state_column(DocumentState, default=DocumentState.DRAFT)
    drafted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    drafted_at: Mapped[datetime] = mapped_column(Instant)
    countersigned_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    countersigned_at: Mapped[datetime | None] = mapped_column(Instant)
    region: Mapped[Region] = relationship()
    supersedes: Mapped["Document | None"] = relationship(remote_side=id)
    drafted_by: Mapped[User] = relationship(foreign_keys=drafted_by_id)
    countersigned_by: Mapped[User | None] = relationship(foreign_keys=countersigned_by_id)
    costs: Mapped[list["DocumentCost"]] = relationship(
        order_by="DocumentCost.id", cascade="all, delete-orphan", back_populates="document"
    )

    @classmethod
    def institution_clause(cls, user):
        """Institutions read what is in force, of their league and of the whole region."""
        return sa.and_(cls.state == DocumentState.IN_FORCE, cls.officer_clause(user))

    @classmethod
    def officer_clause(cls, user):
        """Officers read their own region's documents and those of the region above it; those above read all."""
        if user.sees_all_regions:
            return sa.true()
        return cls.region_code.in_([user.region_code, user.region.parent_code or user.region_code])


class DocumentCost(db.Model):
    """The training and appraisal cost behind one standard, with its source (clause 6: 培训、鉴定成本)."""

    __tablename__ = "document_costs"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    kind: Mapped[Kind] = state_column(Kind)
    key: Mapped[str] = mapped_column(sa.String(80))
    trade_name: Mapped[str | None] = mapped_column(sa.String(80))
    training_fen: Mapped[int] = mapped_column(Fen)
    appraisal_fen: Mapped[int] = mapped_column(Fen)
    source: Mapped[str] = mapped_column(sa.String(200))
    document: Mapped[Document] = relationship(back_populates="costs")


guards.register()
