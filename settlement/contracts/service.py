"""Employment is recorded with its paper and corrected by a new row; nothing is ever changed."""

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel import attachments, audit, clock, evidence
from kernel.db import db
from kernel.identifiers import organisation_code
from kernel.numbering import insert_missing
from kernel.refusals import Refusal
from settlement.contracts import entry
from settlement.contracts.models import (
    Because,
    Employer,
    Ending,
    Extension,
    LabourContract,
    Licence,
    SubjectKind,
    Term,
)
from settlement.documents.models import Kind
from settlement.rosters import present as rosters
from settlement.rosters.models import ClassState, RosterLine


class Paper(NamedTuple):
    """The scan that proves a row: its content and file name."""

    content: bytes
    filename: str


class Terms(NamedTuple):
    """What a labour contract says. `to_on` is for fixed terms only (劳动合同法 13–15)."""

    employer_code: str
    employer_name: str
    term: Term
    signed_on: date
    from_on: date
    to_on: date | None = None
    filing_number: str | None = None


def employer(code: str, name: str) -> Employer:
    """The employer of a credit code, added where it is new; the name first entered stays. Refuses a bad code."""
    code = organisation_code(code, field="employer_code")
    wanted = sa.select(Employer).filter_by(code=code)
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        insert_missing(Employer, code=code, name=name)
        found = db.session.scalars(wanted).one()
    return found


def record(
    line: RosterLine, terms: Terms, *, paper: Paper, actor, replaces: LabourContract | None = None
) -> LabourContract:
    """Record a labour contract of a trainee, or a correction of one that was recorded.

    Refuses NOT_ON_ROSTER, FUTURE_DAY, ALREADY_RECORDED, REPLACED_ALREADY, and what the rule calls BAD_CONTRACT.
    """
    stored = _accept(line, terms.signed_on, "signed_on", paper, replaces, SubjectKind.CONTRACT, actor)
    return _add_contract(line, terms, stored, replaces, actor)


def record_stored(line: RosterLine, terms: Terms, *, attachment_id: int, actor) -> LabourContract:
    """The same for a row of a file, whose paper is stored and whose region is locked already."""
    if terms.signed_on > clock.today():
        raise Refusal("FUTURE_DAY", _l("This day lies in the future."), field="signed_on")
    return _add_contract(line, terms, attachment_id, None, actor)


def _add_contract(line: RosterLine, terms: Terms, attachment_id: int, replaces, actor) -> LabourContract:
    made = LabourContract(
        **_keys(line), employer_id=employer(terms.employer_code, terms.employer_name).id, term=Term(terms.term),
        signed_on=terms.signed_on, from_on=terms.from_on, to_on=terms.to_on, filing_number=terms.filing_number,
        attachment_id=attachment_id, replaces_id=replaces and replaces.id, root_id=replaces and replaces.contract_id,
    )  # fmt: skip
    number = replaces.contract_id if replaces else 0
    entry.refuse_bad(made, entry.extensions_of(number), entry.ending_of(number))
    if replaces is None and _same(made):
        raise Refusal("ALREADY_RECORDED", _l("This contract is recorded already."), field="signed_on", status=409)
    evidence.add(made, actor)
    audit.record(
        actor,
        "labour contract corrected" if replaces else "labour contract recorded",
        made,
        facts=_facts(made, replaces),
    )
    return made


def extend(
    contract: LabourContract, *, signed_on: date, to_on: date, paper: Paper, actor, replaces: Extension | None = None
) -> Extension:
    """Record an agreed later last day; signed while the contract runs, and later than every end before it."""
    line, number = contract.line, contract.contract_id
    stored = _accept(line, signed_on, "signed_on", paper, replaces, SubjectKind.EXTENSION, actor)
    made = Extension(**_keys(line), contract_id=number, signed_on=signed_on, to_on=to_on, attachment_id=stored,
                     replaces_id=replaces and replaces.id)  # fmt: skip
    others = entry.extensions_of(number, without=replaces and replaces.id)
    if any((other.signed_on, other.to_on) == (signed_on, to_on) for other in others):
        raise Refusal("ALREADY_RECORDED", _l("This extension is recorded already."), field="signed_on", status=409)
    entry.refuse_bad(_standing(contract), [*others, made], entry.ending_of(number))
    evidence.add(made, actor)
    audit.record(actor, "extension corrected" if replaces else "extension recorded", made, facts=_facts(made, replaces))
    return made


