"""Employment as it stands now: for the services' checks and for pages (settlement reads `queries`, as of heads)."""

from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.access import clause
from kernel.db import db
from kernel.words import Word
from settlement.contracts.entry import refused
from settlement.contracts.models import (
    SUBJECTS,
    Ending,
    Extension,
    LabourContract,
    SubjectKind,
    Verification,
)
from settlement.contracts.queries import stands_verified
from settlement.rosters.models import RosterLine

SOON = timedelta(days=60)


class Standing(Word):
    """What became of a row; the last two do not count."""

    PENDING = "pending", _l("Waiting for verification"), "amber"
    VERIFIED = "verified", _l("Verified"), "green"
    REPLACED = "replaced", _l("Corrected since"), "plain"
    REFUSED = "refused", _l("Refused by an officer"), "red"


def words_on(kind: SubjectKind, subject_id: int) -> list[Verification]:
    """What officers said of a row, in order."""
    found = sa.select(Verification).filter_by(subject_kind=kind, subject_id=subject_id).order_by(Verification.seq)
    return list(db.session.scalars(found))


def replaced(model, kind: SubjectKind) -> sa.ColumnElement[bool]:
    """The condition that a row which stands verified names this one."""
    later = sa.orm.aliased(model)
    return sa.exists().where(later.replaces_id == model.id, stands_verified(later, kind, None))


def standing(kind: SubjectKind) -> sa.ColumnElement[str]:
    """The stored text of `Standing` for rows of a kind."""
    model = SUBJECTS[kind]
    return sa.case(
        (refused(model, kind), Standing.REFUSED.value), (replaced(model, kind), Standing.REPLACED.value),
        (stands_verified(model, kind, None), Standing.VERIFIED.value), else_=Standing.PENDING.value,
    )  # fmt: skip


def replaced_by_verified(kind: SubjectKind, row) -> bool:
    """Whether the row that this one corrects has another verified correction already."""
    model = SUBJECTS[kind]
    if row.replaces_id is None:
        return False
    others = sa.select(model.id).where(model.replaces_id == row.replaces_id, model.id != row.id)
    return db.session.scalars(others.where(stands_verified(model, kind, None)).order_by(model.id)).first() is not None


def is_verified_contract(contract_id: int) -> bool:
    """Whether some row of a contract counts."""
    c = LabourContract
    found = sa.select(c.id).where(
        sa.func.coalesce(c.root_id, c.id) == contract_id, stands_verified(c, SubjectKind.CONTRACT, None)
    )
    return db.session.scalars(found.order_by(c.id)).first() is not None


def rows_of(line_id: int) -> dict[SubjectKind, list[tuple]]:
    """Every row of a trainee, the oldest first, each with its Standing: {kind: [(row, standing), …]}."""
    found = {}
    for kind, model in SUBJECTS.items():
        query = sa.select(model, standing(kind)).where(model.line_id == line_id).order_by(model.seq)
        found[kind] = [(row, Standing(word)) for row, word in db.session.execute(query)]
    return found


def pending(kind: SubjectKind, user, limit: int | None = None) -> list:
    """Rows of a kind that wait for a word, of the user's own region, not recorded by the user; the oldest first."""
    model = SUBJECTS[kind]
    query = sa.select(model).where(
        clause(model, user), model.recorded_by_id != user.id, standing(kind) == Standing.PENDING.value
    )
    return list(db.session.scalars(query.order_by(model.seq).limit(limit)))


def pending_count(user) -> int:
    """How many rows of the user's region wait for a word of theirs."""
    return sum(
        db.session.scalar(sa.select(sa.func.count()).select_from(model).where(
            clause(model, user), model.recorded_by_id != user.id, standing(kind) == Standing.PENDING.value))
        for kind, model in SUBJECTS.items()
    )  # fmt: skip


def listed() -> sa.Select:
    """Contracts with what became of them."""
    return sa.select(LabourContract, standing(SubjectKind.CONTRACT).label("standing")).join(RosterLine)


def last_day() -> sa.ColumnElement[date]:
    """The latest agreed last day of a fixed contract, its verified extensions included."""
    c, e = LabourContract, Extension
    latest = sa.select(sa.func.max(e.to_on)).where(
        e.contract_id == sa.func.coalesce(c.root_id, c.id), stands_verified(e, SubjectKind.EXTENSION, None),
        ~replaced(e, SubjectKind.EXTENSION),
    ).correlate(c).scalar_subquery()  # fmt: skip
    return sa.func.coalesce(latest, c.to_on)


def ending_soon() -> sa.Select:
    """Fixed contracts that count, were not ended, and whose last day is at most 60 days away: (contract, last day)."""
    c, today, last = LabourContract, clock.today(), last_day()
    ended = sa.exists().where(
        Ending.contract_id == sa.func.coalesce(c.root_id, c.id), ~refused(Ending, SubjectKind.ENDING)
    )
    return sa.select(c, last.label("last_day")).where(
        standing(SubjectKind.CONTRACT) == Standing.VERIFIED.value, last.between(today, today + SOON), ~ended
    ).join(RosterLine)  # fmt: skip
