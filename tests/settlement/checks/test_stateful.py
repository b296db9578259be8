"""Whatever happened in whatever order: every run is computed again the same, and every check is green.

The machine of money with its bank, which knows nothing of checks, is looked at by them whenever a run was drafted,
posted or made void, and at the end: what was decided, returned, waived or paid since must not change what a run was.
"""

import sqlalchemy as sa
from hypothesis import settings
from hypothesis.stateful import invariant, precondition, run_state_machine_as_test

from kernel.db import db
from settlement.checks.replay import replay
from settlement.runs.models import Run
from tests.settlement.checks.test_checks import red
from tests.settlement.payments.banking import Banking
from tests.settlement.runs.test_stateful import EXAMPLES, FAST


class Books(Banking):
    """Each step is committed, so that the audit record is written as it would be."""

    looked: tuple = ()

    @precondition(lambda self: hasattr(self, "lines"))
    @invariant()
    def every_run_is_computed_again_the_same(self):
        db.session.commit()
        runs = db.session.scalars(sa.select(Run).order_by(Run.id)).all()
        seen = tuple((run.id, run.state) for run in runs)
        if seen != self.looked:
            self.looked = seen
            for run in runs:
                assert replay(run).differences == [], run.number

    def teardown(self):
        if hasattr(self, "lines"):
            self.looked = ()
            self.every_run_is_computed_again_the_same()
            assert red() == {}
        super().teardown()


def test_runs_replay_and_books_stay_green_whatever_happens_in_whatever_order(app, session):
    Books.connection = app.extensions["pinned_connection"]
    run_state_machine_as_test(
        Books, settings=settings(max_examples=max(EXAMPLES // 3, 2), stateful_step_count=25, **FAST)
    )
