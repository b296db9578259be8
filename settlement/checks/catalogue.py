"""Every check of settlement by name, in the order in which money goes: `schedule.CHECKS`."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel.checks import Check, gapless
from settlement.checks import acts, employment, grants, ledger, lines, payments, recoveries, vouchers
from settlement.checks.recompute import recomputed
from settlement.rosters.models import TrainingClass
from settlement.vouchers.models import Voucher

CHECKS = [
    Check(name="lines-run", label=_l("Lines = run"), look=lines.of_runs),
    Check(name="lines-vouchers", label=_l("Posted lines = vouchers"), look=lines.on_vouchers),
    Check(name="voucher-snapshot", label=_l("Voucher = its snapshot"), look=vouchers.snapshots),
    Check(name="voucher-sources", label=_l("Sources = voucher"), look=vouchers.sources),
    Check(name="voucher-ledger", label=_l("Voucher = ledger"), look=vouchers.charges),
    Check(name="ledger-entries", label=_l("Every entry of the ledger sums to zero"), look=ledger.entries),
    Check(name="ledger-accounts", label=_l("Funds sum to zero, none is overdrawn"), look=ledger.accounts),
    Check(name="ledger-years", label=_l("What was carried over arrived"), look=ledger.carried),
    Check(name="ledger-appropriations", label=_l("Appropriations = ledger"), look=ledger.appropriations),
    Check(name="ledger-reservations", label=_l("Reserved for open runs only"), look=ledger.reservations),
    Check(name="payments", label=_l("Paid once, never above the voucher"), look=payments.payments),
    Check(name="payments-ledger", label=_l("Payments = ledger"), look=payments.paid),
    Check(name="payment-files", label=_l("Payment files = payments"), look=payments.files),
    Check(name="debts", label=_l("What institutions owe"), look=payments.debts),
    Check(name="grants", label=_l("Once per person"), look=grants.once),
    Check(name="recoveries", label=_l("Recoveries stand as their steps say"), look=recoveries.steps),
    Check(name="received", label=_l("Received, at most what was due"), look=grants.received),
    gapless("voucher", _l("Voucher numbers without a gap"), lambda: sa.select(Voucher.region_code, Voucher.number)),
    gapless(
        "class",
        _l("Class numbers without a gap"),
        lambda: sa.select(TrainingClass.region_code, TrainingClass.number),
    ),
    Check(name="audit-heads", label=_l("The audit chain reaches the heads on vouchers"), look=acts.heads),
    Check(name="audit-acts", label=_l("Every paper has its act in the audit record"), look=acts.acts),
    Check(name="prints", label=_l("Printed copies are unchanged"), look=acts.prints),
    Check(name="employment", label=_l("Contracts are what was recorded"), look=employment.recorded),
    Check(name="recomputed", label=_l("Every amount recomputes"), look=recomputed),
]
