"""Two at the same moment: one wins, and nobody is paid twice. Real processes, both databases, each with a mutant."""

from datetime import date, timedelta

import pytest

from kernel import clock
from kernel.db import db, writing
from settlement.entitlements.queries import settled_lines
from settlement.holds import queries as holds
from settlement.runs import service
from settlement.runs.models import Run
from tendering.permissions import Role
from tests import factories as makers
from tests.settlement.racing import race

pytestmark = pytest.mark.races
APPROVE = """
from kernel.accounts.models import User
from settlement.runs import service
from settlement.runs.models import Run
{mutation}
run = service.approve(db.session.get_one(Run, given["run"]), actor=db.session.get_one(User, given["user"]), note="")
time.sleep(0.4)
answer = run.approved_by_id
"""
NO_LOCK = "service.locked = lambda run: run"
NO_CHECK = "service.locked = lambda run: run; service.move = lambda row, state, moves: setattr(row, 'state', state)"


@pytest.fixture
def house(own_database, tmp_path):
    """The committed database, its factories, and a race in a directory of its own each time."""
    made = makers.load()
    made.own, made.count = own_database, 0

    def run(body, givens):
        made.count += 1
        place = tmp_path / f"race{made.count}"
        place.mkdir()
        return race(own_database, body, givens, directory=place)

    made.race = run
    with own_database.app.app_context():
        with writing():
            clock.move_to(date(2026, 5, 6))
            made.fund()
            made.fund(region_code="150200")
        yield made


@pytest.fixture
def published(house):
    """A run whose publicity is over, and two approvers."""
    with writing():
        house.settled_class(numbers=("", ""))
        run = house.published_run(house.drafted_run("2026-04"))
        clock.move_to(run.publicity_ends_on + timedelta(days=1))
        return [{"run": run.id, "user": house.user(Role.FINANCE_APPROVER).id} for _ in range(2)]


def test_of_two_officers_who_approve_at_once_one_wins(house, published):
    answers = house.race(APPROVE.format(mutation=""), published)
    assert answers.count("refused STATE_MOVED") == 1
    winner = next(answer for answer in answers if answer != "refused STATE_MOVED")
    assert db.session.get_one(Run, published[0]["run"]).approved_by_id == winner


def test_without_the_check_of_the_state_both_would_win(house, published):
    answers = house.race(APPROVE.format(mutation=NO_CHECK), published)
    assert "refused STATE_MOVED" not in answers


def test_without_the_lock_both_would_win_where_two_can_write_at_once(house, published):
    """SQLite has one writer; PostgreSQL shows the race."""
    answers = house.race(APPROVE.format(mutation=NO_LOCK), published)
    assert answers.count("refused STATE_MOVED") == (0 if house.own.kind == "postgresql" else 1)


DRAFT = """
from datetime import date
from kernel.accounts.models import User
from settlement.entitlements import service as entitlements
from settlement.entitlements.reading import read
from settlement.runs import service
{mutation}
reading = read(given["region"], date(2026, 4, 30))
drafter = db.session.get_one(User, given["drafter"])
run = service.draft(region_code=given["region"], period="2026-04", reading=reading, actor=drafter)
time.sleep(0.3)
answer = run.id
"""
POST = """
from kernel.accounts.models import User
from settlement.entitlements import service as entitlements
from settlement.runs import posting
from settlement.runs.models import Run
{mutation}
posted = posting.post(db.session.get_one(Run, given["run"]), actor=db.session.get_one(User, given["poster"]))
time.sleep(0.3)
answer = posted.lines.total_fen
"""
OWN_REGION_ONLY = "entitlements.held_elsewhere = lambda *args, **kwargs: []"


@pytest.fixture
def twice(house):
    """One person in two leagues; what each league's process needs."""
    with writing():
        number = house.citizen()
        lines = [
            house.settled_class(numbers=(number,), ended_on=date(2026, 2, 27))[1][0],
            house.settled_class(numbers=(number,), region_code="150200")[1][0],
        ]
        house.lines = [line.id for line in lines]
        return [
            {"region": code, "drafter": house.user(Role.LABOUR_OFFICER, region_code=code).id,
             "poster": house.user(Role.FINANCE_OFFICER, region_code=code).id}
            for code in ("150100", "150200")
        ]  # fmt: skip


def settle_both(house, leagues, mutation=""):
    """Both leagues draft at the same moment, go through their steps, and post at the same moment."""
    runs = house.race(DRAFT.format(mutation=mutation), leagues)
    with writing():
        for run in (db.session.get_one(Run, each) for each in runs):
            house.published_run(run)
        clock.move_to(run.publicity_ends_on + timedelta(days=1))
        for run in (db.session.get_one(Run, each) for each in runs):
            service.approve(run, actor=house.user(Role.FINANCE_APPROVER, region_code=run.region_code), note="")
    posted = house.race(
        POST.format(mutation=mutation), [{**league, "run": run} for league, run in zip(leagues, runs, strict=True)]
    )
    db.session.rollback()
    return posted, sum(settled_lines(house.lines).values())


def test_two_leagues_that_settle_one_person_at_the_same_moment_pay_once(house, twice):
    posted, settled = settle_both(house, twice)
    assert (sorted(posted), settled) == ([0, 80000], 80000)
    assert [len(holds.open_holds(code)) for code in ("150100", "150200")] == [0, 1]


def test_leagues_that_look_at_their_own_grants_only_would_pay_twice(house, twice):
    posted, settled = settle_both(house, twice, OWN_REGION_ONLY)
    assert (posted, settled) == ([80000, 80000], 160000)


SIGNALS = """
def wait(name, most):
    begun = time.monotonic()
    while not (here / name).exists() and time.monotonic() - begun < most:
        time.sleep(0.05)
"""
# Holds its posting open until the other is done, or is seen to wait for it.
SLOWLY = (
    POST
    + """
(here / "posting").touch()
wait("done", 6)
"""
)
ALL_AT_ONCE = (
    """
wait("posting", given["patience"])
"""
    + DRAFT
    + """
from settlement.runs import posting
run.state = "approved"
db.session.flush()
answer = posting.post(run, actor=db.session.get_one(User, given["poster"])).lines.total_fen
(here / "done").touch()
"""
)
EITHER = """
{signals}
if given["run"]:
{slowly}
else:
{at_once}
"""


def while_the_other_posts(house, leagues, mutation=""):
    """150200 holds its posting open; 150100 drafts and posts in the meantime. What is settled in the end."""
    with writing():
        run = house.drafted_run("2026-04", region_code="150200")
        house.approved_run(run)
        run_id = run.id
    body = EITHER.format(
        signals=SIGNALS.strip(),
        slowly=_indented(SLOWLY.format(mutation=mutation)),
        at_once=_indented(ALL_AT_ONCE.format(mutation=mutation)),
    )
    patience = 30 if house.own.kind == "postgresql" else 1  # on SQLite whoever writes first makes the other wait
    house.race(body, [{**leagues[1], "run": run_id}, {**leagues[0], "run": None, "patience": patience}])
    db.session.rollback()
    return sum(settled_lines(house.lines).values())


def test_a_league_waits_for_the_person_that_another_one_is_paying(house, twice):
    assert while_the_other_posts(house, twice) == 80000


def test_without_the_lock_on_the_person_both_would_pay_where_two_can_write_at_once(house, twice):
    expected = 160000 if house.own.kind == "postgresql" else 80000
    assert while_the_other_posts(house, twice, "entitlements.persons.lock = lambda ids: []") == expected


def _indented(body):
    return "\n".join(f"    {line}" for line in body.strip().splitlines())
