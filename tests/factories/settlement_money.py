"""Runs with their vouchers, and payments."""

from kernel import clock
from settlement.payments import service as payments
from settlement.vouchers import service as vouchers
from tendering.permissions import Role
from tests.factories import kernel, settlement_runs, tendering_a


def payable_class(**options):
    """A settled class of an institution that has an approved account; returns (institution, class, lines)."""
    institution = tendering_a.institution()
    tendering_a.payee_account(institution)
    made, lines = settlement_runs.settled_class(organisation=institution.organisation, **options)
    return institution, made, lines


def vouchers_of(run, *, actor=None):
    """The run through every step, posted by the button."""
    settlement_runs.approved_run(run)
    return vouchers.post(run, actor=actor or kernel.user(Role.FINANCE_OFFICER, region_code=run.region_code))


def payer(region_code="150100"):
    return kernel.user(Role.FINANCE_OFFICER, region_code=region_code)


def paid(voucher, *, actor=None):
    """Sent and confirmed."""
    actor = actor or payer(voucher.region_code)
    payment = payments.send(voucher, actor=actor)
    return payment and payments.confirm(payment, paid_on=clock.today(), bank_note="回单1", actor=actor)
