"""Two leagues draft at the same moment and claim one person: each run is computed again as its own draft saw it."""

import pytest
import sqlalchemy as sa

from kernel.db import db
from settlement.checks.replay import replay
from settlement.runs.models import Run
from tests.settlement.runs.test_races import house, settle_both, twice  # noqa: F401 - fixtures

pytestmark = pytest.mark.races


def test_runs_that_raced_for_one_person_replay_each(house, twice):  # noqa: F811
    settle_both(house, twice)
    runs = db.session.scalars(sa.select(Run).order_by(Run.id)).all()
    assert len(runs) == 2
    for run in runs:
        assert replay(run).differences == [], run.number
