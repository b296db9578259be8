"""Classes and rosters: what opens, who may verify, what counts, and what is refused."""

from datetime import date, timedelta

import pytest

from kernel import evidence
from kernel.refusals import Refusal, StateMoved
from settlement.persons import service as persons
from settlement.rosters import appraisal_service, lines_service, present, queries, service
from settlement.rosters.files import read_roster
from settlement.rosters.models import AppraisalResult, ClassState
from tendering.permissions import Role
from tests.settlement.rosters.workbooks import xlsx

PASSED = AppraisalResult.PASSED


def _open(award, actor, **changes):
    said = {"seats": 20, "opened_on": date(2026, 3, 2), "ended_on": date(2026, 4, 30), "place": "培训楼"}
    return service.open_class(award_id=award.id, actor=actor, **said | changes)


def test_a_class_pins_document_standard_and_trade_of_its_award(app, factories):
    opened, _actor = factories.open_class()
    assert (opened.standard_fen, opened.trade_code, opened.level) == (80000, "6-04-01-01", "4")
    assert opened.document.number.startswith("呼人社发")
    assert opened.number == "150100-2026-0001"


@pytest.mark.parametrize(("changes", "code"), [
    ({"ended_on": date(2026, 3, 1)}, "DAYS_REVERSED"), ({"ended_on": date(2027, 3, 4)}, "CLASS_TOO_LONG"),
    ({"opened_on": date(2026, 1, 4)}, "BEFORE_AWARD"), ({"seats": 51}, "NO_SEATS_LEFT"),
    ({"opened_on": date(2029, 1, 1), "ended_on": date(2029, 2, 1)}, "NOT_ACCREDITED"),
])  # fmt: skip
def test_a_class_that_may_not_open_says_why(app, factories, changes, code):
    award, actor = factories.class_ground()
    with pytest.raises(Refusal, match=code):
        _open(award, actor, **changes)


def test_without_a_document_in_force_no_class_opens(app, factories):
    school = factories.institution()
    factories.accreditation(school)
    award, actor = factories.paper_award(school), factories.institution_user(school)
    with pytest.raises(Refusal, match="NO_DOCUMENT"):
        _open(award, actor)


def test_a_document_with_another_standard_or_none_is_refused(app, factories):
    skill = {"6-04-01-01/4": "900.00"}
    factories.policy_document(standards={"skill": skill, "startup": {"*": "1000.00"}})
    award, actor = factories.class_ground()
    with pytest.raises(Refusal, match="STANDARD_DIFFERS"):
        _open(award, actor)
    award, actor = factories.class_ground(group="graduate", standard_fen=90000)
    assert _open(award, actor).group == "graduate"


def test_only_the_award_s_own_institution_opens_its_class(app, factories):
    award, _actor = factories.class_ground()
    _other, stranger = factories.class_ground()
    with pytest.raises(Refusal, match="AWARD_NOT_FINAL"):
        _open(award, stranger)


def test_seats_are_shared_among_the_classes_of_an_award_and_come_back_when_one_is_cancelled(app, factories):
    award, actor = factories.class_ground()
    first = _open(award, actor, seats=30)
    with pytest.raises(Refusal, match="NO_SEATS_LEFT"):
        _open(award, actor, seats=21)
    service.cancel(first, because="生源不足", actor=actor)
    assert _open(award, actor, seats=50).seats == 50


def test_the_same_file_again_adds_nothing_and_a_corrected_file_adds_the_missing(app, factories):
    opened, actor = factories.open_class()
    good = ("张一", factories.citizen(), "", "城镇登记失业人员", None, None)
    number = factories.citizen()
    bad, corrected = (
        (None, number, "", "城镇登记失业人员", None, None),
        ("李二", number, "", "城镇登记失业人员", None, None),
    )
    results = [lines_service.import_lines(opened, read_roster(xlsx(rows), "a.xlsx"), actor=actor)
               for rows in ([good, bad], [good, bad], [good, corrected])]  # fmt: skip
    assert [(len(kept.accepted), kept.known, kept.refused_rows) for kept in results] == [
        (1, 0, 1),
        (0, 1, 1),
        (1, 1, 0),
    ]
    assert [line.position for line in present.current_lines(opened.id)] == [1, 2]


def test_a_known_number_under_another_name_is_refused(app, factories):
    opened, actor = factories.open_class()
    one = factories.trainee(2)
    factories.fill(opened, [one], actor=actor)
    other = factories.trainee(2, number=one.number, name="李四")
    kept = lines_service.import_lines(opened, factories.roster_file([other]), actor=actor)
    assert [(row, column) for row, column, _sentence in kept.faults] == [(2, "姓名")]


