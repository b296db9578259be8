"""Pages of persons, documents, rosters and contracts: who sees them, what bad input gets, one road through all."""

import io
from datetime import date

import pytest

from kernel.spreadsheets import Written, write_workbook
from settlement.contracts import present as contracts
from settlement.documents.models import DocumentState
from settlement.persons import service as persons
from settlement.rosters import present
from settlement.rosters.models import ClassState, FileImport
from tendering.permissions import Role
from tests.factories.tendering_a import PASSWORD, PDF
from tests.settlement.rosters.workbooks import HEADINGS

ROLES = ["institution", "labour_officer", "labour_reviewer", "finance_officer", "auditor", "expert", "administrator"]
INSTITUTION, OFFICER, REVIEWER, FINANCE, AUDITOR = ROLES[:5]
LABOUR = {OFFICER, REVIEWER}
READERS = {INSTITUTION, *LABOUR, FINANCE, AUDITOR}
PAGES = {
    "/documents/": READERS, "/documents/{document}": READERS, "/documents/draft": {OFFICER},
    "/documents/{document}/countersign": {FINANCE}, "/persons/merges": LABOUR, "/persons/merges/propose": LABOUR,
    "/classes/": READERS, "/classes/{of}": READERS, "/classes/open": {INSTITUTION, OFFICER},
    "/classes/{of}/import": {INSTITUTION}, "/classes/{of}/verify": LABOUR, "/classes/{of}/cancel": LABOUR,
    "/classes/{of}/complete": {OFFICER}, "/classes/{of}/appraisals/import": {OFFICER},
    "/classes/roster-template.xlsx": READERS, "/classes/trainees/{line}": READERS,
    "/classes/trainees/{line}/appraise": {OFFICER}, "/classes/trainees/{line}/number": LABOUR,
    "/classes/trainees/{line}/remove": {INSTITUTION, OFFICER}, "/contracts/": READERS, "/contracts/ending": READERS,
    "/contracts/trainees/{line}": READERS, "/contracts/record/{line}": {INSTITUTION, OFFICER},
    "/contracts/verify": LABOUR, "/contracts/import/{of}": {INSTITUTION, OFFICER},
    "/contracts/revoke/contract/{contract}": {REVIEWER}, "/contracts/paper/contract/{contract}": READERS,
}  # fmt: skip


@pytest.fixture
def ground(app, factories, session):
    """A verified class with a contract that counts."""
    of, lines, actor = factories.verified_class(people=2)
    contract = factories.verified_contract(lines[0])
    session.commit()
    return {"of": of.id, "line": lines[0].id, "document": of.document_id, "contract": contract.id, "actor": actor}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_its_own_pages_and_no_other(ground, client, factories, role):
    user = ground["actor"] if role == INSTITUTION else factories.user(role)
    client.login(user)
    wrong = {}
    for page, roles in PAGES.items():
        status = client.get(page.format(**ground)).status_code
        if status != (200 if role in roles else 403):
            wrong[page] = status
    assert wrong == {}


def test_another_league_and_another_institution_see_nothing_of_a_class(ground, client, factories):
    _award, stranger = factories.class_ground()
    own = [
        page
        for page, roles in PAGES.items()
        if INSTITUTION in roles and any(key in page for key in ("{of}", "{line}", "{contract}"))
    ]
    for user, pages in ((stranger, own), (factories.user(Role.LABOUR_OFFICER, region_code="150200"),
                                         [page for page in own if OFFICER in PAGES[page]])):  # fmt: skip
        client.login(user)
        assert {page: client.get(page.format(**ground)).status_code for page in pages} == dict.fromkeys(pages, 404)


def test_an_institution_never_sees_a_whole_number(ground, client, session):
    number = present.current_lines(ground["of"])[0].person.number
    client.login(ground["actor"])
    for page in ("/classes/{of}", "/classes/trainees/{line}", "/contracts/trainees/{line}", "/contracts/"):
        assert number not in client.get(page.format(**ground)).text


def test_a_number_is_shown_to_an_officer_with_the_password_and_a_reason_and_audited(ground, client, factories, session):
    from flask_security import hash_password

    officer = factories.user(Role.LABOUR_REVIEWER)
    officer.password = hash_password(PASSWORD)
    line = present.current_lines(ground["of"])[0]
    page, number = f"/classes/trainees/{line.id}/number", line.person.number
    client.login(officer)
    wrong = client.submit(page, {"because": "核对", "password": "wrong"})
    assert (wrong.status_code, number in wrong.text) == (422, False)
    shown = client.submit(page, {"because": "核对", "password": PASSWORD})
    assert (shown.status_code, number in shown.text, shown.headers["Cache-Control"]) == (200, True, "no-store")
    assert "查看完整公民身份号码" in client.get(f"/classes/trainees/{line.id}").text


