"""Verbs of the second officer: publicity, grant or refusal; afterwards suspension, its end, withdrawal."""

from datetime import date

from flask_babel import lazy_gettext as _l

from kernel import audit, clock, evidence, numbering
from kernel.db import db, lock
from kernel.inbox import service as inbox
from kernel.refusals import Refusal, refuse_same_person, refuse_until_after
from kernel.states import move
from tendering.accreditation import queries
from tendering.accreditation.checks import check_validity
from tendering.accreditation.models import MOVES, Accreditation, State, Turn, TurnKind
from tendering.notices import queries as notices_queries
from tendering.notices import service as notices
from tendering.notices.models import Kind

PUBLICITY_DAYS = 5  # working days, decisions.md; the notice leaves the number to the departments


def publicise(application: Accreditation, *, actor) -> Accreditation:
    """Publish the intended accreditation for five working days.

    Refuses NOT_RECOMMENDED, CHECKER_IS_MAKER (the reviewer).
    """
    application = lock(Accreditation, application.id)
    visit = application.visit
    if visit and not visit.is_recommended:
        raise Refusal("NOT_RECOMMENDED", _l("The visit did not recommend this base; it can only be refused."))
    refuse_same_person(actor, visit and visit.recorded_by_id)
    move(application, State.PUBLICISED, MOVES)
    notice = notices.publish(
        kind=Kind.ACCREDITATION_PUBLICITY,
        region_code=application.region_code,
        subject=application,
        actor=actor,
        title=_l("Publicity of a training base to be accredited: %(name)s", name=application.base_name),
        publicity_days=PUBLICITY_DAYS,
        body=_publicity_text(application),
    )
    application.notice_id = notice.id
    db.session.flush()
    audit.record(actor, "accreditation publicised", application, facts={"notice": notice.number})
    return application


def grant(application: Accreditation, *, valid_from: date, valid_to: date, actor) -> Accreditation:
    """Accredit the base once its publicity is over and every objection is answered.

    Refuses CHECKER_IS_MAKER (the reviewer), PUBLICITY_RUNNING, OBJECTION_OPEN, OBJECTION_UPHELD, VALIDITY (valid_to not
    after valid_from, or valid_from before today).
    """
    application = lock(Accreditation, application.id)
    refuse_same_person(actor, application.visit and application.visit.recorded_by_id)
    check_validity(valid_from, valid_to)
    if valid_from < clock.today():
        raise Refusal("VALIDITY", _l("An accreditation is not granted for days that are past."), field="valid_from")
    _check_publicity(application)
    move(application, State.GRANTED, MOVES)
    application.valid_from, application.valid_to, application.number = (
        valid_from,
        valid_to,
        _number(application.region_code),
    )
    application.decided_by_id, application.decided_at = actor.id, clock.now()
    db.session.flush()
    audit.record(actor, "base accredited", application, facts={"number": application.number})
    _announce(application, actor)
    return application


def refuse(application: Accreditation, *, reason: str, actor) -> Accreditation:
    """Do not accredit; after the visit another person than the reviewer decides (CHECKER_IS_MAKER)."""
    application = lock(Accreditation, application.id)
    makers = [application.visit and application.visit.recorded_by_id]
    refuse_same_person(actor, *makers, *([application.opened_by_id] if application.state == State.ENTERED else []))
    move(application, State.REFUSED, MOVES)
    application.reason, application.decided_by_id, application.decided_at = reason, actor.id, clock.now()
    db.session.flush()
    audit.record(actor, "accreditation refused", application, note=reason)
    _tell(application, _l("Your base is not accredited: %(reason)s", reason=reason), actor)
    return application


def suspend(accreditation: Accreditation, *, reason: str, actor) -> Turn:
    """No class may open here from today on, until lifted; published at once."""
    turn = _turn(accreditation, State.SUSPENDED, TurnKind.SUSPENDED, reason, actor)
    audit.record(actor, "accreditation suspended", accreditation, note=reason)
    return turn


