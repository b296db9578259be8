"""The evaluation committee, what its members declared and scored, and the report they sign."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.db import Instant, db, region_column, state_column
from kernel.evidence import Evidence
from kernel.organisations.models import Organisation
from kernel.refusals import constraint
from kernel.words import Word
from tendering.bids.models import Bid
from tendering.tenders.models import Factor, Lot, Tender


class MemberState(Word):
    INVITED = "invited", _l("Drawn, to answer"), "amber"
    ACCEPTED = "accepted", _l("Accepted"), "green"
    RECUSED = "recused", _l("Stood aside"), "red"


MEMBER_MOVES = {
    MemberState.INVITED: {MemberState.ACCEPTED, MemberState.RECUSED},
    MemberState.ACCEPTED: {MemberState.RECUSED},
    MemberState.RECUSED: set(),
}


class MemberKind(Word):
    EXPERT = "expert", _l("Expert")
    REPRESENTATIVE = "representative", _l("Buyer's representative")


class InterestKind(Word):
    """What makes a person avoid a supplier (采购法实施条例 9)."""

    EMPLOYEE = "employee", _l("Employed there")
    DIRECTOR = "director", _l("Director or supervisor there")
    SHAREHOLDER = "shareholder", _l("Controlling shareholder or actual controller")
    KIN = "kin", _l("Kin of its head")
    OTHER = "other", _l("Another relation that may affect fairness")


class Interest(Evidence, db.Model):
    """A relation to an institution that its holder declared; `ended_on` None: it still lasts."""

    __tablename__ = "interests"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    kind: Mapped[InterestKind] = state_column(InterestKind)
    ended_on: Mapped[date | None] = mapped_column(sa.Date)
    note: Mapped[str | None] = mapped_column(sa.Text)
    organisation: Mapped[Organisation] = relationship()


class Qualification(Evidence, db.Model):
    """The buyer's own check of a bidder, before the committee sees the bids (财政部令第87号 44)."""

    __tablename__ = "qualifications"
    __table_args__ = (sa.UniqueConstraint("bid_id"),)
    bid_id: Mapped[int] = mapped_column(sa.ForeignKey("bids.id"))
    is_qualified: Mapped[bool] = mapped_column()
    reason: Mapped[str | None] = mapped_column(sa.Text)
    bid: Mapped[Bid] = relationship()


