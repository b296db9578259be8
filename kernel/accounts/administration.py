"""Verbs of the administrator: opening, closing and resetting accounts, each recorded; nobody administers themselves."""

import secrets

from flask import current_app
from flask_babel import lazy_gettext as _l

from kernel import audit
from kernel.accounts import service
from kernel.accounts.models import User
from kernel.db import db
from kernel.organisations.models import Organisation
from kernel.refusals import Refusal


def open_account(
    *, email: str, name: str, role: str, region_code: str, organisation_id: int | None, actor
) -> tuple[User, str]:
    """The account and its first password, shown once.

    Refuses ACCOUNT_OTHER_REGION, ACCOUNT_ORGANISATION_ELSEWHERE, and ACCOUNT_ORGANISATION where an organisation's role
    has none or another role has one: rows are scoped by the organisation, so either would open what is not theirs.
    """
    if not actor.sees_all_regions and region_code != actor.region_code:
        raise Refusal("ACCOUNT_OTHER_REGION", _l("You open accounts of your own region only."), field="region_code")
    if (role in current_app.extensions["organisation roles"]) != (organisation_id is not None):
        sentence = _l("Who acts for an institution belongs to one; all other roles belong to none.")
        raise Refusal("ACCOUNT_ORGANISATION", sentence, field="organisation_id")
    organisation = organisation_id and db.session.get_one(Organisation, organisation_id)
    if organisation and organisation.region_code != region_code:
        raise Refusal(
            "ACCOUNT_ORGANISATION_ELSEWHERE",
            _l("This organisation belongs to another region."),
            field="organisation_id",
        )
    password = first_password()
    made = service.create(
        email=email,
        name=name,
        password=password,
        roles=[role],
        region_code=region_code,
        organisation_id=organisation_id,
        actor=actor,
    )
    return made, password


def close(*, user: User, note: str, actor) -> None:
    """Nobody can sign in with it any more, and open sittings end. Refuses OWN_ACCOUNT."""
    _refuse_own(user, actor)
    user.active = False
    _end_sittings(user)
    audit.record(actor, "account closed", user, note=note)


def reopen(*, user: User, note: str, actor) -> None:
    """The account may sign in again. Refuses OWN_ACCOUNT."""
    _refuse_own(user, actor)
    user.active = True
    audit.record(actor, "account reopened", user, note=note)


def reset(*, user: User, note: str, actor) -> str:
    """A new first password; second factor and recovery codes are taken away, open sittings end. Refuses OWN_ACCOUNT."""
    from kernel.accounts.setup import datastore, hash_password

    _refuse_own(user, actor)
    password = first_password()
    user.password = hash_password(password)
    datastore.tf_reset(user)
    user.mf_recovery_codes = None
    _end_sittings(user)
    audit.record(actor, "account reset", user, note=note)
    return password


def first_password() -> str:
    """Sixteen characters that cannot be mistaken for one another."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(16))


def _end_sittings(user: User) -> None:
    """A new uniquifier: every session that carries the old one is signed out."""
    user.fs_uniquifier = secrets.token_hex(16)
    db.session.flush()


def _refuse_own(user: User, actor) -> None:
    if user.id == actor.id:
        raise Refusal("OWN_ACCOUNT", _l("Nobody administers their own account; ask another administrator."))
