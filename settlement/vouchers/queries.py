"""Reading vouchers.

by_number(number) -> Voucher | None       of_run(run_id), prints(voucher), line_nos(voucher), unprinted(): ids
of_voucher(voucher | Voucher)             the condition that a span is this voucher's, or any one's own
IN_SPAN                                   the condition that a settlement line stands in a span
correction_of(voucher) -> Voucher | None  the red letter that names it
"""

from collections.abc import Iterable

import numpy as np
import sqlalchemy as sa

from kernel.accounts.models import User
from kernel.db import among, db
from settlement.documents.models import Document
from settlement.entitlements.models import SettlementLine
from settlement.rosters.models import TrainingClass
from settlement.runs.models import Run
from settlement.vouchers.models import Voucher, VoucherPrint, VoucherSpan

IN_SPAN = sa.and_(
    SettlementLine.region_code == VoucherSpan.region_code,
    SettlementLine.run_id == VoucherSpan.run_id,
    SettlementLine.line_no.between(VoucherSpan.first_line, VoucherSpan.last_line),
)


def listed() -> sa.Select:
    return sa.select(Voucher).order_by(Voucher.posted_on.desc(), Voucher.id.desc())


def by_number(number: str) -> Voucher | None:
    return db.session.scalars(sa.select(Voucher).filter_by(number=number)).one_or_none()


def of_run(run_id: int) -> list[Voucher]:
    return list(db.session.scalars(sa.select(Voucher).filter_by(run_id=run_id).order_by(Voucher.sequence)))


def correction_of(voucher: Voucher) -> Voucher | None:
    return db.session.scalars(sa.select(Voucher).filter_by(corrects_id=voucher.id)).one_or_none()


def prints(voucher: Voucher) -> list[VoucherPrint]:
    return list(
        db.session.scalars(sa.select(VoucherPrint).filter_by(voucher_id=voucher.id).order_by(VoucherPrint.copy))
    )


def line_nos(voucher: Voucher) -> list[int]:
    span = VoucherSpan
    query = sa.select(span.first_line, span.last_line).where(of_voucher(voucher)).order_by(span.first_line)
    return [line_no for first, last in db.session.execute(query) for line_no in range(first, last + 1)]


def of_voucher(voucher: type[Voucher] | Voucher) -> sa.ColumnElement[bool]:
    """The condition that a span is the voucher's; found by its run, whose spans stand together."""
    of = VoucherSpan.region_code == voucher.region_code, VoucherSpan.run_id == voucher.run_id
    return sa.and_(*of, VoucherSpan.voucher_id == voucher.id)


def class_numbers(class_ids: np.ndarray) -> np.ndarray:
    """The number of the class of each."""
    classes, of = np.unique(class_ids, return_inverse=True)
    query = sa.select(TrainingClass.id, TrainingClass.number).where(among(TrainingClass.id, classes.tolist()))
    numbers = dict(tuple(row) for row in db.session.execute(query.order_by(TrainingClass.id)))
    return np.array([numbers[each] for each in classes.tolist()], dtype=object)[of]


def document_numbers(run: Run) -> dict[int, str]:
    """{document id: number} of the policy documents that a run's lines stand under."""
    query = sa.select(Document.id, Document.number).where(Document.id.in_(run.documents)).order_by(Document.id)
    return dict(tuple(row) for row in db.session.execute(query))


def names(user_ids: Iterable[int]) -> dict[int, str]:
    """{user id: name} of those who handled a run."""
    query = sa.select(User.id, User.name).where(among(User.id, user_ids)).order_by(User.id)
    return dict(db.session.execute(query).all())


def posted_in(year: int) -> tuple[int, int]:
    """(people with a line on a voucher of that year, their total in fen) over all regions."""
    total = sa.select(sa.func.coalesce(sa.func.sum(Voucher.total_fen), 0)).filter_by(year=year)
    people = (
        sa.select(sa.func.count(sa.distinct(SettlementLine.person_id)))
        .join(VoucherSpan, IN_SPAN)
        .join(Voucher, of_voucher(Voucher))
        .where(Voucher.year == year)
    )
    return int(db.session.scalar(people)), int(db.session.scalar(total))


def unprinted() -> list[int]:
    """Ids of vouchers that nobody has printed yet, in the order of posting."""
    printed = sa.exists().where(VoucherPrint.voucher_id == Voucher.id)
    return list(db.session.scalars(sa.select(Voucher.id).where(~printed).order_by(Voucher.id)))
