"""Nobody on hold becomes a silent zero: what waits is listed with its amount, and arrives once it is released."""

from datetime import date, timedelta

import pytest

from settlement.entitlements.queries import settled_lines
from settlement.holds import service as holds
from settlement.holds.models import HoldReason, MustAct
from settlement.persons import service as persons
from settlement.runs import held, service
from settlement.runs.held import Found
from tendering.permissions import Role


@pytest.fixture
def start(session, clock_at, factories):
    clock_at(date(2026, 5, 6))
    factories.fund()


def hold(line, factories, reason=HoldReason.EVIDENCE, must_act=MustAct.INSTITUTION):
    keys = {name: getattr(line, name) for name in ("region_code", "organisation_id", "person_id", "class_id")}
    return holds.place(
        **keys,
        name=line.name,
        number_masked=line.number_masked,
        reason=reason,
        must_act=must_act,
        note="合同原件",
        actor=factories.user(Role.LABOUR_OFFICER),
    )


def release(placed, factories):
    holds.release(placed, note="已核实", actor=factories.user(Role.LABOUR_REVIEWER))


def listed(session):
    return {row.Hold.id: (row.waits_fen, Found(row.found)) for row in session.execute(held.listed())}


def of_run(session, run):
    return [(row.Hold.id, row.waits_fen) for row in session.execute(held.of_run(run))]


def test_what_waits_is_the_standard_until_a_run_works_it_out(start, factories, session):
    _, (line, _) = factories.settled_class(numbers=("", ""))
    factories.employed(line)
    placed = hold(line, factories)
    assert listed(session) == {placed.id: (80000, Found.STANDARD)}
    run = factories.drafted_run("2026-04")
    assert listed(session) == {placed.id: (100000, Found.LINE)}
    assert of_run(session, run) == [(placed.id, 100000)]


def test_what_was_held_arrives_by_the_same_delta_in_the_next_run_after_its_release(start, factories, session):
    _, (line, other) = factories.settled_class(numbers=("", ""))
    contract = factories.employed(line)
    placed = hold(line, factories)
    first = factories.drafted_run("2026-04")
    assert [each.roster_line_id for each in factories.posted_run(first)] == [other.id]
    assert listed(session) == {placed.id: (100000, Found.LINE)}
    factories.extended(contract, signed_on=date(2026, 5, 20), to_on=date(2028, 3, 31))
    second = factories.drafted_run("2026-05")
    assert factories.posted_run(second) == []
    assert listed(session) == {placed.id: (120000, Found.LINE)}
    release(placed, factories)
    third = factories.drafted_run("2026-06")
    assert [(each.roster_line_id, each.delta_fen) for each in factories.posted_run(third)] == [(line.id, 120000)]
    assert settled_lines([line.id, other.id]) == {line.id: 120000, other.id: 80000}
    assert [of_run(session, run) for run in (first, second, third)] == [
        [(placed.id, 100000)],
        [(placed.id, 120000)],
        [],
    ]


def test_a_hold_placed_while_the_run_is_open_shows_its_line_at_once(start, factories, session):
    _, (line, _) = factories.settled_class(numbers=("", ""))
    run = factories.drafted_run("2026-04")
    placed = hold(line, factories)
    assert of_run(session, run) == [(placed.id, 80000)]
    assert listed(session) == {placed.id: (80000, Found.LINE)}


def test_whoever_was_paid_and_is_held_since_waits_for_nothing_yet(start, factories, session):
    _, (line,) = factories.settled_class()
    contract = factories.employed(line)
    run = factories.drafted_run("2026-04")
    factories.posted_run(run)
    placed = hold(line, factories)
    assert listed(session) == {placed.id: (None, Found.NOTHING)}
    assert of_run(session, run) == []
    factories.extended(contract, signed_on=date(2026, 5, 20), to_on=date(2028, 3, 31))
    factories.drafted_run("2026-05")
    assert listed(session) == {placed.id: (20000, Found.LINE)}


