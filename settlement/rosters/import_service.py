"""What became of a file of rows, kept so that the page can say it again; rosters, appraisals and contracts share it."""

from kernel import attachments, clock
from kernel.db import db
from kernel.i18n import pack
from kernel.identifiers import mask_citizen
from settlement.rosters.cells import Fault
from settlement.rosters.files import FileRows
from settlement.rosters.models import FileImport, FileKind, TrainingClass


def keep_import(
    training_class: TrainingClass, kind: FileKind, file: FileRows, accepted: list, known: int, faults: list[Fault],
    actor,
    remarks: dict | None = None,
) -> FileImport:  # fmt: skip
    """The row that says what became of a file; refused rows stand in an encrypted xlsx beside it.

    `accepted` rows have row, name and number; `remarks` is {row: sentence} for rows that were taken all the same.
    """
    remarks, place = (
        remarks or {},
        {"region_code": training_class.region_code, "organisation_id": training_class.organisation_id},
    )
    faults = sorted(faults, key=lambda fault: fault.row)
    refused = file.refused(faults)
    stored = attachments.store(refused, "未接收的行.xlsx", actor=actor, **place) if refused else None
    kept = FileImport(
        **place, class_id=training_class.id, kind=kind, filename=file.filename[:200], known=known,
        refused_id=stored and stored.id, imported_by_id=actor.id, imported_at=clock.now(),
        accepted=[[row.row, row.name, mask_citizen(row.number), _packed(remarks.get(row.row))] for row in accepted],
        faults=[[fault.row, fault.column, pack(fault.sentence)] for fault in faults],
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    return kept


def _packed(sentence) -> dict | str | None:
    return None if sentence is None else pack(sentence)
