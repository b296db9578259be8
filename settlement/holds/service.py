"""Verbs on holds. A hold takes a person out of every run until it is released."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel import audit, clock, evidence
from kernel.db import db
from kernel.refusals import Refusal, constraint, refuse_same_person
from settlement.holds.models import BY_ASSESSMENT, Hold, HoldReason, HoldRelease, MustAct

constraint("uq_hold_releases_hold_id", "HOLD_RELEASED", _l("This hold was released already."))


def place(
    *,
    region_code: str,
    organisation_id: int,
    person_id: int,
    class_id: int,
    name: str,
    number_masked: str,
    reason: HoldReason,
    must_act: MustAct,
    note: str | None = None,
    record: str | None = None,
    actor,
) -> Hold:
    """Hold a person in a class from today on. Refuses HOLD_OPEN where the same reason stands already."""
    evidence.lock_region(region_code)
    same = sa.select(Hold.id).where(
        Hold.person_id == person_id,
        Hold.class_id == class_id,
        Hold.reason == reason,
        ~sa.exists().where(HoldRelease.hold_id == Hold.id),
    )
    if db.session.scalars(same.order_by(Hold.id)).first():
        raise Refusal("HOLD_OPEN", _l("This person is held in this class for the same reason already."), field="reason")
    hold = Hold(
        region_code=region_code,
        organisation_id=organisation_id,
        person_id=person_id,
        class_id=class_id,
        name=name,
        number_masked=number_masked,
        reason=reason,
        must_act=must_act,
        note=note,
        record=record,
    )
    [placed] = place_all([hold], actor=actor)
    return placed


def place_all(fresh: list[Hold], *, actor) -> list[Hold]:
    """Holds of one region from today on, of which the caller knows that none is open for the same reason."""
    for hold in fresh:
        hold.since_on = clock.today()
    evidence.add_all(fresh, actor)
    for hold in fresh:
        audit.record(actor, "hold placed", hold, note=hold.note, facts={"reason": hold.reason, "class": hold.class_id})
    return fresh


def release(hold: Hold, *, note: str, actor) -> HoldRelease:
    """Release a hold that a person placed; another than the one who placed it does.

    Refuses HOLD_OF_RULE for what the assessment itself placed: that ends when the evidence changes.
    """
    if hold.reason in BY_ASSESSMENT:
        raise Refusal("HOLD_OF_RULE", _l("The rule itself holds this person; it lets go when the evidence changes."))
    refuse_same_person(actor, hold.recorded_by_id)
    return _release(hold, note, actor)


def release_by_assessment(hold: Hold, *, note: str, actor) -> HoldRelease:
    """The assessment no longer finds what it held this person for."""
    return _release(hold, note, actor)


def _release(hold: Hold, note: str, actor) -> HoldRelease:
    evidence.lock_region(hold.region_code)
    if db.session.scalars(sa.select(HoldRelease.id).filter_by(hold_id=hold.id)).first():
        raise Refusal("HOLD_RELEASED", _l("This hold was released already."), status=409)
    row = evidence.add(HoldRelease(region_code=hold.region_code, hold_id=hold.id, note=note), actor)
    db.session.expire(hold, ["release"])
    audit.record(actor, "hold released", hold, note=note)
    return row
