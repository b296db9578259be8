"""Appraisal results: recorded by an officer as evidence; a correction is a new row that names the one it replaces."""

from datetime import date

from flask_babel import lazy_gettext as _l

from kernel import audit, clock, evidence
from kernel.db import lock
from kernel.refusals import Refusal, constraint
from settlement.persons import service as persons
from settlement.rosters import present
from settlement.rosters.cells import Fault
from settlement.rosters.files import APPRAISED_ON, NAME, NUMBER, FileRows, NewAppraisal
from settlement.rosters.import_service import keep_import
from settlement.rosters.models import (
    Appraisal,
    AppraisalResult,
    ClassState,
    FileImport,
    FileKind,
    RosterLine,
    TrainingClass,
)

REPLACED = _l("This result was corrected by somebody else in the meantime.")
constraint("uq_appraisals_replaces_id", "APPRAISAL_REPLACED", REPLACED)
constraint("uq_appraisals_first", "APPRAISAL_REPLACED", REPLACED)


def record_appraisal(
    line: RosterLine, *, result: AppraisalResult, appraised_on: date, certificate: str | None, actor
) -> Appraisal:
    """Record a trainee's result, or correct the one that stands (before and after stay readable).

    Refuses NOT_VERIFIED, FUTURE_DAY, BEFORE_OPENING, NOTHING_CHANGED, LINE_GONE.
    """
    evidence.lock_region(line.region_code)
    training_class = _verified(line.class_id)
    if present.removal(line.id):
        raise Refusal("LINE_GONE", _l("This line was taken out of the roster."), status=409)
    sentence = _refusal(training_class, appraised_on)
    if sentence:
        raise Refusal(sentence[0], sentence[1], field="appraised_on")
    standing = present.appraisal_of(line.id)
    if standing and (standing.result, standing.appraised_on, standing.certificate) == (
        result,
        appraised_on,
        certificate,
    ):
        raise Refusal("NOTHING_CHANGED", _l("This result is recorded already."), status=409)
    made = _appraisal(line, result, appraised_on, certificate, standing and standing.id)
    evidence.add(made, actor)
    facts = {"result": result, "appraised_on": appraised_on}
    audit.record(actor, "appraisal corrected" if standing else "appraisal recorded", line, facts=facts)
    return made


def import_appraisals(training_class: TrainingClass, file: FileRows, *, actor) -> FileImport:
    """Record the results of a file; a row recorded already adds nothing, one that differs is corrected by hand."""
    evidence.lock_region(training_class.region_code)
    training_class = _verified(training_class.id)
    people = persons.known(row.number for row in file.rows)
    lines, standing = present.taken(training_class.id), present.standing_appraisals(training_class.id)
    faults, added, known = list(file.faults), [], 0
    for row in file.rows:
        line = lines.get(people.get(row.number))
        fault = _row_fault(training_class, row, line, line and standing.get(line.id))
        if fault:
            faults.append(fault)
        elif line.id in standing:
            known += 1
        else:
            added.append((row, line))
    made = [_appraisal(line, row.result, row.appraised_on, row.certificate, None) for row, line in added]
    evidence.add_all(made, actor)
    kept = keep_import(training_class, FileKind.APPRAISALS, file, [row for row, _line in added], known, faults, actor)
    audit.record(actor, "appraisals imported", training_class,
                 facts={"added": len(made), "known": known, "refused": kept.refused_rows})  # fmt: skip
    return kept


def _row_fault(
    training_class: TrainingClass, row: NewAppraisal, line: RosterLine | None, standing: Appraisal | None
) -> Fault | None:
    if line is None:
        return Fault(row.row, NUMBER, _l("Nobody on this roster has this number."))
    if line.name != row.name:
        return Fault(row.row, NAME, _l("The roster has another name for this number."))
    sentence = _refusal(training_class, row.appraised_on)
    if sentence:
        return Fault(row.row, APPRAISED_ON, sentence[1])
    if standing and (standing.result, standing.appraised_on) != (row.result, row.appraised_on):
        return Fault(row.row, "", _l("Another result is recorded already; correct it on the trainee's own page."))
    return None


def _refusal(training_class: TrainingClass, appraised_on: date) -> tuple | None:
    if appraised_on > clock.today():
        return "FUTURE_DAY", _l("The appraisal lies in the future.")
    if appraised_on < training_class.opened_on:
        return "BEFORE_OPENING", _l("The appraisal lies before the class opened.")
    return None


def _appraisal(line: RosterLine, result, appraised_on, certificate, replaces_id) -> Appraisal:
    return Appraisal(region_code=line.region_code, organisation_id=line.organisation_id, line_id=line.id, result=result,
                     appraised_on=appraised_on, certificate=certificate, replaces_id=replaces_id)  # fmt: skip


def _verified(class_id: int) -> TrainingClass:
    training_class = lock(TrainingClass, class_id)
    if training_class.state not in (ClassState.VERIFIED, ClassState.COMPLETED):
        raise Refusal("NOT_VERIFIED", _l("Results are recorded once the roster is verified."), status=409)
    return training_class
