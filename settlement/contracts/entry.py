"""One contract as last entered, whole: its row, its extensions and its end, for the rule's own check."""

from collections.abc import Iterable
from functools import cache

import sqlalchemy as sa

from kernel.db import db
from settlement.contracts.models import SUBJECTS, Ending, Extension, LabourContract, Outcome, SubjectKind, Verification
from settlement.documents.refused import as_refusal
from settlement.policy.contract import refuse_bad_contract
from settlement.policy.refusals import PolicyRefusal

FIELDS = {
    "contract.to": "to_on", "contract.from": "from_on", "contract.signed": "signed_on", "contract.ended": "ended_on",
    "contract.extensions": "to_on", "contract": "term",
}  # fmt: skip


def refused(model, kind: SubjectKind) -> sa.Exists:
    """The condition that an officer refused a row, or took its verification back."""
    word = sa.orm.aliased(Verification)
    return sa.exists().where(word.subject_kind == kind, word.subject_id == model.id, word.outcome == Outcome.REFUSED)


@cache  # every entry asks this many times, and building it costs more than running it
def entered(kind: SubjectKind) -> sa.Select:
    """Rows of a kind that were not refused, and that no row replaces which was not refused: what people now mean."""
    model = SUBJECTS[kind]
    later = sa.orm.aliased(model)
    return sa.select(model).where(
        ~refused(model, kind), ~sa.exists().where(later.replaces_id == model.id, ~refused(later, kind))
    )


def contract_of(contract_id: int) -> LabourContract | None:
    """The row that stands for a contract as last entered; None where all of its rows were refused."""
    found = entered(SubjectKind.CONTRACT).where(
        sa.func.coalesce(LabourContract.root_id, LabourContract.id) == contract_id
    )
    return db.session.scalars(found.order_by(LabourContract.seq.desc())).first()


def extensions_of(contract_id: int, without: int | None = None) -> list[Extension]:
    found = entered(SubjectKind.EXTENSION).where(Extension.contract_id == contract_id, Extension.id != (without or 0))
    return list(db.session.scalars(found.order_by(Extension.signed_on, Extension.id)))


def ending_of(contract_id: int, without: int | None = None) -> Ending | None:
    found = entered(SubjectKind.ENDING).where(Ending.contract_id == contract_id, Ending.id != (without or 0))
    return db.session.scalars(found.order_by(Ending.seq.desc())).first()


def refuse_bad(contract: LabourContract, extensions: Iterable[Extension], ending: Ending | None):
    """Check the whole contract by the rule; its sentence is led to the field. Returns the rule's own Contract."""
    mapping = {
        "employer": str(contract.employer_id), "term": str(contract.term), "signed": contract.signed_on,
        "from": contract.from_on, "to": contract.to_on,
        "extensions": [{"signed": extension.signed_on, "to": extension.to_on} for extension in extensions],
        "ended": ending and ending.ended_on, "ended_because": _because(ending),
    }  # fmt: skip
    try:
        return refuse_bad_contract(mapping)
    except PolicyRefusal as refusal:
        raise as_refusal(refusal, fields=FIELDS) from refusal


def _because(ending: Ending | None) -> str | None:
    """The rule knows an ordinary end as one without a reason."""
    return None if ending is None or ending.because == "ordinary" else str(ending.because)
