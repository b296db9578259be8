"""Verbs on the accounts institutions are paid into, and on how their trainees fared."""

import re
from datetime import date

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel import attachments, audit, clock, evidence
from kernel.db import db, lock
from kernel.refusals import Refusal, refuse_same_person
from kernel.secrets import mask_number
from tendering.institutions import queries
from tendering.institutions.models import Institution, Outcome, PayeeAccount, PayeeDecision, State


def request_account(
    *,
    organisation_id: int,
    bank_name: str,
    branch_code: str,
    account: str,
    proof: tuple[bytes, str] | None = None,
    actor,
) -> PayeeAccount:
    """Ask that the institution be paid into this account from now on; a later request takes the place of one undecided.

    The holder is the institution itself (its basic account, 基本存款账户). Refuses INSTITUTION_NOT_APPROVED,
    BAD_BRANCH_CODE (12 digits), BAD_ACCOUNT (8 to 30 digits; single blanks and hyphens between them are taken out).
    """
    institution = _locked(organisation_id)
    if institution.state not in (State.APPROVED, State.SUSPENDED):
        raise Refusal("INSTITUTION_NOT_APPROVED", _l("An account is entered once the institution is approved."))
    number = _account_number(account)
    if not re.fullmatch(r"[0-9]{12}", branch_code.strip()):
        raise Refusal("BAD_BRANCH_CODE", _l("The branch number (联行号) has twelve digits."), field="branch_code")
    kept = proof and attachments.store(
        *proof, region_code=institution.region_code, organisation_id=organisation_id, actor=actor
    )
    row = evidence.add(
        PayeeAccount(
            region_code=institution.region_code,
            organisation_id=organisation_id,
            holder=institution.name,
            bank_name=bank_name.strip(),
            branch_code=branch_code.strip(),
            account=number,
            account_masked=mask_number(number),
            attachment_id=kept and kept.id,
        ),
        actor,
    )
    audit.record(actor, "payee account requested", row, facts={"account": row.account_masked, "bank": row.bank_name})
    return row


def approve_account(payee_account: PayeeAccount, *, account_again: str, actor) -> PayeeDecision:
    """Pay into this account from now on. The approver types the number from the bank's paper, so that two have read it.

    Refuses CHECKER_IS_MAKER, ACCOUNT_DIFFERS, SUPERSEDED (a later request exists), ALREADY_DECIDED.
    """
    _check_open(payee_account, actor)
    if _account_number(account_again, field="account_again") != payee_account.account:
        raise Refusal(
            "ACCOUNT_DIFFERS",
            _l("The number you typed is not the one that was requested; compare both with the bank's paper."),
            field="account_again",
            lasting=("payee account differed", None, {"payee_account": payee_account.id}),
        )
    return _decide(payee_account, True, None, actor)


def refuse_account(payee_account: PayeeAccount, *, reason: str, actor) -> PayeeDecision:
    """Turn the request down; the account that was approved before stays. Refuses as `approve_account` does."""
    _check_open(payee_account, actor)
    return _decide(payee_account, False, reason, actor)


def record_outcome(
    *,
    region_code: str,
    organisation_id: int,
    period: str,
    passed: int,
    employed: int,
    counted_on: date | None = None,
    actor,
) -> Outcome:
    """How many of those who passed in a period ("YYYY-MM") were employed; called by settlement.

    The same figures again change nothing; other figures are a new row that names the one it replaces. Refuses
    BAD_OUTCOME unless 0 ≤ employed ≤ passed.
    """
    if not (0 <= employed <= passed and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", period)):
        raise Refusal("BAD_OUTCOME", _l("An outcome names a month, and no more people employed than passed."))
    last = queries.outcome(organisation_id, region_code, period)
    if last and (last.passed, last.employed) == (passed, employed):
        return last
    row = evidence.add(
        Outcome(
            region_code=region_code,
            organisation_id=organisation_id,
            period=period,
            passed=passed,
            employed=employed,
            counted_on=counted_on or clock.today(),
            replaces_id=last and last.id,
        ),
        actor,
    )
    audit.record(
        actor, "employment outcome recorded", row, facts={"period": period, "passed": passed, "employed": employed}
    )
    return row


def _locked(organisation_id: int) -> Institution:
    key = db.session.scalar(sa.select(Institution.id).filter_by(organisation_id=organisation_id))
    if key is None:
        raise Refusal("NOT_AN_INSTITUTION", _l("This organisation is not registered as a training institution."))
    return lock(Institution, key)


def _check_open(payee_account: PayeeAccount, actor) -> None:
    _locked(payee_account.organisation_id)
    db.session.refresh(payee_account)
    refuse_same_person(actor, payee_account.recorded_by_id)
    if payee_account.decision:
        raise Refusal("ALREADY_DECIDED", _l("This account was decided on already."), status=409)
    if queries.latest_account(payee_account.organisation_id).id != payee_account.id:
        raise Refusal(
            "SUPERSEDED",
            _l("The institution has asked for another account since; decide on the latest request."),
            status=409,
        )


def _decide(payee_account: PayeeAccount, is_approved: bool, reason: str | None, actor) -> PayeeDecision:
    decision = evidence.add(
        PayeeDecision(
            region_code=payee_account.region_code,
            payee_account_id=payee_account.id,
            is_approved=is_approved,
            reason=reason,
        ),
        actor,
    )
    db.session.expire(payee_account, ["decision"])
    audit.record(
        actor, "payee account approved" if is_approved else "payee account refused", payee_account, note=reason
    )
    return decision


def _account_number(text: str, field: str = "account") -> str:
    number = re.sub(r"(?<=[0-9])[ -](?=[0-9])", "", text.strip())
    if not re.fullmatch(r"[0-9]{8,30}", number):
        raise Refusal("BAD_ACCOUNT", _l("An account number has 8 to 30 digits and nothing else."), field=field)
    return number
