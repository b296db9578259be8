"""Reading accreditations and the checklist."""

from datetime import date

import sqlalchemy as sa

from kernel import clock
from kernel.db import db
from kernel.organisations.models import Organisation
from kernel.organisations.queries import whole_region_code
from tendering.accreditation.models import EVER_GRANTED, OPEN, Accreditation, Criterion, State, Turn, TurnKind
from tendering.institutions.models import Institution
from tendering.institutions.models import State as Approval


def criteria(region_code: str, day: date | None = None) -> list[Criterion]:
    """The checklist of a league on a day (today): its own points, and the whole region's others."""
    day, whole = day or clock.today(), whole_region_code()
    held = sa.select(Criterion).where(
        Criterion.region_code.in_({region_code, whole}),
        Criterion.from_on <= day,
        sa.or_(Criterion.to_on.is_(None), Criterion.to_on >= day),
    )
    found = list(db.session.scalars(held.order_by(Criterion.position, Criterion.code)))
    own = {point.code for point in found if point.region_code == region_code}
    return [point for point in found if point.region_code == region_code or point.code not in own]


def valid_on(organisation_id: int, region_code: str, day: date) -> Accreditation | None:
    """The accreditation of an organisation in a league that is valid on a day, first and last day included.

    One that was suspended or withdrawn is not valid from that day on; once lifted, it is valid again from that day on.
    """
    held = (
        sa.select(Accreditation).filter_by(organisation_id=organisation_id, region_code=region_code).where(_valid(day))
    )
    return db.session.scalars(held.order_by(Accreditation.valid_to.desc(), Accreditation.id).limit(1)).one_or_none()


def is_valid(accreditation: Accreditation, day: date | None = None) -> bool:
    """Whether this very accreditation is valid on a day (today)."""
    held = sa.select(Accreditation.id).filter_by(id=accreditation.id).where(_valid(day or clock.today()))
    return db.session.scalar(held) is not None


def all_accreditations() -> sa.Select:
    """Accreditations beside their organisations, for tables."""
    return sa.select(Accreditation).join(Organisation, Organisation.id == Accreditation.organisation_id)


def public() -> sa.Select:
    """Every accreditation that was ever granted, for the public list."""
    return all_accreditations().where(Accreditation.state.in_(EVER_GRANTED))


def valid_condition(value: str) -> sa.ColumnElement[bool]:
    """The filter of the public list: "valid" today, or "other"."""
    return _valid(clock.today()) if value == "valid" else sa.not_(_valid(clock.today()))


def valid_count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Accreditation).where(_valid(clock.today())))


def in_states(*states: State, region_code: str | None = None) -> list[Accreditation]:
    """Accreditations in one of the states, oldest first; of every region without one."""
    held = (
        sa.select(Accreditation)
        .where(Accreditation.state.in_(states))
        .order_by(Accreditation.opened_at, Accreditation.id)
    )
    return list(db.session.scalars(held.filter_by(region_code=region_code) if region_code else held))


def of_organisation(organisation_id: int, *states: State) -> list[Accreditation]:
    """An organisation's accreditations, the latest first."""
    held = sa.select(Accreditation).filter_by(organisation_id=organisation_id).order_by(Accreditation.id.desc())
    return list(db.session.scalars(held.where(Accreditation.state.in_(states)) if states else held))


def open_application(organisation_id: int, region_code: str) -> Accreditation | None:
    held = sa.select(Accreditation).filter_by(organisation_id=organisation_id, region_code=region_code)
    return db.session.scalars(held.where(Accreditation.state.in_(OPEN))).one_or_none()


def turns(accreditation: Accreditation) -> list[Turn]:
    """Suspensions, their ends and withdrawals, oldest first."""
    return list(db.session.scalars(sa.select(Turn).filter_by(accreditation_id=accreditation.id).order_by(Turn.seq)))


def _valid(day: date) -> sa.ColumnElement[bool]:
    return sa.and_(
        Accreditation.state.in_(EVER_GRANTED),
        Accreditation.valid_from <= day,
        Accreditation.valid_to >= day,
        sa.or_(_turn(day).is_(None), _turn(day) == TurnKind.LIFTED),
    )


def _turn(day: date) -> sa.ScalarSelect:
    """The kind of an accreditation's last turn that was in force on a day."""
    last = sa.select(Turn.kind).where(Turn.accreditation_id == Accreditation.id, Turn.from_on <= day)
    return last.order_by(Turn.from_on.desc(), Turn.seq.desc()).limit(1).correlate(Accreditation).scalar_subquery()


def approved_choices() -> list[tuple[int, str]]:
    """(organisation, name) of every approved institution, by name."""
    held = (
        sa.select(Institution.organisation_id, Organisation.name)
        .join(Organisation)
        .where(Institution.state == Approval.APPROVED)
    )
    rows = db.session.execute(held.order_by(Organisation.name, Organisation.id))
    return [(organisation_id, name) for organisation_id, name in rows]


def search(text: str, *, limit: int = 20) -> list[Accreditation]:
    """Bases that were ever granted whose name, number or institution holds the text, by name."""
    held = sa.or_(
        *(
            column.icontains(text, autoescape=True)
            for column in (Accreditation.base_name, Accreditation.number, Organisation.name)
        )
    )
    return list(
        db.session.scalars(public().where(held).order_by(Accreditation.base_name, Accreditation.id).limit(limit))
    )
