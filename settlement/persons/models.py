"""The person, and the merging of two rows that turned out to be one human being."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.db import Instant, db, region_column, state_column
from kernel.evidence import Evidence
from kernel.secrets import EncryptedText
from kernel.words import Word


class MergeState(Word):
    PROPOSED = "proposed", _l("Waiting for a second officer"), "amber"
    MERGED = "merged", _l("Merged"), "green"
    REFUSED = "refused", _l("Refused"), "red"


MERGE_MOVES = {
    MergeState.PROPOSED: {MergeState.MERGED, MergeState.REFUSED},
    MergeState.MERGED: set(),
    MergeState.REFUSED: set(),
}


class Person(db.Model):
    """One human being. Never shown to institutions; the name belongs to each roster line.

    `first_region_code` is the region whose roster named them first; once another one does, both stand in
    `PersonElsewhere`.
    """

    __tablename__ = "persons"
    id: Mapped[int] = mapped_column(primary_key=True)
    number_index: Mapped[str] = mapped_column(sa.String(64), unique=True)
    number: Mapped[str] = mapped_column(EncryptedText)
    first_region_code: Mapped[str] = mapped_column(sa.String(6), sa.ForeignKey("regions.code"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("persons.id"), index=True)


class PersonElsewhere(db.Model):
    """A region whose rosters name a person whom another region's name, too. Few are; each region finds its own."""

    __tablename__ = "persons_elsewhere"
    __append_only__ = True
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), primary_key=True)
    region_code: Mapped[str] = mapped_column(sa.String(6), sa.ForeignKey("regions.code"), primary_key=True, index=True)


class MergeProposal(db.Model):
    """Two rows of one human being, as one officer found and a second decides (decisions.md, "Who and where")."""

    __tablename__ = "merge_proposals"
    __table_args__ = (sa.CheckConstraint("person_id <> into_id", name="two_rows"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), index=True)
    into_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), index=True)
    because: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[MergeState] = state_column(MergeState, default=MergeState.PROPOSED)
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decision_note: Mapped[str | None] = mapped_column(sa.Text)
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    into: Mapped[Person] = relationship(foreign_keys=into_id)
    proposed_by: Mapped[User] = relationship(foreign_keys=proposed_by_id)
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)


class PersonMerge(Evidence, db.Model):
    """From this sequence number on, `person_id` is read as `into_id`; the rows themselves stay as they are."""

    __tablename__ = "person_merges"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), index=True)
    into_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"))
