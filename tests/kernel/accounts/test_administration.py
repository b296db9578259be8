"""Accounts are opened, closed and reset by another person, in one's own region, each act recorded."""

import re

import pytest
from flask_security import hash_password, verify_password

from kernel import audit
from kernel.accounts import administration, queries
from kernel.accounts.models import User
from kernel.db import db
from kernel.refusals import Refusal

FIELDS = {
    "name": "新人",
    "email": "new.person@example.org",
    "role": "labour_officer",
    "region_code": "150100",
    "organisation_id": "",
}


@pytest.fixture
def administrator(factories):
    return factories.user("administrator")


def verbs(user):
    return [row.verb for row in audit.history(user)]


def test_an_opened_account_signs_in_with_the_password_shown_once(client, administrator):
    page = client.login(administrator).submit("/accounts/open", FIELDS)
    password = re.search(r"<code>(\S+)</code>", page.text).group(1)
    user = queries.by_email("New.Person@example.org")
    assert page.status_code == 200
    assert user.role_names == ["labour_officer"]
    assert verbs(user) == ["account created"]
    client.logout()
    assert client.submit("/account/login", {"email": user.email, "password": password}).location == "/desk"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "not an address"),
        ("email", ""),
        ("name", ""),
        ("role", "emperor"),
        ("region_code", "150200"),
        ("organisation_id", "99999"),
        ("organisation_id", "x"),
    ],
)
def test_bad_input_opens_nothing_and_is_kept(client, administrator, field, value):
    answer = client.login(administrator).submit("/accounts/open", {**FIELDS, field: value})
    assert answer.status_code == 422
    assert "请更正以下内容" in answer.text
    assert queries.by_email(FIELDS["email"]) is None
    assert field == "name" or 'value="新人"' in answer.text


def test_an_address_is_taken_once(client, administrator):
    client.login(administrator).submit("/accounts/open", FIELDS)
    assert "已有账号" in client.submit("/accounts/open", {**FIELDS, "email": "NEW.person@example.org"}).text


def test_an_administrator_of_a_league_opens_no_account_elsewhere(session, administrator):
    with pytest.raises(Refusal, match="ACCOUNT_OTHER_REGION"):
        administration.open_account(
            email="a@example.org",
            name="A",
            role="auditor",
            region_code="150200",
            organisation_id=None,
            actor=administrator,
        )


def test_an_organisation_of_another_region_is_refused(session, administrator, factories):
    elsewhere = factories.organisation(region_code="150200")
    with pytest.raises(Refusal, match="ACCOUNT_ORGANISATION_ELSEWHERE"):
        administration.open_account(
            email="a@example.org",
            name="A",
            role="institution",
            region_code="150100",
            organisation_id=elsewhere.id,
            actor=administrator,
        )


@pytest.mark.parametrize(("role", "belongs"), [("institution", False), ("applicant", False), ("auditor", True)])
def test_only_who_acts_for_an_institution_belongs_to_one(client, administrator, factories, role, belongs):
    organisation = factories.organisation()
    fields = FIELDS | {"role": role, "organisation_id": str(organisation.id) if belongs else ""}
    answer = client.login(administrator).submit("/accounts/open", fields)
    assert answer.status_code == 422
    assert "代表机构的人员须选择机构" in answer.text
    assert queries.by_email(FIELDS["email"]) is None


def test_closing_ends_open_sittings(app, client, administrator, factories):
    user = factories.user("auditor")
    visitor = app.test_client().login(user)
    assert visitor.get("/desk").status_code == 200
    client.login(administrator).submit(f"/accounts/{user.id}/close", {"note": "left"})
    assert visitor.get("/desk").status_code == 302
    assert not db.session.get(User, user.id).active
    assert verbs(user) == ["account closed"]
    client.submit(f"/accounts/{user.id}/reopen", {"note": "came back"})
    assert db.session.get(User, user.id).active
    assert verbs(user) == ["account closed", "account reopened"]


def test_a_reset_takes_password_second_factor_and_codes(client, administrator, factories):
    user = factories.user("auditor")
    user.tf_primary_method, user.tf_totp_secret, user.mf_recovery_codes = "authenticator", "the-secret", ["the-code"]
    page = client.login(administrator).submit(f"/accounts/{user.id}/reset", {"note": "lost the phone"})
    user = db.session.get(User, user.id)
    assert verify_password(re.search(r"<code>(\S+)</code>", page.text).group(1), user.password)
    facts = audit.history(user)[0].facts
    assert '"password":["•","•"]' in facts
    assert "argon2" not in facts
    assert user.fs_uniquifier not in facts
    assert "the-" not in facts
    assert (user.tf_primary_method, user.tf_totp_secret, user.mf_recovery_codes) == (None, None, None)


@pytest.mark.parametrize("step", ["close", "reopen", "reset"])
def test_nobody_administers_themselves(client, administrator, step):
    answer = client.login(administrator).submit(f"/accounts/{administrator.id}/{step}", {"note": "me"})
    assert answer.status_code == 422
    assert "任何人不得管理自己的账号" in answer.text
    assert verbs(administrator) == []


@pytest.mark.parametrize("step", ["close", "reopen", "reset"])
def test_a_step_wants_its_reason(client, administrator, factories, step):
    user = factories.user("auditor")
    assert client.login(administrator).submit(f"/accounts/{user.id}/{step}", {"note": " "}).status_code == 422
    assert verbs(user) == []


def test_accounts_of_another_region_do_not_exist_here(client, administrator, factories):
    user = factories.user("auditor", region_code="150200")
    client.login(administrator)
    assert client.get(f"/accounts/{user.id}").status_code == 404
    assert client.get("/accounts/").status_code == 200


def test_everybody_sees_their_own_account(client, factories):
    user = factories.user("auditor")
    assert user.email in client.login(user).get("/accounts/mine").text


def test_demonstration_accounts_are_listed_only_in_a_demonstration(app, client, monkeypatch):
    monkeypatch.setitem(app.extensions, "demo_accounts", lambda: [("show@example.org", "shown-password", "Somebody")])
    assert "shown-password" not in client.get("/account/login").text
    monkeypatch.setitem(app.config, "SETTINGS", app.config["SETTINGS"].model_copy(update={"demo": True}))
    assert "shown-password" in client.get("/account/login").text


def test_changing_ones_own_password_is_recorded(client, session, factories):
    user = factories.user("auditor")
    user.password = hash_password("the old password")
    client.login(user)
    fields = {
        "password": "the old password",
        "new_password": "quite another one",
        "new_password_confirm": "quite another one",
    }
    assert client.submit("/account/change", fields).status_code == 302
    assert verbs(user) == ["password changed"]
    assert "argon2" not in audit.history(user)[0].facts


@pytest.mark.parametrize(
    "fields", [{"password": "wrong"}, {"new_password": "short"}, {"new_password_confirm": "another"}]
)
def test_a_bad_change_of_password_says_why_in_chinese(client, session, factories, fields):
    user = factories.user("auditor")
    user.password = hash_password("the old password")
    good = {
        "password": "the old password",
        "new_password": "quite another one",
        "new_password_confirm": "quite another one",
    }
    page = client.login(user).submit("/account/change", {**good, **fields}).text
    summary = page[page.index("error-summary") : page.index("</ul>", page.index("error-summary"))]
    assert re.search("[一-鿿]", summary.split("<li>")[1])
    assert not re.search("[A-Za-z]{4}", re.sub("<[^>]+>", "", summary.split("<li>")[1]))
    assert verbs(user) == []
