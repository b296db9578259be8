"""Pages of policy documents: list, the whole document in words, draft, countersignature."""

import json

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import audit
from kernel.access import load, requires, scope
from kernel.tables import Choice, Column, Table
from kernel.web import flash_done, form_view
from settlement.documents import queries, service
from settlement.documents.forms import CountersignForm, DocumentForm, ReasonForm
from settlement.documents.models import Document, DocumentState
from settlement.documents.options import key_words, readable
from settlement.documents.reading import form_values

bp = Blueprint("documents", __name__, url_prefix="/documents")


def _address(document: Document) -> str:
    return url_for("documents.show", document_id=document.id)


@bp.get("/")
@requires("document:read")
def index():
    return Table(
        scope(queries.listed(), Document),
        name="documents",
        caption=_l("Policy documents"),
        default_sort="-in_force_from",
        search=(Document.number, Document.title),
        filters=(Choice("state", _l("State"), Document.state, DocumentState.choices),),
        columns=(
            Column("number", _l("Issuing number"), sort=Document.number, link=_address),
            Column("title", _l("Title"), sort=Document.title),
            Column("region", _l("Region"), value=lambda row: row.region.name, sort=Document.region_code),
            Column("in_force_from", _l("In force from"), sort=Document.in_force_from, format="date"),
            Column("in_force_to", _l("In force to"), sort=Document.in_force_to, format="date"),
            Column("state", _l("State"), sort=Document.state, format="state"),
        ),
    ).page("settlement/documents/index.html")


@bp.get("/<int:document_id>")
@requires("document:read")
def show(document_id):
    return render_template("settlement/documents/show.html", **_page(load(Document, document_id)))


@bp.route("/draft", methods=["GET", "POST"])
@requires("document:draft")
@form_view(DocumentForm, "settlement/documents/draft.html")
def draft(form):
    if not form.submitted:
        return {"document": None}
    made = service.draft(policy=form.policy, costs=form.costs, supersedes_id=form.supersedes.data, actor=current_user)
    flash_done(_l("The draft is saved; finance countersigns it."))
    return redirect(_address(made))


@bp.route("/<int:document_id>/revise", methods=["GET", "POST"])
@requires("document:draft")
@form_view(DocumentForm, "settlement/documents/draft.html")
def revise(form, document_id):
    document = load(Document, document_id)
    if not form.submitted:
        if not form.is_submitted():
            form.process(data=form_values(document))
        return {"document": document}
    service.revise(
        document, policy=form.policy, costs=form.costs, supersedes_id=form.supersedes.data, actor=current_user
    )
    flash_done(_l("The draft is saved; finance countersigns it."))
    return redirect(_address(document))


@bp.route("/<int:document_id>/countersign", methods=["GET", "POST"])
@requires("document:countersign")
@form_view(CountersignForm, "settlement/documents/countersign.html", password=True)
def countersign(form, document_id):
    document = load(Document, document_id)
    if not form.submitted:
        return _page(document)
    service.countersign(document, actor=current_user)
    flash_done(_l("%(number)s is countersigned.", number=document.number))
    return redirect(_address(document))


@bp.route("/<int:document_id>/send-back", methods=["GET", "POST"])
@requires("document:countersign")
@form_view(ReasonForm, "settlement/documents/reason.html")
def send_back(form, document_id):
    document = load(Document, document_id)
    if not form.submitted:
        return {
            "document": document,
            "title": _l("Send back"),
            "consequence": _l("The labour department reads the reason and revises."),
        }
    service.send_back(document, because=form.because.data, actor=current_user)
    flash_done(_l("The draft went back with your reason."))
    return redirect(_address(document))


@bp.route("/<int:document_id>/withdraw", methods=["GET", "POST"])
@requires("document:draft")
@form_view(ReasonForm, "settlement/documents/reason.html")
def withdraw(form, document_id):
    document = load(Document, document_id)
    if not form.submitted:
        return {
            "document": document,
            "title": _l("Withdraw the draft"),
            "consequence": _l("The draft stays readable, but nobody can sign it."),
        }
    service.withdraw(document, because=form.because.data, actor=current_user)
    flash_done(_l("The draft is withdrawn."))
    return redirect(_address(document))


def _page(document: Document) -> dict:
    said = queries.policy(document.id)
    costs = [(cost, key_words(cost.key), said.standards[cost.kind.value][cost.key]) for cost in document.costs]
    return {
        "document": document,
        "said": said,
        "costs": costs,
        "options": readable(said),
        "issued_to": json.loads(document.content)["in_force"]["to"],
        "successor": queries.successor(document),
        "history": audit.history(document),
    }
