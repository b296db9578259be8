"""An application from its draft to the notice: who may take which step, and what stops it."""

from datetime import date, timedelta

import pytest

from kernel import clock
from kernel.refusals import Refusal, StateMoved
from tendering.accreditation import queries, service
from tendering.accreditation.models import Criterion, Standing, State
from tendering.institutions import service as institutions
from tendering.notices import queries as notices_queries
from tendering.notices import service as notices
from tendering.notices.models import Kind
from tests.factories.tendering_a import PDF

TERM = {"valid_from": date(2026, 12, 15), "valid_to": date(2029, 12, 14)}


@pytest.fixture(autouse=True)
def _monday(clock_at):
    clock_at(date(2026, 11, 30))


@pytest.fixture
def second(factories):
    return factories.user("labour_reviewer")


def review(row, factories, **changed):
    met = [point.code for point in queries.criteria(row.region_code)]
    fields = {
        "visited_on": clock.today(),
        "visitors": ("赵一", "钱二"),
        "met": met,
        "score": 80,
        "findings": "符合",
        "is_recommended": True,
        "actor": factories.user("labour_officer"),
    }
    return service.review(row, **(fields | changed))


def test_the_whole_way(factories, second, clock_at):
    institution = factories.institution()
    row = factories.accreditation_reviewed(institution)
    service.publicise(row, actor=second)
    assert (row.state, row.notice.kind, row.notice.publicity_ends_on) == (
        State.PUBLICISED,
        Kind.ACCREDITATION_PUBLICITY,
        date(2026, 12, 7),
    )
    clock_at(date(2026, 12, 8))
    service.grant(row, actor=second, **TERM)
    assert row.number.startswith("JD-150100-2026-")
    assert queries.valid_on(institution.organisation_id, "150100", date(2026, 12, 15)) == row
    assert [notice.kind for notice in notices_queries.of_subject(row)] == [
        Kind.ACCREDITATION_PUBLICITY,
        Kind.ACCREDITATION_LIST,
    ]


def test_the_publicity_must_be_over(factories, second, clock_at):
    row = factories.accreditation_reviewed(factories.institution())
    service.publicise(row, actor=second)
    clock_at(date(2026, 12, 7))
    with pytest.raises(Refusal, match="PUBLICITY_RUNNING"):
        service.grant(row, actor=second, **TERM)


@pytest.mark.parametrize(("upheld", "code"), [(None, "OBJECTION_OPEN"), (True, "OBJECTION_UPHELD"), (False, None)])
def test_objections_stop_it_unless_they_are_dismissed(factories, second, clock_at, upheld, code):
    row = factories.accreditation_reviewed(factories.institution())
    service.publicise(row, actor=second)
    objection = factories.objection(row.notice)
    if upheld is not None:
        notices.answer_objection(objection, upheld=upheld, answer="已核", actor=factories.user("labour_officer"))
    clock_at(date(2026, 12, 8))
    if code is None:
        assert service.grant(row, actor=second, **TERM).state == State.GRANTED
    else:
        with pytest.raises(Refusal, match=code):
            service.grant(row, actor=second, **TERM)


def test_the_reviewer_decides_nothing(factories, second, clock_at):
    officer = factories.user("labour_officer")
    row = factories.accreditation_reviewed(factories.institution(), reviewer=officer)
    for verb in (lambda: service.publicise(row, actor=officer), lambda: service.refuse(row, reason="x", actor=officer)):
        with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
            verb()
    service.publicise(row, actor=second)
    clock_at(date(2026, 12, 8))
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        service.grant(row, actor=officer, **TERM)


@pytest.mark.parametrize(
    "changed", [{"valid_to": date(2026, 12, 15)}, {"valid_to": date(2026, 12, 1)}, {"valid_from": date(2026, 12, 7)}]
)
def test_impossible_terms(factories, second, clock_at, changed):
    row = factories.accreditation_reviewed(factories.institution())
    service.publicise(row, actor=second)
    clock_at(date(2026, 12, 8))
    with pytest.raises(Refusal, match="VALIDITY"):
        service.grant(row, actor=second, **{**TERM, **changed})


def test_nothing_is_handed_in_without_its_files(factories):
    institution = factories.institution()
    actor = factories.institution_user(institution)
    draft = service.open_application(
        organisation_id=institution.organisation_id,
        region_code="150100",
        base_name="新城基地",
        address="x",
        actor=actor,
    )
    service.add_proof(draft, criterion_code="legal_person", content=PDF, filename="a.pdf", actor=actor)
    with pytest.raises(Refusal, match="PROOF_MISSING") as refusal:
        service.apply(draft, actor=actor)
    assert "消防" in str(refusal.value.sentence)
    assert "法人" not in str(refusal.value.sentence)


def test_files_are_added_and_taken_out_only_while_it_is_prepared(factories):
    row = factories.accreditation_draft(factories.institution())
    actor = row.opened_by
    proof = row.proofs[0]
    service.remove_proof(row, proof=proof, actor=actor)
    with pytest.raises(Refusal, match="PROOF_MISSING"):
        service.apply(row, actor=actor)
    service.add_proof(row, criterion_code="legal_person", content=PDF, filename="a.pdf", actor=actor)
    service.apply(row, actor=actor)
    with pytest.raises(Refusal, match="NOT_BEING_PREPARED"):
        service.add_proof(row, criterion_code="safety", content=PDF, filename="a.pdf", actor=actor)
    with pytest.raises(Refusal, match="NOT_BEING_PREPARED"):
        service.remove_proof(row, proof=row.proofs[0], actor=actor)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"criterion_code": "beauty"}, "UNKNOWN_CRITERION"),
        ({"expires_on": date(2026, 11, 30)}, "PROOF_EXPIRED"),
        ({"content": b"MZ\x90\x00"}, "ATTACHMENT_TYPE"),
        ({"content": b""}, "ATTACHMENT_EMPTY"),
    ],
)
def test_files_that_are_refused(factories, changed, code):
    row = factories.accreditation_draft(factories.institution())
    fields = {"criterion_code": "safety", "content": PDF, "filename": "a.pdf", "actor": row.opened_by}
    with pytest.raises(Refusal, match=code):
        service.add_proof(row, **(fields | changed))


