"""Verbs on accreditations. Here: the institution prepares and hands in, two officers visit.

`decisions` and `paper` hold the rest; all of them are called as `accreditation.service.…`.
"""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel import attachments, audit, clock, evidence
from kernel.db import db, lock
from kernel.organisations.queries import whole_region_code
from kernel.refusals import Refusal
from kernel.states import move
from tendering.accreditation import queries
from tendering.accreditation.checks import check_league
from tendering.accreditation.decisions import grant, lift, publicise, refuse, suspend, withdraw
from tendering.accreditation.models import MOVES, Accreditation, Criterion, Proof, SiteVisit, Standing, State
from tendering.accreditation.paper import confirm, enter
from tendering.institutions import queries as institutions

__all__ = [
    "add_proof",
    "apply",
    "confirm",
    "enter",
    "grant",
    "lift",
    "open_application",
    "publicise",
    "refuse",
    "remove_proof",
    "review",
    "seed",
    "suspend",
    "withdraw",
]

SOURCE = Path(__file__).with_name("criteria.csv")


def open_application(*, organisation_id: int, region_code: str, base_name: str, address: str, actor) -> Accreditation:
    """Begin an application for a base in a league. Refuses INSTITUTION_NOT_APPROVED, NOT_A_LEAGUE, APPLICATION_OPEN."""
    if institutions.approved(organisation_id) is None:
        raise Refusal("INSTITUTION_NOT_APPROVED", _l("Only an approved institution that is not suspended may apply."))
    check_league(region_code)
    if queries.open_application(organisation_id, region_code):
        raise Refusal(
            "APPLICATION_OPEN",
            _l("Your institution has an application open in this league already; go on with that one."),
        )
    application = Accreditation(
        region_code=region_code,
        organisation_id=organisation_id,
        base_name=base_name,
        address=address,
        state=State.DRAFT,
        opened_by_id=actor.id,
        opened_at=clock.now(),
    )
    db.session.add(application)
    db.session.flush()
    audit.record(actor, "accreditation application opened", application)
    return application


def add_proof(
    application: Accreditation,
    *,
    criterion_code: str,
    content: bytes,
    filename: str,
    expires_on: date | None = None,
    actor,
) -> Proof:
    """Add a file for one criterion. Refuses UNKNOWN_CRITERION, PROOF_EXPIRED, NOT_BEING_PREPARED."""
    _check_preparing(application)
    points = {point.code: point for point in queries.criteria(application.region_code)}
    if criterion_code not in points:
        raise Refusal("UNKNOWN_CRITERION", _l("The checklist in force has no such point."), field="criterion_code")
    if expires_on and expires_on <= clock.today():
        raise Refusal(
            "PROOF_EXPIRED", _l("This paper is no longer valid; hand in the present one."), field="expires_on"
        )
    kept = attachments.store(
        content, filename, region_code=application.region_code, organisation_id=application.organisation_id, actor=actor
    )
    proof = Proof(
        accreditation_id=application.id,
        criterion_id=points[criterion_code].id,
        attachment_id=kept.id,
        expires_on=expires_on,
    )
    db.session.add(proof)
    db.session.flush()
    db.session.expire(application, ["proofs"])
    audit.record(actor, "proof added", application, facts={"criterion": criterion_code, "attachment": kept.hash})
    return proof


def remove_proof(application: Accreditation, *, proof: Proof, actor) -> None:
    """Take a file out again while the application is being prepared."""
    _check_preparing(application)
    audit.record(actor, "proof removed", application, facts={"attachment": proof.attachment.hash})
    db.session.delete(proof)
    db.session.flush()
    db.session.expire(application, ["proofs"])


def apply(application: Accreditation, *, actor) -> Accreditation:
    """Hand the application in. Refuses PROOF_MISSING, naming each point of the checklist that still needs a file."""
    application = lock(Accreditation, application.id)
    proven = {proof.criterion_id for proof in application.proofs}
    missing = [
        point.text
        for point in queries.criteria(application.region_code)
        if point.needs_evidence and point.id not in proven
    ]
    if missing:
        raise Refusal("PROOF_MISSING", _l("These points still need a file: %(points)s", points="；".join(missing)))
    move(application, State.APPLIED, MOVES)
    application.applied_at = clock.now()
    db.session.flush()
    audit.record(actor, "accreditation applied for", application)
    return application


def review(
    application: Accreditation,
    *,
    visited_on: date,
    visitors: tuple[str, str],
    met: Iterable[str],
    score: int,
    findings: str,
    is_recommended: bool,
    actor,
) -> SiteVisit:
    """Record the visit of two people and what they found; `met`: codes of the points that are met, `score` of 100.

    Refuses TWO_VISITORS, VISIT_DATE (before the application or in the future), BAD_SCORE, POINTS_UNMET (recommended
    although a point is not met).
    """
    application, met = lock(Accreditation, application.id), set(met)
    points = {point.code for point in queries.criteria(application.region_code)}
    _check_visit(application, visited_on, visitors, score)
    if is_recommended and points - met:
        raise Refusal(
            "POINTS_UNMET",
            _l("A base can be recommended only when every point of the checklist is met."),
            field="is_recommended",
        )
    move(application, State.REVIEWED, MOVES)
    visit = evidence.add(
        SiteVisit(
            region_code=application.region_code,
            accreditation_id=application.id,
            visited_on=visited_on,
            visitor=visitors[0].strip(),
            second_visitor=visitors[1].strip(),
            met=sorted(met & points),
            score=score,
            findings=findings,
            is_recommended=is_recommended,
        ),
        actor,
    )
    db.session.expire(application, ["visit"])
    audit.record(actor, "base visited", application, facts={"score": score, "recommended": is_recommended})
    return visit


def seed() -> None:
    """Add the points of `criteria.csv` that are missing, for the whole region."""
    whole = whole_region_code()
    known = set(db.session.execute(sa.select(Criterion.code, Criterion.from_on).filter_by(region_code=whole)))
    with SOURCE.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            from_on = date.fromisoformat(row["from_on"])
            if (row["code"], from_on) not in known:
                db.session.add(
                    Criterion(
                        region_code=whole,
                        code=row["code"],
                        position=int(row["position"]),
                        text=row["text"],
                        from_on=from_on,
                        source=row["source"],
                        standing=Standing(row["standing"]),
                        needs_evidence=row["needs_evidence"] == "1",
                    )
                )
    db.session.flush()


def _check_preparing(application: Accreditation) -> None:
    lock(Accreditation, application.id)
    if application.state != State.DRAFT:
        raise Refusal(
            "NOT_BEING_PREPARED", _l("This application was handed in; its files can no longer be changed."), status=409
        )


def _check_visit(application: Accreditation, visited_on: date, visitors: tuple[str, str], score: int) -> None:
    if not all(name.strip() for name in visitors) or visitors[0].strip() == visitors[1].strip():
        raise Refusal("TWO_VISITORS", _l("A visit is made by two people; name both."), field="second_visitor")
    applied_on = clock.local(application.applied_at).date() if application.applied_at else clock.today()
    if not applied_on <= visited_on <= clock.today():
        raise Refusal("VISIT_DATE", _l("The visit lies between the application and today."), field="visited_on")
    if not 0 <= score <= 100:
        raise Refusal("BAD_SCORE", _l("A score lies between 0 and 100."), field="score")
