"""Messages reach the person, the role in the region, the organisation, and nobody else."""

import pytest
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from kernel.db import db
from kernel.inbox import queries, service
from kernel.inbox.models import Message


def send(**to):
    return service.send(title=_l("Message"), body="Please look.", region_code="150100", actor=None, **to)


def test_a_message_to_a_person_is_theirs_alone(session, factories):
    reader, other = factories.user("auditor"), factories.user("auditor")
    send(user_id=reader.id)
    assert (queries.unread_count(reader), queries.unread_count(other)) == (1, 0)


def test_a_message_to_a_role_stays_in_its_region(session, factories):
    here, elsewhere = factories.user("labour_officer"), factories.user("labour_officer", region_code="150200")
    send(role="labour_officer")
    assert (
        queries.unread_count(here),
        queries.unread_count(elsewhere),
        queries.unread_count(factories.user("auditor")),
    ) == (1, 0, 0)


def test_a_message_to_an_organisation_reaches_its_people(session, factories):
    body = factories.organisation()
    send(organisation_id=body.id)
    assert queries.unread_count(factories.user("institution", organisation=body)) == 1
    assert queries.unread_count(factories.user("institution", organisation=factories.organisation())) == 0


@pytest.mark.parametrize("to", [{}, {"role": "auditor", "user_id": 1}])
def test_a_message_has_exactly_one_receiver(session, to):
    with pytest.raises(ValueError, match="exactly one"):
        send(**to)


def test_the_database_knows_that_too(session, factories):
    made = send(role="auditor")
    made.role = None
    with pytest.raises(IntegrityError):
        session.flush()


def test_opening_and_reading_a_message(client, factories):
    reader = factories.user("auditor")
    message = service.send(
        title=_l("Message"), body="Please look.", region_code="150100", actor=None, user_id=reader.id, url="/desk"
    )
    client.login(reader)
    assert "消息内容" in client.get("/messages/").text
    assert "Please look." in client.get(f"/messages/{message.id}").text
    assert queries.unread_count(reader) == 1, "a GET writes nothing"
    assert client.submit(f"/messages/{message.id}").location == "/desk"
    assert queries.unread_count(reader) == 0
    assert client.submit(f"/messages/{message.id}").status_code == 302, "a second time changes nothing"


def test_somebody_elses_message_does_not_exist(client, factories):
    message = send(user_id=factories.user("auditor").id)
    assert client.login(factories.user("auditor")).get(f"/messages/{message.id}").status_code == 404


def test_all_are_marked_at_once(client, factories):
    reader = factories.user("auditor")
    for _ in range(3):
        send(user_id=reader.id)
    client.login(reader).submit("/messages/read", page="/messages/")
    assert queries.unread_count(reader) == 0
    assert db.session.query(Message).count() == 3
