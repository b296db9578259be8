"""Training bases of the government (就业培训基地, 内政发〔2008〕107号 clause 6): criteria, visits, accreditations."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.attachments import Attachment
from kernel.db import Instant, db, region_column, state_column
from kernel.evidence import Evidence
from kernel.organisations.models import Organisation, Region
from kernel.refusals import constraint
from kernel.words import Word
from tendering.notices.models import Notice


class State(Word):
    DRAFT = "draft", _l("Being prepared"), "plain"
    APPLIED = "applied", _l("Waiting for the visit"), "amber"
    REVIEWED = "reviewed", _l("Visited, to be decided"), "blue"
    PUBLICISED = "publicised", _l("In publicity"), "amber"
    ENTERED = "entered", _l("Entered from paper, to be confirmed"), "amber"
    GRANTED = "granted", _l("Accredited"), "green"
    REFUSED = "refused", _l("Not accredited"), "red"
    SUSPENDED = "suspended", _l("Accreditation suspended"), "red"
    WITHDRAWN = "withdrawn", _l("Accreditation withdrawn"), "red"


MOVES = {
    State.DRAFT: {State.APPLIED},
    State.APPLIED: {State.REVIEWED, State.REFUSED},
    State.REVIEWED: {State.PUBLICISED, State.REFUSED},
    State.PUBLICISED: {State.GRANTED, State.REFUSED},
    State.ENTERED: {State.GRANTED, State.REFUSED},
    State.GRANTED: {State.SUSPENDED, State.WITHDRAWN},
    State.SUSPENDED: {State.GRANTED, State.WITHDRAWN},
    State.REFUSED: set(),
    State.WITHDRAWN: set(),
}
OPEN = (State.DRAFT, State.APPLIED, State.REVIEWED, State.PUBLICISED)
EVER_GRANTED = (State.GRANTED, State.SUSPENDED, State.WITHDRAWN)


class Standing(Word):
    """How sure the source of a criterion is (domain/law.md)."""

    STATUTE = "statute", _l("statute"), "green"
    SECONDARY = "secondary", _l("quoted elsewhere"), "blue"
    TO_BE_CONFIRMED = "to_be_confirmed", _l("to be confirmed"), "amber"


class Criterion(db.Model):
    """One point of the checklist, dated: of a league, or of the whole region where the league has none of that code."""

    __tablename__ = "criteria"
    __table_args__ = (sa.UniqueConstraint("region_code", "code", "from_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    code: Mapped[str] = mapped_column(sa.String(20))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(sa.String(200))
    source: Mapped[str] = mapped_column(sa.String(200))
    standing: Mapped[Standing] = state_column(Standing, name="criterion_standing")
    needs_evidence: Mapped[bool]
    from_on: Mapped[date] = mapped_column(sa.Date)
    to_on: Mapped[date | None] = mapped_column(sa.Date)


class Accreditation(db.Model):
    """One base of an institution in a league: applied for, visited, publicised, valid from and to."""

    __tablename__ = "accreditations"
    __table_args__ = (
        sa.CheckConstraint("valid_to > valid_from", name="valid_to_after_from"),
        sa.Index(
            "uq_accreditations_open",
            "organisation_id",
            "region_code",
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'applied', 'reviewed', 'publicised')"),
            postgresql_where=sa.text("state IN ('draft', 'applied', 'reviewed', 'publicised')"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    number: Mapped[str | None] = mapped_column(sa.String(40), unique=True)
    base_name: Mapped[str] = mapped_column(sa.String(120))
    address: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[State] = state_column(State, name="accreditation_state")
    valid_from: Mapped[date | None] = mapped_column(sa.Date)
    valid_to: Mapped[date | None] = mapped_column(sa.Date)
    reason: Mapped[str | None] = mapped_column(sa.Text)
    notice_id: Mapped[int | None] = mapped_column(sa.ForeignKey("notices.id"))
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    applied_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    region: Mapped[Region] = relationship(lazy="joined")
    notice: Mapped[Notice | None] = relationship()
    opened_by: Mapped[User] = relationship(foreign_keys=opened_by_id)
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)
    proofs: Mapped[list["Proof"]] = relationship(order_by="Proof.id")
    visit: Mapped["SiteVisit | None"] = relationship(uselist=False)


class Proof(db.Model):
    """A file handed in for one criterion; may be taken out again only while the application is being prepared."""

    __tablename__ = "accreditation_proofs"
    id: Mapped[int] = mapped_column(primary_key=True)
    accreditation_id: Mapped[int] = mapped_column(sa.ForeignKey("accreditations.id"), index=True)
    criterion_id: Mapped[int | None] = mapped_column(sa.ForeignKey("criteria.id"))
    attachment_id: Mapped[int] = mapped_column(sa.ForeignKey("attachments.id"))
    expires_on: Mapped[date | None] = mapped_column(sa.Date)
    criterion: Mapped[Criterion | None] = relationship(lazy="joined")
    attachment: Mapped[Attachment] = relationship(lazy="joined")


class SiteVisit(Evidence, db.Model):
    """What two people found on the spot, once an application."""

    __tablename__ = "site_visits"
    __table_args__ = (
        sa.CheckConstraint("score BETWEEN 0 AND 100", name="score_of_100"),
        sa.CheckConstraint("visitor <> second_visitor", name="two_visitors"),
    )
    accreditation_id: Mapped[int] = mapped_column(sa.ForeignKey("accreditations.id"), unique=True)
    visited_on: Mapped[date] = mapped_column(sa.Date)
    visitor: Mapped[str] = mapped_column(sa.String(60))
    second_visitor: Mapped[str] = mapped_column(sa.String(60))
    met: Mapped[list] = mapped_column(sa.JSON)
    score: Mapped[int]
    findings: Mapped[str] = mapped_column(sa.Text)
    is_recommended: Mapped[bool]
    reviewed_by: Mapped[User] = relationship(lazy="joined", foreign_keys="SiteVisit.recorded_by_id")


class TurnKind(Word):
    SUSPENDED = "suspended", _l("Accreditation suspended"), "red"
    LIFTED = "lifted", _l("Suspension lifted"), "green"
    WITHDRAWN = "withdrawn", _l("Accreditation withdrawn"), "red"


class Turn(Evidence, db.Model):
    """A suspension, its end, or a withdrawal, in force from a day on (that day included)."""

    __tablename__ = "accreditation_turns"
    accreditation_id: Mapped[int] = mapped_column(sa.ForeignKey("accreditations.id"), index=True)
    kind: Mapped[TurnKind] = state_column(TurnKind, name="turn_kind")
    from_on: Mapped[date] = mapped_column(sa.Date)
    reason: Mapped[str] = mapped_column(sa.Text)
    recorded_by: Mapped[User] = relationship(lazy="joined", foreign_keys="Turn.recorded_by_id")


constraint(
    "uq_accreditations_open",
    "APPLICATION_OPEN",
    _l("Your institution has an application open in this league already; go on with that one."),
)
constraint(
    "uq_accreditations_number", "NUMBER_TAKEN", _l("Another accreditation has this number already."), field="number"
)
