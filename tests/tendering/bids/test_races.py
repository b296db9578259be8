"""A bid at the deadline, and two officers at one opening: real processes, both databases, each with a mutant.

The processes share the legal clock of the database; the first of them moves it to a little before the deadline.
"""

from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from kernel import audit
from kernel.db import db, writing
from tendering.bids import opening_service
from tendering.bids.models import Bid, BidContent, BidState, BidVersion, Ciphertext, Opening
from tendering.notices import queries as notices
from tendering.tenders.models import TenderState
from tests import factories as makers
from tests.factories.tendering_b import PASSPHRASE
from tests.settlement.racing import race

pytestmark = pytest.mark.races
TOGETHER = """
from datetime import datetime, timedelta
from flask import g
from kernel import clock
from kernel.accounts.models import User
from tendering.bids import opening_service, queries, service
from tendering.tenders.desk import CLOSING
from tendering.tenders.models import Lot, Tender
deadline = datetime.fromisoformat(given["deadline"])
def wait(name):
    begun = time.monotonic()
    while not (here / name).exists():
        assert time.monotonic() - begun < 60, name
        time.sleep(0.005)
def until(seconds):
    time.sleep(max((deadline - clock.now()).total_seconds() + seconds, 0))
def submitted():
    lot, actor = db.session.get_one(Lot, given["lot"]), db.session.get_one(User, given["user"])
    return service.submit(lot, service.read_upload(bytes.fromhex(given["content"])), actor=actor)
{mutation}
db.session.get_one(Lot, given["lot"]), db.session.get_one(Tender, given["tender"]), clock.now()  # warm
db.session.rollback()  # each begins its write at its own moment
(here / f"warm{{number}}").touch()
if given["lead"]:
    for each in range(len(givens)):
        wait(f"warm{{each}}")
    begin_write()
    clock.move_to(deadline - timedelta(seconds=given["lead"]))
    db.session.commit()
    (here / "moved").touch()
wait("moved")
g.pop("clock_offset", None)
"""
AT_THE_DEADLINE = (
    TOGETHER
    + """
if given["lead"]:
    while not CLOSING.due():
        db.session.rollback()
        time.sleep(0.01)
    begin_write()
    answer = [CLOSING.run(number) for number in CLOSING.due()]
else:
    until(given["at"])
    begin_write()
    try:
        answer = {{"receipt": submitted().receipt}}
    except Refusal as refusal:
        db.session.rollback()
        answer = {{"code": refusal.code, "sentence": str(refusal.sentence)}}
"""
)
# The moment that is written is bent to fit, whatever the clock says, and the state is not looked at.
BENT = """
class Bent:
    now = staticmethod(lambda: min(clock.now(), deadline - timedelta(microseconds=1)))
service.clock, service._refuse_late = Bent, lambda tender, at, sha256: None
"""
MOMENTS = (-3, -0.2, -0.02, 0, 0.02, 0.3)


@pytest.fixture
def house(own_database, tmp_path):
    """The committed database, its factories, and a race in a directory of its own each time."""
    made = makers.load()

    def run(body, givens, mutation=""):
        return race(own_database, body.format(mutation=mutation.strip()), givens, directory=tmp_path)

    made.race, made.kind = run, own_database.kind
    with own_database.app.app_context():
        yield made


@pytest.fixture
def tender(house):
    with writing():
        return house.published_tender()


def given(house, tender, *, user=None, **more):
    """What one process needs; with a `user` a sealed bid of his."""
    common = {"deadline": tender.deadline_at.isoformat(), "tender": tender.id, "lot": tender.lots[0].id, "lead": 0}
    if user:
        content = house.sealed_bid(tender.lots[0], user).hex()
        common |= {"user": user.id, "content": content}
    return common | more


def bidders(house, count):
    with writing():
        return [house.bidder() for _ in range(count)]


