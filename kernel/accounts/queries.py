"""Reading accounts."""

import sqlalchemy as sa

from kernel.accounts.models import User
from kernel.db import db
from kernel.organisations.models import Organisation


def people() -> sa.Select:
    """Accounts that people sign in to: every one with a password."""
    return sa.select(User).where(User.password.is_not(None)).order_by(User.region_code, User.id)


def by_email(email: str) -> User | None:
    return db.session.scalars(sa.select(User).where(sa.func.lower(User.email) == email.lower())).one_or_none()


def organisations_of(region_codes: list[str]) -> list[Organisation]:
    """Organisations of these regions, by name."""
    found = sa.select(Organisation).where(Organisation.region_code.in_(region_codes))
    return list(db.session.scalars(found.order_by(Organisation.name, Organisation.id)))
