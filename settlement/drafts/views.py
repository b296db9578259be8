"""Pages: the region's day and what is due next; drafting now, how far it is, and giving it up."""

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import audit
from kernel.access import load, requires
from kernel.i18n import unpack
from kernel.jobs import queries as jobs
from kernel.web import flash_done, form_view
from settlement.drafts import queries, service
from settlement.drafts.forms import AskForm, CancelForm, DayForm
from settlement.drafts.jobs import DRAFT
from settlement.drafts.models import DraftRequest, RequestState
from settlement.runs import queries as runs

bp = Blueprint("drafts", __name__, url_prefix="/runs")


@bp.get("/schedule")
@requires("schedule:read")
def schedule():
    own = queries.upcoming(current_user.region_code)
    tried, progress = jobs.run_of(DRAFT.name, (own.region.code, own.period)) if own.period else (None, None)
    return render_template(
        "settlement/drafts/schedule.html",
        own=own,
        everywhere=queries.every_upcoming() if current_user.sees_all_regions else [],
        tried=tried,
        progress=progress,
        default=queries.DEFAULT_DAY,
        history=audit.history(own.day) if own.day else [],
        unpack=unpack,
    )


@bp.route("/schedule/day", methods=["GET", "POST"])
@requires("schedule:set")
@form_view(DayForm, "settlement/drafts/day.html")
def set_day(form):
    own = queries.upcoming(current_user.region_code)
    if not form.submitted:
        if form.day.data is None and not form.errors:
            form.day.data = own.day.day if own.day else queries.DEFAULT_DAY
        return {"own": own}
    service.set_day(region_code=current_user.region_code, day=form.day.data, actor=current_user)
    flash_done(_l("The drafting day is set."))
    return redirect(url_for("drafts.schedule"))


@bp.route("/draft", methods=["GET", "POST"])
@requires("run:draft")
@form_view(AskForm, "settlement/drafts/ask.html")
def ask(form):
    region_code = current_user.region_code
    if not form.submitted:
        form.period.data = form.period.data or runs.next_period(region_code)
        return {"open_run": runs.open_run(region_code), "waiting": queries.waiting(region_code)}
    asked = service.ask(region_code=region_code, period=form.period.data, actor=current_user)
    return redirect(url_for("drafts.show", request_id=asked.id))


@bp.get("/drafts/<int:request_id>")
@requires("run:draft")
def show(request_id):
    asked = load(DraftRequest, request_id)
    if asked.state == RequestState.DRAFTED:
        return redirect(url_for("runs.show", run_id=asked.run_id))
    tried, progress = jobs.run_of(service.ASKED, asked.key)
    return render_template(
        "settlement/drafts/show.html",
        asked=asked,
        tried=tried,
        progress=progress,
        is_waiting=asked.state == RequestState.WAITING,
        is_silent=jobs.scheduler().is_silent,
        history=audit.history(asked),
        unpack=unpack,
    )


@bp.route("/drafts/<int:request_id>/cancel", methods=["GET", "POST"])
@requires("run:draft")
@form_view(CancelForm, "settlement/drafts/cancel.html")
def cancel(form, request_id):
    asked = load(DraftRequest, request_id)
    if not form.submitted:
        return {"asked": asked, "is_waiting": asked.state == RequestState.WAITING}
    service.cancel(asked, actor=current_user)
    flash_done(_l("The draft is cancelled; nothing of it was kept."))
    return redirect(url_for("drafts.show", request_id=asked.id))
