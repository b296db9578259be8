"""Pages of vouchers: list, one voucher, the posting of a run, printing, correction, and the public check."""

import json

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import attachments, audit
from kernel.access import PUBLIC, load, requires, scope
from kernel.tables import Choice, Column, Table
from kernel.web import flash_done, form_view
from settlement.runs.models import Run
from settlement.vouchers import printing, queries, service
from settlement.vouchers.forms import CorrectForm, PostForm, PrintForm
from settlement.vouchers.models import Kind, Voucher

bp = Blueprint("vouchers", __name__, url_prefix="/vouchers")


@bp.record_once
def _filters(setup) -> None:
    setup.app.jinja_env.filters.update(fingerprint=printing.fingerprint, cn_day=printing.cn_day)


def _address(voucher: Voucher) -> str:
    return url_for("vouchers.show", voucher_id=voucher.id)


@bp.get("/")
@requires("voucher:read")
def index():
    return Table(
        scope(queries.listed(), Voucher),
        name="vouchers",
        caption=_l("Vouchers"),
        default_sort="-number",
        search=(Voucher.number,),
        filters=(Choice("kind", _l("Kind"), Voucher.kind, Kind.choices),),
        columns=(
            Column("number", _l("Number"), sort=Voucher.number, link=_address),
            Column("posted_on", _l("Posted on"), sort=Voucher.posted_on, format="date"),
            Column("organisation", _l("Payee"), value=lambda row: row.organisation.name),
            Column("run", _l("Run"), value=lambda row: row.run.number, sort=Voucher.run_id),
            Column("people", _l("People"), sort=Voucher.people, format="count"),
            Column("total_fen", _l("Total"), sort=Voucher.total_fen, format="fen"),
            Column("kind", _l("Kind"), sort=Voucher.kind, format="state"),
        ),
    ).page("settlement/vouchers/index.html")


@bp.get("/<int:voucher_id>")
@requires("voucher:read")
def show(voucher_id):
    voucher = load(Voucher, voucher_id)
    return render_template("settlement/vouchers/show.html", **_page(voucher))


@bp.route("/post/<int:run_id>", methods=["GET", "POST"])
@requires("voucher:post")
@form_view(PostForm, "settlement/vouchers/post.html", password=True)
def post(form, run_id):
    run = load(Run, run_id)
    if not form.submitted:
        return {"run": run}
    vouchers = service.post(run, actor=current_user)
    flash_done(_l("The run is posted; %(count)s vouchers were issued.", count=len(vouchers)))
    return redirect(url_for("vouchers.index"))


@bp.route("/<int:voucher_id>/print", methods=["GET", "POST"])
@requires("voucher:print")
@form_view(PrintForm, "settlement/vouchers/print.html")
def print_copy(form, voucher_id):
    voucher = load(Voucher, voucher_id)
    if not form.submitted:
        return _page(voucher)
    service.print_copy(voucher, form.content, copy=form.copy, printed_at=form.printed_at, actor=current_user)
    flash_done(_l("Copy %(copy)s is ready to be downloaded.", copy=form.copy))
    return redirect(_address(voucher))


@bp.get("/<int:voucher_id>/copies/<int:copy>.pdf")
@requires("voucher:read")
def download(voucher_id, copy):
    voucher = load(Voucher, voucher_id)
    printed = next((each for each in queries.prints(voucher) if each.copy == copy), None)
    return attachments.send(printed.attachment) if printed else abort(404)


@bp.get("/<int:voucher_id>/voucher.json")
@requires("voucher:read")
def snapshot(voucher_id):
    voucher = load(Voucher, voucher_id)
    return Response(voucher.snapshot, mimetype="application/json")


@bp.route("/<int:voucher_id>/correct", methods=["GET", "POST"])
@requires("voucher:correct")
@form_view(CorrectForm, "settlement/vouchers/correct.html")
def correct(form, voucher_id):
    voucher = load(Voucher, voucher_id)
    if not form.submitted:
        return _page(voucher)
    run = service.correct(voucher, reason=form.reason.data, actor=current_user)
    flash_done(_l("The correction is drafted as run %(run)s.", run=run.number))
    return redirect(url_for("runs.show", run_id=run.id))


@bp.get("/check")
@requires(PUBLIC)
def find():
    """What is typed on the portal: on to the voucher's own address."""
    number = request.args.get("number", "").strip()[:40]
    return redirect(url_for("vouchers.check", number=number)) if number else _check(None, "")


@bp.get("/check/<number>")
@requires(PUBLIC)
def check(number):
    return _check(queries.by_number(number), number)


def _check(voucher: Voucher | None, number: str):
    given = request.args.get("h", "").replace(" ", "").lower()[:64]
    agrees = bool(voucher and given) and voucher.snapshot_hash.startswith(given) and len(given) >= 16
    page = render_template(
        "settlement/vouchers/check.html",
        voucher=voucher,
        number=number,
        given=given,
        agrees=agrees,
        red=voucher and queries.correction_of(voucher),
    )
    return page, 200 if voucher or not number else 404


def _page(voucher: Voucher) -> dict:
    return {
        "voucher": voucher,
        "v": json.loads(voucher.snapshot),
        "prints": queries.prints(voucher),
        "red": queries.correction_of(voucher),
        "history": audit.history(voucher),
    }
