"""How long recoveries have been open: buckets with both ends, what is still to come, shown to whoever may act."""

from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.clock import SHANGHAI
from settlement.recoveries import ageing, service
from settlement.recoveries.ageing import Age
from settlement.recoveries.models import Recovery, RecoveryState, Way
from tendering.permissions import Role


@pytest.fixture
def recovery(session, clock_at, factories):
    """400.00 overpaid, proposed in June 2026."""
    clock_at(date(2026, 5, 6))
    factories.fund()
    _, (line,) = factories.settled_class()
    contract = factories.employed(line, to_on=date(2028, 3, 31))
    factories.posted_run(factories.drafted_run("2026-04"))
    factories.ended(contract, ended_on=date(2026, 5, 20))
    factories.posted_run(factories.drafted_run("2026-05"))
    return session.scalars(sa.select(Recovery)).one()


def proposed(recovery, days, at=time(9)):
    recovery.proposed_at = datetime.combine(clock.today() - timedelta(days=days), at, SHANGHAI)
    return recovery


BOUNDS = [(0, Age.TO_30), (30, Age.TO_30), (31, Age.TO_90), (90, Age.TO_90)]
BOUNDS += [(91, Age.TO_180), (180, Age.TO_180), (181, Age.OVER), (4000, Age.OVER)]


@pytest.mark.parametrize(("days", "age"), BOUNDS)
@pytest.mark.parametrize("at", [time(0), time(23, 59, 59)])
def test_a_bucket_holds_both_its_ends_and_the_day_counts_in_shanghai(recovery, session, factories, days, age, at):
    proposed(recovery, days, at)
    session.flush()
    assert (ageing.days(recovery), Age.of(days)) == (days, age)
    found = [each for each in Age if session.scalars(sa.select(Recovery.id).where(ageing.within(each))).all()]
    assert found == [age]
    officer = factories.user(Role.LABOUR_OFFICER)
    assert ageing.table(officer) == [(RecoveryState.PROPOSED, {age: (1, 40000)})]


def test_what_came_back_is_no_longer_to_come_and_what_is_closed_does_not_age(recovery, session, factories):
    officer, finance = factories.user(Role.LABOUR_OFFICER), factories.user(Role.FINANCE_OFFICER)
    service.suggest(recovery, way=Way.CASH, reason="核实", actor=officer)
    reviewer = factories.user(Role.LABOUR_REVIEWER)
    service.decide(recovery, agreed=True, note="同意", amount_fen=40000, actor=reviewer)
    service.receive_cash(recovery, amount_fen=15000, received_on=clock.today(), reference="R1", actor=finance)
    assert ageing.table(officer) == [(RecoveryState.CASH, {Age.TO_30: (1, 25000)})]
    assert ageing.sums(ageing.table(officer))[Age.TO_30] == (1, 25000)
    recovery.state = RecoveryState.SETTLED
    assert ageing.table(officer) == []


def test_each_sees_the_ages_of_its_own_region_and_institution(recovery, factories):
    other = factories.user(Role.LABOUR_OFFICER, region_code="150200")
    stranger = factories.user(Role.INSTITUTION, organisation=factories.organisation())
    own = factories.user(Role.INSTITUTION, organisation=recovery.organisation)
    assert [len(ageing.table(user)) for user in (other, stranger, own)] == [0, 0, 1]


def test_the_page_and_the_desk_show_how_old_recoveries_are(recovery, factories, client):
    proposed(recovery, 200)
    reviewer = client.login(factories.user(Role.LABOUR_OFFICER))
    page = reviewer.get("/recoveries").text
    for text in ("超过 180 天", "400.00", "200"):
        assert text in page
    assert recovery.roster_line.name in reviewer.get("/recoveries?recoveries-age=over").text
    assert recovery.roster_line.name not in reviewer.get("/recoveries?recoveries-age=to90").text
    desk = reviewer.get("/desk").text
    assert "超过 180 天" in desk
    assert "200" in reviewer.get(f"/recoveries/{recovery.id}").text
