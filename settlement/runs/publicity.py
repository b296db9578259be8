"""Publicity of a run (公示): the notice, and what objections take out of it."""

from flask import current_app
from flask_babel import lazy_gettext as _l

from kernel import audit, evidence
from kernel.db import db
from kernel.money import format_yuan
from kernel.refusals import Refusal
from settlement.entitlements import lines
from settlement.entitlements import service as entitlements
from settlement.entitlements.models import ExclusionReason
from settlement.runs import line_queries
from settlement.runs.models import LineObjection, Run
from tendering.notices import queries as notice_queries
from tendering.notices import service as notices
from tendering.notices.models import Kind, Notice, Objection, ObjectionState

PUBLICITY_DAYS = 5  # working days (内蒙古 practice; the national measure leaves the days to the province) [default]


def publish(run: Run, *, actor) -> Notice:
    """The notice of a run: sums by institution, and the address of the masked list of persons."""
    rows = [[row.name, row.people, format_yuan(row.total_fen)] for row in line_queries.by_institution(run)]
    found = line_queries.figures(run)
    body = {
        _l("What is published"): _l(
            "Training subsidies of %(region)s for %(period)s: %(people)s persons, %(yuan)s yuan.",
            region=run.region.name,
            period=run.period,
            people=found.people,
            yuan=format_yuan(found.total_fen),
        ),
        _l("By institution"): {"headers": [_l("Institution"), _l("Persons"), _l("Amount, yuan")], "rows": rows},
        _l("List of persons"): address(run),
        _l("Objections"): _l(
            "Whoever objects gives a name and the reason on this page until the last day of the publicity."
        ),
    }
    return notices.publish(
        kind=Kind.SETTLEMENT_PUBLICITY,
        region_code=run.region_code,
        body=body,
        subject=run,
        actor=actor,
        title=_l("Publicity of training subsidies: %(region)s, %(period)s", region=run.region.name, period=run.period),
        publicity_days=PUBLICITY_DAYS,
    )


def address(run: Run) -> str:
    """Where everybody finds the masked list."""
    return f"{current_app.config['SETTINGS'].public_address}/publicity/{run.number}"


def assign(run: Run, *, objection: Objection, line_no: int, actor) -> LineObjection:
    """Say which line an objection is about. Refuses WRONG_OBJECTION, NO_SUCH_LINE."""
    if objection.notice_id != run.notice_id:
        raise Refusal("WRONG_OBJECTION", _l("This objection is about another notice."))
    line = line_queries.line(run, line_no)
    if line is None:
        raise Refusal("NO_SUCH_LINE", _l("This run has no line %(number)s.", number=line_no), field="line_no")
    row = LineObjection(region_code=run.region_code, run_id=run.id, line_no=line_no, objection_id=objection.id)
    evidence.add(row, actor)
    audit.record(actor, "objection assigned to a line", run, facts={"objection": objection.reference, "line": line_no})
    return row


def take_out_objected(run: Run, *, actor) -> None:
    """Before approval: lines with an objection that is upheld or open are excluded (OBJECTION).

    Refuses OBJECTION_OPEN where one that was not dismissed has not been assigned to a line.
    """
    standing = {
        each.id: each for each in notice_queries.objections(run.notice_id) if each.state != ObjectionState.DISMISSED
    }
    about = [
        (assigned.objection_id, line)
        for assigned, line in line_queries.objected_lines(run)
        if assigned.objection_id in standing
    ]
    if loose := standing.keys() - {objection_id for objection_id, _ in about}:
        raise Refusal(
            "OBJECTION_OPEN",
            _l("%(count)s objections are neither dismissed nor assigned to the line they are about.", count=len(loose)),
        )
    entitlements.exclude(
        run.region_code, run.id, lines.of_rows([line for _, line in about]), ExclusionReason.OBJECTION, actor=actor
    )
    db.session.flush()
