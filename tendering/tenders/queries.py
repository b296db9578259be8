"""Reading tenders, trades, identities and rule settings."""

from datetime import date

import sqlalchemy as sa

from kernel import clock
from kernel.access import scope
from kernel.accounts.models import Role, User
from kernel.db import db
from kernel.organisations.models import Region
from tendering.permissions import Role as RoleName
from tendering.tenders import rules
from tendering.tenders.models import (
    COMMITTED,
    Change,
    ChangeState,
    Lot,
    OfficerIdentity,
    OpeningOfficer,
    RuleSetting,
    Tender,
    TenderState,
    Trade,
)


def rule_set_today(regime: str, region_code: str, day: date | None = None) -> rules.RuleSet:
    """The numbers a tender of this region would be published under on `day` (today)."""
    return rules.rule_set(regime, day or clock.today(), settings(regime, region_code))


def rule_set_of(tender: Tender) -> rules.RuleSet:
    """The numbers the tender was published under; before publication, today's."""
    if tender.numbers is not None:
        return rules.pinned(tender.rule_set, tender.numbers)
    return rule_set_today(tender.regime, tender.region_code)


def settings(regime: str, region_code: str) -> dict[str, int]:
    """{name: value} as the region set them, the latest row of each."""
    rows = sa.select(RuleSetting).filter_by(regime=regime, region_code=region_code).order_by(RuleSetting.seq)
    return {row.name: row.value for row in db.session.scalars(rows)}


def trades() -> list[Trade]:
    return list(db.session.scalars(sa.select(Trade).order_by(Trade.code, Trade.level.desc())))


def trade(code: str, level: str) -> Trade | None:
    return db.session.scalars(sa.select(Trade).filter_by(code=code, level=level)).one_or_none()


def identity(user_id: int) -> OfficerIdentity | None:
    """The officer's latest identity."""
    rows = sa.select(OfficerIdentity).filter_by(user_id=user_id).order_by(OfficerIdentity.id.desc()).limit(1)
    return db.session.scalars(rows).first()


def opening_officers(region_code: str) -> list[User]:
    """People who may be named to open a tender of this region, by name."""
    held = sa.select(User).where(
        User.roles.any(Role.name == RoleName.OPENING_OFFICER), User.active.is_(True), User.region_code == region_code
    )
    return list(db.session.scalars(held.order_by(User.name, User.id)))


def committed_fen(budget_line_id: int, *, besides: int) -> int:
    """What other published tenders bind of a budget line, in fen; lots that failed bind nothing."""
    bound = (
        sa.select(sa.func.coalesce(sa.func.sum(Lot.seats * Lot.standard_fen), 0))
        .join(Tender)
        .where(
            Tender.budget_line_id == budget_line_id,
            Tender.id != besides,
            Tender.state.in_(COMMITTED),
            Lot.state != "failed",
        )
    )
    return int(db.session.scalar(bound))


def by_number(number: str) -> Tender | None:
    return db.session.scalars(sa.select(Tender).filter_by(number=number)).one_or_none()


def changes(tender: Tender) -> list[Change]:
    return list(db.session.scalars(sa.select(Change).filter_by(tender_id=tender.id).order_by(Change.id)))


def proposed_changes(user) -> list[Change]:
    """Changes that wait for a second person, in the user's region."""
    waiting = scope(sa.select(Change), Change, user).where(
        Change.state == ChangeState.PROPOSED, Change.proposed_by_id != user.id
    )
    return list(db.session.scalars(waiting.order_by(Change.id)))


def in_state(user, *states: TenderState) -> list[Tender]:
    """Tenders the user may see in these states, the nearest deadline first."""
    found = scope(sa.select(Tender), Tender, user).where(Tender.state.in_(states))
    return list(db.session.scalars(found.order_by(Tender.deadline_at, Tender.id)))


def to_approve(user) -> list[Tender]:
    """Submitted drafts that somebody else made."""
    return [
        tender
        for tender in in_state(user, TenderState.DRAFT)
        if tender.submitted_at is not None and user.id not in {tender.drafted_by_id, tender.edited_by_id}
    ]


def to_open(user) -> list[Tender]:
    """Closed tenders that name this officer."""
    named = (
        sa.select(Tender)
        .join(OpeningOfficer)
        .where(OpeningOfficer.user_id == user.id, Tender.state == TenderState.CLOSED)
    )
    return list(db.session.scalars(named.order_by(Tender.deadline_at, Tender.id)))


def due_to_close() -> list[Tender]:
    """Published tenders whose deadline is past by legal time."""
    due = sa.select(Tender).where(Tender.state == TenderState.PUBLISHED, Tender.deadline_at <= clock.now())
    return list(db.session.scalars(due.order_by(Tender.deadline_at, Tender.id)))


def open_now(limit: int | None = None) -> list[Tender]:
    """Tenders that take bids now, the nearest deadline first (public)."""
    taking = sa.select(Tender).where(
        Tender.public_clause(), Tender.state == TenderState.PUBLISHED, Tender.deadline_at > clock.now()
    )
    return list(db.session.scalars(taking.order_by(Tender.deadline_at, Tender.id).limit(limit)))


def counties(region_code: str) -> list[Region]:
    """The banners, counties and districts of a region, by code."""
    return list(db.session.scalars(sa.select(Region).filter_by(parent_code=region_code).order_by(Region.code)))


def without_identity(tender: Tender) -> list[str]:
    """Names of the tender's opening officers who have no key of their own yet."""
    return [officer.user.name for officer in tender.officers if identity(officer.user_id) is None]