class Committee(db.Model):
    """One draw of a tender's committee: whoever has the seed and the pool can draw again and find the same order."""

    __tablename__ = "committees"
    __table_args__ = (sa.CheckConstraint("size % 2 = 1", name="odd"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"), unique=True)
    size: Mapped[int] = mapped_column()
    seed: Mapped[str] = mapped_column(sa.String(64))
    pool: Mapped[list] = mapped_column(sa.JSON)
    drawn_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    drawn_at: Mapped[datetime] = mapped_column(Instant)
    tender: Mapped[Tender] = relationship()
    drawn_by: Mapped[User] = relationship()
    members: Mapped[list["Member"]] = relationship(order_by="Member.id", back_populates="committee")

    @property
    def seated(self) -> list["Member"]:
        """Everybody drawn who has not stood aside."""
        return [member for member in self.members if member.state != MemberState.RECUSED]

    @property
    def is_complete(self) -> bool:
        accepted = [member for member in self.members if member.state == MemberState.ACCEPTED]
        return len(accepted) == self.size


class Member(db.Model):
    """A person on a committee."""

    __tablename__ = "members"
    __table_args__ = (sa.UniqueConstraint("committee_id", "user_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    kind: Mapped[MemberKind] = state_column(MemberKind)
    state: Mapped[MemberState] = state_column(MemberState, default=MemberState.INVITED)
    reason: Mapped[str | None] = mapped_column(sa.Text)
    committee: Mapped[Committee] = relationship(back_populates="members")
    user: Mapped[User] = relationship()

    @property
    def tender(self) -> Tender:
        return self.committee.tender


class ScoreSheet(Evidence, db.Model):
    """All scores one member gave on one lot, handed in at once."""

    __tablename__ = "score_sheets"
    __table_args__ = (sa.UniqueConstraint("member_id", "lot_id"),)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"))
    lot_id: Mapped[int] = mapped_column(sa.ForeignKey("lots.id"), index=True)
    member: Mapped[Member] = relationship()
    lot: Mapped[Lot] = relationship()
    scores: Mapped[list["Score"]] = relationship(order_by="Score.id", back_populates="sheet")


class Because(Word):
    """The corrections that are permitted; sums are ours and points out of range are refused, so two of the four
    remain.
    """

    OBJECTIVE = "objective", _l("Members differed on an objective factor")
    EXTREME = "extreme", _l("Points were extremely high or low")


class Score(Evidence, db.Model):
    """Points (in hundredths) of one bid on one factor; a permitted correction is a new row that names the old one."""

    __tablename__ = "scores"
    __table_args__ = (
        sa.UniqueConstraint("replaces_id"),
        sa.CheckConstraint("points_hundredths >= 0", name="points"),
        sa.CheckConstraint("(replaces_id IS NULL) = (because IS NULL)", name="correction"),
        sa.Index(
            "uq_scores_first",
            "sheet_id",
            "bid_id",
            "factor_id",
            unique=True,
            sqlite_where=sa.text("replaces_id IS NULL"),
            postgresql_where=sa.text("replaces_id IS NULL"),
        ),
    )
    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("score_sheets.id"))
    bid_id: Mapped[int] = mapped_column(sa.ForeignKey("bids.id"))
    factor_id: Mapped[int] = mapped_column(sa.ForeignKey("factors.id"))
    points_hundredths: Mapped[int] = mapped_column()
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("scores.id"))
    because: Mapped[Because | None] = state_column(Because)
    note: Mapped[str | None] = mapped_column(sa.Text)
    sheet: Mapped[ScoreSheet] = relationship(back_populates="scores")
    bid: Mapped[Bid] = relationship()
    factor: Mapped[Factor] = relationship()


class TieBreak(Word):
    RATE = "rate", _l("Equal points: higher past employment rate")
    DRAW = "draw", _l("Equal points and rate: random draw")


class Ranking(Evidence, db.Model):
    """A bid's place on its lot. `total_hundredths` is the sum over all members; the mean is total ÷ members."""

    __tablename__ = "rankings"
    __table_args__ = (sa.UniqueConstraint("bid_id"), sa.UniqueConstraint("lot_id", "position"))
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"), index=True)
    lot_id: Mapped[int] = mapped_column(sa.ForeignKey("lots.id"))
    bid_id: Mapped[int] = mapped_column(sa.ForeignKey("bids.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    position: Mapped[int] = mapped_column()
    total_hundredths: Mapped[int] = mapped_column()
    members: Mapped[int] = mapped_column()
    past_rate_hundredths: Mapped[int] = mapped_column()
    tie_break: Mapped[TieBreak | None] = state_column(TieBreak)
    bid: Mapped[Bid] = relationship()
    lot: Mapped[Lot] = relationship()
    organisation: Mapped[Organisation] = relationship()

    @property
    def mean_hundredths(self) -> int:
        """The mean, rounded half up for showing; places are decided on the exact totals."""
        return (2 * self.total_hundredths + self.members) // (2 * self.members)


class Report(Evidence, db.Model):
    """The evaluation report; `seed` is that of the draw among equals, `digest` the hash of all scores and places."""

    __tablename__ = "reports"
    __table_args__ = (sa.UniqueConstraint("tender_id"),)
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    seed: Mapped[str] = mapped_column(sa.String(64))
    digest: Mapped[str] = mapped_column(sa.String(64))
    tender: Mapped[Tender] = relationship()
    signatures: Mapped[list["Signature"]] = relationship(order_by="Signature.id", back_populates="report")


class Signature(Evidence, db.Model):
    """A member's signature under the report, with the opinion he dissents by (招标投标法实施条例 53)."""

    __tablename__ = "signatures"
    __table_args__ = (sa.UniqueConstraint("member_id"),)
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("reports.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"))
    dissent: Mapped[str | None] = mapped_column(sa.Text)
    report: Mapped[Report] = relationship(back_populates="signatures")
    member: Mapped[Member] = relationship()


constraint(
    "uq_score_sheets_member_id_lot_id",
    "ALREADY_SCORED",
    _l("Your scores on this lot were submitted already; they stand."),
)
constraint("uq_signatures_member_id", "ALREADY_SIGNED", _l("You have signed this report already."))
