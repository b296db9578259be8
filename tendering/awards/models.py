"""Awards: how many seats of a lot an institution trains, under which standard."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.db import Fen, Instant, db, region_column, state_column
from kernel.organisations.models import Organisation
from kernel.refusals import constraint
from kernel.words import Word
from tendering.notices.models import Notice
from tendering.tenders.models import Lot, Tender


class AwardState(Word):
    PROPOSED = "proposed", _l("Award proposed"), "blue"
    PUBLICISED = "publicised", _l("In publicity"), "amber"
    FINAL = "final", _l("Awarded"), "green"
    REVOKED = "revoked", _l("Revoked"), "red"


A = AwardState
MOVES = {
    A.PROPOSED: {A.PUBLICISED, A.FINAL, A.REVOKED},
    A.PUBLICISED: {A.FINAL, A.REVOKED},
    A.FINAL: {A.REVOKED},
    A.REVOKED: set(),
}
STANDING = (A.PROPOSED, A.PUBLICISED, A.FINAL)


class Award(db.Model):
    """Seats of one lot for one institution. Classes open only under a final one."""

    __tablename__ = "awards"
    __table_args__ = (
        sa.CheckConstraint("seats > 0", name="seats"),
        sa.CheckConstraint("state <> 'final' OR awarded_on IS NOT NULL", name="final_has_day"),
        sa.Index(
            "uq_awards_standing",
            "lot_id",
            "organisation_id",
            unique=True,
            sqlite_where=sa.text("state <> 'revoked'"),
            postgresql_where=sa.text("state <> 'revoked'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"), index=True)
    lot_id: Mapped[int] = mapped_column(sa.ForeignKey("lots.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    seats: Mapped[int] = mapped_column()
    standard_fen: Mapped[int] = mapped_column(Fen)
    state: Mapped[AwardState] = state_column(AwardState, default=AwardState.PROPOSED)
    publicity_ends_on: Mapped[date | None] = mapped_column(sa.Date)
    awarded_on: Mapped[date | None] = mapped_column(sa.Date)
    notice_id: Mapped[int | None] = mapped_column(sa.ForeignKey("notices.id"))
    document: Mapped[str | None] = mapped_column(sa.String(200))
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str | None] = mapped_column(sa.Text)
    tender: Mapped[Tender] = relationship()
    lot: Mapped[Lot] = relationship()
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    notice: Mapped[Notice | None] = relationship()
    proposed_by: Mapped[User] = relationship(foreign_keys=proposed_by_id)
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)

    @classmethod
    def institution_clause(cls, user):
        """Their own, once they are public."""
        return sa.and_(cls.organisation_id == user.organisation_id, cls.state != A.PROPOSED)


constraint("uq_awards_standing", "ALREADY_AWARDED", _l("This institution holds an award on this lot already."))
