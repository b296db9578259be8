"""The page of jobs: who leads, how each job stands, its runs, and 'run now' with what it would do."""

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel.access import requires
from kernel.i18n import unpack
from kernel.jobs import queries, service
from kernel.jobs.forms import AskForm
from kernel.jobs.job import Job, key_text
from kernel.jobs.models import JobRun, Outcome
from kernel.tables import Choice, Column, Table
from kernel.web import flash_done, form_view

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


@bp.get("/")
@requires("job:show")
def index():
    return render_template(
        "kernel/jobs/index.html", scheduler=queries.scheduler(), standings=queries.standings(), unpack=unpack
    )


@bp.get("/<name>")
@requires("job:show")
def show(name: str):
    job = _job(name)
    table = Table(
        queries.runs(name),
        name="runs",
        caption=_l("Runs of this job"),
        search=(JobRun.key,),
        filters=(Choice("outcome", _l("How it ended"), JobRun.outcome, Outcome.choices()),),
        columns=(
            Column("key", _l("Run for"), sort=JobRun.key),
            Column("started_at", _l("Run began"), sort=JobRun.started_at, format="instant"),
            Column("seconds", _l("Seconds taken"), value=lambda run: run.seconds and f"{run.seconds:.1f}"),
            Column("outcome", _l("How it ended"), sort=JobRun.outcome, format="state"),
            Column("message", _l("What it said"), value=lambda run: run.message and unpack(run.message)),
            Column("asked_by", _l("Asked for by"), value=lambda run: run.asked_by and run.asked_by.name),
        ),
        default_sort="-started_at",
        empty=_l("This job has not run yet."),
    )
    return table.page(
        "kernel/jobs/show.html", job=job, is_asked=queries.is_asked(name), standing=queries.standing(name)
    )


@bp.route("/<name>/ask", methods=["GET", "POST"])
@requires("job:ask")
@form_view(AskForm, "kernel/jobs/ask.html")
def ask(form, name: str):
    job = _job(name)
    if not form.submitted:
        keys = [key_text(key) for key in job.due()]
        waiting = queries.not_now(name, keys, rest=False)
        return {"job": job, "keys": [key for key in keys if key not in waiting]}
    service.ask(job, actor=current_user)
    flash_done(_l("The scheduler will look at this job within a few seconds."))
    return redirect(url_for("jobs.show", name=name))


def _job(name: str) -> Job:
    return current_app.extensions["jobs"].get(name) or abort(404)
