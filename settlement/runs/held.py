"""Who is on hold, and the money that waits for each: nobody on hold becomes a silent zero.

What waits is the line that the last run has worked out for the person and left out. Where no run has a line (the rule
itself holds the person, or no run was drafted since), the standard of the class says what is at stake.

    listed() -> Select of (Hold, waits_fen, found, run_id, run_number, line_no), for tables
    of_run(run) -> the same of those who stood on hold when it was posted, or stand on hold while it is open
    by_actor(user) -> [(MustAct, persons, waiting fen, since)] of open holds
"""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.access import scope
from kernel.db import db
from kernel.words import Word
from settlement.entitlements.models import Nature, Posting, SettlementLine
from settlement.entitlements.queries import excluded
from settlement.holds.models import Hold, HoldReason, HoldRelease, MustAct
from settlement.persons.models import Person
from settlement.rosters.models import RosterLine, TrainingClass
from settlement.runs.models import OPEN, Run, RunKind, RunState

Line = SettlementLine


class Found(Word):
    """How the amount that waits is known."""

    LINE = "line", _l("Worked out by a run")
    STANDARD = "standard", _l("Standard of the class; the next run works it out")
    REPEAT = "repeat", _l("Standard of the class, if the other record falls")
    UNKNOWN = "unknown", _l("No standard: cannot be worked out")
    NOTHING = "nothing", _l("Nothing more waits by the last run")


def _same_person(line) -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions that a line pays a hold's person in its class, found by the class's roster.

    A line stands under the row that stands for the person after merges, a hold under the row it was placed on.
    """
    return (
        RosterLine.class_id == Hold.class_id,
        RosterLine.id == line.roster_line_id,
        line.person_id.in_((Hold.person_id, Person.merged_into_id)),
        line.nature == Nature.NORMAL,
    )


def _last_run() -> sa.ScalarSelect:
    """The last run that is not void and has a line for the person in the class."""
    line, run = sa.orm.aliased(Line), sa.orm.aliased(Run)
    query = sa.select(sa.func.max(line.run_id)).join(run, run.id == line.run_id)
    query = query.where(*_same_person(line), run.state != RunState.VOID, run.kind == RunKind.NORMAL)
    return query.correlate(Hold, Person).scalar_subquery()


def _line_no(run_id: sa.ColumnElement[int]) -> sa.ScalarSelect:
    """The number of the line that a run has for the person in the class."""
    line = sa.orm.aliased(Line)
    query = sa.select(sa.func.max(line.line_no)).where(*_same_person(line), line.run_id == run_id)
    return query.correlate(Hold, Person).scalar_subquery()


def _rows(run_id: sa.ColumnElement[int], waits: sa.ColumnElement[bool]) -> sa.Select:
    """Holds with the line of a run where it `waits`."""
    found = sa.case(
        (Line.line_no.is_not(None), Found.LINE),
        (_last_run().is_not(None), Found.NOTHING),
        (Hold.reason == HoldReason.NO_STANDARD, Found.UNKNOWN),
        (Hold.reason == HoldReason.REPEAT, Found.REPEAT),
        else_=Found.STANDARD,
    )
    same_line = Line.region_code == Hold.region_code, Line.run_id == run_id, Line.line_no == _line_no(run_id)
    at_stake = sa.case((found.in_((Found.STANDARD, Found.REPEAT)), TrainingClass.standard_fen))
    return (
        sa.select(
            Hold,
            sa.func.coalesce(Line.delta_fen, at_stake).label("waits_fen"),
            found.label("found"),
            Run.id.label("run_id"),
            Run.number.label("run_number"),
            Line.line_no.label("line_no"),
            HoldRelease.recorded_at.label("released_at"),
            TrainingClass.number.label("class_number"),
        )
        .join(Person, Person.id == Hold.person_id)
        .join(TrainingClass, TrainingClass.id == Hold.class_id)
        .outerjoin(HoldRelease, HoldRelease.hold_id == Hold.id)
        .outerjoin(Line, sa.and_(*same_line, waits))
        .outerjoin(Run, Run.id == Line.run_id)
        .order_by(HoldRelease.id.is_not(None), Hold.since_on, Hold.id)
    )


def listed() -> sa.Select:
    """Every hold; of one that is released nothing waits any more."""
    posted = sa.exists().where(Posting.run_id == Line.run_id)
    return _rows(_last_run(), sa.and_(HoldRelease.id.is_(None), sa.or_(excluded(), ~posted)))


def of_run(run: Run) -> sa.Select | None:
    """Those whose class had ended by the cut-off; None of a void run and of a correction."""
    if run.is_correction or run.state == RunState.VOID:
        return None
    query = _rows(sa.literal(run.id), sa.true()).where(
        Hold.region_code == run.region_code, TrainingClass.ended_on <= run.cutoff_on
    )
    if run.state in OPEN:
        return query.where(HoldRelease.id.is_(None))
    at = sa.select(Posting.seq).where(Posting.run_id == run.id).scalar_subquery()
    return query.where(Hold.seq <= at, sa.or_(HoldRelease.id.is_(None), HoldRelease.seq > at))


def by_actor(user) -> list[tuple[MustAct, int, int, object]]:
    rows = scope(listed(), Hold, user).where(HoldRelease.id.is_(None)).order_by(None).subquery()
    query = (
        sa.select(
            rows.c.must_act,
            sa.func.count(),
            sa.cast(sa.func.coalesce(sa.func.sum(rows.c.waits_fen), 0), sa.BigInteger),
            sa.func.min(rows.c.since_on),
        )
        .group_by(rows.c.must_act)
        .order_by(rows.c.must_act)
    )
    return [(MustAct(actor), int(count), int(fen), since) for actor, count, fen, since in db.session.execute(query)]


def waits(row) -> int | None:
    """Fen that wait for a row of `listed`; nothing once it is released."""
    return None if row.released_at else row.waits_fen


def days(hold: Hold, released_at) -> int:
    """How many days it has stood, or stood."""
    until = clock.local(released_at).date() if released_at else clock.today()
    return (until - hold.since_on).days
