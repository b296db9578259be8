"""Notices keep their address and every version; publicity counts working days; another person answers objections."""

from datetime import date

import pytest

from kernel.db import db
from kernel.refusals import Refusal, StateMoved
from tendering.notices import body, queries, service
from tendering.notices.models import Kind, NoticeVersion, ObjectionState


@pytest.fixture(autouse=True)
def _monday(clock_at):
    clock_at(date(2026, 11, 30))


def test_numbers_of_a_region_and_year_have_no_gaps(factories):
    first, second, elsewhere = factories.notice(), factories.notice(), factories.notice(region_code="150200")
    assert int(second.number[-4:]) == int(first.number[-4:]) + 1
    assert first.number.startswith("150100-2026-")
    assert elsewhere.number.startswith("150200-2026-")


def test_a_number_given_back_by_a_rollback_is_given_again(factories):
    with db.session.begin_nested() as savepoint:
        lost = factories.notice().number
        savepoint.rollback()
    db.session.expire_all()
    assert factories.notice().number == lost


def test_publicity_of_five_working_days_begins_on_the_day_after_publication(factories):
    assert factories.notice(publicity_days=5).publicity_ends_on == date(2026, 12, 7)


def test_a_publicity_cannot_end_before_it_begins(factories):
    with pytest.raises(Refusal, match="PUBLICITY_PAST"):
        factories.notice(publicity_ends_on=date(2026, 11, 29))


def test_publicity_past_the_announced_calendar_is_refused(factories, clock_at):
    clock_at(date(2026, 12, 30))
    with pytest.raises(Refusal, match="CALENDAR_NOT_ANNOUNCED"):
        factories.notice(publicity_days=5)


def test_a_revision_is_a_new_version_and_the_old_one_stays(factories):
    notice = factories.notice(title="甲公示", body={"说明": "旧文"}, publicity_days=5)
    service.revise(
        notice, title="甲公示（更正）", added={"更正": "新文"}, reason="笔误", actor=factories.user("labour_reviewer")
    )
    assert notice.title == "甲公示（更正）"
    assert body.shown(notice.latest.body) == [{"facts": [("更正", "新文"), ("说明", "旧文")]}]
    assert notice.publicity_ends_on == date(2026, 12, 7)
    old = queries.version(notice, 1)
    assert (old.title, body.shown(old.body)) == ("甲公示", [{"facts": [("说明", "旧文")]}])
    assert [version.version for version in notice.versions] == [2, 1]


def test_a_publicity_is_prolonged_but_never_shortened(factories):
    notice = factories.notice(publicity_days=5)
    actor = factories.user("labour_reviewer")
    service.revise(notice, reason="延长", publicity_ends_on=date(2026, 12, 10), actor=actor)
    assert notice.publicity_ends_on == date(2026, 12, 10)
    with pytest.raises(Refusal, match="PUBLICITY_SHORTENED"):
        service.revise(notice, reason="缩短", publicity_ends_on=date(2026, 12, 9), actor=actor)


def test_versions_cannot_be_changed_in_the_database(factories):
    notice = factories.notice()
    with pytest.raises(Exception, match="APPEND_ONLY|permission denied"), db.session.begin_nested():
        db.session.execute(db.update(NoticeVersion).filter_by(notice_id=notice.id).values(title="改"))


def test_a_body_keeps_rows_counts_dates_and_words(app):
    kept = body.sections(
        {"名单": {"headers": ["人", "数", "日"], "rows": [["甲", 3, date(2026, 1, 2)], [Kind.AWARD, None, "x"]]}}
    )
    with app.test_request_context():
        shown = body.shown(kept)[0]
    assert shown["rows"][0] == ["甲", 3, "2026-01-02"]
    assert shown["rows"][1][0] == "中标公告"
    assert shown["numeric"] == [1]


def test_a_body_is_never_made_of_floats():
    with pytest.raises(TypeError):
        body.sections({"金额": 1.5})


def test_objections_are_accepted_up_to_and_with_the_last_day(factories, clock_at):
    notice = factories.notice(publicity_days=5)
    clock_at(date(2026, 12, 7))
    objection = factories.objection(notice)
    assert queries.open_objections(notice.id) == [objection]
    clock_at(date(2026, 12, 8))
    with pytest.raises(Refusal, match="PUBLICITY_OVER"):
        factories.objection(notice)


def test_a_notice_without_publicity_takes_no_objection(factories):
    with pytest.raises(Refusal, match="NO_PUBLICITY"):
        factories.objection(factories.notice(kind=Kind.AWARD))


def test_an_objection_is_answered_once(factories):
    objection = factories.objection(factories.notice(publicity_days=5))
    officer = factories.user("labour_officer")
    service.answer_objection(objection, upheld=True, answer="属实", actor=officer)
    assert (objection.state, objection.answered_by_id) == (ObjectionState.UPHELD, officer.id)
    assert queries.open_objections(objection.notice_id) == []
    assert queries.upheld_objections(objection.notice_id) == [objection]
    with pytest.raises(StateMoved):
        service.answer_objection(objection, upheld=False, answer="不属实", actor=officer)


def test_whoever_published_does_not_answer(factories):
    publisher = factories.user("labour_reviewer")
    objection = factories.objection(factories.notice(publicity_days=5, actor=publisher))
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        service.answer_objection(objection, upheld=False, answer="无", actor=publisher)


def test_latest_and_running_publicity(factories, clock_at):
    running = factories.notice(publicity_days=3)
    award = factories.notice(kind=Kind.AWARD)
    assert queries.latest(limit=1) == [award]
    assert queries.latest(kinds=[Kind.ACCREDITATION_PUBLICITY], region_code="150100", limit=1) == [running]
    assert running in queries.in_publicity()
    clock_at(date(2026, 12, 4))
    assert running not in queries.in_publicity()
