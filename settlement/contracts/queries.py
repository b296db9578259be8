"""What settlement reads of employment, as of the sequence heads of a run: columns, ordered, one query a table.

    standing(heads, cutoff=None, line_ids=None) -> Employment
        contracts   id, line_id, contract_id, employer_id, term, dated_on, from_on, to_on     by line_id, contract_id
        extensions  id, line_id, contract_id, dated_on, to_on            by contract_id, dated_on, then as filed
        endings     id, line_id, contract_id, dated_on, because          by contract_id
        licences    id, line_id, dated_on                                by line_id, dated_on

`heads` is {region_code: last seq} (one region, or all); `line_ids` narrows to some roster lines. With a cut-off only
what was signed, ended or issued by then (`dated_on`). A row counts when it stands verified, and no row that stands
verified names it in `replaces_id`: each with seq ≤ head, and its Verification too. It stands verified when it was
verified and not taken back by a later refusal. `contract_id` is the first row of a contract's corrections, so an
extension or ending finds its contract whichever correction stands (leave it out where none does). `term` and `because`
are places in the rule's TERMS and ENDINGS.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import sqlalchemy as sa

from kernel.columnar import Frame, read, words
from settlement.contracts.models import (
    SUBJECTS,
    Ending,
    Extension,
    LabourContract,
    Licence,
    Outcome,
    SubjectKind,
    Verification,
)
from settlement.policy.columns import ENDINGS, TERMS
from settlement.rosters.queries import known

KINDS, OUTCOMES = list(SubjectKind), list(Outcome)


@dataclass(frozen=True)
class Employment:
    """Frames of what stands; see the module."""

    contracts: Frame
    extensions: Frame
    endings: Frame
    licences: Frame


def standing(heads: Mapping[str, int], cutoff: date | None = None, line_ids: list[int] | None = None) -> Employment:
    """See the module."""
    filed = {kind: _read(query(heads), SUBJECTS[kind], line_ids) for kind, query in SELECTS.items()}
    said = _said_of(heads, None if line_ids is None else [number for frame in filed.values() for number in frame.id])
    found = {kind: _standing(frame, kind, said, cutoff) for kind, frame in filed.items()}
    return Employment(
        _by(found[SubjectKind.CONTRACT], "line_id", "contract_id"),
        _by(found[SubjectKind.EXTENSION], "contract_id", "dated_on", "id"),
        _by(found[SubjectKind.ENDING], "contract_id"),
        _by(found[SubjectKind.LICENCE], "line_id", "dated_on", "id"),
    )


def _by(frame: Frame, *names: str) -> Frame:
    """Sorted here: many times faster than by the database."""
    return frame.take(np.lexsort([getattr(frame, name) for name in reversed(names)]))


def select_contracts(heads: Mapping[str, int]) -> sa.Select:
    c = LabourContract
    number = sa.func.coalesce(c.root_id, c.id).label("contract_id")
    term = words(c.term, TERMS).label("term")
    query = sa.select(*_filed(c), number, c.employer_id, term, c.signed_on.label("dated_on"), c.from_on, c.to_on)
    return query.where(known(c, heads))


def select_extensions(heads: Mapping[str, int]) -> sa.Select:
    e = Extension
    query = sa.select(*_filed(e), e.contract_id, e.signed_on.label("dated_on"), e.to_on)
    return query.where(known(e, heads))


def select_endings(heads: Mapping[str, int]) -> sa.Select:
    e = Ending
    query = sa.select(
        *_filed(e), e.contract_id, e.ended_on.label("dated_on"), words(e.because, ENDINGS).label("because")
    )
    return query.where(known(e, heads))


def select_licences(heads: Mapping[str, int]) -> sa.Select:
    licence = Licence
    query = sa.select(*_filed(licence), licence.issued_on.label("dated_on"))
    return query.where(known(licence, heads))


def select_verifications(heads: Mapping[str, int]) -> sa.Select:
    """What was said of every row: places in SubjectKind and Outcome."""
    v = Verification
    kind, outcome = words(v.subject_kind, KINDS).label("kind"), words(v.outcome, OUTCOMES).label("outcome")
    return sa.select(kind, v.subject_id, outcome).where(known(v, heads))


SELECTS = {
    SubjectKind.CONTRACT: select_contracts,
    SubjectKind.EXTENSION: select_extensions,
    SubjectKind.ENDING: select_endings,
    SubjectKind.LICENCE: select_licences,
}


def _filed(model) -> tuple:
    return model.id, model.line_id, sa.func.coalesce(model.replaces_id, 0).label("replaces_id")


def _read(query: sa.Select, model, line_ids: list[int] | None) -> Frame:
    return read(query if line_ids is None else query.where(model.line_id.in_(line_ids)))


def _said_of(heads: Mapping[str, int], subject_ids: list[int] | None) -> Frame:
    query = select_verifications(heads)
    return read(query if subject_ids is None else query.where(Verification.subject_id.in_(map(int, subject_ids))))


def _standing(filed: Frame, kind: SubjectKind, said: Frame, cutoff: date | None) -> Frame:
    """The rows that stand, dated by the cut-off."""
    of_kind = said.take(said.kind == KINDS.index(kind))
    word = {outcome: of_kind.subject_id[of_kind.outcome == place] for place, outcome in enumerate(OUTCOMES)}
    is_sound = np.isin(filed.id, word[Outcome.VERIFIED]) & ~np.isin(filed.id, word[Outcome.REFUSED])
    stands = is_sound & ~np.isin(filed.id, filed.replaces_id[is_sound])
    return filed.take(stands if cutoff is None else stands & (filed.dated_on <= np.datetime64(cutoff, "D")))


def stands_verified(model, kind: SubjectKind, heads: Mapping[str, int] | None) -> sa.ColumnElement[bool]:
    """Verified, and not taken back, as of the heads (None: now)."""
    return sa.and_(_said(model, kind, Outcome.VERIFIED, heads), ~_said(model, kind, Outcome.REFUSED, heads))


def _said(model, kind: SubjectKind, outcome: Outcome, heads: Mapping[str, int] | None) -> sa.Exists:
    word = sa.orm.aliased(Verification)
    said = sa.exists().where(word.subject_kind == kind, word.subject_id == model.id, word.outcome == outcome)
    return said if heads is None else said.where(known(word, heads))