def test_rows_beyond_the_seats_are_refused_one_by_one(app, factories):
    opened, actor = factories.open_class(seats=2)
    rows = [factories.trainee(row) for row in range(2, 6)]
    kept = lines_service.import_lines(opened, factories.roster_file(rows), actor=actor)
    assert (len(kept.accepted), [row for row, *_rest in kept.faults]) == (2, [4, 5])


def test_a_person_in_another_institution_on_the_same_days_is_refused_and_the_other_is_not_named(app, factories):
    first, actor = factories.open_class()
    second, other = factories.open_class(opened_on=date(2026, 4, 30), ended_on=date(2026, 6, 30))
    number = factories.citizen()
    factories.fill(first, [factories.trainee(2, number=number)], actor=actor)
    kept = lines_service.import_lines(second, factories.roster_file([factories.trainee(2, number=number)]), actor=other)
    [(row, column, sentence)] = kept.faults
    assert (row, column) == (2, "公民身份号码")
    assert first.organisation.name not in str(sentence)
    assert first.number not in str(sentence)


def test_a_person_trained_before_in_the_year_is_taken_with_a_remark(app, factories):
    first, actor = factories.open_class()
    second, other = factories.open_class(opened_on=date(2026, 5, 1), ended_on=date(2026, 6, 30))
    number = factories.citizen()
    factories.fill(first, [factories.trainee(2, number=number)], actor=actor)
    kept = lines_service.import_lines(second, factories.roster_file([factories.trainee(2, number=number)]), actor=other)
    [(_row, _name, masked, remark)] = kept.accepted
    assert remark is not None
    assert number[6:14] not in masked


def test_a_merged_person_is_one_person_to_the_roster(app, factories):
    opened, actor = factories.open_class()
    one, two = factories.trainee(2), factories.trainee(3)
    factories.fill(opened, [one], actor=actor)
    persons.find_or_add(two.number, "150100")
    proposal = persons.propose_merge(number=one.number, into_number=two.number, because="x",
                                     actor=factories.user(Role.LABOUR_OFFICER))  # fmt: skip
    persons.decide_merge(proposal, agreed=True, note="x", actor=factories.user(Role.LABOUR_REVIEWER))
    with pytest.raises(Refusal, match="ON_ROSTER"):
        lines_service.add_line(opened, two, actor=actor)


def test_the_submitter_may_not_verify(app, factories):
    opened, actor = factories.open_class()
    factories.fill(opened, [factories.trainee()], actor=actor)
    service.submit(opened, actor=actor)
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        service.verify(opened, actor=actor)


def test_an_empty_roster_is_not_submitted_and_a_submitted_one_not_changed(app, factories):
    opened, actor = factories.open_class()
    with pytest.raises(Refusal, match="EMPTY_ROSTER"):
        service.submit(opened, actor=actor)
    [line] = factories.fill(opened, [factories.trainee()], actor=actor)
    service.submit(opened, actor=actor)
    for act in (lambda: factories.fill(opened, [factories.trainee()], actor=actor),
                lambda: lines_service.remove_line(line, because="x", actor=actor)):  # fmt: skip
        with pytest.raises(Refusal, match="ROSTER_CLOSED"):
            act()


def test_a_returned_roster_is_corrected_and_submitted_again(app, factories):
    opened, actor = factories.open_class()
    [line] = factories.fill(opened, [factories.trainee()], actor=actor)
    service.submit(opened, actor=actor)
    service.return_to_institution(opened, because="号码有误", actor=factories.user(Role.LABOUR_OFFICER))
    assert (opened.state, opened.returned_because) == (ClassState.OPEN, "号码有误")
    replaced = lines_service.replace_line(line, factories.trainee(3), because="更正", actor=actor)
    assert [row.id for row in present.current_lines(opened.id)] == [replaced.id]
    assert replaced.replaces_id == line.id
    service.submit(opened, actor=actor)
    assert opened.returned_because is None


def test_a_line_taken_out_can_be_entered_again(app, factories):
    opened, actor = factories.open_class()
    one = factories.trainee()
    [line] = factories.fill(opened, [one], actor=actor)
    lines_service.remove_line(line, because="误报", actor=actor)
    [again] = factories.fill(opened, [one], actor=actor)
    assert (again.id != line.id, again.occurrence) == (True, 1)
    with pytest.raises(Refusal, match="ALREADY_REMOVED"):
        lines_service.remove_line(line, because="x", actor=actor)


def counted(heads, cutoff):
    return queries.counted_lines(heads, cutoff, queries.class_rows(heads, cutoff))