STANDARD = {
    "standard": "900.00",
    "training": "800",
    "appraisal": "100",
    "source": "成本测算表",
    "trade": "",
    "level": "",
    "group": "",
}


def document_fields(**changes):
    fields = {"number": "呼人社发〔2026〕99号", "title": "标准", "in_force_from": "2026-01-01", "uplift_skill": "200",
              "uplift_startup": "200", "extension_per_year": "200", "no_job_percent": "100", "fail_percent": "0",
              "window_from": "class_opening", "window_months": "6", "extension_mode": "term", "years_count": "signed",
              "open_ended": "years", "open_ended_years": "2", "task_based": "none", "licence_uplift": "0",
              "repeat_rule": "once", "clawback": "propose", "bands-0-at_least": "80", "bands-0-pay": "100"}  # fmt: skip
    for row, kind in enumerate(("skill", "startup")):
        fields |= {f"standards-{row}-{name}": value for name, value in STANDARD.items()} | {
            f"standards-{row}-kind": kind
        }
    fields["standards-1-standard"] = "1000"
    return fields | changes


def test_a_document_is_drafted_revised_and_read_whole_in_chinese(app, client, factories, session):
    from settlement.documents.models import Document

    client.login(factories.user(Role.LABOUR_OFFICER))
    answer = client.submit("/documents/draft", document_fields())
    assert answer.status_code == 302, answer.text
    page = client.get(answer.location).text
    for words in ("¥900.00", "一次计入2年", "终身一次", "就业率80%以上：100%", "成本测算表", "草稿"):
        assert words in page
    revised = client.submit(f"{answer.location}/revise", document_fields(title="新标准", **{"bands-0-pay": "90"}))
    assert revised.status_code == 302
    document = session.scalars(session.query(Document).statement).one()
    assert (document.title, document.state) == ("新标准", DocumentState.DRAFT)


@pytest.mark.parametrize(("changes", "words"), [
    ({"number": ""}, "此项必填"), ({"in_force_to": "2025-12-31"}, "早于施行日期"),
    ({"no_job_percent": "101"}, "0至100%"),
    ({"standards-0-standard": "799.99"}, "低于通知第六条"), ({"standards-0-standard": ""}, "成本及来源"),
    ({"standards-0-kind": "startup", "standards-0-group": "graduate", "standards-0-standard": "1000"}, "缺少"),
    ({"standards-0-source": ""}, "成本及来源"), ({"uplift_skill": "abc"}, "最多两位小数"),
    ({"open_ended_years": ""}, "请填写年数"),
    ({"bands-1-at_least": "90", "bands-1-pay": "50"}, "低于上一档"), ({"standards-1-kind": "skill"}, "重复"),
])  # fmt: skip
def test_a_bad_document_is_drawn_again_with_its_sentence_and_what_was_typed(app, client, factories, changes, words):
    client.login(factories.user(Role.LABOUR_OFFICER))
    answer = client.submit("/documents/draft", document_fields(**{"title": "所填标题", **changes}))
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="所填标题"' in answer.text


BAD = [
    ("institution", "/classes/open", {}, "请选择中标项目"),
    ("institution", "/classes/{of}/submit", {}, "已核定"),
    ("labour_officer", "/classes/{of}/return", {}, "请填写理由"),
    ("labour_officer", "/classes/{of}/complete", {}, "没有考核结果"),
    ("labour_officer", "/classes/{of}/appraisals/import", {}, "请选择文件"),
    (
        "labour_officer",
        "/classes/trainees/{line}/appraise",
        {"result": "passed", "appraised_on": "2026-03-01"},
        "早于开班",
    ),
    ("labour_officer", "/contracts/record/{line}", {"employer_name": "某厂"}, "请上传证明材料"),
    ("labour_officer", "/persons/merges/propose", {"number": "1", "into_number": "2", "because": "x"}, "公民身份号码"),
    ("labour_reviewer", "/contracts/verify", {"outcome": "verified"}, "至少选择一项"),
    ("labour_reviewer", "/contracts/revoke/contract/{contract}", {}, "请填写理由"),
]


