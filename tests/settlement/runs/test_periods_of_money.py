"""Floating means late truth: what each next run posts when the evidence has changed, or has not."""

from datetime import date

import pytest

from settlement.entitlements.queries import settled_lines
from settlement.funds import queries as funds


@pytest.fixture
def start(session, clock_at, factories):
    clock_at(date(2026, 5, 6))
    factories.fund()


def deltas(lines):
    return [line.delta_fen for line in lines]


def test_the_next_period_without_new_evidence_posts_nothing(start, factories):
    _, (line,) = factories.settled_class()
    factories.employed(line)
    assert deltas(factories.posted_run(factories.drafted_run("2026-04"))) == [100000]
    second = factories.drafted_run("2026-05")
    assert (second.people, second.lines, second.total_fen) == (1, 0, 0)
    assert factories.posted_run(second) == []
    assert settled_lines([line.id]) == {line.id: 100000}


def test_a_contract_extended_by_a_year_makes_the_next_run_post_exactly_200_yuan(start, factories):
    _, lines = factories.settled_class(numbers=("", "", ""))
    contract = factories.employed(lines[0])
    factories.employed(lines[1])
    factories.posted_run(factories.drafted_run("2026-04"))
    factories.extended(contract, signed_on=date(2026, 5, 20), to_on=date(2028, 3, 31))
    found = factories.posted_run(factories.drafted_run("2026-05"))
    assert [(line.roster_line_id, line.delta_fen, line.target_fen, line.years) for line in found] == [
        (lines[0].id, 20000, 120000, 2)
    ]


def test_an_extension_dated_after_the_cutoff_waits_for_the_next_run(start, factories, clock_at):
    _, (line,) = factories.settled_class()
    contract = factories.employed(line)
    factories.posted_run(factories.drafted_run("2026-04"))
    clock_at(date(2026, 6, 3))
    factories.extended(contract, signed_on=date(2026, 6, 2), to_on=date(2028, 3, 31))
    assert deltas(factories.posted_run(factories.drafted_run("2026-05"))) == []
    assert deltas(factories.posted_run(factories.drafted_run("2026-06"))) == [20000]


def test_the_ledger_pays_what_is_posted(start, factories):
    _, lines = factories.settled_class(numbers=("",) * 3)
    run = factories.drafted_run("2026-04")
    factories.posted_run(run)
    balance = funds.balance("150100", 2026)
    assert (balance.reserved, balance.payable) == (0, 240000)
    assert run.total_fen == 240000