def test_only_lines_filed_before_the_verification_count(app, factories):
    done, lines, actor = factories.completed_class(people=2)
    cutoff = date(2026, 12, 31)
    assert counted(evidence.heads(), cutoff).line_id.tolist() == [line.id for line in lines]
    [row] = queries.class_rows(evidence.heads(), cutoff)
    assert (row.class_id, row.kind, row.completed_on) == (done.id, "skill", done.ended_on)
    lines_service.remove_line(lines[0], because="冒名", actor=factories.user(Role.LABOUR_OFFICER))
    assert counted(evidence.heads(), cutoff).line_id.tolist() == [lines[1].id]


def test_the_reads_of_settlement_are_as_of_their_heads_and_cutoff(app, factories):
    done, lines, _actor = factories.completed_class(people=1, failed=1)
    officer, before = factories.user(Role.LABOUR_OFFICER), evidence.heads()
    appraisal_service.record_appraisal(
        lines[0], result=PASSED, appraised_on=date(2026, 5, 8), certificate="1", actor=officer
    )
    service.cancel(done, because="x", actor=officer)
    cutoff = date(2026, 5, 31)
    found = counted(before, cutoff)
    assert (found.passed.tolist(), found.appraised_on.tolist()) == ([False], [done.ended_on])
    assert len(counted(before, done.ended_on - timedelta(days=1))) == 0
    assert queries.class_rows(evidence.heads(), cutoff) == []
    for heads in (evidence.heads(), {"150200": 10**9}, {}):
        assert len(counted(heads, cutoff)) == 0


def test_a_class_completes_when_it_is_over_and_everybody_has_a_result(app, factories, clock_at):
    verified, lines, _actor = factories.verified_class(
        people=2, opened_on=date(2026, 10, 1), ended_on=date(2027, 1, 15)
    )
    officer = factories.user(Role.LABOUR_OFFICER)
    with pytest.raises(Refusal, match="CLASS_NOT_ENDED"):
        service.complete(verified, actor=officer)
    clock_at(date(2027, 1, 20))
    appraisal_service.record_appraisal(
        lines[0], result=PASSED, appraised_on=date(2027, 1, 18), certificate=None, actor=officer
    )
    with pytest.raises(Refusal, match="APPRAISAL_MISSING"):
        service.complete(verified, actor=officer)
    appraisal_service.record_appraisal(
        lines[1], result=PASSED, appraised_on=date(2027, 1, 16), certificate=None, actor=officer
    )
    assert service.complete(verified, actor=officer).completed_on == date(2027, 1, 18)
    with pytest.raises(StateMoved):
        service.complete(verified, actor=officer)


def test_results_are_corrected_by_rows_and_never_twice_the_same(app, factories):
    _verified, [line], _actor = factories.verified_class(people=1)
    officer = factories.user(Role.LABOUR_OFFICER)
    said = {"appraised_on": date(2026, 4, 30), "certificate": None, "actor": officer}
    first = appraisal_service.record_appraisal(line, result=AppraisalResult.FAILED, **said)
    second = appraisal_service.record_appraisal(line, result=PASSED, **said)
    assert second.replaces_id == first.id
    assert present.appraisal_of(line.id) is second
    with pytest.raises(Refusal, match="NOTHING_CHANGED"):
        appraisal_service.record_appraisal(line, result=PASSED, **said)


@pytest.mark.parametrize(("day", "code"), [(date(2026, 3, 1), "BEFORE_OPENING"), (date(2099, 1, 1), "FUTURE_DAY")])
def test_a_result_of_an_impossible_day_is_refused(app, factories, day, code):
    _verified, [line], _actor = factories.verified_class(people=1)
    with pytest.raises(Refusal, match=code):
        appraisal_service.record_appraisal(line, result=PASSED, appraised_on=day, certificate=None,
                                           actor=factories.user(Role.LABOUR_OFFICER))  # fmt: skip


def test_employment_counts_are_fixed_once_and_not_before_the_window_closes(app, factories):
    done, _lines, _actor = factories.completed_class(people=2)
    officer = factories.user(Role.LABOUR_OFFICER)
    assert present.signing_window(done) == (done.opened_on, date(2026, 10, 30))
    with pytest.raises(Refusal, match="WINDOW_OPEN"):
        service.freeze({done.id: (2, 1, date(2099, 1, 1))}, actor=officer)
    for employed in (1, 2):
        service.freeze({done.id: (2, employed, date(2026, 10, 30))}, actor=officer)
    [row] = queries.class_rows(evidence.heads(), date(2026, 12, 31))
    assert (row.frozen_passed, row.frozen_employed) == (2, 1)
