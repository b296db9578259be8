"""Verbs on institutions: registering themselves, and what the officers of their region decide."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel import attachments, audit, clock, identifiers
from kernel.accounts import queries as accounts_queries
from kernel.accounts import service as accounts
from kernel.accounts.models import User
from kernel.db import db, lock
from kernel.inbox import service as inbox
from kernel.organisations.models import Organisation, Region
from kernel.refusals import Refusal
from kernel.states import move
from tendering.institutions.accounts import approve_account, record_outcome, refuse_account, request_account
from tendering.institutions.models import MOVES, Institution, InstitutionFile, Kind, State
from tendering.permissions import Role

__all__ = [
    "Profile",
    "apply_again",
    "approve",
    "approve_account",
    "lift",
    "record_outcome",
    "refuse",
    "refuse_account",
    "register",
    "request_account",
    "suspend",
]


class Profile(NamedTuple):
    """What an institution says of itself."""

    legal_representative: str
    contact_name: str
    contact_phone: str
    address: str
    description: str


def register(
    *,
    code: str,
    name: str,
    kind: Kind,
    region_code: str,
    county_code: str | None = None,
    profile: Profile,
    email: str,
    password: str,
    evidence: Sequence[tuple[bytes, str]] = (),
) -> Institution:
    """An institution registers itself: organisation, account and profile, waiting for an officer's review.

    `evidence`: (content, file name) of licences. The account sees its own pages only until approval. Refuses a bad
    credit code (see `kernel.identifiers`), ORGANISATION_EXISTS, EMAIL_TAKEN, NOT_A_LEAGUE, COUNTY_ELSEWHERE.
    """
    code = identifiers.organisation_code(code, field="code")
    _check_new(code, email, region_code, county_code)
    organisation = Organisation(code=code, name=name, kind=str(kind), region_code=region_code, county_code=county_code)
    db.session.add(organisation)
    db.session.flush()
    user = accounts.create(
        email=email,
        name=profile.contact_name,
        password=password,
        roles=[Role.APPLICANT],
        region_code=region_code,
        organisation_id=organisation.id,
        actor=None,
    )
    institution = Institution(
        organisation_id=organisation.id,
        region_code=region_code,
        kind=kind,
        state=State.APPLIED,
        applied_at=clock.now(),
        **profile._asdict(),
    )
    db.session.add(institution)
    db.session.flush()
    _keep(institution, evidence, user)
    audit.record(user, "institution registered", institution, facts={"code": code})
    return institution


def apply_again(
    institution: Institution, *, kind: Kind, profile: Profile, evidence: Sequence[tuple[bytes, str]] = (), actor
) -> Institution:
    """A refused institution puts its papers right and asks again."""
    institution = lock(Institution, institution.id)
    move(institution, State.APPLIED, MOVES)
    institution.kind, institution.reason, institution.applied_at = kind, None, clock.now()
    for column, value in profile._asdict().items():
        setattr(institution, column, value)
    _keep(institution, evidence, actor)
    audit.record(actor, "institution applied again", institution)
    return institution


def approve(institution: Institution, *, note: str | None = None, actor) -> Institution:
    """Admit the institution: its people may apply for accreditation, bid and open classes from then on."""
    _review(institution, State.APPROVED, None, actor)
    _set_role(institution, Role.INSTITUTION, actor)
    audit.record(actor, "institution approved", institution, note=note)
    return _tell(institution, _l("Your registration is approved."), actor)


def refuse(institution: Institution, *, reason: str, actor) -> Institution:
    """Send the registration back with its reason; the institution may put it right and ask again."""
    _review(institution, State.REFUSED, reason, actor)
    audit.record(actor, "institution refused", institution, note=reason)
    return _tell(institution, _l("Your registration is refused: %(reason)s", reason=reason), actor)


def suspend(institution: Institution, *, reason: str, actor) -> Institution:
    """No new bids, applications or classes until it is lifted (政府采购法 22); what runs, runs on."""
    institution = lock(Institution, institution.id)
    move(institution, State.SUSPENDED, MOVES)
    institution.reason = reason
    db.session.flush()
    audit.record(actor, "institution suspended", institution, note=reason)
    return _tell(institution, _l("Your institution is suspended: %(reason)s", reason=reason), actor)


def lift(institution: Institution, *, reason: str, actor) -> Institution:
    """End a suspension. Refuses STATE_MOVED unless the institution is suspended."""
    institution = lock(Institution, institution.id)
    if institution.state != State.SUSPENDED:
        raise Refusal("NOT_SUSPENDED", _l("This institution is not suspended."), status=409)
    move(institution, State.APPROVED, MOVES)
    institution.reason = None
    db.session.flush()
    audit.record(actor, "suspension lifted", institution, note=reason)
    return _tell(institution, _l("The suspension is lifted."), actor)


def _check_new(code: str, email: str, region_code: str, county_code: str | None) -> None:
    if db.session.scalar(sa.select(Organisation.id).filter_by(code=code)):
        raise Refusal(
            "ORGANISATION_EXISTS",
            _l(
                "An organisation with this credit code is registered already; "
                "its people sign in with their own account."
            ),
            field="code",
        )
    if accounts_queries.by_email(email):
        raise Refusal("EMAIL_TAKEN", _l("There is an account with this e-mail already."), field="email")
    region = db.session.get(Region, region_code)
    if region is None or region.level != "league":
        raise Refusal("NOT_A_LEAGUE", _l("Choose the league or city the institution belongs to."), field="region_code")
    county = county_code and db.session.get(Region, county_code)
    if county_code and (county is None or county.parent_code != region_code):
        raise Refusal(
            "COUNTY_ELSEWHERE",
            _l("This county does not belong to the league or city that was chosen."),
            field="county_code",
        )


def _keep(institution: Institution, evidence: Sequence[tuple[bytes, str]], actor) -> None:
    for content, filename in evidence:
        kept = attachments.store(
            content,
            filename,
            region_code=institution.region_code,
            organisation_id=institution.organisation_id,
            actor=actor,
        )
        db.session.add(InstitutionFile(institution_id=institution.id, attachment_id=kept.id))
    db.session.flush()
    db.session.expire(institution, ["files"])


def _review(institution: Institution, state: State, reason: str | None, actor) -> None:
    lock(Institution, institution.id)
    if institution.state != State.APPLIED:
        raise Refusal("NOT_WAITING", _l("This registration was reviewed already."), status=409)
    move(institution, state, MOVES)
    institution.reason, institution.reviewed_by_id, institution.reviewed_at = reason, actor.id, clock.now()
    db.session.flush()


def _set_role(institution: Institution, role: Role, actor) -> None:
    for user in db.session.scalars(
        sa.select(User).filter_by(organisation_id=institution.organisation_id).order_by(User.id)
    ):
        accounts.give_roles(user=user, roles=[role], actor=actor)


def _tell(institution: Institution, sentence, actor) -> Institution:
    inbox.send(
        title=sentence,
        body=institution.name,
        region_code=institution.region_code,
        organisation_id=institution.organisation_id,
        url="/institution",
        actor=actor,
    )
    return institution