@pytest.mark.parametrize(("role", "page", "fields", "words"), BAD)
def test_bad_input_is_drawn_again_with_its_sentence_and_writes_nothing(
    ground, client, factories, role, page, fields, words
):
    client.login(ground["actor"] if role == INSTITUTION else factories.user(role))
    answer = client.submit(page.format(**ground), fields)
    assert answer.status_code in (409, 422)
    assert words in answer.text


def _upload(rows, name="花名册.xlsx"):
    return io.BytesIO(write_workbook([Written("花名册", HEADINGS, rows)])), name


def test_the_road_from_open_class_to_verified_contract(app, client, factories, session):
    award, school = factories.class_ground()
    officer, second = factories.user(Role.LABOUR_OFFICER), factories.user(Role.LABOUR_REVIEWER)
    client.login(school)
    opened = client.submit("/classes/open", {"award_id": award.id, "seats": 10, "opened_on": "2026-03-02",
                                             "ended_on": "2026-04-30", "place": "培训楼"})  # fmt: skip
    of = int(opened.location.rsplit("/", 1)[1])
    group = "城镇登记失业人员"
    missing = (None, factories.citizen(2), "", group, None, None)
    rows = [("张一", factories.citizen(1), "13800000000", group, None, None), missing]
    imported = client.submit(f"/classes/{of}/import", {"file": _upload(rows)}, content_type="multipart/form-data")
    page = client.get(imported.location).text
    assert "张一" in page
    assert "未填写" in page
    assert client.get(imported.location + "/refused.xlsx").data.startswith(b"PK")
    assert client.submit(f"/classes/{of}/submit").status_code == 302
    client.login(officer)
    assert client.submit(f"/classes/{of}/verify", {"note": "已核对"}).status_code == 302
    line = present.current_lines(of)[0]
    client.submit(f"/classes/trainees/{line.id}/appraise", {"result": "passed", "appraised_on": "2026-04-30"})
    assert client.submit(f"/classes/{of}/complete").status_code == 302
    client.login(school)
    days = {"signed_on": "2026-05-06", "from_on": "2026-05-06", "to_on": "2027-05-05"}
    fields = {"employer_name": "蒙能电力", "employer_code": factories.terms().employer_code, "term": "fixed", **days}
    fields["paper"] = (io.BytesIO(PDF), "合同.pdf")
    recorded = client.submit(f"/contracts/record/{line.id}", fields, content_type="multipart/form-data")
    assert recorded.status_code == 302, recorded.text
    client.login(second)
    [(contract, standing)] = contracts.rows_of(line.id)["contract"]
    assert standing == "pending"
    assert (
        client.submit("/contracts/verify", {"subjects": f"contract-{contract.id}", "outcome": "verified"}).status_code
        == 302
    )
    assert contracts.rows_of(line.id)["contract"][0][1] == "verified"
    assert present.waiting(ClassState.COMPLETED)[0].id == of
    assert session.query(FileImport).one().refused_rows == 1


def test_a_merge_is_proposed_by_one_officer_and_decided_by_another(app, client, factories, session):
    wrong, right = factories.citizen(1), factories.citizen(2)
    persons.find_or_add_all([wrong, right], "150100")
    client.login(factories.user(Role.LABOUR_OFFICER))
    assert (
        client.submit(
            "/persons/merges/propose", {"number": wrong, "into_number": right, "because": "公安证明"}
        ).status_code
        == 302
    )
    page = client.get("/persons/merges").text
    assert wrong not in page
    client.login(factories.user(Role.LABOUR_REVIEWER))
    address = page.split('href="/persons/merges/')[-1].split('"')[0]
    number = next(part for part in [address] if part.isdecimal()) if address.isdecimal() else "1"
    assert client.submit(f"/persons/merges/{number}", {"decision": "merge", "note": "属实"}).status_code == 302
    assert persons.known([wrong])[wrong] == persons.known([right])[right]


def test_desks_show_what_waits(ground, client, factories):
    client.login(factories.user(Role.LABOUR_OFFICER))
    assert "登记考核结果并办理结业" in client.get("/desk").text
    factories.recorded_contract(present.current_lines(ground["of"])[1])
    client.login(factories.user(Role.LABOUR_REVIEWER))
    assert "核实劳动合同" in client.get("/desk").text
    assert date(2026, 3, 2) == present.waiting(ClassState.VERIFIED)[0].opened_on
