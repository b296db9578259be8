"""Labour contracts from a file, row by row under the same checks as one by one, proved by one scan for all."""

from flask_babel import lazy_gettext as _l

from kernel import audit, evidence
from kernel.refusals import Refusal
from settlement.contracts import service
from settlement.contracts.files import COLUMNS, NewContract
from settlement.contracts.service import Paper
from settlement.persons import service as persons
from settlement.rosters import present as rosters
from settlement.rosters.cells import Fault
from settlement.rosters.files import NAME, NUMBER, FileRows
from settlement.rosters.import_service import keep_import
from settlement.rosters.models import ClassState, FileImport, FileKind, RosterLine, TrainingClass


def import_contracts(training_class: TrainingClass, file: FileRows, *, paper: Paper, actor) -> FileImport:
    """Record the contracts of a file for trainees of one class; a contract that is recorded already adds nothing.

    Refuses NOT_ON_ROSTER for the file as a whole where the roster is not verified.
    """
    evidence.lock_region(training_class.region_code)
    if training_class.state not in (ClassState.VERIFIED, ClassState.COMPLETED):
        raise Refusal("NOT_ON_ROSTER", _l("Contracts are recorded once the roster is verified."), status=409)
    people, lines = persons.known(row.number for row in file.rows), rosters.taken(training_class.id)
    faults, added, known, stored = list(file.faults), [], 0, None
    for row in file.rows:
        line = lines.get(people.get(row.number))
        fault = _off_roster(row, line)
        if fault is None:
            stored = stored or service.store(paper, line, actor)
            fault = _record(row, line, stored, actor)
        if fault == "known":
            known += 1
        elif fault:
            faults.append(fault)
        else:
            added.append(row)
    kept = keep_import(training_class, FileKind.CONTRACTS, file, added, known, faults, actor)
    audit.record(actor, "labour contracts imported", training_class,
                 facts={"added": len(added), "known": known, "refused": kept.refused_rows})  # fmt: skip
    return kept


def _off_roster(row: NewContract, line: RosterLine | None) -> Fault | None:
    if line is None:
        return Fault(row.row, NUMBER, _l("Nobody on this roster has this number."))
    if line.name != row.name:
        return Fault(row.row, NAME, _l("The roster has another name for this number."))
    return None


def _record(row: NewContract, line: RosterLine, stored: int, actor) -> Fault | str | None:
    try:
        service.record_stored(line, row.terms, attachment_id=stored, actor=actor)
    except Refusal as refusal:
        if refusal.code == "ALREADY_RECORDED":
            return "known"
        return Fault(row.row, COLUMNS.get(refusal.field, ""), refusal.sentence)
    return None