def lift(accreditation: Accreditation, *, reason: str, actor) -> Turn:
    """End a suspension; valid again from today on. Refuses NOT_SUSPENDED."""
    if lock(Accreditation, accreditation.id).state != State.SUSPENDED:
        raise Refusal("NOT_SUSPENDED", _l("This accreditation is not suspended."), status=409)
    turn = _turn(accreditation, State.GRANTED, TurnKind.LIFTED, reason, actor)
    audit.record(actor, "accreditation lifted", accreditation, note=reason)
    return turn


def withdraw(accreditation: Accreditation, *, reason: str, actor) -> Turn:
    """Take the accreditation back from today on, for good; published at once."""
    turn = _turn(accreditation, State.WITHDRAWN, TurnKind.WITHDRAWN, reason, actor)
    audit.record(actor, "accreditation withdrawn", accreditation, note=reason)
    return turn


def _turn(accreditation: Accreditation, state: State, kind: TurnKind, reason: str, actor) -> Turn:
    accreditation = lock(Accreditation, accreditation.id)
    move(accreditation, state, MOVES)
    accreditation.reason = None if kind == TurnKind.LIFTED else reason
    turn = evidence.add(
        Turn(
            region_code=accreditation.region_code,
            accreditation_id=accreditation.id,
            kind=kind,
            from_on=clock.today(),
            reason=reason,
        ),
        actor,
    )
    notices.publish(
        kind=Kind.ACCREDITATION_CHANGE,
        region_code=accreditation.region_code,
        subject=accreditation,
        actor=actor,
        title=_l("%(change)s: training base %(name)s", change=kind.label, name=accreditation.base_name),
        body={**_facts(accreditation), _l("Takes effect on"): turn.from_on, _l("Reason"): reason},
    )
    _tell(accreditation, _l("Your accreditation: %(change)s", change=kind.label), actor)
    return turn


def _check_publicity(application: Accreditation) -> None:
    if application.notice is None:
        raise Refusal("NOT_PUBLICISED", _l("Publish the intended accreditation first."), status=409)
    refuse_until_after(application.notice.publicity_ends_on, code="PUBLICITY_RUNNING")
    if notices_queries.open_objections(application.notice_id):
        raise Refusal("OBJECTION_OPEN", _l("An objection to the publicity is not answered yet."))
    if notices_queries.upheld_objections(application.notice_id):
        raise Refusal("OBJECTION_UPHELD", _l("An objection to the publicity was upheld; the base can only be refused."))


def _publicity_text(application: Accreditation) -> dict:
    points = queries.criteria(application.region_code)
    visit = application.visit
    seen = (
        {
            _l("Site visit"): {
                "headers": [_l("Visited on"), _l("Score"), _l("Result")],
                "rows": [[visit.visited_on, visit.score, _l("recommended")]],
            }
        }
        if visit
        else {}
    )
    return {
        **_facts(application),
        **seen,
        _l("Checklist"): {
            "headers": [_l("Criterion"), _l("Source")],
            "rows": [[point.text, point.source] for point in points],
        },
    }


def _announce(accreditation: Accreditation, actor) -> None:
    notices.publish(
        kind=Kind.ACCREDITATION_LIST,
        region_code=accreditation.region_code,
        subject=accreditation,
        actor=actor,
        title=_l("Training base accredited: %(name)s", name=accreditation.base_name),
        body={
            **_facts(accreditation),
            _l("Accreditation number"): accreditation.number,
            _l("Valid"): f"{accreditation.valid_from} — {accreditation.valid_to}",
        },
    )
    _tell(accreditation, _l("Your base is accredited."), actor)


def _number(region_code: str) -> str:
    year = clock.today().year
    return f"JD-{region_code}-{year}-{numbering.take('accreditation', region_code, year):03d}"


def _facts(accreditation: Accreditation) -> dict:
    return {
        _l("Institution"): accreditation.organisation.name,
        _l("Training base"): accreditation.base_name,
        _l("Address"): accreditation.address,
    }


def _tell(accreditation: Accreditation, sentence, actor) -> None:
    inbox.send(
        title=sentence,
        body=accreditation.base_name,
        region_code=accreditation.region_code,
        organisation_id=accreditation.organisation_id,
        url=f"/accreditation/{accreditation.id}",
        actor=actor,
    )
