"""Policy documents: drafted, countersigned by another, immutable from then on, never two at once."""

from datetime import date

import pytest
import sqlalchemy as sa

from kernel.refusals import Refusal, StateMoved
from settlement.documents import queries, service
from settlement.documents.models import Document, DocumentState
from settlement.policy.refusals import PolicyRefusal
from tendering.permissions import Role


def test_a_countersigned_document_is_in_force_on_its_first_and_last_day(app, factories):
    document = factories.policy_document(first=date(2026, 3, 1), last=date(2026, 6, 30))
    assert document.state == DocumentState.IN_FORCE
    for day, expected in ((date(2026, 2, 28), None), (date(2026, 3, 1), document), (date(2026, 6, 30), document),
                          (date(2026, 7, 1), None)):  # fmt: skip
        assert queries.in_force("150100", day) is expected


def test_the_league_comes_before_the_region_and_the_region_fills_its_gaps(app, factories):
    region = factories.policy_document(region_code="150000", first=date(2026, 1, 1))
    league = factories.policy_document(first=date(2026, 3, 1), last=date(2026, 3, 31))
    assert queries.in_force("150100", date(2026, 3, 31)) is league
    assert queries.in_force("150100", date(2026, 4, 1)) is region
    assert queries.in_force("150200", date(2026, 3, 15)) is region


def test_the_drafter_may_not_countersign(app, factories):
    draft = factories.policy_draft()
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        service.countersign(draft, actor=draft.drafted_by)


def test_finance_of_another_region_may_not_countersign(app, factories):
    draft = factories.policy_draft()
    with pytest.raises(Refusal, match="OTHER_REGION"):
        service.countersign(draft, actor=factories.user(Role.FINANCE_OFFICER, region_code="150000"))


@pytest.mark.parametrize(("first", "last"), [
    (date(2026, 6, 30), None), (date(2025, 1, 1), date(2026, 3, 1)),
    (date(2026, 4, 1), date(2026, 4, 2)), (date(2025, 1, 1), None),
])  # fmt: skip
def test_two_documents_of_one_region_never_share_a_day(app, factories, first, last):
    factories.policy_document(first=date(2026, 3, 1), last=date(2026, 6, 30))
    with pytest.raises(Refusal, match="DOCUMENT_OVERLAPS"):
        factories.policy_document(first=first, last=last)


def test_documents_may_meet_without_a_gap(app, factories):
    factories.policy_document(first=date(2026, 3, 1), last=date(2026, 6, 30))
    later = factories.policy_document(first=date(2026, 7, 1))
    assert queries.in_force("150100", date(2026, 7, 1)) is later


def test_a_superseded_document_ends_the_day_before_and_keeps_what_it_says(app, factories):
    old = factories.policy_document(first=date(2026, 1, 1))
    said = old.content
    new = factories.policy_document(first=date(2026, 5, 1), supersedes=old)
    assert (old.in_force_to, old.content) == (date(2026, 4, 30), said)
    assert queries.in_force("150100", date(2026, 4, 30)) is old
    assert queries.in_force("150100", date(2026, 5, 1)) is new
    assert queries.successor(old) is new


def test_a_document_cannot_supersede_one_that_begins_no_earlier(app, factories):
    old = factories.policy_document(first=date(2026, 5, 1))
    with pytest.raises(Refusal, match="SUPERSEDES_LATER"):
        factories.policy_document(first=date(2026, 5, 1), supersedes=old)


@pytest.mark.parametrize("change", ["content = '{}'", "title = 'x'", "state = 'draft'", "in_force_from = '2020-01-01'"])
def test_the_database_refuses_to_change_a_countersigned_document(app, session, factories, change):
    document = factories.policy_document()
    with pytest.raises(sa.exc.DBAPIError, match="APPEND_ONLY documents"), session.begin_nested():
        session.execute(sa.text(f"UPDATE documents SET {change} WHERE id = {document.id}"))


@pytest.mark.parametrize("statement", [
    "DELETE FROM documents WHERE id = {id}", "DELETE FROM document_costs WHERE document_id = {id}",
    "UPDATE document_costs SET source = 'x' WHERE document_id = {id}",
    "INSERT INTO document_costs (document_id, kind, key, training_fen, appraisal_fen, source) "
    "VALUES ({id}, 'skill', '*', 1, 1, 'x')",
])  # fmt: skip
def test_the_database_refuses_to_touch_a_countersigned_document_and_its_costs(app, session, factories, statement):
    document = factories.policy_document()
    with pytest.raises(sa.exc.DBAPIError, match="APPEND_ONLY document"), session.begin_nested():
        session.execute(sa.text(statement.format(id=document.id)))


def test_a_countersigned_document_is_neither_revised_nor_withdrawn(app, factories):
    document = factories.policy_document()
    other = queries.policy(document.id)
    with pytest.raises(Refusal, match="DOCUMENT_FIXED"):
        service.revise(document, policy=other, costs=[], supersedes_id=None, actor=document.drafted_by)
    with pytest.raises(StateMoved):
        service.withdraw(document, because="x", actor=document.drafted_by)


def test_a_standard_below_the_floor_is_refused(app, factories):
    with pytest.raises(PolicyRefusal, match="below the floor"):
        factories.policy_draft(standards={"skill": {"*": "799.99"}, "startup": {"*": "1000.00"}})


def test_a_standard_without_the_cost_behind_it_is_refused(app, factories):
    draft = factories.policy_draft()
    with pytest.raises(Refusal, match="STANDARD_WITHOUT_COST"):
        service.revise(
            draft, policy=queries.policy(draft.id), costs=draft.costs[:1], supersedes_id=None, actor=draft.drafted_by
        )


def test_a_number_stands_once_in_a_region(app, session, factories):
    factories.policy_draft(number="呼人社发〔2026〕1号")
    with pytest.raises(sa.exc.IntegrityError):
        factories.policy_draft(number="呼人社发〔2026〕1号")


def test_the_policy_reads_back_what_was_drafted(app, factories):
    document = factories.policy_document(
        options={"max_years": 3, "open_ended": 2, "bands": [{"at_least": 80, "pay": 100}]}
    )
    said = queries.policy(document.id)
    assert (said.max_years, said.open_ended, said.bands[0].at_least, said.digest()) == (
        3,
        2,
        8000,
        document.content_hash,
    )


def test_only_drafts_wait_for_finance(app, factories):
    draft, _ = factories.policy_draft(), factories.policy_document()
    assert queries.waiting_for_finance("150100") == [draft]
    assert isinstance(draft, Document)
