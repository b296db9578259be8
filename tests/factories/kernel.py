"""People and organisations."""

import itertools
import secrets

from kernel.accounts.models import Role, User
from kernel.db import db
from kernel.organisations.models import Organisation

_count = itertools.count(1)


def user(role, *, region_code="150100", organisation=None, name=None):
    """A signed-up person with one role; `organisation` makes them the institution's."""
    number = next(_count)
    made = User(
        email=f"{role}{number}@example.test",
        name=name or f"{role}{number}",
        active=True,
        region_code=region_code,
        organisation_id=organisation and organisation.id,
        fs_uniquifier=secrets.token_hex(16),
    )
    made.roles = [db.session.scalars(db.select(Role).filter_by(name=str(role))).one()]
    db.session.add(made)
    db.session.flush()
    return made


def organisation(*, region_code="150100", name=None, kind="private_school", code=None):
    """A neutral organisation; `code` need not be a valid credit code here."""
    number = next(_count)
    made = Organisation(
        code=code or f"TEST{number:014d}", name=name or f"Organisation {number}", kind=kind, region_code=region_code
    )
    db.session.add(made)
    db.session.flush()
    return made
