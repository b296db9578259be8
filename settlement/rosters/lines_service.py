"""Roster lines: added from a file, taken out, replaced; each act is evidence, and the same file twice adds nothing."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from kernel import audit, evidence
from kernel.db import db, lock
from kernel.identifiers import mask_citizen
from kernel.refusals import Refusal
from settlement.documents import queries as documents
from settlement.persons import service as persons
from settlement.rosters import present
from settlement.rosters.cells import Fault
from settlement.rosters.files import GROUP, NAME, NUMBER, FileRows, NewLine
from settlement.rosters.import_service import keep_import
from settlement.rosters.models import ClassState, FileImport, FileKind, LineRemoval, RosterLine, TrainingClass
from settlement.rosters.repeats import elsewhere


def import_lines(training_class: TrainingClass, file: FileRows, *, actor) -> FileImport:
    """Add the file's good rows to an open roster, and keep what became of every row.

    A row that the class has already is known and adds nothing. Refused by the row: another name or group than the
    line the class has, a group without a standard, a person in two classes at once, no seat left.
    Refuses ROSTER_CLOSED for the file as a whole.
    """
    training_class = _open(training_class, actor)
    people = persons.find_or_add_all((row.number for row in file.rows), training_class.region_code)
    taken = present.taken(training_class.id)
    wanted = [row for row in file.rows if people[row.number].id not in taken]
    others = elsewhere(training_class, {people[row.number].id for row in wanted})
    faults, added = list(file.faults), []
    known = _known(file.rows, people, taken, faults)
    for row in wanted:
        sentence = _refusal(training_class, row, others.get(people[row.number].id))
        if sentence is None and len(taken) + len(added) >= training_class.seats:
            sentence = "", _l("The class has no seat left for this row (%(seats)s seats).", seats=training_class.seats)
        if sentence:
            faults.append(Fault(row.row, *sentence))
        else:
            added.append(row)
    lines = _lines(training_class, added, people, actor)
    remarks = {row.row: others[people[row.number].id].remark for row in added if people[row.number].id in others}
    kept = keep_import(training_class, FileKind.LINES, file, added, known, faults, actor, remarks)
    audit.record(actor, "roster imported", training_class,
                 facts={"added": len(lines), "known": known, "refused": kept.refused_rows})  # fmt: skip
    return kept


def _known(rows: Iterable[NewLine], people: dict, taken: dict[int, RosterLine], faults: list[Fault]) -> int:
    known = 0
    for row in rows:
        line = taken.get(people[row.number].id)
        if line is None:
            continue
        if (line.name, line.group) != (row.name, row.group):
            column = NAME if line.name != row.name else GROUP
            faults.append(
                Fault(row.row, column, _l("The roster has this person with another entry here; replace that line."))
            )
        else:
            known += 1
    return known


def _refusal(training_class: TrainingClass, row: NewLine, other) -> tuple | None:
    if other is not None and other.overlaps:
        return NUMBER, other.sentence
    if training_class.group and row.group != training_class.group:
        return GROUP, _l("This class is for “%(group)s” only.", group=training_class.group.label)
    policy = documents.policy(training_class.document_id)
    if policy.standard_or_none(training_class.kind, training_class.trade_code, training_class.level, row.group) < 0:
        return GROUP, _l("The policy document has no standard for this group.")
    return None


def _lines(
    training_class: TrainingClass, rows: list[NewLine], people: dict, actor, replaces_id=None
) -> list[RosterLine]:
    position = present.last_position(training_class.id)
    before = present.occurrences(training_class.id)
    lines = [
        RosterLine(
            region_code=training_class.region_code, organisation_id=training_class.organisation_id,
            class_id=training_class.id, person_id=people[row.number].id, name=row.name, group=row.group,
            number_masked=mask_citizen(row.number), position=number, phone=row.phone, note=row.note,
            benefit_from=row.benefit_from, benefit_to=row.benefit_to, replaces_id=replaces_id,
            occurrence=before.get(people[row.number].id, 0))
        for number, row in enumerate(rows, position + 1)
    ]  # fmt: skip
    return evidence.add_all(lines, actor)


def add_line(training_class: TrainingClass, row: NewLine, *, actor, replaces: RosterLine | None = None) -> RosterLine:
    """One trainee entered by hand, under the same checks; `replaces` names the line that was taken out for it."""
    training_class = _open(training_class, actor)
    people = persons.find_or_add_all([row.number], training_class.region_code)
    person_id = people[row.number].id
    lines = present.taken(training_class.id)
    if person_id in lines:
        raise Refusal("ON_ROSTER", _l("This person is on the roster already."), field="number")
    sentence = _refusal(training_class, row, elsewhere(training_class, {person_id}).get(person_id))
    if sentence:
        raise Refusal("LINE_REFUSED", sentence[1], field="number" if sentence[0] == NUMBER else "group")
    if len(lines) >= training_class.seats:
        raise Refusal(
            "NO_SEATS_LEFT",
            _l("The class has no seat left for this row (%(seats)s seats).", seats=training_class.seats),
        )
    line = _lines(training_class, [row], people, actor, replaces and replaces.id)[0]
    audit.record(actor, "trainee added", training_class, facts={"line": line.id})
    return line


def remove_line(line: RosterLine, *, because: str, actor) -> LineRemoval:
    """Take a line out: the institution while the roster is open, an officer at any time before the class is cancelled.

    Refuses ALREADY_REMOVED, ROSTER_CLOSED. What was paid for it becomes a recovery in the next run.
    """
    evidence.lock_region(line.region_code)
    training_class = lock(TrainingClass, line.class_id)
    if training_class.state == ClassState.CANCELLED or (
        actor.organisation_id and training_class.state != ClassState.OPEN
    ):
        raise _closed()
    if present.removal(line.id):
        raise Refusal("ALREADY_REMOVED", _l("This line was taken out already."), status=409)
    gone = LineRemoval(
        region_code=line.region_code, organisation_id=line.organisation_id, line_id=line.id, because=because
    )
    evidence.add(gone, actor)
    audit.record(actor, "trainee taken out", training_class, note=because, facts={"line": line.id})
    return gone


def replace_line(line: RosterLine, row: NewLine, *, because: str, actor) -> RosterLine:
    """Correct a line of an open roster: the old one is taken out, the new one names it."""
    remove_line(line, because=because, actor=actor)
    return add_line(db.session.get_one(TrainingClass, line.class_id), row, actor=actor, replaces=line)


def reveal_number(line: RosterLine, *, because: str, actor) -> str:
    """The whole citizen number of a line, for an officer who gave the password again; audited on the line."""
    return persons.reveal(line.person, subject=line, because=because, actor=actor)


def _open(training_class: TrainingClass, actor) -> TrainingClass:
    evidence.lock_region(training_class.region_code)
    training_class = lock(TrainingClass, training_class.id)
    if training_class.state != ClassState.OPEN:
        raise _closed()
    return training_class


def _closed() -> Refusal:
    sentence = _l("The roster is not open; it has to be returned before lines change.")
    return Refusal("ROSTER_CLOSED", sentence, status=409)
