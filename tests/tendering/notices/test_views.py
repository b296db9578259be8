"""Pages of notices: open to everybody at their address; the steps of officers are theirs alone."""

import pytest

from tendering.notices.models import Kind, Objection


def test_a_notice_is_read_without_signing_in(client, factories):
    notice = factories.notice(
        title="呼和浩特市基地认定公示", body={"名单": {"headers": ["机构"], "rows": [["<b>甲</b>"]]}}, publicity_days=5
    )
    page = client.get(f"/notices/{notice.number}")
    assert page.status_code == 200
    assert "呼和浩特市基地认定公示" in page.text
    assert "&lt;b&gt;甲" in page.text
    assert "提出异议" in page.text


def test_the_list_is_searched_and_filtered_by_kind_and_region(client, factories):
    factories.notice(title="甲类公示")
    factories.notice(title="乙类公告", kind=Kind.AWARD, region_code="150200")
    assert "甲类公示" in client.get("/notices").text
    found = client.get("/notices?notices-q=乙类").text
    assert "乙类公告" in found
    assert "甲类公示" not in found
    assert "甲类公示" not in client.get("/notices?notices-kind=award").text
    assert "乙类公告" not in client.get("/notices?notices-region=150100").text


def test_every_version_has_its_page(client, factories):
    notice = factories.notice(title="原题", publicity_days=5)
    reviewer = factories.user("labour_reviewer")
    fields = {"title": "新题", "correction": "更正如下", "reason": "笔误"}
    answer = client.login(reviewer).submit(f"/notices/{notice.number}/revise", fields)
    assert answer.status_code == 302
    client.logout()
    assert "新题" in client.get(f"/notices/{notice.number}").text
    assert "原题" in client.get(f"/notices/{notice.number}/versions/1").text
    assert client.get(f"/notices/{notice.number}/versions/3").status_code == 404
    assert client.get("/notices/150100-2026-9999").status_code == 404


def test_a_revision_without_a_reason_keeps_what_was_typed(client, factories):
    notice = factories.notice()
    page = client.login(factories.user("labour_reviewer")).submit(
        f"/notices/{notice.number}/revise", {"title": "新题", "correction": "改为乙"}
    )
    assert page.status_code == 422
    assert "更正须说明理由" in page.text
    assert "改为乙" in page.text


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        ("labour_reviewer", "150100", 200),
        ("labour_reviewer", "150200", 404),
        ("labour_reviewer", "150000", 200),
        ("labour_officer", "150100", 403),
        ("finance_approver", "150100", 403),
    ],
)
def test_who_may_revise(client, factories, role, region, status):
    notice = factories.notice()
    client.login(factories.user(role, region_code=region))
    assert client.get(f"/notices/{notice.number}/revise").status_code == status


def test_a_named_person_objects_and_reads_the_answer(client, factories, session):
    notice = factories.notice(publicity_days=5)
    fields = {"name": "孙某", "contact": "13800000000", "text": "该基地没有消防验收合格证明。"}
    answer = client.submit(f"/notices/{notice.number}/object", fields)
    assert answer.status_code == 302
    own_page = answer.location
    objection = session.scalars(session.query(Objection).statement).one()
    assert "等待答复" in client.get(own_page).text
    assert "孙某" not in client.get(own_page).text
    client.login(factories.user("labour_officer"))
    assert "孙某" in client.get(f"/notices/objections/{objection.id}").text
    refused = client.submit(f"/notices/objections/{objection.id}", {"outcome": "upheld", "answer": ""})
    assert refused.status_code == 422
    assert (
        client.submit(f"/notices/objections/{objection.id}", {"outcome": "upheld", "answer": "情况属实"}).status_code
        == 302
    )
    client.logout()
    assert "情况属实" in client.get(own_page).text


def test_an_objection_without_publicity_is_refused_with_its_sentence(client, factories):
    notice = factories.notice(kind=Kind.AWARD)
    page = client.submit(
        f"/notices/{notice.number}/object", {"name": "孙某", "contact": "138", "text": "我认为这一结果不公平，请复核。"}
    )
    assert page.status_code == 422
    assert "没有公示期" in page.text
    assert "我认为这一结果不公平" in page.text


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        ("labour_officer", "150100", 200),
        ("supervisor", "150100", 200),
        ("labour_officer", "150200", 404),
        ("finance_officer", "150100", 403),
    ],
)
def test_who_may_answer(client, factories, role, region, status):
    objection = factories.objection(factories.notice(publicity_days=5))
    client.login(factories.user(role, region_code=region))
    assert client.get(f"/notices/objections/{objection.id}").status_code == status


def test_the_list_of_objections_is_for_officers(client, factories):
    factories.objection(factories.notice(title="某公示", publicity_days=5))
    assert client.get("/notices/objections").status_code == 302
    assert "某公示" in client.login(factories.user("auditor")).get("/notices/objections").text
    assert "某公示" not in client.login(factories.user("auditor", region_code="150200")).get("/notices/objections").text


def test_an_anonymous_objection_needs_its_token(client, factories):
    notice = factories.notice(publicity_days=5)
    assert client.post(f"/notices/{notice.number}/object", data={"name": "孙"}).status_code == 400
