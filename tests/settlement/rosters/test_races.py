"""The last seats of an award, and the same trainee twice: real processes on both databases."""

import pytest
import sqlalchemy as sa

from kernel.db import db
from settlement.rosters import present
from tests import factories as factory_modules
from tests.factories.settlement_evidence import citizen
from tests.settlement.racing import race

OPEN = """
from datetime import date
from kernel.accounts.models import User
from settlement.rosters import service
made = service.open_class(award_id=given["award"], seats=30, opened_on=date(2026, 3, 2), ended_on=date(2026, 4, 30),
                          place="培训楼", actor=db.session.get(User, given["actor"]))
time.sleep(0.2)
answer = made.number
"""
OPEN_UNLOCKED = (
    """
import settlement.rosters.service as service
service.lock = lambda model, key: db.session.get(model, key)
"""
    + OPEN
)
ADD = """
from kernel.accounts.models import User
from settlement.persons.groups import Group
from settlement.rosters import lines_service
from settlement.rosters.files import NewLine
from settlement.rosters.models import TrainingClass
row, actor = NewLine(0, "张一", given["number"], Group.UNEMPLOYED), db.session.get(User, given["actor"])
line = lines_service.add_line(db.session.get(TrainingClass, given["of"]), row, actor=actor)
time.sleep(0.2)
answer = line.position
"""


@pytest.fixture
def ground(own_database):
    """An award of fifty seats with its user, and an open class of two seats: committed."""
    with own_database.app.app_context(), own_database.app.test_request_context():
        made = factory_modules.load()
        award, actor = made.class_ground()
        opened, school = made.open_class(seats=2)
        ids = {"award": award.id, "actor": actor.id, "of": opened.id, "school": school.id}
        db.session.commit()
    return ids


@pytest.mark.races
def test_two_classes_racing_for_the_last_seats_one_opens(own_database, ground, tmp_path):
    given = {"award": ground["award"], "actor": ground["actor"]}
    answers = race(own_database, OPEN, [given, given], directory=tmp_path)
    assert sorted(answer.startswith("refused NO_SEATS_LEFT") for answer in answers) == [False, True]
    with own_database.app.app_context():
        assert present.seats_taken(ground["award"]) == 30


@pytest.mark.races
def test_without_the_lock_both_would_open(own_database, ground, tmp_path):
    """The mutant. SQLite's one writer serialises it; PostgreSQL shows why the award's row is locked."""
    given = {"award": ground["award"], "actor": ground["actor"]}
    answers = race(own_database, OPEN_UNLOCKED, [given, given], directory=tmp_path)
    opened = [answer for answer in answers if not answer.startswith("refused")]
    assert len(opened) == (2 if own_database.kind == "postgresql" else 1)


@pytest.mark.races
def test_the_same_trainee_added_twice_at_once_stands_once(own_database, ground, tmp_path):
    given = {"of": ground["of"], "actor": ground["school"], "number": citizen(5)}
    answers = race(own_database, ADD, [given, given], directory=tmp_path)
    assert sorted(map(str, answers)) == ["1", "refused ON_ROSTER"]
    with own_database.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(present.lines(ground["of"]).subquery())) == 1
