"""Classes: opened under an award, their roster submitted and verified, completed, cancelled. Lines and appraisals have
their own services (`lines_service`, `appraisal_service`)."""

from datetime import date

from flask_babel import lazy_gettext as _l

from kernel import audit, clock, evidence, numbering
from kernel.db import db, lock
from kernel.refusals import Refusal, refuse_same_person
from kernel.states import move
from settlement.documents import queries as documents
from settlement.documents.models import Document, Kind
from settlement.documents.refused import as_refusal
from settlement.persons.groups import Group
from settlement.policy.refusals import PolicyRefusal
from settlement.rosters import present
from settlement.rosters.models import (
    MOVES,
    ClassCancellation,
    ClassCompletion,
    ClassState,
    EmploymentFreeze,
    RosterVerification,
    TrainingClass,
)
from tendering.accreditation import queries as accreditation
from tendering.awards import queries as awards
from tendering.awards.models import Award

LONGEST = 366
CLAUSE_6 = "内政发〔2008〕107号 六"


def open_class(*, award_id: int, seats: int, opened_on: date, ended_on: date, place: str, actor) -> TrainingClass:
    """Open a class under a final award; the document in force on the opening day is pinned to it.

    Refuses AWARD_NOT_FINAL, DAYS_REVERSED, CLASS_TOO_LONG, BEFORE_AWARD, NOT_ACCREDITED, NO_DOCUMENT, NO_STANDARD,
    STANDARD_DIFFERS, NO_SEATS_LEFT. The award's row is locked, so that the last seats go to one class only.
    """
    award = lock(Award, award_id)
    if awards.final(award_id) is None or actor.organisation_id not in (None, award.organisation_id):
        raise Refusal("AWARD_NOT_FINAL", _l("There is no final award for this class."), field="award_id")
    _refuse_days(award, opened_on, ended_on)
    if accreditation.valid_on(award.organisation_id, award.region_code, opened_on) is None:
        raise Refusal("NOT_ACCREDITED", _l("The institution's accreditation is not valid on the opening day."),
                      article=CLAUSE_6, field="opened_on")  # fmt: skip
    document = _document(award, opened_on)
    left = award.seats - present.seats_taken(award.id)
    if seats > left:
        raise Refusal(
            "NO_SEATS_LEFT",
            _l("Of the award's %(all)s seats %(left)s are left.", all=award.seats, left=left),
            field="seats",
        )
    opened = _class(award, document, seats, opened_on, ended_on, place, actor)
    db.session.add(opened)
    db.session.flush()
    audit.record(actor, "class opened", opened, facts={"seats": seats, "document": document.number})
    return opened


def _refuse_days(award: Award, opened_on: date, ended_on: date) -> None:
    if ended_on < opened_on:
        raise Refusal("DAYS_REVERSED", _l("The class ends before it opens."), field="ended_on")
    if (ended_on - opened_on).days >= LONGEST:
        raise Refusal("CLASS_TOO_LONG", _l("A class lasts a year at most."), field="ended_on")
    if opened_on < award.awarded_on:
        raise Refusal(
            "BEFORE_AWARD", _l("The class opens before the award of %(day)s.", day=award.awarded_on), field="opened_on"
        )


def _document(award: Award, opened_on: date) -> Document:
    document = documents.in_force(award.region_code, opened_on)
    if document is None:
        raise Refusal(
            "NO_DOCUMENT", _l("No policy document is in force on the opening day."), article=CLAUSE_6, field="opened_on"
        )
    lot = award.lot
    try:
        standard = documents.policy(document.id).standard(lot.kind, lot.trade_code, lot.level, lot.group)
    except PolicyRefusal as refused:
        raise as_refusal(refused) from refused
    if standard != award.standard_fen:
        sentence = _l("%(number)s has another standard than the lot of this award.", number=document.number)
        raise Refusal("STANDARD_DIFFERS", sentence, article=CLAUSE_6, field="opened_on")
    return document


def _class(award: Award, document: Document, seats, opened_on, ended_on, place, actor) -> TrainingClass:
    lot = award.lot
    number = numbering.take("class", award.region_code, opened_on.year)
    return TrainingClass(
        region_code=award.region_code, organisation_id=award.organisation_id, award_id=award.id,
        document_id=document.id, number=f"{award.region_code}-{opened_on.year}-{number:04d}",
        kind=Kind(str(lot.kind)), trade_code=lot.trade_code, trade_name=lot.trade_name, level=lot.level,
        group=Group(lot.group) if lot.group else None, seats=seats,
        opened_on=opened_on, ended_on=ended_on, standard_fen=award.standard_fen, place=place, state=ClassState.OPEN,
        opened_by_id=actor.id, opened_at=clock.now(),
    )  # fmt: skip


