"""Accreditations decided on paper before this system: entered by one person, confirmed by another."""

from datetime import date

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel import attachments, audit, clock
from kernel.db import db, lock
from kernel.refusals import Refusal, refuse_same_person
from kernel.states import move
from tendering.accreditation.checks import check_league, check_validity
from tendering.accreditation.models import MOVES, Accreditation, Proof, State
from tendering.institutions import queries as institutions


def enter(
    *,
    organisation_id: int,
    region_code: str,
    number: str,
    base_name: str,
    address: str,
    valid_from: date,
    valid_to: date,
    document: tuple[bytes, str] | None = None,
    actor,
) -> Accreditation:
    """Enter an accreditation decided on paper before this system; it counts once a second person has confirmed it.

    Refuses INSTITUTION_NOT_APPROVED, NOT_A_LEAGUE, VALIDITY, NUMBER_TAKEN.
    """
    if institutions.approved(organisation_id) is None:
        raise Refusal(
            "INSTITUTION_NOT_APPROVED", _l("Only an approved institution that is not suspended may be accredited.")
        )
    check_league(region_code)
    check_validity(valid_from, valid_to)
    if db.session.scalar(sa.select(Accreditation.id).filter_by(number=number)):
        raise Refusal("NUMBER_TAKEN", _l("Another accreditation has this number already."), field="number")
    entered = Accreditation(
        region_code=region_code,
        organisation_id=organisation_id,
        number=number,
        base_name=base_name,
        address=address,
        state=State.ENTERED,
        valid_from=valid_from,
        valid_to=valid_to,
        opened_by_id=actor.id,
        opened_at=clock.now(),
    )
    db.session.add(entered)
    db.session.flush()
    if document:
        kept = attachments.store(*document, region_code=region_code, organisation_id=organisation_id, actor=actor)
        db.session.add(Proof(accreditation_id=entered.id, attachment_id=kept.id))
    audit.record(actor, "accreditation entered from paper", entered, facts={"number": number})
    return entered


def confirm(entered: Accreditation, *, actor) -> Accreditation:
    """Confirm one entered from paper. Refuses CHECKER_IS_MAKER, NOT_ENTERED."""
    entered = lock(Accreditation, entered.id)
    if entered.state != State.ENTERED:
        raise Refusal(
            "NOT_ENTERED", _l("This accreditation was not entered from paper, or is confirmed already."), status=409
        )
    refuse_same_person(actor, entered.opened_by_id)
    move(entered, State.GRANTED, MOVES)
    entered.decided_by_id, entered.decided_at = actor.id, clock.now()
    db.session.flush()
    audit.record(actor, "accreditation confirmed", entered)
    return entered
