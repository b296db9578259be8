"""Pages of notices: public at their permanent addresses, and the officers' pages of revisions and objections."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import audit, clock
from kernel.access import PUBLIC, load, may, requires, scope
from kernel.organisations.queries import acting_regions
from kernel.tables import Choice, Column, Table
from kernel.web import flash_done, form_view
from tendering.notices import body, queries, service
from tendering.notices.forms import AnswerForm, ObjectionForm, ReviseForm
from tendering.notices.models import Kind, Notice, NoticeVersion, Objection, ObjectionState

bp = Blueprint("notices", __name__)


@bp.get("/notices")
@requires(PUBLIC)
def index():
    return Table(
        queries.published(),
        name="notices",
        caption=_l("Notices"),
        search=(NoticeVersion.title, Notice.number),
        default_sort="-published_at",
        filters=(
            Choice("kind", _l("Kind"), Notice.kind, Kind.choices),
            Choice("region", _l("Region"), Notice.region_code, lambda: [(r.code, r.name) for r in acting_regions()]),
        ),
        columns=(
            Column("title", _l("Title"), link=_address),
            Column("kind", _l("Kind"), sort=Notice.kind, format="state"),
            Column("region", _l("Region"), value=lambda notice: notice.region.name, sort=Notice.region_code),
            Column("published_at", _l("Published"), sort=Notice.published_at, format="instant"),
            Column("publicity_ends_on", _l("Publicity ends on"), sort=NoticeVersion.publicity_ends_on, format="date"),
            Column("number", _l("Notice number"), sort=Notice.number),
        ),
    ).page("tendering/notices/index.html")


@bp.get("/notices/<number>")
@requires(PUBLIC)
def show(number):
    notice = _notice(number)
    return _page(notice, notice.latest)


@bp.get("/notices/<number>/versions/<int:version>")
@requires(PUBLIC)
def show_version(number, version):
    notice = _notice(number)
    return _page(notice, queries.version(notice, version) or abort(404))


@bp.route("/notices/<number>/revise", methods=["GET", "POST"])
@requires("notice:revise")
@form_view(ReviseForm, "tendering/notices/revise.html")
def revise(form, number):
    notice = load(Notice, _notice(number).id)
    if not form.submitted:
        form.title.data = form.title.data or notice.title
        return {"notice": notice}
    service.revise(
        notice,
        title=form.title.data,
        added={_l("Correction"): form.correction.data},
        reason=form.reason.data,
        publicity_ends_on=form.publicity_ends_on.data,
        actor=current_user,
    )
    flash_done(_l("Version %(number)s is published.", number=notice.version))
    return redirect(_address(notice))


@bp.route("/notices/<number>/object", methods=["GET", "POST"])
@requires(PUBLIC)
@form_view(ObjectionForm, "tendering/notices/object.html")
def lodge(form, number):
    notice = _notice(number)
    if not form.submitted:
        return {"notice": notice, "today": clock.today()}
    actor = current_user if current_user.is_authenticated else None
    objection = service.lodge_objection(
        notice,
        name=form.name.data,
        contact=form.contact.data,
        text=form.text.data,
        organisation_id=actor and actor.organisation_id,
        actor=actor,
    )
    flash_done(_l("Your objection was received. Keep this page's address: the answer appears here."))
    return redirect(url_for("notices.lodged", reference=objection.reference))


@bp.get("/objections/<reference>")
@requires(PUBLIC)
def lodged(reference):
    """For whoever knows the reference that was given when the objection was lodged: text and answer, no name."""
    objection = queries.objection_by_reference(reference) or abort(404)
    return render_template("tendering/notices/lodged.html", objection=objection)


@bp.get("/notices/objections")
@requires("objection:read")
def objections():
    return Table(
        scope(queries.objections_with_notice(), Objection),
        name="objections",
        caption=_l("Objections"),
        default_sort="state",
        search=(NoticeVersion.title, Objection.text),
        filters=(Choice("state", _l("State"), Objection.state, ObjectionState.choices),),
        columns=(
            Column(
                "lodged_at",
                _l("Lodged"),
                sort=Objection.lodged_at,
                format="instant",
                link=lambda row: may("objection:answer", row) and url_for("notices.answer", objection_id=row.id),
            ),
            Column("notice", _l("Notice"), value=lambda row: row.notice.title, sort=NoticeVersion.title),
            Column("by", _l("Lodged by"), value=lambda row: row.organisation.name if row.organisation else row.name),
            Column("state", _l("State"), sort=Objection.state, format="state"),
            Column("answered_at", _l("Answered"), sort=Objection.answered_at, format="instant"),
        ),
        exportable=False,
    ).page("tendering/notices/objections.html")


@bp.route("/notices/objections/<int:objection_id>", methods=["GET", "POST"])
@requires("objection:answer")
@form_view(AnswerForm, "tendering/notices/answer.html")
def answer(form, objection_id):
    objection = load(Objection, objection_id)
    if not form.submitted:
        return {"objection": objection, "history": audit.history(objection)}
    service.answer_objection(
        objection, upheld=form.outcome.data == "upheld", answer=form.answer.data, actor=current_user
    )
    flash_done(_l("The objection is answered."))
    return redirect(url_for("notices.objections"))


def _notice(number: str) -> Notice:
    return queries.by_number(number) or abort(404)


def _address(notice: Notice) -> str:
    return url_for("notices.show", number=notice.number)


def _page(notice: Notice, version: NoticeVersion):
    return render_template(
        "tendering/notices/show.html",
        notice=notice,
        version=version,
        sections=body.shown(version.body),
        objections=queries.objections(notice.id),
        today=clock.today(),
    )