def test_a_void_run_says_nothing_of_what_waits(start, factories, session):
    _, (line,) = factories.settled_class()
    placed = hold(line, factories)
    run = factories.drafted_run("2026-04")
    service.void(run, reason="重编", actor=factories.user(Role.LABOUR_OFFICER))
    assert held.of_run(run) is None
    assert listed(session) == {placed.id: (80000, Found.STANDARD)}


def test_whom_the_rule_holds_is_listed_with_what_is_at_stake(start, factories, session):
    document = factories.policy_document(standards={"skill": {"*": "800.00"}, "startup": {"*": "1000.00"}})
    number = factories.citizen()
    _, (first,) = factories.settled_class(document=document, numbers=(number,), ended_on=date(2026, 2, 27))
    _, (second,) = factories.settled_class(document=document, numbers=(number,))
    run = factories.drafted_run("2026-04")
    (row,) = session.execute(held.of_run(run)).all()
    assert (row.Hold.reason, row.waits_fen, Found(row.found)) == (HoldReason.REPEAT, 80000, Found.REPEAT)
    assert row.Hold.class_id == second.class_id
    assert [each.roster_line_id for each in factories.posted_run(run)] == [first.id]


def test_who_has_no_standard_is_listed_without_an_amount(start, factories, session):
    factories.settled_class(standards={"skill": {"*@graduate": "800.00"}, "startup": {"*": "1000.00"}})
    run = factories.drafted_run("2026-04")
    (row,) = session.execute(held.of_run(run)).all()
    assert (row.Hold.reason, row.waits_fen, Found(row.found)) == (HoldReason.NO_STANDARD, None, Found.UNKNOWN)


def test_a_hold_finds_its_line_after_its_person_was_merged_into_another(start, factories, session):
    _, (line,) = factories.settled_class()
    placed = hold(line, factories)
    other = persons.find_or_add(factories.citizen(), "150100")
    line.person.merged_into_id = other.id
    session.flush()
    factories.drafted_run("2026-04")
    assert listed(session) == {placed.id: (80000, Found.LINE)}


def test_open_holds_are_summed_by_who_must_act(start, factories, clock_at):
    _, lines = factories.settled_class(numbers=("",) * 3)
    hold(lines[0], factories)
    hold(lines[1], factories, must_act=MustAct.LABOUR)
    released = hold(lines[2], factories)
    clock_at(date(2026, 5, 16))
    release(released, factories)
    officer = factories.user(Role.LABOUR_OFFICER)
    day = date(2026, 5, 6)
    assert held.by_actor(officer) == [(MustAct.INSTITUTION, 1, 80000, day), (MustAct.LABOUR, 1, 80000, day)]
    assert held.by_actor(factories.user(Role.LABOUR_OFFICER, region_code="150200")) == []


def test_the_pages_list_whoever_is_held_with_amount_reason_actor_and_days(start, factories, client, clock_at):
    _, (line, _) = factories.settled_class(numbers=("", ""))
    placed = hold(line, factories)
    run = factories.drafted_run("2026-04")
    clock_at(date(2026, 5, 6) + timedelta(days=12))
    officer = client.login(factories.user(Role.LABOUR_OFFICER))
    for address in ("/holds", f"/runs/{run.id}", f"/holds/{placed.id}"):
        page = officer.get(address).text
        for text in (line.name, line.number_masked, "800.00", "证据核查中", "培训机构", "12"):
            assert text in page, (address, text)
    exported = officer.get(f"/runs/{run.id}?held-export=xlsx")
    assert exported.mimetype.endswith("sheet")
    own = client.login(factories.user(Role.INSTITUTION, organisation=line.training_class.organisation))
    assert line.name in own.get(f"/runs/{run.id}").text
    stranger = client.login(factories.user(Role.INSTITUTION, organisation=factories.organisation()))
    assert stranger.get(f"/holds/{placed.id}").status_code == 404
    assert line.name not in stranger.get("/holds").text
