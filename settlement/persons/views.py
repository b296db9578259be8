"""Pages on which two officers merge two rows of one human being. Numbers are shown masked."""

from flask import Blueprint, redirect, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import audit
from kernel.access import load, may, requires, scope
from kernel.identifiers import mask_citizen
from kernel.tables import Choice, Column, Table
from kernel.web import flash_done, form_view
from settlement.persons import queries, service
from settlement.persons.forms import DecideForm, ProposeForm
from settlement.persons.models import MergeProposal, MergeState

bp = Blueprint("persons", __name__, url_prefix="/persons")


def _decide_address(row: MergeProposal) -> str | None:
    waits = row.state == MergeState.PROPOSED and may("person:merge", row)
    return url_for("persons.decide", proposal_id=row.id) if waits else None


@bp.get("/merges")
@requires("person:merge")
def index():
    return Table(
        scope(queries.merges(), MergeProposal),
        name="merges",
        caption=_l("Merging of persons"),
        default_sort="-proposed_at",
        filters=(Choice("state", _l("State"), MergeProposal.state, MergeState.choices),),
        columns=(
            Column(
                "proposed_at", _l("Proposed"), sort=MergeProposal.proposed_at, format="instant", link=_decide_address
            ),
            Column("person", _l("Number"), value=lambda row: mask_citizen(row.person.number)),
            Column("into", _l("Number that stands"), value=lambda row: mask_citizen(row.into.number)),
            Column("by", _l("Proposed by"), value=lambda row: row.proposed_by.name),
            Column("state", _l("State"), sort=MergeProposal.state, format="state"),
        ),
    ).page("settlement/persons/index.html")


@bp.route("/merges/propose", methods=["GET", "POST"])
@requires("person:merge")
@form_view(ProposeForm, "settlement/persons/propose.html")
def propose(form):
    if not form.submitted:
        return {}
    service.propose_merge(
        number=form.number.data, into_number=form.into_number.data, because=form.because.data, actor=current_user
    )
    flash_done(_l("The proposal waits for a second officer."))
    return redirect(url_for("persons.index"))


@bp.route("/merges/<int:proposal_id>", methods=["GET", "POST"])
@requires("person:merge")
@form_view(DecideForm, "settlement/persons/decide.html")
def decide(form, proposal_id):
    proposal = load(MergeProposal, proposal_id)
    if not form.submitted:
        return {"proposal": proposal, "history": audit.history(proposal)}
    agreed = form.decision.data == "merge"
    service.decide_merge(proposal, agreed=agreed, note=form.note.data, actor=current_user)
    flash_done(_l("The two rows are one person now.") if agreed else _l("The merge is refused."))
    return redirect(url_for("persons.index"))
