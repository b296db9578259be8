"""Two officers decide at the same moment: one of them acts. Notices published at once take numbers without gaps."""

import pytest
import sqlalchemy as sa

from kernel.db import db, writing
from tendering.institutions.models import Institution, PayeeDecision
from tendering.notices.models import Notice
from tests.factories import load
from tests.settlement.racing import race

DECIDE = """
from kernel.accounts.models import User
from tendering.institutions import service
from tendering.institutions.models import PayeeAccount
row = db.session.get_one(PayeeAccount, given[0])
actor = db.session.get_one(User, given[1])
decision = service.refuse_account(row, reason="甲", actor=actor) if given[2] else service.approve_account(
    row, account_again="15001706608052501234", actor=actor)
time.sleep(0.3)
answer = decision.is_approved
"""
PUBLISH = """
from kernel.accounts.models import User
from tendering.notices import service
from tendering.notices.models import Kind
actor = db.session.get_one(User, given)
notice = {"kind": Kind.AWARD, "region_code": "150100", "title": "甲", "body": {}, "actor": actor}
made = [service.publish(**notice).number for _ in range(5)]
time.sleep(0.3)
answer = made
"""


REVIEW = """
from kernel.accounts.models import User
from tendering.institutions import service
from tendering.institutions.models import Institution
row, actor = db.session.get_one(Institution, given[0]), db.session.get_one(User, given[1])
made = service.approve(row, actor=actor) if given[2] else service.refuse(row, reason="甲", actor=actor)
time.sleep(0.3)
answer = made.state.value
"""
UNLOCKED = """
from tendering.institutions import service
service.lock = lambda model, key: db.session.get_one(model, key)
"""


def arrange(own_database) -> dict:
    """An account and a registration that wait, and two approvers, two officers: committed; ids by name."""
    with own_database.app.app_context():
        factories = load()
        with writing():
            waiting = factories.applied_institution()
            row = factories.payee_request(factories.institution())
            approvers = [factories.user("finance_approver").id for _ in range(2)]
            officers = [factories.user("labour_officer").id for _ in range(2)]
            return {"account": row.id, "institution": waiting.id, "approvers": approvers, "officers": officers}


@pytest.mark.races
def test_one_of_two_decisions_on_an_account_stands(own_database, tmp_path):
    made = arrange(own_database)
    givens = [
        [made["account"], approver, refuses] for approver, refuses in zip(made["approvers"], (False, True), strict=True)
    ]
    answers = race(own_database, DECIDE, givens, directory=tmp_path)
    assert "refused ALREADY_DECIDED" in answers
    assert {True, False} & set(answers)
    with own_database.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(PayeeDecision)) == 1


@pytest.mark.races
@pytest.mark.parametrize("is_mutant", [False, True])
def test_one_of_two_reviews_stands(own_database, tmp_path, is_mutant):
    """The mutant reviews without the lock: on PostgreSQL both then believe that they decided."""
    made = arrange(own_database)
    givens = [
        [made["institution"], officer, approves]
        for officer, approves in zip(made["officers"], (True, False), strict=True)
    ]
    answers = race(own_database, UNLOCKED + REVIEW if is_mutant else REVIEW, givens, directory=tmp_path)
    both_believe = is_mutant and own_database.kind == "postgresql"
    assert answers.count("refused NOT_WAITING") == (0 if both_believe else 1), answers
    if not is_mutant:
        with own_database.app.app_context():
            assert db.session.get_one(Institution, made["institution"]).state.value in answers


@pytest.mark.races
def test_numbers_taken_at_once_have_no_gaps_and_no_twins(own_database, tmp_path):
    answers = race(own_database, PUBLISH, arrange(own_database)["officers"], directory=tmp_path)
    assert sorted(int(number[-4:]) for number in answers[0] + answers[1]) == list(range(1, 11))
    with own_database.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 10
