"""The audit record against what it is about: its head stands on vouchers, and every paper and step has its act."""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from flask_babel import lazy_gettext as _l

from kernel.attachments import open_bytes
from kernel.audit import START, AuditRow
from kernel.checks import Fault, Found, within
from kernel.db import db
from kernel.secrets import data_key
from settlement.checks.vouchers import vouchers
from settlement.payments.models import Payment
from settlement.runs.models import Run
from settlement.vouchers.models import Voucher, VoucherPrint
from settlement.vouchers.snapshot import digest

ACTS = (  # (verb, the rows that each have such an act, what people call one)
    ("run drafted", Run, Run.number, Run.corrects_voucher_id.is_(None)),
    ("correction drafted", Run, Run.number, Run.corrects_voucher_id.is_not(None)),
    ("run posted", Run, Run.number, Run.posted_at.is_not(None)),
    ("voucher issued", Voucher, Voucher.number, sa.true()),
    ("payment sent", Payment, Payment.reference, sa.true()),
)


def heads(region_code: str | None) -> Found:
    """The chain reaches at least to the heads that are printed on vouchers: a tail that was cut off shows."""
    faults, printed = [], 0
    for voucher in vouchers(region_code):
        head = json.loads(voucher.snapshot)["audit_head"]
        stands = START
        if head["seq"]:
            row = sa.select(AuditRow.hash).filter_by(region_code=voucher.region_code, seq=head["seq"])
            stands = db.session.scalars(row.order_by(AuditRow.id)).first()
        if stands != head["hash"]:
            why = (
                _l("the chain no longer reaches the head that is printed on it")
                if stands is None
                else _l("the chain has another row where its printed head stands")
            )
            faults.append(Fault(voucher.number, why))
        printed = max(printed, head["seq"])
    return Found(_l("up to row %(seq)s of a chain", seq=printed), faults)


def acts(region_code: str | None) -> Found:
    """Every run, posting, voucher and payment has its act in the audit record: none was left out, none cut off."""
    faults, count = [], 0
    for verb, model, key, where in ACTS:
        done = sa.exists().where(
            AuditRow.verb == verb,
            AuditRow.subject_type == model.__tablename__,
            AuditRow.subject_id == sa.cast(model.id, sa.String),
        )
        here = sa.and_(within(model.region_code, region_code), where)
        count += db.session.scalar(sa.select(sa.func.count()).select_from(model).where(here, done))
        missing = db.session.scalars(sa.select(key).where(here, ~done).order_by(model.id))
        faults += [
            Fault(each, _l("the audit record does not say that this was done: %(verb)s", verb=_l(verb)))
            for each in missing
        ]
    return Found(_l("%(count)s acts", count=count), faults)


def prints(region_code: str | None) -> Found:
    """Each printed copy is the file that its row says it is."""
    query = (
        sa.select(VoucherPrint)
        .join(Voucher, Voucher.id == VoucherPrint.voucher_id)
        .where(within(Voucher.region_code, region_code))
        .order_by(VoucherPrint.id)
    )
    copies = list(db.session.scalars(query))
    return Found(_l("%(count)s copies", count=len(copies)), list(_changed(copies)))


def _changed(copies: list[VoucherPrint]) -> Iterator[Fault]:
    for copy in copies:
        is_erased = data_key(copy.attachment.data_key_id) is None  # its time of keeping was over
        if not is_erased and _digest(copy) != copy.file_hash:
            yield Fault(f"{copy.voucher.number}/{copy.copy}", _l("the printed file is not the one whose hash was kept"))


def _digest(copy: VoucherPrint) -> str | None:
    """The hash of the file as it is; None where it is missing or cannot be opened."""
    try:
        return digest(open_bytes(copy.attachment))
    except (FileNotFoundError, InvalidTag):
        return None
