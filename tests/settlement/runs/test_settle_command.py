"""`flask settle` drafts, previews, and on a second call names the run."""

from datetime import date

import pytest
import sqlalchemy as sa

from kernel.accounts.service import schedule
from settlement.runs.models import Run, RunState

LINE = ["settle", "--region", "150100", "--period", "2026-04"]


@pytest.fixture
def settle(app, session, clock_at, factories):
    clock_at(date(2026, 5, 6))
    factories.fund()
    factories.settled_class(numbers=("", ""))
    session.commit()
    return lambda *more, line=LINE: app.test_cli_runner().invoke(args=[*line, *more])


def runs(session):
    session.expire_all()
    return session.scalars(sa.select(Run).order_by(Run.id)).all()


def test_it_drafts_and_again_names_the_run_and_writes_nothing(settle, session):
    first = settle()
    assert (first.exit_code, "150100-2026-04" in first.output, "1,600.00" in first.output) == (0, True, True)
    assert [(run.number, run.state, run.drafted_by.name) for run in runs(session)] == [
        ("150100-2026-04", RunState.DRAFT, schedule().name)
    ]
    again = settle()
    assert (again.exit_code, "150100-2026-04" in again.output) == (0, True)
    assert len(runs(session)) == 1


def test_a_dry_run_writes_nothing(settle, session):
    shown = settle("--dry-run")
    assert (shown.exit_code, "1,600.00" in shown.output) == (0, True)
    assert runs(session) == []
    assert session.scalars(sa.text("SELECT count(*) FROM grants")).one() == 0


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        (["settle", "--region", "999999", "--period", "2026-04"], 2, "999999"),
        (["settle", "--region", "150100", "--period", "2026-4"], 1, "BAD_PERIOD"),
        (["settle", "--region", "150100", "--period", "2026-05"], 1, "PERIOD_RUNNING"),
    ],
)
def test_what_cannot_be_settled_is_said(settle, session, line, code, words):
    found = settle(line=line)
    assert (found.exit_code, words in found.output) == (code, True)
    assert runs(session) == []


def test_another_open_run_stops_it_with_a_sentence(settle, session, clock_at):
    settle()
    clock_at(date(2026, 6, 3))
    found = settle(line=["settle", "--region", "150100", "--period", "2026-05"])
    assert (found.exit_code, "OPEN_RUN" in found.output) == (1, True)
