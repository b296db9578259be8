"""The spine: writes begin in one place, evidence only grows, acts are chained."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from kernel import audit, evidence, numbering
from kernel.accounts.models import User
from kernel.db import begin_read, begin_write, db
from kernel.organisations.models import Organisation


def test_a_number_series_has_no_gap_and_starts_at_one(session):
    assert [numbering.take("voucher", "150100", 2026) for _ in range(3)] == [1, 2, 3]
    assert numbering.take("voucher", "150200", 2026) == 1
    assert numbering.take("voucher", "150100", 2027) == 1


def test_a_read_transaction_refuses_to_write(session, factories):
    factories.organisation()
    session.commit()
    begin_read()
    with pytest.raises(DBAPIError):
        factories.organisation()
    session.rollback()


def test_a_write_after_a_read_begins_anew(session, factories):
    begin_read()
    session.scalars(sa.select(User)).all()
    begin_write()
    factories.organisation(name="written")
    session.commit()
    assert session.scalars(sa.select(Organisation.name).where(Organisation.name == "written")).one()


def test_an_act_is_chained_with_what_changed(session, factories):
    actor = factories.user("labour_officer")
    subject = factories.organisation(name="before")
    session.commit()
    subject.name = "after"
    audit.record(actor, "organisation renamed", subject, note="as asked")
    session.commit()
    row = audit.history(subject)[-1]
    assert (row.verb, row.note, row.actor_id) == ("organisation renamed", "as asked", actor.id)
    assert '"changed":{"name":["before","after"]}' in row.facts
    assert audit.verify() == []


def test_a_change_that_nobody_recorded_is_not_told_with_a_later_act(session, factories):
    actor, subject = factories.user("labour_officer"), factories.organisation(name="first")
    session.commit()
    subject.name = "second"
    session.commit()
    subject.name = "third"
    audit.record(actor, "organisation renamed", subject)
    session.commit()
    assert '"changed":{"name":["second","third"]}' in audit.history(subject)[-1].facts


def test_a_rolled_back_act_leaves_no_row(session, factories):
    actor = factories.user("labour_officer")
    session.commit()
    audit.record(actor, "never happened", "nothing")
    session.rollback()
    session.commit()
    assert not session.scalars(sa.select(audit.AuditRow).filter_by(verb="never happened")).all()


@pytest.mark.parametrize("statement", ["UPDATE audit_rows SET note = 'x'", "DELETE FROM audit_rows"])
def test_the_database_refuses_to_change_an_audit_row(session, factories, statement):
    audit.record(factories.user("labour_officer"), "did", "a thing")
    session.commit()
    with pytest.raises(DBAPIError):
        session.execute(sa.text(statement))
    session.rollback()


def test_evidence_numbers_follow_one_another_in_a_region(session):
    first = evidence.next_seq("150100", 3)
    assert evidence.next_seq("150100") == first + 1
    assert evidence.lock_region("150100") == first + 1
    assert evidence.heads()["150100"] == first + 1


def test_the_audit_chain_shows_a_cut_tail(session, factories):
    actor = factories.user("labour_officer")
    for number in range(3):
        audit.record(actor, f"act {number}", "a thing")
    session.commit()
    head = session.get(audit.AuditHead, "150100")
    head.seq, head.hash = head.seq + 1, "f" * 64
    session.flush()
    assert any("150100" in fault for fault in audit.verify())
    db.session.rollback()