def at_the_deadline(house, tender, mutation=""):
    """The schedule and six bidders: {moment: what was said}."""
    users = bidders(house, len(MOMENTS))
    givens = [given(house, tender, user=user, at=at) for user, at in zip(users, MOMENTS, strict=True)]
    closed, *answers = house.race(AT_THE_DEADLINE, [given(house, tender, lead=4), *givens], mutation)
    db.session.rollback()
    assert closed == [tender.number]
    return dict(zip(MOMENTS, answers, strict=True))


def versions():
    return db.session.scalars(sa.select(BidVersion).order_by(BidVersion.id)).all()


def test_who_is_in_before_the_deadline_has_a_receipt_and_who_is_not_is_told_why(house, tender):
    answers = at_the_deadline(house, tender)
    receipts = [said["receipt"] for said in answers.values() if "receipt" in said]
    late = [said for said in answers.values() if "receipt" not in said]
    assert "receipt" in answers[MOMENTS[0]]
    assert all("receipt" not in answers[at] for at in MOMENTS if at >= 0)
    assert all(said["code"] == "BID_TOO_LATE" and "截止" in said["sentence"] for said in late)
    assert sorted(each.receipt for each in versions()) == sorted(receipts)
    assert all(each.received_at < tender.deadline_at for each in versions())
    assert db.session.query(Bid).count() == db.session.query(Ciphertext).count() == len(receipts)
    assert (tender.state, tender.closed_at >= tender.deadline_at) == (TenderState.CLOSED, True)
    assert audit.verify() == []


def test_a_moment_bent_to_fit_would_let_the_late_ones_in(house, tender):
    answers = at_the_deadline(house, tender, BENT)
    assert all("receipt" in answers[at] for at in MOMENTS if at >= 0)
    assert all(each.received_at < tender.deadline_at for each in versions())  # which alone would prove nothing


# Replaces its bid a moment before the deadline, and is stored only after it.
SLOWLY = """
    until(-0.8)
    begin_write()
    version = submitted()
    (here / "storing").touch()
    until(0.6)
    answer = version.number
"""
WHILE_IT_IS_STORED = (
    TOGETHER
    + """
if given["lead"]:
"""
    + SLOWLY
    + """
elif given["user"]:
    wait("storing")
    arrived = clock.now()
    assert arrived < deadline
    {arrival}
    begin_write()
    answer = submitted().receipt
else:
    until(0.05)
    begin_write()
    closed = [CLOSING.run(number) for number in CLOSING.due()]
    answer = [len(closed), [bid.latest.number for bid in queries.sealed(given["tender"])]]
"""
)
ARRIVAL = "class Arrived: now = staticmethod(lambda: arrived)\n    service.clock = Arrived"
NO_LOCK = "service.lock = lambda model, key: db.session.get_one(model, key)"


def while_it_is_stored(house, tender, other, *, mutation="", arrival=""):
    """One bidder stores a second version across the deadline, the other process acts meanwhile: its answer."""
    (user,) = bidders(house, 1)
    with writing():
        house.sent_bid(tender.lots[0], user)
    slow = given(house, tender, user=user, lead=2)
    body = WHILE_IT_IS_STORED.replace("{arrival}", arrival)
    number, answer = house.race(body, [slow, other], mutation)
    db.session.rollback()
    assert number == 2
    return answer


@pytest.fixture
def schedule(house, tender):
    return given(house, tender) | {"user": None}


def test_the_closing_waits_for_the_bid_that_is_being_stored(house, tender, schedule):
    assert while_it_is_stored(house, tender, schedule) == [1, [2]]


def test_without_the_lock_the_closing_would_not_see_it_where_two_can_write_at_once(house, tender, schedule):
    """SQLite has one writer; on PostgreSQL the opening would have read the version that was replaced."""
    seen = [1] if house.kind == "postgresql" else [2]
    assert while_it_is_stored(house, tender, schedule, mutation=NO_LOCK) == [1, seen]
    assert [each.number for each in versions()] == [1, 2]


