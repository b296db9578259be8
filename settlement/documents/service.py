"""Policy documents are drafted, countersigned by finance, and from then on only superseded."""

import json
from collections.abc import Sequence
from datetime import timedelta

from flask_babel import lazy_gettext as _l

from kernel import audit, clock, evidence
from kernel.db import db, lock
from kernel.refusals import Refusal, constraint, refuse_same_person
from kernel.states import move
from settlement.documents.models import MOVES, Document, DocumentCost, DocumentState
from settlement.documents.queries import running
from settlement.policy.document import PolicyDocument
from settlement.policy.loading import load_document

CLAUSE_6 = "内政发〔2008〕107号 六"
TAKEN = _l("This region already has a document of that number.")
constraint("uq_documents_region_code_number", "DOCUMENT_NUMBER_TAKEN", TAKEN, field="number")


def draft(*, policy: PolicyDocument, costs: Sequence[DocumentCost], supersedes_id: int | None, actor) -> Document:
    """A new draft of the actor's region, checked by the rule; `costs` stand behind its standards (clause 6)."""
    document = Document(
        region_code=actor.region_code, drafted_by_id=actor.id, drafted_at=clock.now(), state=DocumentState.DRAFT
    )
    _write(document, policy, costs, supersedes_id)
    db.session.add(document)
    db.session.flush()
    audit.record(actor, "policy document drafted", document, facts={"hash": document.content_hash})
    return document


def revise(
    document: Document, *, policy: PolicyDocument, costs: Sequence[DocumentCost], supersedes_id: int | None, actor
) -> None:
    """Write a draft anew; who writes last is its drafter. A countersigned document is refused as DOCUMENT_FIXED."""
    document = lock(Document, document.id)
    _refuse_fixed(document)
    _write(document, policy, costs, supersedes_id)
    document.drafted_by_id, document.drafted_at = actor.id, clock.now()
    db.session.flush()
    audit.record(actor, "policy document revised", document, facts={"hash": document.content_hash})


def send_back(document: Document, *, because: str, actor) -> None:
    """Finance says what has to change before it countersigns; the document stays a draft."""
    _refuse_fixed(document)
    audit.record(actor, "policy document sent back", document, note=because)


def countersign(document: Document, *, actor) -> None:
    """Put a draft in force, by finance of its own region; its drafter may not. Nothing of it changes afterwards.

    Refuses CHECKER_IS_MAKER, OTHER_REGION, DOCUMENT_OVERLAPS, SUPERSEDES_LATER, and what the rule refuses.
    """
    refuse_same_person(actor, document.drafted_by_id)
    if actor.region_code != document.region_code:
        raise Refusal("OTHER_REGION", _l("Only the finance department of the document's own region countersigns it."))
    evidence.lock_region(document.region_code)
    document = lock(Document, document.id)
    load_document(json.loads(document.content))
    _end_superseded(document, actor)
    _refuse_overlap(document)
    move(document, DocumentState.IN_FORCE, MOVES)
    document.countersigned_by_id, document.countersigned_at = actor.id, clock.now()
    db.session.flush()
    audit.record(actor, "policy document countersigned", document, facts={"hash": document.content_hash})


def withdraw(document: Document, *, because: str, actor) -> None:
    """Take a draft back; a countersigned document is superseded instead."""
    document = lock(Document, document.id)
    move(document, DocumentState.WITHDRAWN, MOVES)
    db.session.flush()
    audit.record(actor, "policy document withdrawn", document, note=because)


def _write(
    document: Document, policy: PolicyDocument, costs: Sequence[DocumentCost], supersedes_id: int | None
) -> None:
    if policy.region != document.region_code:
        raise Refusal("OTHER_REGION", _l("A document names the region that issues it."))
    _refuse_uncosted(policy, costs)
    document.number, document.title = policy.document, policy.title
    document.in_force_from, document.in_force_to = policy.in_force_from, policy.in_force_to
    document.content = audit.canonical(policy.canonical())
    document.content_hash, document.supersedes_id = policy.digest(), supersedes_id
    document.costs = list(costs)


def _refuse_uncosted(policy: PolicyDocument, costs: Sequence[DocumentCost]) -> None:
    """Clause 6 sets standards by the cost of training and appraisal: each shows the cost behind it."""
    shown = {(cost.kind, cost.key) for cost in costs}
    for kind, table in policy.standards.items():
        for key in sorted(table):
            if (kind, key) not in shown:
                sentence = _l("The standard %(key)s has no training and appraisal cost behind it.", key=key)
                raise Refusal("STANDARD_WITHOUT_COST", sentence, article=CLAUSE_6, field="standards")


def _end_superseded(document: Document, actor) -> None:
    """The document that is superseded ends the day before; what it says of itself stays as it was issued."""
    if document.supersedes_id is None:
        return
    old = lock(Document, document.supersedes_id)
    if (
        old.state != DocumentState.IN_FORCE
        or old.region_code != document.region_code
        or old.in_force_from >= document.in_force_from
    ):
        sentence = _l(
            "%(number)s begins no earlier than this document and cannot be superseded by it.", number=old.number
        )
        raise Refusal("SUPERSEDES_LATER", sentence, field="supersedes")
    last = document.in_force_from - timedelta(days=1)
    if old.in_force_to is None or old.in_force_to > last:
        old.in_force_to = last
        audit.record(actor, "policy document superseded", old, facts={"by": document.number})
    db.session.flush()


def _refuse_overlap(document: Document) -> None:
    stretch = running(document.region_code, document.in_force_from, document.in_force_to)
    other = db.session.scalars(stretch.where(Document.id != document.id)).first()
    if other:
        sentence = _l("In these days %(number)s is in force; supersede it, or choose other days.", number=other.number)
        raise Refusal("DOCUMENT_OVERLAPS", sentence, field="in_force_from")


def _refuse_fixed(document: Document) -> None:
    if document.state != DocumentState.DRAFT:
        raise Refusal(
            "DOCUMENT_FIXED", _l("A countersigned document is never changed; a new one supersedes it."), status=409
        )
