"""Pages of accreditations: the institution's, the officers', the public's."""

from datetime import date
from io import BytesIO

import pytest

from tendering.accreditation import queries, service
from tendering.accreditation.models import State
from tests.factories.tendering_a import PDF


@pytest.fixture(autouse=True)
def _monday(clock_at):
    clock_at(date(2026, 11, 30))


def test_applying_on_pages(client, factories):
    institution = factories.institution()
    client.login(factories.institution_user(institution))
    missing = client.submit("/accreditation/apply", {"region_code": "150100", "base_name": "", "address": "新华街"})
    assert missing.status_code == 422
    assert "请填写基地名称" in missing.text
    assert "新华街" in missing.text
    page = client.submit(
        "/accreditation/apply", {"region_code": "150100", "base_name": "新城基地", "address": "新华街"}
    ).location
    refused = client.submit(f"{page}/hand-in")
    assert refused.status_code == 422
    assert "缺少证明材料" in refused.text
    for point in queries.criteria("150100"):
        fields = {"criterion_code": point.code, "file": (BytesIO(PDF), "证明.pdf"), "expires_on": "2027-12-31"}
        assert client.submit(f"{page}/proofs", fields, content_type="multipart/form-data").status_code == 302
    [row] = queries.of_organisation(institution.organisation_id)
    assert client.get(f"/accreditation/proofs/{row.proofs[0].id}").data == PDF
    assert client.submit(f"/accreditation/proofs/{row.proofs[4].id}/remove").status_code == 302
    assert client.submit(f"{page}/hand-in").status_code == 302
    assert "待实地考察" in client.get(page).text
    bad = {"criterion_code": "venue", "file": (BytesIO(PDF), "证明.pdf")}
    assert client.submit(f"{page}/proofs", bad, content_type="multipart/form-data").status_code == 409


def test_reviewing_publicising_and_granting_on_pages(client, factories, clock_at):
    row = factories.accreditation_applied(factories.institution())
    page = f"/accreditation/{row.id}"
    client.login(factories.user("labour_officer"))
    fields = {
        "visited_on": "2026-11-30",
        "visitor": "赵一",
        "second_visitor": "赵一",
        "score": "85",
        "findings": "设备齐全",
        "is_recommended": "y",
        "met": [point.code for point in queries.criteria("150100")],
    }
    same = client.submit(f"{page}/review", fields)
    assert same.status_code == 422
    assert "两人进行" in same.text
    assert "设备齐全" in same.text
    assert client.submit(f"{page}/review", {**fields, "second_visitor": "钱二"}).status_code == 302
    client.login(factories.user("labour_reviewer"))
    assert client.submit(f"{page}/publicise").status_code == 302
    term = {"valid_from": "2026-12-15", "valid_to": "2029-12-14"}
    early = client.submit(f"{page}/grant", term)
    assert early.status_code == 422
    assert "2026-12-07" in early.text
    clock_at(date(2026, 12, 8))
    assert client.submit(f"{page}/grant", {**term, "valid_to": "2026-12-15"}).status_code == 422
    assert client.submit(f"{page}/grant", term).status_code == 302
    client.logout()
    assert row.number in client.get("/bases").text
    assert row.number not in client.get("/bases?bases-validity=valid").text
    clock_at(date(2026, 12, 15))
    assert row.number in client.get("/bases?bases-validity=valid").text


def test_turns_on_pages(client, factories):
    base = factories.accreditation(factories.institution())
    page = f"/accreditation/{base.id}"
    client.login(factories.user("labour_reviewer"))
    assert client.submit(f"{page}/suspend", {"reason": ""}).status_code == 422
    assert client.submit(f"{page}/suspend", {"reason": "整改"}).status_code == 302
    assert client.submit(f"{page}/suspend", {"reason": "整改"}).status_code == 409
    assert client.submit(f"{page}/lift", {"reason": "合格"}).status_code == 302
    assert client.submit(f"{page}/withdraw", {"reason": "注销"}).status_code == 302
    assert "撤销认定" in client.get(page).text
    assert base.state == State.WITHDRAWN


def test_entering_from_paper_and_confirming_on_pages(client, factories):
    institution = factories.institution()
    officer = factories.user("labour_officer")
    fields = {
        "organisation_id": str(institution.organisation_id),
        "number": "呼人社认3号",
        "base_name": "老基地",
        "address": "x",
        "valid_from": "2026-01-01",
        "valid_to": "2027-01-01",
        "document": (BytesIO(PDF), "文件.pdf"),
    }
    client.login(officer)
    assert (
        client.submit(
            "/accreditation/enter",
            {**fields, "number": "", "document": (BytesIO(PDF), "a.pdf")},
            content_type="multipart/form-data",
        ).status_code
        == 422
    )
    page = client.submit("/accreditation/enter", fields, content_type="multipart/form-data").location
    assert client.get(f"{page}/confirm").status_code == 403
    client.login(factories.user("labour_reviewer"))
    assert client.submit(f"{page}/confirm").status_code == 302
    assert "老基地" in client.logout().get("/bases").text


@pytest.mark.parametrize(
    ("step", "role"),
    [
        ("review", "labour_officer"),
        ("publicise", "labour_reviewer"),
        ("grant", "labour_reviewer"),
        ("refuse", "labour_reviewer"),
        ("suspend", "labour_reviewer"),
        ("lift", "labour_reviewer"),
        ("withdraw", "labour_reviewer"),
        ("confirm", "labour_reviewer"),
        ("", "auditor"),
    ],
)
def test_who_may_open_a_step(client, factories, step, role):
    row = factories.accreditation(factories.institution())
    address = f"/accreditation/{row.id}/{step}".rstrip("/")
    assert client.login(factories.user(role)).get(address).status_code == 200
    assert client.login(factories.user(role, region_code="150200")).get(address).status_code == 404
    assert client.login(factories.user("expert")).get(address).status_code == 403
    client.login(factories.institution_user(factories.institution()))
    assert client.get(address).status_code == (403 if step else 404)


@pytest.mark.parametrize("step", ["proofs", "hand-in"])
def test_another_institution_sees_nothing(client, factories, step):
    row = factories.accreditation_draft(factories.institution())
    client.login(factories.institution_user(factories.institution()))
    assert client.get(f"/accreditation/{row.id}/{step}").status_code == 404
    assert client.get(f"/accreditation/proofs/{row.proofs[0].id}").status_code == 404
    assert client.get(f"/accreditation/proofs/{row.proofs[0].id}/remove").status_code == 404
    assert row.base_name not in client.get("/accreditation").text


def test_the_checklist_is_public_and_says_what_is_unconfirmed(client, factories):
    page = client.get("/bases/criteria").text
    assert "消防" in page
    assert "待核实" in page


def test_desks_show_what_waits(client, factories):
    factories.accreditation_applied(factories.institution(name="青城学校"))
    reviewed = factories.accreditation_reviewed(factories.institution(name="草原学校"))
    officer, reviewer = factories.user("labour_officer"), factories.user("labour_reviewer")
    assert "青城学校" in client.login(officer).get("/desk").text
    assert "草原学校" in client.login(reviewer).get("/desk").text
    service.publicise(reviewed, actor=reviewer)
    assert "草原学校 新城基地" not in client.get("/desk").text
