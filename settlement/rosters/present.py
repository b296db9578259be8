"""Rosters as they stand now: for the services' checks and for pages (settlement reads `queries`, as of heads)."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import sqlalchemy as sa

from kernel import clock
from kernel.access import scope
from kernel.db import among, db
from settlement.documents import queries as documents
from settlement.persons.queries import merged_into
from settlement.policy.vocabulary import add_months
from settlement.rosters.models import (
    Appraisal,
    ClassCancellation,
    ClassState,
    EmploymentFreeze,
    FileImport,
    LineRemoval,
    RosterLine,
    RosterVerification,
    TrainingClass,
)
from tendering.awards.models import Award, AwardState


def classes() -> sa.Select:
    """Every class, the latest first; a view narrows it with `scope`."""
    return sa.select(TrainingClass).order_by(TrainingClass.opened_on.desc(), TrainingClass.id.desc())


def lines(class_id: int | None = None) -> sa.Select:
    """Lines that were not taken out, in the order filed."""
    gone = sa.exists().where(LineRemoval.line_id == RosterLine.id)
    query = sa.select(RosterLine).where(~gone).order_by(RosterLine.class_id, RosterLine.position, RosterLine.id)
    return query if class_id is None else query.where(RosterLine.class_id == class_id)


def current_lines(class_id: int) -> list[RosterLine]:
    return list(db.session.scalars(lines(class_id)))


def taken(class_id: int) -> dict[int, RosterLine]:
    """{person that stands: line} of a class."""
    family = merged_into()
    return {family.get(line.person_id, line.person_id): line for line in current_lines(class_id)}


def removed_lines(class_id: int) -> list[tuple[RosterLine, LineRemoval]]:
    """Lines that were taken out, with why, in the order of removal."""
    found = sa.select(RosterLine, LineRemoval).join(LineRemoval, LineRemoval.line_id == RosterLine.id)
    return list(
        db.session.execute(found.where(RosterLine.class_id == class_id).order_by(LineRemoval.seq, LineRemoval.id))
    )


def removal(line_id: int) -> LineRemoval | None:
    return db.session.scalars(sa.select(LineRemoval).filter_by(line_id=line_id)).one_or_none()


def last_position(class_id: int) -> int:
    return db.session.scalar(sa.select(sa.func.max(RosterLine.position)).filter_by(class_id=class_id)) or 0


def occurrences(class_id: int) -> dict[int, int]:
    """{person_id: how many lines of the class, taken out ones too, are theirs}."""
    counted = sa.select(RosterLine.person_id, sa.func.count()).filter_by(class_id=class_id)
    return dict(map(tuple, db.session.execute(counted.group_by(RosterLine.person_id).order_by(RosterLine.person_id))))


def seats_taken(award_id: int) -> int:
    """Seats of an award's classes that were not cancelled."""
    total = sa.select(sa.func.coalesce(sa.func.sum(TrainingClass.seats), 0))
    return db.session.scalar(
        total.where(TrainingClass.award_id == award_id, TrainingClass.state != ClassState.CANCELLED)
    )


def standing_appraisals(class_id: int) -> dict[int, Appraisal]:
    """{line_id: the result that none replaces}."""
    later = sa.orm.aliased(Appraisal)
    found = sa.select(Appraisal).join(RosterLine, RosterLine.id == Appraisal.line_id)
    found = found.where(RosterLine.class_id == class_id, ~sa.exists().where(later.replaces_id == Appraisal.id))
    return {result.line_id: result for result in db.session.scalars(found.order_by(Appraisal.id))}


def appraisal_of(line_id: int) -> Appraisal | None:
    """The standing result of a line."""
    later = sa.orm.aliased(Appraisal)
    found = sa.select(Appraisal).where(
        Appraisal.line_id == line_id, ~sa.exists().where(later.replaces_id == Appraisal.id)
    )
    return db.session.scalars(found.order_by(Appraisal.id)).one_or_none()


def classes_of(ids: Iterable[int]) -> list[TrainingClass]:
    """Classes by their ids, in that order."""
    wanted = sa.select(TrainingClass).where(among(TrainingClass.id, ids))
    return list(db.session.scalars(wanted.order_by(TrainingClass.id)))


def frozen(class_ids: Iterable[int]) -> set[int]:
    """Those of the classes whose employment counts are fixed."""
    ids = sa.select(EmploymentFreeze.class_id).where(among(EmploymentFreeze.class_id, class_ids))
    return set(db.session.scalars(ids))


def cancellation(class_id: int) -> ClassCancellation | None:
    return db.session.scalars(sa.select(ClassCancellation).filter_by(class_id=class_id)).one_or_none()


def verifications(class_id: int) -> list[RosterVerification]:
    return list(
        db.session.scalars(sa.select(RosterVerification).filter_by(class_id=class_id).order_by(RosterVerification.seq))
    )


def other_classes(class_id: int, person_ids: Iterable[int]) -> list[tuple[int, TrainingClass]]:
    """[(person that stands, another class of theirs that was not cancelled)], over all regions."""
    ids, family = sorted(set(person_ids)), merged_into()
    rows = {row: stands for row, stands in family.items() if stands in set(ids)} | {person: person for person in ids}
    query = lines().join(TrainingClass).where(
        among(RosterLine.person_id, rows), RosterLine.class_id != class_id,
        TrainingClass.state != ClassState.CANCELLED,
    ).with_only_columns(RosterLine.person_id, TrainingClass)  # fmt: skip
    return [(rows[person], other) for person, other in db.session.execute(query)]


def signing_window(training_class: TrainingClass) -> tuple[date, date]:
    """First and last day on which a contract or licence of this class counts when signed, both included."""
    policy = documents.policy(training_class.document_id)
    first = training_class.opened_on if policy.window_from == "class_opening" else training_class.ended_on
    last = add_months(np.array([training_class.ended_on], dtype="datetime64[D]"), policy.window_months)
    return first, last[0].item()


def waiting(
    state: ClassState, region_code: str | None = None, organisation_id: int | None = None
) -> list[TrainingClass]:
    """Classes in a state, of a region or of an institution, the oldest first."""
    found = sa.select(TrainingClass).where(TrainingClass.state == state)
    if region_code:
        found = found.where(TrainingClass.region_code == region_code)
    if organisation_id:
        found = found.where(TrainingClass.organisation_id == organisation_id)
    return list(
        db.session.scalars(found.order_by(TrainingClass.submitted_at, TrainingClass.opened_on, TrainingClass.id))
    )


def awards_with_seats(user) -> list[tuple[Award, int]]:
    """[(final award the user may open a class under, seats left)], awards without a seat left out."""
    held = scope(sa.select(Award).filter_by(state=AwardState.FINAL), Award, user).order_by(
        Award.awarded_on.desc(), Award.id
    )
    found = [(award, award.seats - seats_taken(award.id)) for award in db.session.scalars(held)]
    return [(award, left) for award, left in found if left > 0]


def imports(class_id: int) -> list[FileImport]:
    """Files of a class, the latest first."""
    found = sa.select(FileImport).filter_by(class_id=class_id).order_by(FileImport.id.desc())
    return list(db.session.scalars(found))


def appraisals(line_id: int) -> list[Appraisal]:
    """Every result of a line, replaced ones too, the oldest first."""
    return list(db.session.scalars(sa.select(Appraisal).filter_by(line_id=line_id).order_by(Appraisal.seq)))


def ended_classes(region_code: str) -> list[TrainingClass]:
    """Verified classes of a region whose last day has come, the oldest first."""
    return [row for row in waiting(ClassState.VERIFIED, region_code) if row.ended_on <= clock.today()]
