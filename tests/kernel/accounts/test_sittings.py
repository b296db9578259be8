"""A sitting ends after eight hours, work keeps it alive until then, and passwords are not guessed at."""

import pytest
from flask.testing import FlaskClient

from kernel.accounts import service
from kernel.accounts.sittings import LONGEST
from kernel.db import writing

WHO = {"email": "officer@example.org", "password": "correct horse battery"}


@pytest.fixture
def visitor(own_database):
    own_database.app.test_client_class = FlaskClient
    with own_database.app.app_context(), writing():
        service.create(**WHO, name="乌兰", roles=["labour_officer"], region_code="150100", actor=None)
    return own_database.app.test_client()


def sign_in(visitor, **changes):
    from tests.kernel.accounts.test_second_factor import token

    return visitor.post("/account/login", data={"csrf_token": token(visitor.get("/account/login")), **WHO, **changes})


def test_work_keeps_a_sitting_alive_for_thirty_minutes_more(visitor):
    visitor.get("/account/login")
    assert sign_in(visitor).status_code == 302
    with visitor.session_transaction() as session:
        assert session.permanent
    assert "Expires=" in visitor.get("/desk").headers["Set-Cookie"]
    assert visitor.application.permanent_session_lifetime.total_seconds() == 30 * 60


def test_a_sitting_ends_after_eight_hours(visitor):
    sign_in(visitor)
    for seconds, status in ((LONGEST.total_seconds() - 60, 200), (61, 302)):
        with visitor.session_transaction() as session:
            session["since"] -= seconds
        assert visitor.get("/desk").status_code == status


def test_a_token_of_the_time_before_the_sign_in_is_not_carried_on(visitor):
    visitor.get("/account/login")
    with visitor.session_transaction() as session:
        before = session["csrf_token"]
    sign_in(visitor)
    visitor.get("/accounts/mine")
    with visitor.session_transaction() as session:
        assert session.get("csrf_token") != before


def test_the_eleventh_guess_is_refused_and_the_right_password_waits_too(visitor):
    assert [sign_in(visitor, password=f"wrong {number}").status_code for number in range(10)] == [200] * 10
    assert sign_in(visitor, password="wrong again").status_code == 429
    assert sign_in(visitor).status_code == 429


def test_right_passwords_do_not_count(visitor):
    for _ in range(12):
        with visitor.session_transaction() as session:
            session.clear()
        assert sign_in(visitor).status_code == 302
