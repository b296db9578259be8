"""Rows of employment count once an officer who did not record them verified them; a refusal takes that back."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from kernel import audit, evidence
from kernel.db import db
from kernel.refusals import Refusal, constraint, refuse_same_person
from settlement.contracts import entry, present
from settlement.contracts.models import SUBJECTS, Outcome, SubjectKind, Verification

constraint(
    "uq_verifications_subject_kind_subject_id_outcome", "ALREADY_VERIFIED", _l("Somebody verified this row already.")
)


def verify(kind: SubjectKind, row, *, outcome: Outcome, note: str | None = None, actor) -> Verification:
    """Say of a row that it is true, or refuse it with a note; by an officer who did not record it.

    Refuses CHECKER_IS_MAKER, ALREADY_VERIFIED, NOTE_MISSING, CONTRACT_NOT_VERIFIED, REPLACED_ALREADY, BAD_CONTRACT.
    """
    refuse_same_person(actor, row.recorded_by_id)
    evidence.lock_region(row.region_code)
    if present.words_on(kind, row.id):
        raise Refusal("ALREADY_VERIFIED", _l("Somebody verified this row already."), status=409)
    if outcome == Outcome.REFUSED and not note:
        raise Refusal("NOTE_MISSING", _l("Say why the row is refused."), field="note")
    if outcome == Outcome.VERIFIED:
        _refuse_unsound(kind, row)
    word = _add(kind, row, outcome, note, actor)
    facts = {"line": row.line_id}
    audit.record(
        actor, "evidence verified" if outcome == Outcome.VERIFIED else "evidence refused", row, note=note, facts=facts
    )
    return word


def verify_all(subjects: Iterable[tuple[SubjectKind, int]], *, outcome: Outcome, note: str | None = None, actor) -> int:
    """A page of rows under one word, contracts before what stands on them; one refusal refuses the whole page."""
    order = list(SubjectKind)
    chosen = sorted(subjects, key=lambda subject: (order.index(subject[0]), subject[1]))
    for kind, key in chosen:
        verify(kind, db.session.get_one(SUBJECTS[kind], key), outcome=outcome, note=note, actor=actor)
    return len(chosen)


def revoke(kind: SubjectKind, row, *, because: str, actor) -> Verification:
    """Take a verification back, by a third person: the row does not count from here on.

    Refuses CHECKER_IS_MAKER, NOT_VERIFIED.
    """
    evidence.lock_region(row.region_code)
    words = present.words_on(kind, row.id)
    if [word.outcome for word in words] != [Outcome.VERIFIED]:
        raise Refusal("NOT_VERIFIED", _l("Only a row that counts can be taken back."), status=409)
    refuse_same_person(actor, row.recorded_by_id, words[0].recorded_by_id)
    word = _add(kind, row, Outcome.REFUSED, because, actor)
    audit.record(actor, "verification taken back", row, note=because, facts={"line": row.line_id})
    return word


def _refuse_unsound(kind: SubjectKind, row) -> None:
    """What stands on the row, or under it, may have moved since it was recorded."""
    if present.replaced_by_verified(kind, row):
        raise Refusal(
            "REPLACED_ALREADY", _l("Another correction of this row was verified already; refuse this one."), status=409
        )
    if kind == SubjectKind.LICENCE:
        return
    contract = row if kind == SubjectKind.CONTRACT else entry.contract_of(row.contract_id)
    if kind != SubjectKind.CONTRACT and not present.is_verified_contract(row.contract_id):
        raise Refusal("CONTRACT_NOT_VERIFIED", _l("Verify the contract first; this row stands on it."), status=409)
    entry.refuse_bad(contract, entry.extensions_of(contract.contract_id), entry.ending_of(contract.contract_id))


def _add(kind: SubjectKind, row, outcome: Outcome, note: str | None, actor) -> Verification:
    said = Verification(
        region_code=row.region_code,
        organisation_id=row.organisation_id,
        subject_kind=kind,
        subject_id=row.id,
        outcome=outcome,
        note=note,
    )
    return evidence.add(said, actor)
