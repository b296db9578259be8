"""Pages of runs: each role sees and does its own; bad input keeps what was typed; the public sees masks."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.accounts.setup import hash_password
from settlement.runs import line_queries, queries
from settlement.runs.models import Run, RunState
from tendering.permissions import Role


@pytest.fixture
def run(session, clock_at, factories):
    clock_at(date(2026, 5, 6))
    factories.fund()
    _, lines = factories.settled_class(numbers=("", ""))
    factories.employed(lines[0])
    return factories.drafted_run("2026-04")


def as_role(client, factories, role, **options):
    return client.login(factories.user(role, **options))


def test_the_run_page_shows_sums_steps_and_what_may_be_done(run, client, factories):
    page = as_role(client, factories, Role.LABOUR_OFFICER).get(f"/runs/{run.id}").text
    for text in ("150100-2026-04", "1,800.00", "机构确认", "作废"):
        assert text in page


def test_another_region_gets_404_and_the_wrong_role_403(run, client, factories):
    assert (
        as_role(client, factories, Role.LABOUR_OFFICER, region_code="150200").get(f"/runs/{run.id}").status_code == 404
    )
    assert as_role(client, factories, Role.ADMINISTRATOR).get(f"/runs/{run.id}").status_code == 403
    assert as_role(client, factories, Role.LABOUR_OFFICER).get(f"/runs/{run.id}/approve").status_code == 403


def test_an_institution_sees_its_own_lines_only(run, client, factories):
    organisation = queries.organisations(run)[0]
    own = as_role(client, factories, Role.INSTITUTION, organisation=organisation)
    assert own.get(f"/runs/{run.id}/lines").status_code == 200
    assert own.get(f"/runs/{run.id}/lines/1").status_code == 200
    other = as_role(client, factories, Role.INSTITUTION, organisation=factories.organisation())
    assert other.get(f"/runs/{run.id}").status_code == 404
    assert other.get(f"/runs/{run.id}/lines/1").status_code == 404


def test_an_institution_confirms_its_list_on_the_page(run, client, factories):
    organisation = queries.organisations(run)[0]
    own = as_role(client, factories, Role.INSTITUTION, organisation=organisation)
    answer = own.submit(f"/runs/{run.id}/confirm-list", {"without": "1，x"})
    assert answer.status_code == 422
    assert 'value="1，x"' in answer.text
    assert own.submit(f"/runs/{run.id}/confirm-list", {"without": "9"}).status_code == 422
    assert own.submit(f"/runs/{run.id}/confirm-list", {"without": "1"}).status_code == 302
    assert line_queries.figures(run).out_lines == 1


def test_the_steps_are_taken_on_their_pages(run, client, factories):
    factories.confirmed_run(run)
    assert (
        as_role(client, factories, Role.LABOUR_REVIEWER)
        .submit(f"/runs/{run.id}/review", {"note": "已抽查"})
        .status_code
        == 302
    )
    assert as_role(client, factories, Role.LABOUR_OFFICER).submit(f"/runs/{run.id}/publish").status_code == 302
    assert run.state == RunState.PUBLISHED
    finance = factories.user(Role.FINANCE_APPROVER)
    finance.password = hash_password("a long password")
    approver = client.login(finance)
    approve = f"/runs/{run.id}/approve"
    assert approver.submit(approve, {"note": "", "password": "wrong"}).status_code == 422
    early = approver.submit(approve, {"note": "金额相符", "password": "a long password"})
    assert (early.status_code, "金额相符" in early.text) == (422, True)
    clock.move_to(run.publicity_ends_on + timedelta(days=1))
    assert approver.submit(approve, {"note": "", "password": "a long password"}).status_code == 302
    assert run.state == RunState.APPROVED


def test_the_drafter_is_refused_on_the_page_and_the_refusal_is_audited(run, client, factories, session):
    from kernel.audit import AuditRow

    factories.confirmed_run(run)
    run.drafted_by.roles = factories.user(Role.LABOUR_REVIEWER).roles
    answer = client.login(run.drafted_by).submit(f"/runs/{run.id}/review", {"note": "看过"})
    assert answer.status_code == 422
    assert "看过" in answer.text
    assert session.scalars(sa.select(AuditRow).filter_by(verb="refused CHECKER_IS_MAKER")).all()


def test_a_run_is_made_void_on_its_page_with_a_reason(run, client, factories):
    officer = as_role(client, factories, Role.LABOUR_OFFICER)
    assert officer.submit(f"/runs/{run.id}/void", {"reason": ""}).status_code == 422
    assert officer.submit(f"/runs/{run.id}/void", {"reason": "重编"}).status_code == 302
    assert queries.open_run("150100") is None


def test_the_public_list_shows_names_and_masked_numbers_while_the_publicity_runs(run, client, factories, session):
    assert client.get(f"/publicity/{run.number}").status_code == 404
    factories.published_run(run)
    page = client.get(f"/publicity/{run.number}").text
    line = line_queries.lines_of(run)[0].roster_line
    assert line.name in page
    assert line.number_masked in page
    assert line.person.number not in page
    clock.move_to(run.publicity_ends_on + timedelta(days=1))
    page = client.get(f"/publicity/{run.number}").text
    assert line.number_masked not in page
    assert "1,800.00" in page


def test_why_this_amount_ends_in_the_figure_of_the_line(run, client, factories):
    reader = as_role(client, factories, Role.AUDITOR)
    page = reader.get(f"/runs/{run.id}/lines/1").text
    for text in ("800.00", "+ 200.00", "¥1,000.00", "内政发〔2008〕107号 第六条", "民法典"):
        assert text in page
    assert "与此不一致" not in page
    assert reader.get(f"/runs/{run.id}/lines/99").status_code == 404


def test_every_lines_explanation_agrees_with_its_columns(run, factories, session):
    from settlement.entitlements.explanation import explained

    for line in line_queries.lines_of(run):
        found = explained(line, run.cutoff_on, run.seq_heads)
        assert found.agrees
        assert found.rows[-1][2].startswith(f"{line.target_fen / 100:,.2f}")


def test_lines_are_exported_with_masked_numbers(run, client, factories):
    answer = as_role(client, factories, Role.AUDITOR).get(f"/runs/{run.id}/lines?lines-export=xlsx")
    assert answer.mimetype.endswith("spreadsheetml.sheet")


def test_an_objection_is_assigned_on_the_page(run, client, factories):
    from tendering.notices import queries as notice_queries
    from tendering.notices import service as notices

    factories.published_run(run)
    objection = notices.lodge_objection(
        notice_queries.of_subject(run)[-1], name="李某", contact="1", text="未参加培训", actor=None
    )
    officer = as_role(client, factories, Role.LABOUR_OFFICER)
    assert "未参加培训" in officer.get(f"/runs/{run.id}/objections").text
    address = f"/runs/{run.id}/objections/{objection.id}"
    assert officer.submit(address, {"line_no": "77"}).status_code == 422
    assert officer.submit(address, {"line_no": "2"}).status_code == 302
    assert queries.assigned(run) == {objection.id: [2]}


@pytest.mark.parametrize(
    ("role", "words"), [(Role.LABOUR_REVIEWER, "复核结算批次"), (Role.LABOUR_OFFICER, "就业专项资金")]
)
def test_the_desk_says_what_waits(run, client, factories, role, words):
    factories.confirmed_run(run)
    assert words in as_role(client, factories, role).get("/desk").text


def test_a_correction_says_what_it_reverses(run, client, factories, session):
    from settlement.runs import corrections

    factories.posted_run(run)
    made = corrections.draft(
        voucher_id=1,
        voucher_number="呼凭2026-000001",
        run=run,
        line_nos=[1],
        reason="收款单位有误",
        actor=factories.user(Role.LABOUR_OFFICER),
    )
    page = as_role(client, factories, Role.LABOUR_REVIEWER).get(f"/runs/{made.id}").text
    assert "呼凭2026-000001" in page
    assert "−¥1,000.00" in page
    assert isinstance(made, Run)
