"""In production an officer signs in with a password and a code of an authenticator, or a recovery code once."""

import re

import pytest
from flask.testing import FlaskClient
from passlib.totp import TOTP

from kernel import audit
from kernel.accounts import queries, service
from kernel.db import db, writing
from tests.conftest import make_app

SITE = "https://localhost"
WHO = {"email": "officer@example.org", "password": "correct horse battery"}


@pytest.fixture
def production(own_database):
    """The application as production sets it, on a database of its own."""
    app = make_app(
        own_database.url,
        own_database.directory,
        testing=False,
        demo=False,
        secret_key="k" * 40,
        password_salt="s" * 20,
        key_file=own_database.directory / "keys.json",
        clock_movable=False,
    )
    app.test_client_class = FlaskClient
    with app.app_context(), writing():
        service.create(**WHO, name="乌兰", roles=["labour_officer"], region_code="150100", actor=None)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def visitor(production):
    return production.test_client()


def token(page) -> str:
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text).group(1)


def post(visitor, address, page, **fields):
    return visitor.post(
        address, data={"csrf_token": token(page), **fields}, base_url=SITE, headers={"Referer": SITE + address}
    )


def get(visitor, address):
    return visitor.get(address, base_url=SITE)


def enrol(visitor) -> TOTP:
    """Sign in for the first time and set the authenticator up."""
    answer = post(visitor, "/account/login", get(visitor, "/account/login"), **WHO)
    page = get(visitor, answer.location)
    assert "设置验证器" in page.text
    page = post(visitor, answer.location, page, setup="authenticator")
    assert "data:image/svg+xml" in page.text
    assert "二维码" in page.text
    totp = TOTP(key=re.search(r"<code>([A-Z2-7 -]+)</code>", page.text).group(1))
    confirmed = post(
        visitor,
        re.search(
            r'action="(/account/tf-[^"]+)"[^>]*>\s*<input type="hidden"[^>]*>\s*<div class="field', page.text
        ).group(1),
        page,
        code=totp.generate().token,
    )
    assert confirmed.status_code == 302
    return totp


def test_the_first_sign_in_sets_up_an_authenticator(production, visitor):
    enrol(visitor)
    assert get(visitor, "/desk").status_code == 200
    with production.app_context():
        assert [row.verb for row in audit.history(queries.by_email(WHO["email"]))][-1] == "second factor set up"


def test_a_password_alone_opens_nothing_and_a_wrong_code_neither(visitor):
    enrol(visitor)
    post(visitor, "/account/logout", get(visitor, "/desk"))
    answer = post(visitor, "/account/login", get(visitor, "/account/login"), **WHO)
    assert get(visitor, "/desk").status_code == 302
    page = get(visitor, answer.location)
    wrong = post(visitor, "/account/tf-validate", page, code="000000")
    assert "动态码不正确" in wrong.text
    assert get(visitor, "/desk").status_code == 302


def test_a_recovery_code_works_once(visitor):
    enrol(visitor)
    page = get(visitor, "/account/mf-recovery-codes")
    shown = post(visitor, "/account/mf-recovery-codes", page, generate_new_codes="1")
    code = re.search(r"<li><code>([^<]+)</code>", shown.text).group(1)
    for works in (True, False):
        post(visitor, "/account/logout", get(visitor, "/desk"))
        post(visitor, "/account/login", get(visitor, "/account/login"), **WHO)
        post(visitor, "/account/mf-recovery", get(visitor, "/account/mf-recovery"), code=code)
        assert (get(visitor, "/desk").status_code == 200) is works
