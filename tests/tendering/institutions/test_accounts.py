"""Payee accounts: versions that are only added, decided by finance, never by who asked; shown masked."""

import pytest

from kernel.db import db
from kernel.refusals import Refusal
from tendering.institutions import queries, service
from tests.factories.tendering_a import PDF

NUMBER, OTHER = "15001706608052501234", "15001706608052505678"


@pytest.fixture
def institution(factories):
    return factories.institution()


def ask(factories, institution, account=NUMBER, **changed):
    fields = {
        "organisation_id": institution.organisation_id,
        "bank_name": "建设银行",
        "branch_code": "105191000123",
        "account": account,
        "actor": factories.institution_user(institution),
    }
    return service.request_account(**(fields | changed))


def test_an_account_counts_once_finance_has_approved_it(factories, institution):
    row = ask(factories, institution, proof=(PDF, "开户证明.pdf"))
    assert queries.payee_account(institution.organisation_id) is None
    assert queries.accounts_waiting("150100") == [row]
    service.approve_account(row, account_again=NUMBER, actor=factories.user("finance_approver"))
    assert queries.payee_account(institution.organisation_id) == row
    assert queries.accounts_waiting() == []
    assert (row.holder, row.account, row.account_masked) == (institution.name, NUMBER, "*" * 16 + "1234")
    assert row.attachment.filename == "开户证明.pdf"
    with pytest.raises(Refusal, match="ALREADY_DECIDED"):
        service.approve_account(row, account_again=NUMBER, actor=factories.user("finance_approver"))


def test_the_number_is_not_in_the_database_in_the_clear(factories, institution):
    row = ask(factories, institution)
    stored = db.session.execute(
        db.text("SELECT account FROM payee_accounts WHERE id = :id"), {"id": row.id}
    ).scalar_one()
    assert NUMBER not in stored


def test_whoever_asked_does_not_decide(factories, institution):
    row = ask(factories, institution)
    for verb in (
        lambda: service.approve_account(row, account_again=NUMBER, actor=row.requested_by),
        lambda: service.refuse_account(row, reason="x", actor=row.requested_by),
    ):
        with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
            verb()


def test_another_number_on_the_banks_paper_is_refused_and_remembered(factories, institution):
    with pytest.raises(Refusal, match="ACCOUNT_DIFFERS") as refusal:
        service.approve_account(
            ask(factories, institution), account_again=OTHER, actor=factories.user("finance_approver")
        )
    assert refusal.value.lasting[0] == "payee account differed"


def test_only_the_latest_request_is_decided(factories, institution):
    first, second = ask(factories, institution), ask(factories, institution, OTHER)
    approver = factories.user("finance_approver")
    with pytest.raises(Refusal, match="SUPERSEDED"):
        service.approve_account(first, account_again=NUMBER, actor=approver)
    assert queries.accounts_waiting("150100") == [second]
    service.approve_account(second, account_again=OTHER, actor=approver)
    assert queries.payee_account(institution.organisation_id) == second


def test_a_refused_change_leaves_the_approved_account(factories, institution):
    approver = factories.user("finance_approver")
    kept = ask(factories, institution)
    service.approve_account(kept, account_again=NUMBER, actor=approver)
    service.refuse_account(ask(factories, institution, OTHER), reason="户名不符", actor=approver)
    assert queries.payee_account(institution.organisation_id) == kept
    assert [row.is_approved for row in queries.accounts_of(institution.organisation_id)] == [False, True]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"account": "1234567"}, "BAD_ACCOUNT"),
        ({"account": "1234567a"}, "BAD_ACCOUNT"),
        ({"account": "1" * 31}, "BAD_ACCOUNT"),
        ({"account": "１２３４５６７８"}, "BAD_ACCOUNT"),
        ({"branch_code": "10519100012"}, "BAD_BRANCH_CODE"),
        ({"branch_code": "1051910001234"}, "BAD_BRANCH_CODE"),
    ],
)
def test_numbers_that_cannot_be(factories, institution, changed, code):
    with pytest.raises(Refusal, match=code):
        ask(factories, institution, **changed)


@pytest.mark.parametrize("typed", ["1500 1706 6080 5250 1234", " 15001706608052501234 ", "1500-1706-6080-5250-1234"])
def test_blanks_between_digits_are_taken_out(factories, institution, typed):
    assert ask(factories, institution, typed).account == NUMBER


def test_an_institution_that_waits_asks_for_nothing(factories):
    waiting = factories.applied_institution()
    with pytest.raises(Refusal, match="INSTITUTION_NOT_APPROVED"):
        ask(factories, waiting)
    with pytest.raises(Refusal, match="NOT_AN_INSTITUTION"):
        ask(factories, waiting, organisation_id=factories.organisation().id)


def test_a_version_is_never_changed(factories, institution):
    row = ask(factories, institution)
    with pytest.raises(Exception, match="APPEND_ONLY|permission denied"), db.session.begin_nested():
        db.session.execute(db.update(type(row)).values(bank_name="改"))
