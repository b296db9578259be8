"""Verbs on accounts."""

import secrets
from collections.abc import Iterable

from kernel import audit
from kernel.accounts.models import Role, User
from kernel.db import db
from kernel.organisations.queries import whole_region_code
from kernel.words import Word

SCHEDULE_EMAIL = "schedule@system.invalid"


def seed_roles(roles: Iterable[Word]) -> None:
    """Add the roles that are missing, and the account in whose name the schedule acts (nobody can sign in to it)."""
    known = set(db.session.scalars(db.select(Role.name).order_by(Role.name)))
    db.session.add_all(Role(name=str(role), description=str(role.label)) for role in roles if role not in known)
    if schedule() is None:
        db.session.add(
            User(
                email=SCHEDULE_EMAIL,
                name="系统定时任务",
                active=False,
                region_code=whole_region_code(),
                fs_uniquifier=secrets.token_hex(16),
            )
        )
    db.session.flush()


def schedule() -> User | None:
    """The actor of scheduled jobs."""
    return db.session.scalars(db.select(User).filter_by(email=SCHEDULE_EMAIL)).one_or_none()


def create(
    *,
    email: str,
    name: str,
    password: str,
    roles: Iterable[str],
    region_code: str,
    organisation_id: int | None = None,
    actor: User | None,
) -> User:
    """Create an account. `actor` None is the person who registers themselves."""
    from kernel.accounts.setup import datastore, hash_password

    made = datastore.create_user(
        email=email,
        name=name,
        password=hash_password(password),
        region_code=region_code,
        organisation_id=organisation_id,
        roles=list(db.session.scalars(db.select(Role).where(Role.name.in_(map(str, roles))))),
    )
    db.session.flush()
    audit.record(
        actor or made, "account created", made, region_code=region_code, facts={"roles": sorted(map(str, roles))}
    )
    return made


def give_roles(*, user: User, roles: Iterable[str], actor: User) -> None:
    """Let the user act in these roles from now on, in no others."""
    wanted = sorted(map(str, roles))
    user.roles = list(db.session.scalars(db.select(Role).where(Role.name.in_(wanted)).order_by(Role.name)))
    db.session.flush()
    audit.record(actor, "account roles set", user, facts={"roles": wanted})
