"""Two processes that add the same citizen number get one row."""

import pytest
import sqlalchemy as sa

from kernel.db import db
from settlement.persons.models import Person
from tests.factories.settlement_evidence import citizen
from tests.settlement.racing import race

ADD = """
from settlement.persons import service
answer = sorted(person.id for person in service.find_or_add_all(given, "150100").values())
time.sleep(0.3)
"""
ADD_BLINDLY = """
from settlement.persons.models import Person
from settlement.persons.queries import index_of
known = db.session.scalars(db.select(Person).filter_by(number_index=index_of(given[0]))).first()
time.sleep(0.3)
row = known or Person(number_index=index_of(given[0]), number=given[0], first_region_code="150100")
db.session.add(row)
db.session.flush()
answer = [row.id]
"""


@pytest.mark.races
def test_two_processes_adding_the_same_numbers_get_the_same_rows(own_database, tmp_path):
    numbers = [citizen(serial) for serial in range(40)]
    answers = race(own_database, ADD, [numbers, list(reversed(numbers))], directory=tmp_path)
    assert answers[0] == answers[1]
    with own_database.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 40


@pytest.mark.races
def test_a_blind_addition_would_fail_where_both_can_look_at_once(own_database, tmp_path):
    """The mutant: look, then insert. SQLite has one writer, so there it is only slow; PostgreSQL shows the race."""
    answers = race(own_database, ADD_BLINDLY, [[citizen(1)], [citizen(1)]], directory=tmp_path)
    refused = [answer for answer in answers if isinstance(answer, str)]
    assert len(refused) == (1 if own_database.kind == "postgresql" else 0)
