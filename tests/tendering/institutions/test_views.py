"""Pages of institutions, each as the right role, the wrong role and from elsewhere."""

from io import BytesIO

import pytest

from tendering.institutions import queries, service
from tendering.institutions.models import State
from tests.factories.tendering_a import PASSWORD, PDF, credit_code


@pytest.fixture
def typed():
    return {
        "code": credit_code(),
        "name": "敕勒川创业学院",
        "kind": "college",
        "county_code": "150102",
        "legal_representative": "李某",
        "contact_name": "王某",
        "contact_phone": "0471-6600000",
        "address": "大学东街1号",
        "description": "创业培训",
        "email": "clc@qingcheng-school.cn",
        "password": PASSWORD,
        "password_again": PASSWORD,
        "truth": "y",
    }


def send(client, typed, **changed):
    return client.submit(
        "/institutions/register",
        {**typed, "evidence": (BytesIO(PDF), "许可证.pdf"), **changed},
        content_type="multipart/form-data",
    )


def test_registering_on_the_public_page_then_signing_in(client, typed, session):
    answer = send(client, typed)
    assert answer.status_code == 302
    assert answer.location.endswith("/account/login")
    [institution] = queries.waiting("150100")
    assert (institution.name, institution.organisation.county_code) == ("敕勒川创业学院", "150102")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("code", "91150100MA0MW20T8X", "校验位不符"),
        ("legal_representative", "", "请填写法定代表人"),
        ("password_again", "another-one", "不一致"),
        ("password", "short", "至少 10 个字符"),
        ("email", "nobody", "电子邮箱格式不正确"),
        ("county_code", "", "请选择注册地址"),
        ("truth", "", "请确认所填内容真实"),
        ("kind", "", "请选择机构类型"),
    ],
)
def test_bad_input_keeps_what_was_typed(client, typed, field, value, sentence, session):
    fields = {**typed, field: value}
    if not value:
        del fields[field]
    page = send(client, fields)
    assert page.status_code == 422
    assert sentence in page.text
    assert "大学东街1号" in page.text
    assert PASSWORD not in page.text
    assert queries.waiting() == []


def test_a_code_that_is_registered_is_refused_with_a_sentence(client, typed, factories):
    page = send(client, typed, code=factories.institution().organisation.code)
    assert page.status_code == 422
    assert "已注册，请使用本单位已有账号登录" in page.text


def test_a_file_of_another_kind_is_refused_and_nothing_is_kept(client, typed, session):
    page = send(client, typed, evidence=(BytesIO(b"MZ\x90\x00"), "许可证.pdf"))
    assert page.status_code == 422
    assert queries.waiting() == []


def test_the_public_list_shows_approved_institutions_only(client, factories):
    approved, waiting = factories.institution(name="已批学校"), factories.applied_institution(name="待批学校")
    page = client.get("/institutions").text
    assert "已批学校" in page
    assert "待批学校" not in page
    assert "已批学校" not in client.get("/institutions?institutions-q=别的").text
    assert client.get(f"/institutions/{approved.id}").status_code == 200
    assert client.get(f"/institutions/{waiting.id}").status_code == 404
    assert "0471-6600000" not in client.get(f"/institutions/{approved.id}").text


def test_an_applicant_sees_its_page_and_nothing_else(client, factories):
    institution = factories.applied_institution()
    client.login(factories.institution_user(institution))
    assert "等待审核" in client.get("/institution").text
    for address in (
        "/payee-accounts/request",
        "/accreditation",
        "/accreditation/apply",
        "/institutions/review",
        "/payee-accounts",
        "/budget",
    ):
        assert client.get(address).status_code == 403, address


@pytest.mark.parametrize(
    ("step", "role"),
    [
        ("approve", "labour_officer"),
        ("refuse", "labour_officer"),
        ("suspend", "labour_reviewer"),
        ("lift", "labour_reviewer"),
        ("file", "labour_officer"),
        ("file", "auditor"),
    ],
)
def test_who_may_open_a_step(client, factories, step, role):
    address = f"/institutions/{factories.applied_institution().id}/{step}"
    assert client.login(factories.user(role)).get(address).status_code == 200
    assert client.login(factories.user(role, region_code="150000")).get(address).status_code == 200
    assert client.login(factories.user(role, region_code="150200")).get(address).status_code == 404
    for wrong in ("expert", "administrator"):
        assert client.login(factories.user(wrong)).get(address).status_code == 403
    client.login(factories.institution_user(factories.institution()))
    assert client.get(address).status_code == 403
    assert client.logout().get(address).status_code == 302