def submit(training_class: TrainingClass, *, actor) -> None:
    """The institution says that the roster is complete. Refuses EMPTY_ROSTER."""
    evidence.lock_region(training_class.region_code)
    training_class = lock(TrainingClass, training_class.id)
    if not present.current_lines(training_class.id):
        raise Refusal("EMPTY_ROSTER", _l("There is nobody on the roster yet."))
    move(training_class, ClassState.SUBMITTED, MOVES)
    training_class.submitted_by_id, training_class.submitted_at = actor.id, clock.now()
    training_class.returned_because = None
    db.session.flush()
    audit.record(actor, "roster submitted", training_class)


def verify(training_class: TrainingClass, *, note: str | None = None, actor) -> RosterVerification:
    """An officer who did not submit it found the roster true: its lines count from here on."""
    refuse_same_person(actor, training_class.submitted_by_id)
    evidence.lock_region(training_class.region_code)
    training_class = lock(TrainingClass, training_class.id)
    move(training_class, ClassState.VERIFIED, MOVES)
    training_class.verified_by_id, training_class.verified_at = actor.id, clock.now()
    found = evidence.add(
        _of(RosterVerification, training_class, lines=len(present.current_lines(training_class.id)), note=note), actor
    )
    audit.record(actor, "roster verified", training_class, note=note, facts={"lines": found.lines})
    return found


def return_to_institution(training_class: TrainingClass, *, because: str, actor) -> None:
    """Give a submitted roster, or a verified one that needs a correction, back to the institution with the reasons."""
    evidence.lock_region(training_class.region_code)
    training_class = lock(TrainingClass, training_class.id)
    move(training_class, ClassState.OPEN, MOVES)
    training_class.returned_because = because
    db.session.flush()
    audit.record(actor, "roster returned", training_class, note=because)


def complete(training_class: TrainingClass, *, actor) -> ClassCompletion:
    """Every trainee has a result; completed on the later of the last class day and the last appraisal.

    Refuses CLASS_NOT_ENDED, APPRAISAL_MISSING, EMPTY_ROSTER.
    """
    evidence.lock_region(training_class.region_code)
    training_class = lock(TrainingClass, training_class.id)
    if clock.today() < training_class.ended_on:
        raise Refusal("CLASS_NOT_ENDED", _l("The last class day is %(day)s.", day=training_class.ended_on))
    lines = present.current_lines(training_class.id)
    results = present.standing_appraisals(training_class.id)
    missing = sum(line.id not in results for line in lines)
    if missing or not lines:
        raise Refusal("APPRAISAL_MISSING", _l("%(count)s trainees have no appraisal result yet.", count=missing))
    move(training_class, ClassState.COMPLETED, MOVES)
    day = max(training_class.ended_on, *(results[line.id].appraised_on for line in lines))
    done = evidence.add(_of(ClassCompletion, training_class, completed_on=day), actor)
    audit.record(actor, "class completed", training_class, facts={"completed_on": day})
    return done


def cancel(training_class: TrainingClass, *, because: str, actor) -> ClassCancellation:
    """The class does not count from here on; what was paid for it becomes a recovery in the next run."""
    evidence.lock_region(training_class.region_code)
    training_class = lock(TrainingClass, training_class.id)
    move(training_class, ClassState.CANCELLED, MOVES)
    gone = evidence.add(_of(ClassCancellation, training_class, because=because), actor)
    audit.record(actor, "class cancelled", training_class, note=because)
    return gone


def freeze(counts: dict[int, tuple[int, int, date]], *, actor) -> None:
    """Fix the counts of employment bands whose signing window has closed: {class_id: (passed, employed, last day)}.

    The classes are of one region, which the caller has locked; of one that is fixed already the first row stays.
    """
    fixed = present.frozen(counts)
    counts = {class_id: count for class_id, count in counts.items() if class_id not in fixed}
    open_until = max((last for _, _, last in counts.values()), default=None)
    if open_until and clock.today() <= open_until:
        raise Refusal("WINDOW_OPEN", _l("The signing window closes on %(day)s.", day=open_until))
    classes = present.classes_of(counts)
    rows = [
        _of(EmploymentFreeze, each, passed=passed, employed=employed, window_closed_on=last)
        for each in classes
        for passed, employed, last in [counts[each.id]]
    ]
    evidence.add_all(rows, actor)
    for each, row in zip(classes, rows, strict=True):
        facts = {"passed": row.passed, "employed": row.employed}
        audit.record(actor, "employment counts fixed", each, facts=facts)


def _of(model: type, training_class: TrainingClass, **columns):
    return model(region_code=training_class.region_code, organisation_id=training_class.organisation_id,
                 class_id=training_class.id, **columns)  # fmt: skip
