"""What runs, recoveries and holds ask of each person's desk, and the figures that matter to their role."""

from collections.abc import Iterator

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.access import holds as may_hold
from kernel.access import scope
from kernel.db import db
from kernel.desk import Figure, Panel, Todo
from kernel.formats import whole, yuan
from settlement.holds import queries as holds
from settlement.runs import line_queries, queries
from settlement.runs.models import Run, RunState
from settlement.runs.service import FOUR_EYES

S = RunState
CLAUSE_6 = "内政发〔2008〕107号 六"


def runs_to_do(user) -> Panel | None:
    """The steps of open runs that wait for this person."""
    if not may_hold("run:read", user):
        return None
    query = scope(sa.select(Run).where(Run.state.not_in((S.POSTED, S.VOID))), Run, user).order_by(Run.id)
    runs = list(db.session.scalars(query))
    return Panel(todos=[todo for run in runs for todo in _of_run(run, user)], figures=_figures(runs, user))


def _of_run(run: Run, user) -> Iterator[Todo]:
    what = f"{run.number} {run.region.name}"
    makers = {run.drafted_by_id, run.reviewed_by_id, run.approved_by_id}
    if run.state == S.DRAFT and not run.is_correction:
        yield from _confirmation(run, user, what)
    to_review = S.DRAFT if run.is_correction else S.CONFIRMED
    if run.state == to_review and may_hold("run:review", user) and user.id != run.drafted_by_id:
        yield Todo(_l("Review a settlement run"), what, _url(run), FOUR_EYES)
    if run.state == S.REVIEWED and not run.is_correction and may_hold("run:publish", user):
        yield Todo(_l("Publish a settlement run"), what, _url(run), CLAUSE_6)
    if _is_ripe(run) and may_hold("run:approve", user) and user.id not in makers:
        yield Todo(_l("Approve a settlement run"), what, _url(run), FOUR_EYES)


def _is_ripe(run: Run) -> bool:
    """Whether finance may approve it today."""
    if run.is_correction:
        return run.state == S.REVIEWED
    return run.state == S.PUBLISHED and clock.today() > run.publicity_ends_on


def _confirmation(run: Run, user, what: str) -> Iterator[Todo]:
    if user.organisation_id is not None:
        if user.organisation_id not in queries.confirmations(run) and clock.today() <= run.confirm_by_on:
            address = url_for("runs.confirm_list", run_id=run.id)
            yield Todo(_l("Confirm our list of a settlement run"), what, address, CLAUSE_6, run.confirm_by_on)
    elif may_hold("run:close", user):
        waiting = len(queries.organisations(run)) - len(queries.confirmations(run))
        if not waiting or clock.today() > run.confirm_by_on:
            yield Todo(_l("Close the confirmation of a run"), what, _url(run), CLAUSE_6)


def _figures(runs: list[Run], user) -> list[Figure]:
    if user.organisation_id is not None or user.sees_all_regions:
        return []
    open_fen = sum(line_queries.figures(run).total_fen for run in runs)
    held = holds.count_open(user.region_code)
    return [
        Figure(whole(held), _l("persons on hold"), "amber" if held else None),
        Figure(yuan(open_fen), _l("in the open run")),
    ]


def _url(run: Run) -> str:
    return url_for("runs.show", run_id=run.id)