def test_approving_refusing_suspending_and_lifting_on_pages(client, factories):
    institution = factories.applied_institution()
    client.login(factories.user("labour_officer"))
    refused = client.submit(f"/institutions/{institution.id}/refuse", {"reason": ""})
    assert refused.status_code == 422
    assert "请写明理由" in refused.text
    assert client.submit(f"/institutions/{institution.id}/approve").status_code == 302
    assert client.submit(f"/institutions/{institution.id}/approve").status_code == 409
    client.login(factories.user("labour_reviewer"))
    assert client.submit(f"/institutions/{institution.id}/suspend", {"reason": "调查中"}).status_code == 302
    assert "调查中" in client.get(f"/institutions/{institution.id}/file").text
    assert client.submit(f"/institutions/{institution.id}/lift", {"reason": "查清"}).status_code == 302
    assert institution.state == State.APPROVED


def test_a_refused_institution_hands_in_again(client, factories):
    institution = factories.applied_institution()
    service.refuse(institution, reason="许可证过期", actor=factories.user("labour_officer"))
    client.login(factories.institution_user(institution))
    page = client.get("/institution/again").text
    assert "许可证过期" in page
    assert "新华东街1号" in page
    fields = {
        "kind": "enterprise",
        "legal_representative": "李",
        "contact_name": "王",
        "contact_phone": "1",
        "address": "新址",
        "description": "x",
    }
    assert client.submit("/institution/again", {**fields, "address": ""}).status_code == 422
    assert client.submit("/institution/again", fields).status_code == 302
    assert institution.state == State.APPLIED


def test_proofs_are_for_officers_of_the_region(client, factories):
    file = factories.applied_institution().files[0]
    address = f"/institutions/proofs/{file.id}"
    answer = client.login(factories.user("labour_officer")).get(address)
    assert (answer.status_code, answer.data) == (200, PDF)
    assert client.login(factories.user("labour_officer", region_code="150200")).get(address).status_code == 404
    assert client.logout().get(address).status_code == 302


def account_fields(**changed):
    return {
        "bank_name": "建设银行新城支行",
        "branch_code": "105191000123",
        "account": "15001706608052501234",
        "password": PASSWORD,
        "proof": (BytesIO(PDF), "开户证明.pdf"),
        **changed,
    }


def test_an_account_is_asked_for_with_the_password_and_approved_with_another(client, factories, session):
    institution = factories.institution()
    client.login(factories.institution_user(institution))
    wrong = client.submit(
        "/payee-accounts/request", account_fields(password="not-it-at-all"), content_type="multipart/form-data"
    )
    assert wrong.status_code == 422
    short = client.submit(
        "/payee-accounts/request", account_fields(branch_code="123"), content_type="multipart/form-data"
    )
    assert short.status_code == 422
    assert "12 位数字" in short.text
    assert (
        client.submit("/payee-accounts/request", account_fields(), content_type="multipart/form-data").status_code
        == 302
    )
    [row] = queries.accounts_waiting("150100")
    approver = factories.user("finance_approver")
    approver.password = factories.institution_user(institution).password
    session.commit()
    client.login(approver)
    page = client.get(f"/payee-accounts/{row.id}").text
    assert "15001706608052501234" not in page
    assert "1234" in page
    approve = f"/payee-accounts/{row.id}/approve"
    assert client.submit(approve, {"account_again": "15001706608052501234", "password": "wrong"}).status_code == 422
    assert client.submit(approve, {"account_again": "15001706608052501235", "password": PASSWORD}).status_code == 422
    assert client.submit(approve, {"account_again": "15001706608052501234", "password": PASSWORD}).status_code == 302
    assert queries.payee_account(institution.organisation_id).id == row.id


@pytest.mark.parametrize(
    ("role", "region", "read", "decide"),
    [
        ("finance_approver", "150100", 200, 200),
        ("finance_officer", "150100", 200, 403),
        ("auditor", "150100", 200, 403),
        ("finance_approver", "150200", 404, 404),
        ("labour_officer", "150100", 403, 403),
    ],
)
def test_who_sees_and_decides_on_an_account(client, factories, role, region, read, decide):
    row = factories.payee_account(factories.institution())
    client.login(factories.user(role, region_code=region))
    assert client.get(f"/payee-accounts/{row.id}").status_code == read
    assert client.get(f"/payee-accounts/{row.id}/approve").status_code == decide
    assert client.get(f"/payee-accounts/{row.id}/refuse").status_code == decide


def test_the_list_of_accounts_shows_masked_numbers(client, factories):
    factories.payee_account(factories.institution())
    page = client.login(factories.user("finance_officer")).get("/payee-accounts").text
    assert "****************1234" in page
    assert "15001706608052501234" not in page