def test_a_bid_that_waited_past_the_deadline_is_refused(house, tender):
    (user,) = bidders(house, 1)
    other = given(house, tender, user=user)
    assert while_it_is_stored(house, tender, other) == "refused BID_TOO_LATE"
    assert [each.number for each in versions()] == [1, 2]


def test_if_the_moment_it_began_counted_it_would_be_in(house, tender):
    (user,) = bidders(house, 1)
    answer = while_it_is_stored(house, tender, given(house, tender, user=user), arrival=ARRIVAL)
    assert answer in {each.receipt for each in versions()}


OPEN = (
    TOGETHER
    + """
tender, actor = db.session.get_one(Tender, given["tender"]), db.session.get_one(User, given["user"])
read = opening_service.read_bids(tender, passphrase=given["passphrase"], actor=actor)
(here / f"read{{actor.id}}").touch()
for number in given["officers"]:
    wait(f"read{{number}}")
begin_write()
opening = opening_service.open_bids(db.session.get_one(Tender, given["tender"]), read=read, actor=actor)
time.sleep(0.4)
answer = opening.second_id
"""
)
"""Two officers who were both handed the first one's part, and open at the same moment."""
OPEN_WITHOUT_LOCK = "opening_service.lock = lambda model, key: db.session.get_one(model, key)"
OPEN_WITHOUT_CHECK = """
from tendering.tenders import outcome_service
opening_service._refuse_early = lambda tender: None
outcome_service.move = lambda row, state, moves: setattr(row, "state", state)
"""


def both_open(house, mutation=""):
    """(tender, the second officer and the third, their answers)"""
    with writing():
        tender = house.closed_tender()
        first, *others = (officer.user for officer in tender.officers)
        for officer in others:
            part = opening_service.reseal(tender, to_id=officer.id, passphrase=PASSPHRASE, actor=first)
            opening_service.hand_over(tender, to_id=officer.id, sealed_share=part, actor=first)
    ids = [officer.id for officer in others]
    common = given(house, tender, passphrase=PASSPHRASE, officers=ids)
    givens = [common | {"user": number} for number in ids]
    givens[0]["lead"] = -60  # a minute after the deadline
    answers = house.race(OPEN, givens, mutation)
    db.session.rollback()
    return SimpleNamespace(tender=tender, officers=ids, answers=answers)


def is_opened_once(tender):
    opening = db.session.scalars(sa.select(Opening)).one()
    assert tender.state == TenderState.OPENED
    assert {bid.state for bid in db.session.scalars(sa.select(Bid))} == {BidState.OPENED}
    assert db.session.query(BidContent).count() == 3
    assert [notice.kind for notice in notices.of_subject(tender)] == ["tender", "opening"]
    assert [row.verb for row in audit.history(tender)].count("bids opened") == 1
    assert audit.verify() == []
    return opening.second_id


def test_of_two_officers_who_open_at_once_one_does_and_the_other_is_told(house):
    found = both_open(house)
    winner = is_opened_once(found.tender)
    assert sorted(found.answers, key=str) == [winner, "refused NOT_CLOSED"]
    assert winner in found.officers


def test_without_the_check_of_the_state_the_database_has_the_last_word(house):
    found = both_open(house, OPEN_WITHOUT_CHECK)
    assert sorted(found.answers, key=str) == [is_opened_once(found.tender), "refused ALREADY_OPENED"]


def test_without_the_lock_the_database_has_the_last_word_where_two_can_write_at_once(house):
    """SQLite has one writer; PostgreSQL shows the race."""
    found = both_open(house, OPEN_WITHOUT_LOCK)
    told = "refused ALREADY_OPENED" if house.kind == "postgresql" else "refused NOT_CLOSED"
    assert sorted(found.answers, key=str) == [is_opened_once(found.tender), told]
