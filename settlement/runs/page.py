"""What the page of a run shows: who has done which step, its figures, what may be done next and its consequence."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kernel.access import may, scope
from kernel.db import db
from kernel.formats import day, instant
from kernel.tables import Table
from settlement.contracts import queries as contracts
from settlement.entitlements.models import SettlementLine
from settlement.holds import queries as holds
from settlement.holds.models import Hold
from settlement.recoveries import queries as recoveries
from settlement.rosters import present
from settlement.runs import held, hold_views, line_queries, queries
from settlement.runs.models import Run, RunState
from tendering.notices.models import Notice

S = RunState
COMPARED = {
    "base": _l("Passed the appraisal, base"),
    "uplift": _l("Contract of a year or more"),
    "extension": _l("Longer contract"),
    "back": _l("Taken back"),
}
STEPS = {  # step: (permission, label of the button, consequence)
    "close": (
        "run:close",
        _l("Close the confirmation"),
        _l(
            "Lines of institutions that have not confirmed are left out (not claimed) and come again with the next run."
        ),
    ),
    "review": (
        "run:review",
        _l("Reviewed, reserve the money"),
        _l("You cannot approve this run afterwards. Its money is reserved in the fund."),
    ),
    "publish": (
        "run:publish",
        _l("Publish for five working days"),
        _l("Everybody can see names and masked numbers, and object, until the last day is over."),
    ),
    "approve": (
        "run:approve",
        _l("Approve"),
        _l(
            "The run can then be posted and vouchers issued. Lines with an objection that was not "
            "dismissed are left out."
        ),
    ),
    "void": (
        "run:void",
        _l("Make it void"),
        _l("Nothing of the run counts; its reservation is released and the period can be drafted anew."),
    ),
}
NEXT = {S.DRAFT: "close", S.CONFIRMED: "review", S.REVIEWED: "publish", S.PUBLISHED: "approve"}
NEXT_OF_CORRECTION = {S.DRAFT: "review", S.REVIEWED: "approve"}


def of(run: Run, user) -> dict:
    """The context of templates/settlement/runs/show.html; an institution sees its own part only."""
    own = user.organisation_id
    rows = [row for row in line_queries.by_institution(run) if own in (None, row.organisation_id)]
    return {
        "steps": steps(run),
        "figures": line_queries.figures(run, own),
        "institutions": rows,
        "held": held_table(run),
        "own": own,
        "compared": compared(run),
        "held_now": holds.count_open(run.region_code),
        "confirmed": queries.confirmations(run),
        "notice": notice_of(run),
        "next": next_step(run),
        "before": queries.run_before(run),
        "objections": queries.objection_count(run),
    }


def held_table(run: Run) -> Table | None:
    """Who is held in this run, and what waits for each."""
    query = held.of_run(run)
    if query is None:
        return None
    table = Table(scope(query, Hold), name="held", caption=_l("On hold"), columns=hold_views.columns())
    return table if table.count else None


def compared(run: Run) -> list[tuple]:
    """(what changed, lines, fen) against what was settled before; what is only proposed to come back stands last."""
    count, fen = recoveries.proposed_with(run.id)
    rows = [(COMPARED[name], lines, amount) for name, lines, amount in line_queries.compared(run)]
    return [*rows, (_("Overpaid, recovery proposed"), count, -fen)]


def next_step(run: Run) -> tuple | None:
    """(name, button, consequence) of what the user may do next."""
    name = (NEXT_OF_CORRECTION if run.is_correction else NEXT).get(run.state)
    if name is None or not may(STEPS[name][0], run):
        return None
    return name, *STEPS[name][1:]


def step(run: Run, name: str) -> dict:
    """The context of a step's own page."""
    return {
        "run": run,
        "button": STEPS[name][1],
        "consequence": STEPS[name][2],
        "found": line_queries.figures(run),
        "is_void": name == "void",
    }


def steps(run: Run) -> list[tuple]:
    """(label, who, when, status) of every step, for macros/record.html."""
    done = [
        (_("Drafted"), run.drafted_by, run.drafted_at, S.DRAFT),
        *(() if run.is_correction else ((_("Lists confirmed"), run.confirmed_by, run.confirmed_at, S.CONFIRMED),)),
        (_("Run reviewed"), run.reviewed_by, run.reviewed_at, S.REVIEWED),
        *(() if run.is_correction else ((_("Publicity"), run.published_by, run.published_at, S.PUBLISHED),)),
        (_("Approved by finance"), run.approved_by, run.approved_at, S.APPROVED),
        (_("Posted, vouchers"), run.posted_by, run.posted_at, S.POSTED),
    ]
    rows = [
        (label, who.name if who else None, instant(at) if at else None, "done" if at else "next")
        for label, who, at, _state in done
    ]
    for at, (label, _who, when, status) in enumerate(rows):
        if status == "next":
            rows[at] = (label, _waiting(run, label), when, "refused" if run.state == S.VOID else "now")
            break
    return rows


def _waiting(run: Run, label: str) -> str | None:
    """For whom or what the run waits."""
    if run.state == S.VOID:
        return run.voided_by.name if run.voided_by else None
    words = {
        S.DRAFT: _("institutions, until %(day)s", day=day(run.confirm_by_on)),
        S.CONFIRMED: _("the reviewer"),
        S.REVIEWED: _("publication"),
        S.PUBLISHED: _("publicity until %(day)s, then finance", day=day(run.publicity_ends_on)),
        S.APPROVED: _("the finance officer"),
    }
    if run.is_correction:
        words |= {S.DRAFT: _("the reviewer"), S.REVIEWED: _("finance")}
    return words.get(run.state)


def notice_of(run: Run) -> Notice | None:
    return db.session.get(Notice, run.notice_id) if run.notice_id else None


def of_line(run: Run, line: SettlementLine) -> dict:
    """The cards beside an explanation: days down a line, and where the evidence stands."""
    seen, of_class = {run.region_code: run.seq_heads.get(run.region_code, 0)}, line.training_class
    employment = contracts.standing(seen, run.cutoff_on, [line.roster_line_id])
    signed, longer = employment.contracts, employment.extensions
    appraisal = present.appraisal_of(line.roster_line_id)
    days = [(of_class.opened_on, _("Class opened"), "blue"), (of_class.ended_on, _("Class ended"), "blue")]
    if appraisal:
        days.append((appraisal.appraised_on, _("Appraisal: %(result)s", result=appraisal.result.label), "blue"))
    for frame, words in (
        (signed, _l("Contract signed, until %(day)s")),
        (longer, _l("Extension signed, until %(day)s")),
    ):
        pairs = zip(frame.dated_on.tolist(), frame.to_on.tolist(), strict=True)
        days += [(on, str(words) % {"day": day(until)}, "green") for on, until in pairs]
    facts = [
        (_("Roster"), _("verified")),
        (_("Certificate"), appraisal.certificate if appraisal else None),
        (_("Labour contracts"), len(signed)),
        (_("Extensions"), len(longer)),
        (_("Policy document"), line.document.number),
        (_("Publicity"), notice_of(run).number if run.notice_id else None),
    ]
    return {
        "days": [(day(when), text, tone) for when, text, tone in sorted(days, key=lambda each: each[0])],
        "facts": facts,
        "exclusion": line_queries.exclusion(line),
        "back": url_for("runs.lines", run_id=run.id),
    }