def end(
    contract: LabourContract, *, ended_on: date, because: Because, paper: Paper, actor, replaces: Ending | None = None
) -> Ending:
    """Record the last day of a contract and why it ended; a second end of it is refused as ALREADY_ENDED."""
    line, number = contract.line, contract.contract_id
    stored = _accept(line, ended_on, "ended_on", paper, replaces, SubjectKind.ENDING, actor)
    made = Ending(**_keys(line), contract_id=number, ended_on=ended_on, because=Because(because), attachment_id=stored,
                  replaces_id=replaces and replaces.id)  # fmt: skip
    if entry.ending_of(number, without=replaces and replaces.id):
        raise Refusal("ALREADY_ENDED", _l("An end of this contract is recorded already; correct that row."), status=409)
    entry.refuse_bad(_standing(contract), entry.extensions_of(number), made)
    evidence.add(made, actor)
    audit.record(
        actor,
        "end of a contract corrected" if replaces else "end of a contract recorded",
        made,
        facts=_facts(made, replaces),
    )
    return made


def record_licence(
    line: RosterLine, *, issued_on: date, number: str, paper: Paper, actor, replaces: Licence | None = None
) -> Licence:
    """Record the business licence of a start-up trainee. Refuses NOT_STARTUP."""
    if line.training_class.kind != Kind.STARTUP:
        raise Refusal(
            "NOT_STARTUP", _l("A business licence counts for start-up training only."), article="内政发〔2008〕107号 六"
        )
    stored = _accept(line, issued_on, "issued_on", paper, replaces, SubjectKind.LICENCE, actor)
    known = entry.entered(SubjectKind.LICENCE).where(Licence.line_id == line.id, Licence.number == number)
    if replaces is None and db.session.scalars(known.order_by(Licence.id)).first():
        raise Refusal("ALREADY_RECORDED", _l("This licence is recorded already."), field="number", status=409)
    made = Licence(
        **_keys(line), issued_on=issued_on, number=number, attachment_id=stored, replaces_id=replaces and replaces.id
    )
    evidence.add(made, actor)
    audit.record(
        actor,
        "business licence corrected" if replaces else "business licence recorded",
        made,
        facts=_facts(made, replaces),
    )
    return made


def _accept(line: RosterLine, day: date, field: str, paper: Paper, replaces, kind: SubjectKind, actor) -> int:
    """The checks of every row, under the region's lock; the paper is stored and its attachment's id returned."""
    evidence.lock_region(line.region_code)
    refuse_off_roster(line)
    if day > clock.today():
        raise Refusal("FUTURE_DAY", _l("This day lies in the future."), field=field)
    if replaces is not None:
        _refuse_replaced(replaces, kind)
    return store(paper, line, actor)


def store(paper: Paper, line: RosterLine, actor) -> int:
    place = {"region_code": line.region_code, "organisation_id": line.organisation_id}
    return attachments.store(paper.content, paper.filename, actor=actor, **place).id


def refuse_off_roster(line: RosterLine) -> None:
    """Employment is recorded for trainees of a verified roster."""
    sound = line.training_class.state in (ClassState.VERIFIED, ClassState.COMPLETED) and not rosters.removal(line.id)
    if not sound:
        raise Refusal("NOT_ON_ROSTER", _l("This trainee is on no verified roster."), status=409)


def _refuse_replaced(row, kind: SubjectKind) -> None:
    standing = entry.entered(kind).where(type(row).id == row.id)
    if db.session.scalars(standing).one_or_none() is None:
        raise Refusal(
            "REPLACED_ALREADY", _l("This row was refused or corrected already; go on from the latest one."), status=409
        )


def _standing(contract: LabourContract) -> LabourContract:
    found = entry.contract_of(contract.contract_id)
    if found is None:
        raise Refusal("CONTRACT_REFUSED", _l("This contract was refused; record it anew first."), status=409)
    return found


def _same(made: LabourContract) -> bool:
    c = LabourContract
    same = entry.entered(SubjectKind.CONTRACT).where(
        c.line_id == made.line_id,
        c.employer_id == made.employer_id,
        c.signed_on == made.signed_on,
        c.from_on == made.from_on,
    )
    return db.session.scalars(same.order_by(c.id)).first() is not None


def _keys(line: RosterLine) -> dict:
    return {"region_code": line.region_code, "organisation_id": line.organisation_id, "line_id": line.id}


def _facts(row, replaces) -> dict:
    return {"line": row.line_id, "replaces": replaces and replaces.id, "row": row.digest()}


def contract(contract_id: int) -> LabourContract:
    """The first row of a contract, by the number that extensions and endings name."""
    return db.session.get_one(LabourContract, contract_id)
