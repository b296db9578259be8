"""Institutions register themselves, officers decide; until then the account sees its own pages only."""

import pytest
import sqlalchemy as sa

from kernel import access
from kernel.refusals import Refusal, StateMoved
from tendering.institutions import queries, service
from tendering.institutions.models import Kind, Outcome, State
from tests.factories.tendering_a import PASSWORD, PDF, credit_code, institution_profile


def register(**changed):
    fields = {
        "code": credit_code(),
        "name": "草原学校",
        "kind": Kind.VOCATIONAL_SCHOOL,
        "region_code": "150100",
        "county_code": "150102",
        "profile": institution_profile(),
        "email": "new@example.test",
        "password": PASSWORD,
    }
    return service.register(**(fields | changed))


def permissions_of(user):
    return {permission for permission in access.table() if access.holds(permission, user)}


def test_registering_makes_organisation_account_and_profile(factories):
    institution = register(evidence=[(PDF, "办学许可证.pdf")])
    user = factories.institution_user(institution)
    assert (institution.state, institution.organisation.county_code, institution.region_code) == (
        State.APPLIED,
        "150102",
        "150100",
    )
    assert user.verify_and_update_password(PASSWORD)
    assert [file.attachment.filename for file in institution.files] == ["办学许可证.pdf"]
    assert queries.approved(institution.organisation_id) is None


def test_before_approval_the_account_sees_its_own_pages_only(factories):
    institution = register()
    user = factories.institution_user(institution)
    assert permissions_of(user) == {"institution:own"}
    service.approve(institution, actor=factories.user("labour_officer"))
    assert permissions_of(user) >= {"institution:own", "accreditation:apply", "payee_account:request"}
    assert queries.approved(institution.organisation_id) == institution


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"code": "91150100"}, "BAD_ORGANISATION_CODE"),
        ({"code": "91150100MA0MW20T8X"}, "ORGANISATION_CHECK_DIGIT"),
        ({"code": ""}, "NUMBER_MISSING"),
        ({"region_code": "150000"}, "NOT_A_LEAGUE"),
        ({"region_code": "150102"}, "NOT_A_LEAGUE"),
        ({"county_code": "150202"}, "COUNTY_ELSEWHERE"),
    ],
)
def test_what_is_refused_on_registering(app, changed, code):
    with pytest.raises(Refusal, match=code):
        register(**changed)


def test_a_code_or_an_address_is_registered_once(factories):
    first = register()
    with pytest.raises(Refusal, match="ORGANISATION_EXISTS") as refusal:
        register(code=first.organisation.code, email="other@example.test")
    assert refusal.value.field == "code"
    with pytest.raises(Refusal, match="EMAIL_TAKEN"):
        register(email="NEW@example.test")


def test_a_refused_institution_puts_it_right_and_asks_again(factories):
    institution, officer = register(), factories.user("labour_officer")
    service.refuse(institution, reason="许可证过期", actor=officer)
    user = factories.institution_user(institution)
    assert (institution.state, institution.reason) == (State.REFUSED, "许可证过期")
    assert permissions_of(user) == {"institution:own"}
    service.apply_again(
        institution,
        kind=Kind.ENTERPRISE,
        profile=institution_profile(address="新址"),
        evidence=[(PDF, "新证.pdf")],
        actor=user,
    )
    assert (institution.state, institution.kind, institution.address) == (State.APPLIED, Kind.ENTERPRISE, "新址")
    assert len(institution.files) == 1
    service.approve(institution, actor=officer)
    assert institution in queries.search(institution.organisation.code)


def test_a_review_is_made_once(factories):
    institution, officer = register(), factories.user("labour_officer")
    service.approve(institution, actor=officer)
    for verb in (
        lambda: service.approve(institution, actor=officer),
        lambda: service.refuse(institution, reason="晚", actor=officer),
    ):
        with pytest.raises(Refusal, match="NOT_WAITING"):
            verb()


def test_suspension_and_its_end(factories):
    institution, reviewer = factories.institution(), factories.user("labour_reviewer")
    service.suspend(institution, reason="调查中", actor=reviewer)
    assert queries.approved(institution.organisation_id) is None
    assert queries.public_institution(institution.id) == institution
    with pytest.raises(StateMoved):
        service.suspend(institution, reason="再次", actor=reviewer)
    service.lift(institution, reason="查清", actor=reviewer)
    assert queries.approved(institution.organisation_id) == institution
    with pytest.raises(Refusal, match="NOT_SUSPENDED"):
        service.lift(institution, reason="再次", actor=reviewer)


def test_a_waiting_institution_is_not_lifted_into_approval(factories):
    with pytest.raises(Refusal, match="NOT_SUSPENDED"):
        service.lift(register(), reason="x", actor=factories.user("labour_reviewer"))


def test_waiting_registrations_of_a_region(factories):
    here, there = factories.applied_institution(), factories.applied_institution(region_code="150200")
    assert queries.waiting("150100") == [here]
    assert queries.waiting() == [here, there]


def test_outcomes_are_added_and_the_latest_count_stands(factories, session):
    institution, actor = factories.institution(), factories.user("labour_reviewer")
    record = {"region_code": "150100", "organisation_id": institution.organisation_id, "actor": actor}
    first = service.record_outcome(period="2026-09", passed=40, employed=30, **record)
    assert service.record_outcome(period="2026-09", passed=40, employed=30, **record) is first
    second = service.record_outcome(period="2026-09", passed=40, employed=32, **record)
    service.record_outcome(period="2026-10", passed=10, employed=10, **record)
    assert second.replaces_id == first.id
    assert queries.employment(institution.organisation_id) == (50, 42)
    assert [row.period for row in queries.outcomes(institution.organisation_id)] == ["2026-10", "2026-09"]
    with pytest.raises(Exception, match="APPEND_ONLY|permission denied"), session.begin_nested():
        session.execute(sa.delete(Outcome))


@pytest.mark.parametrize(
    ("period", "passed", "employed"), [("2026-13", 1, 1), ("2026-9", 1, 1), ("2026-09", 1, 2), ("2026-09", 1, -1)]
)
def test_impossible_outcomes_are_refused(factories, period, passed, employed):
    with pytest.raises(Refusal, match="BAD_OUTCOME"):
        service.record_outcome(
            region_code="150100",
            organisation_id=factories.institution().organisation_id,
            period=period,
            passed=passed,
            employed=employed,
            actor=factories.user("labour_reviewer"),
        )
