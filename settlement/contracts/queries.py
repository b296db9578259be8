"""What settlement reads of employment, as of the sequence heads of a run: plain tuples, ordered, one query each.

    contract_rows(heads, cutoff=None) -> list[ContractRow]      signed by the cut-off
        contract_id, line_id, employer_id, term, signed_on, from_on, to_on      ordered by line_id, contract_id
    extension_rows(heads, cutoff=None) -> list[ExtensionRow]    signed by the cut-off
        extension_id, contract_id, signed_on, to_on     ordered by contract_id, signed_on, extension_id
    ending_rows(heads, cutoff=None) -> list[EndingRow]          ended by the cut-off
        contract_id, ended_on, because                  ordered by contract_id
    licence_rows(heads, cutoff=None) -> list[LicenceRow]        issued by the cut-off
        line_id, issued_on                              ordered by line_id, issued_on

`heads` is {region_code: last seq} (one region, or all). A row counts when it stands verified, and no row that stands
verified names it in `replaces_id`: each with seq ≤ head, and its Verification too. It stands verified when it was
verified and not taken back by a later refusal. `contract_id` is the first row of a contract's corrections, so an
extension or ending finds its contract whichever correction stands (leave it out where none does). Words are
stored text, `because` is a word of `policy.columns.ENDINGS`. The same as `sa.Select`: `select_contracts` and so on.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from kernel.db import db
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
from settlement.rosters.queries import known


class ContractRow(NamedTuple):
    contract_id: int
    line_id: int
    employer_id: int
    term: str
    signed_on: date
    from_on: date
    to_on: date | None


class ExtensionRow(NamedTuple):
    extension_id: int
    contract_id: int
    signed_on: date
    to_on: date


class EndingRow(NamedTuple):
    contract_id: int
    ended_on: date
    because: str


class LicenceRow(NamedTuple):
    line_id: int
    issued_on: date


def contract_rows(heads: Mapping[str, int], cutoff: date | None = None) -> list[ContractRow]:
    return [ContractRow(*row) for row in db.session.execute(select_contracts(heads, cutoff))]


def extension_rows(heads: Mapping[str, int], cutoff: date | None = None) -> list[ExtensionRow]:
    return [ExtensionRow(*row) for row in db.session.execute(select_extensions(heads, cutoff))]


def ending_rows(heads: Mapping[str, int], cutoff: date | None = None) -> list[EndingRow]:
    return [EndingRow(*row) for row in db.session.execute(select_endings(heads, cutoff))]


def licence_rows(heads: Mapping[str, int], cutoff: date | None = None) -> list[LicenceRow]:
    return [LicenceRow(*row) for row in db.session.execute(select_licences(heads, cutoff))]


def select_contracts(heads: Mapping[str, int], cutoff: date | None = None) -> sa.Select:
    c = LabourContract
    number = sa.func.coalesce(c.root_id, c.id).label("contract_id")
    query = sa.select(number, c.line_id, c.employer_id, _text(c.term), c.signed_on, c.from_on, c.to_on)
    return _standing(query, SubjectKind.CONTRACT, heads, c.signed_on, cutoff).order_by(c.line_id, number)


def select_extensions(heads: Mapping[str, int], cutoff: date | None = None) -> sa.Select:
    e = Extension
    query = sa.select(e.id, e.contract_id, e.signed_on, e.to_on)
    return _standing(query, SubjectKind.EXTENSION, heads, e.signed_on, cutoff).order_by(
        e.contract_id, e.signed_on, e.id
    )


def select_endings(heads: Mapping[str, int], cutoff: date | None = None) -> sa.Select:
    query = sa.select(Ending.contract_id, Ending.ended_on, _text(Ending.because))
    return _standing(query, SubjectKind.ENDING, heads, Ending.ended_on, cutoff).order_by(Ending.contract_id)


def select_licences(heads: Mapping[str, int], cutoff: date | None = None) -> sa.Select:
    query = sa.select(Licence.line_id, Licence.issued_on)
    return _standing(query, SubjectKind.LICENCE, heads, Licence.issued_on, cutoff).order_by(
        Licence.line_id, Licence.issued_on, Licence.id
    )


def _standing(query: sa.Select, kind: SubjectKind, heads: Mapping[str, int], dated, cutoff: date | None) -> sa.Select:
    model = SUBJECTS[kind]
    later = sa.orm.aliased(model)
    query = query.where(
        known(model, heads),
        stands_verified(model, kind, heads),
        ~sa.exists().where(later.replaces_id == model.id, known(later, heads), stands_verified(later, kind, heads)),
    )
    return query if cutoff is None else query.where(dated <= cutoff)


def stands_verified(model, kind: SubjectKind, heads: Mapping[str, int] | None) -> sa.ColumnElement[bool]:
    """Verified, and not taken back, as of the heads (None: now)."""
    return sa.and_(_said(model, kind, Outcome.VERIFIED, heads), ~_said(model, kind, Outcome.REFUSED, heads))


def _said(model, kind: SubjectKind, outcome: Outcome, heads: Mapping[str, int] | None) -> sa.Exists:
    word = sa.orm.aliased(Verification)
    said = sa.exists().where(word.subject_kind == kind, word.subject_id == model.id, word.outcome == outcome)
    return said if heads is None else said.where(known(word, heads))


def _text(column) -> sa.ColumnElement[str]:
    return sa.type_coerce(column, sa.String)
