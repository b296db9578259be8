"""Reading institutions, the accounts they are paid into and how their trainees fared."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import defer, lazyload

from kernel.db import among, db
from kernel.organisations.models import Organisation, Region
from tendering.institutions.models import Institution, Outcome, PayeeAccount, PayeeDecision, State


def of_organisation(organisation_id: int) -> Institution | None:
    return db.session.scalars(sa.select(Institution).filter_by(organisation_id=organisation_id)).one_or_none()


def approved(organisation_id: int) -> Institution | None:
    """The institution of an organisation, where it is approved and not suspended."""
    held = sa.select(Institution).filter_by(organisation_id=organisation_id, state=State.APPROVED)
    return db.session.scalars(held).one_or_none()


def all_institutions() -> sa.Select:
    """Institutions beside their organisations, for tables."""
    return sa.select(Institution).join(Organisation, Organisation.id == Institution.organisation_id)


def public() -> sa.Select:
    """The institutions the public may see: those that were approved, the suspended among them marked."""
    return all_institutions().where(Institution.state.in_([State.APPROVED, State.SUSPENDED]))


def public_institution(institution_id: int) -> Institution | None:
    return db.session.scalars(public().where(Institution.id == institution_id)).one_or_none()


def search(text: str, *, limit: int = 20) -> list[Institution]:
    """Public institutions whose name or code holds the text, by name."""
    held = sa.or_(
        Organisation.name.icontains(text, autoescape=True), Organisation.code.icontains(text, autoescape=True)
    )
    return list(db.session.scalars(public().where(held).order_by(Organisation.name, Institution.id).limit(limit)))


def waiting(region_code: str | None = None) -> list[Institution]:
    """Registrations that wait for their review, oldest first; of every region without one."""
    held = sa.select(Institution).filter_by(state=State.APPLIED).order_by(Institution.applied_at, Institution.id)
    return list(db.session.scalars(held.filter_by(region_code=region_code) if region_code else held))


def leagues() -> list[Region]:
    """Leagues and cities an institution may belong to, by code."""
    return list(db.session.scalars(sa.select(Region).filter_by(level="league").order_by(Region.code)))


def counties() -> list[tuple[Region, Region]]:
    """(county, its league or city), by code."""
    league = sa.orm.aliased(Region)
    pairs = sa.select(Region, league).join(league, league.code == Region.parent_code).where(Region.level == "county")
    return list(db.session.execute(pairs.order_by(Region.code)))


def accounts() -> sa.Select:
    """Every version of every account, for tables."""
    return (
        sa.select(PayeeAccount)
        .join(Organisation, Organisation.id == PayeeAccount.organisation_id)
        .outerjoin(PayeeDecision, PayeeDecision.payee_account_id == PayeeAccount.id)
    )


def accounts_of(organisation_id: int) -> list[PayeeAccount]:
    """Every version of an organisation's account, the latest first."""
    return list(
        db.session.scalars(
            accounts().where(PayeeAccount.organisation_id == organisation_id).order_by(PayeeAccount.id.desc())
        )
    )


def latest_account(organisation_id: int) -> PayeeAccount | None:
    """The last version asked for, decided or not."""
    held = sa.select(PayeeAccount).filter_by(organisation_id=organisation_id).order_by(PayeeAccount.id.desc()).limit(1)
    return db.session.scalars(held).one_or_none()


def payee_account(organisation_id: int) -> PayeeAccount | None:
    """The account to pay into: the version approved last."""
    return payee_accounts([organisation_id]).get(organisation_id)


def payee_accounts(organisation_ids: Iterable[int]) -> dict[int, PayeeAccount]:
    """The same of several by their ids; the whole number and who asked and approved are loaded when they are named."""
    held = sa.select(PayeeAccount).join(PayeeDecision, PayeeDecision.payee_account_id == PayeeAccount.id)
    held = held.options(
        defer(PayeeAccount.account), lazyload(PayeeAccount.requested_by), lazyload(PayeeAccount.decision)
    )
    held = held.where(among(PayeeAccount.organisation_id, organisation_ids), PayeeDecision.is_approved)
    return {each.organisation_id: each for each in db.session.scalars(held.order_by(PayeeDecision.id))}


def accounts_waiting(region_code: str | None = None) -> list[PayeeAccount]:
    """Requests that wait for finance, oldest first; superseded ones are left out."""
    last = sa.select(sa.func.max(PayeeAccount.id)).group_by(PayeeAccount.organisation_id)
    held = accounts().where(PayeeAccount.id.in_(last), PayeeDecision.id.is_(None)).order_by(PayeeAccount.id)
    return list(db.session.scalars(held.where(PayeeAccount.region_code == region_code) if region_code else held))


def outcome(organisation_id: int, region_code: str, period: str) -> Outcome | None:
    """The count of a period that stands."""
    held = _standing().filter_by(organisation_id=organisation_id, region_code=region_code, period=period)
    return db.session.scalars(held.order_by(Outcome.id.desc()).limit(1)).one_or_none()


def outcomes(organisation_id: int) -> list[Outcome]:
    """The counts that stand, the latest period first."""
    return list(
        db.session.scalars(
            _standing().filter_by(organisation_id=organisation_id).order_by(Outcome.period.desc(), Outcome.region_code)
        )
    )


def employment(organisation_id: int) -> tuple[int, int]:
    """(passed, employed) over all periods and regions, from the counts that stand."""
    counts = outcomes(organisation_id)
    return sum(count.passed for count in counts), sum(count.employed for count in counts)


def _standing() -> sa.Select:
    later = sa.orm.aliased(Outcome)
    return sa.select(Outcome).where(~sa.exists().where(later.replaces_id == Outcome.id))