def test_one_application_a_league_at_a_time(factories):
    institution = factories.institution()
    first = factories.accreditation_draft(institution)
    with pytest.raises(Refusal, match="APPLICATION_OPEN"):
        factories.accreditation_draft(institution)
    assert factories.accreditation_draft(institution, region_code="150200").region_code == "150200"
    service.apply(first, actor=first.opened_by)
    service.refuse(first, reason="材料不实", actor=factories.user("labour_reviewer"))
    assert factories.accreditation_draft(institution).state == State.DRAFT


def test_only_an_approved_institution_applies_and_in_a_league_only(factories):
    waiting, approved = factories.applied_institution(), factories.institution()
    with pytest.raises(Refusal, match="INSTITUTION_NOT_APPROVED"):
        factories.accreditation_draft(waiting)
    with pytest.raises(Refusal, match="NOT_A_LEAGUE"):
        factories.accreditation_draft(approved, region_code="150102")
    institutions.suspend(approved, reason="调查", actor=factories.user("labour_reviewer"))
    with pytest.raises(Refusal, match="INSTITUTION_NOT_APPROVED"):
        factories.accreditation_draft(approved)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"visitors": ("赵一", " ")}, "TWO_VISITORS"),
        ({"visitors": ("赵一", "赵一")}, "TWO_VISITORS"),
        ({"visited_on": date(2026, 11, 29)}, "VISIT_DATE"),
        ({"visited_on": date(2026, 12, 1)}, "VISIT_DATE"),
        ({"score": 101}, "BAD_SCORE"),
        ({"score": -1}, "BAD_SCORE"),
        ({"met": ["venue"]}, "POINTS_UNMET"),
    ],
)
def test_visits_that_are_refused(factories, changed, code):
    with pytest.raises(Refusal, match=code):
        review(factories.accreditation_applied(factories.institution()), factories, **changed)


def test_a_base_that_was_not_recommended_can_only_be_refused(factories, second):
    row = factories.accreditation_applied(factories.institution())
    review(row, factories, met=["venue"], is_recommended=False)
    with pytest.raises(Refusal, match="NOT_RECOMMENDED"):
        service.publicise(row, actor=second)
    assert service.refuse(row, reason="场地不足", actor=second).state == State.REFUSED


def test_steps_out_of_order_are_refused(factories, second, clock_at):
    draft = factories.accreditation_draft(factories.institution())
    with pytest.raises(StateMoved):
        review(draft, factories)
    with pytest.raises(StateMoved):
        service.publicise(draft, actor=second)
    row = factories.accreditation_reviewed(factories.institution())
    with pytest.raises(Refusal, match="NOT_PUBLICISED"):
        service.grant(row, actor=second, **TERM)
    base = factories.accreditation(factories.institution())
    with pytest.raises(Refusal, match="NOT_SUSPENDED"):
        service.lift(base, reason="x", actor=second)
    service.withdraw(base, reason="x", actor=second)
    with pytest.raises(StateMoved):
        service.suspend(base, reason="x", actor=second)


def test_one_from_paper_takes_two_people(factories):
    institution, officer = factories.institution(), factories.user("labour_officer")
    fields = {
        "organisation_id": institution.organisation_id,
        "region_code": "150100",
        "number": "呼人社认〔2026〕3号",
        "base_name": "基地",
        "address": "x",
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2027, 1, 1),
        "actor": officer,
    }
    row = service.enter(document=(PDF, "认定文件.pdf"), **fields)
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        service.confirm(row, actor=officer)
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        service.refuse(row, reason="x", actor=officer)
    with pytest.raises(Refusal, match="NUMBER_TAKEN"):
        service.enter(**fields)
    with pytest.raises(Refusal, match="VALIDITY"):
        service.enter(**{**fields, "number": "另", "valid_to": date(2026, 1, 1)})
    service.confirm(row, actor=factories.user("labour_reviewer"))
    with pytest.raises(Refusal, match="NOT_ENTERED"):
        service.confirm(row, actor=factories.user("labour_reviewer"))


def test_suspension_withdrawal_and_lifting_are_published(factories, second):
    base = factories.accreditation(factories.institution())
    service.suspend(base, reason="整改", actor=second)
    service.lift(base, reason="合格", actor=second)
    service.withdraw(base, reason="注销", actor=second)
    assert [notice.kind for notice in notices_queries.of_subject(base)] == [Kind.ACCREDITATION_CHANGE] * 3
    assert [turn.kind.value for turn in queries.turns(base)] == ["suspended", "lifted", "withdrawn"]


def test_a_leagues_own_point_takes_the_place_of_the_regions(factories, session):
    day = clock.today()
    own = Criterion(
        region_code="150100",
        code="venue",
        position=4,
        text="实训场地不少于 500 平方米",
        source="呼人社发",
        needs_evidence=True,
        standing=Standing.SECONDARY,
        from_on=day,
    )
    session.add(own)
    session.flush()
    assert own in queries.criteria("150100", day)
    assert len(queries.criteria("150100", day)) == len(queries.criteria("150200", day))
    assert own not in queries.criteria("150100", day - timedelta(days=1))
    unsure = {point.code for point in queries.criteria("150200") if point.standing == Standing.TO_BE_CONFIRMED}
    assert {"venue", "managers", "teachers", "safety"} <= unsure
