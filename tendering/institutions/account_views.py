"""Pages of payee accounts: asked for by the institution, decided by finance."""

from flask import abort, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import attachments, audit
from kernel.access import load, may, requires, scope
from kernel.organisations.models import Organisation
from kernel.tables import Choice, Column, Table
from kernel.web import flash_done, form_view
from tendering.institutions import accounts, queries
from tendering.institutions.blueprint import bp
from tendering.institutions.forms import AccountForm, ApproveAccountForm, ReasonForm
from tendering.institutions.models import PayeeAccount, PayeeDecision

DECIDED = [(True, _l("Approved")), (False, _l("Refused"))]


@bp.get("/payee-accounts")
@requires("payee_account:read")
def payee_accounts():
    return Table(
        scope(queries.accounts(), PayeeAccount),
        name="accounts",
        caption=_l("Payee accounts"),
        exportable=False,
        default_sort="-recorded_at",
        search=(Organisation.name, PayeeAccount.bank_name, PayeeAccount.account_masked),
        filters=(Choice("decided", _l("Decision"), PayeeDecision.is_approved, DECIDED),),
        columns=(
            Column(
                "organisation",
                _l("Institution"),
                value=lambda row: row.organisation.name,
                sort=Organisation.name,
                link=lambda row: url_for("institutions.payee_account", account_id=row.id),
            ),
            Column("bank_name", _l("Bank and branch"), sort=PayeeAccount.bank_name),
            Column("account_masked", _l("Account number")),
            Column("recorded_at", _l("Requested"), sort=PayeeAccount.recorded_at, format="instant"),
            Column("decision", _l("Decision"), value=_answer),
        ),
    ).page("tendering/institutions/accounts.html")


@bp.route("/payee-accounts/request", methods=["GET", "POST"])
@requires("payee_account:request")
@form_view(AccountForm, "tendering/institutions/account_request.html", password=True)
def request_account(form):
    institution = queries.of_organisation(current_user.organisation_id) or abort(404)
    if not form.submitted:
        return {"institution": institution}
    accounts.request_account(
        organisation_id=institution.organisation_id,
        bank_name=form.bank_name.data,
        account=form.account.data,
        branch_code=form.branch_code.data,
        proof=form.upload,
        actor=current_user,
    )
    flash_done(_l("The account was handed in; the finance department decides."))
    return redirect(url_for("institutions.mine"))


@bp.get("/payee-accounts/<int:account_id>")
@requires("payee_account:read")
def payee_account(account_id):
    row = load(PayeeAccount, account_id)
    return render_template(
        "tendering/institutions/account.html",
        row=row,
        history=audit.history(row),
        paid_into=queries.payee_account(row.organisation_id),
        is_latest=queries.latest_account(row.organisation_id).id == row.id,
        may_decide=may("payee_account:approve", row),
    )


@bp.get("/payee-accounts/<int:account_id>/proof")
@requires("payee_account:read")
def account_proof(account_id):
    row = load(PayeeAccount, account_id)
    return attachments.send(row.attachment or abort(404))


@bp.route("/payee-accounts/<int:account_id>/approve", methods=["GET", "POST"])
@requires("payee_account:approve")
@form_view(ApproveAccountForm, "tendering/institutions/account_approve.html", password=True)
def approve_account(form, account_id):
    row = load(PayeeAccount, account_id)
    if not form.submitted:
        return {"row": row}
    accounts.approve_account(row, account_again=form.account_again.data, actor=current_user)
    flash_done(_l("The account is approved; vouchers name it from now on."))
    return redirect(url_for("institutions.payee_account", account_id=row.id))


@bp.route("/payee-accounts/<int:account_id>/refuse", methods=["GET", "POST"])
@requires("payee_account:approve")
@form_view(ReasonForm, "tendering/institutions/account_refuse.html")
def refuse_account(form, account_id):
    row = load(PayeeAccount, account_id)
    if not form.submitted:
        return {"row": row}
    accounts.refuse_account(row, reason=form.reason.data, actor=current_user)
    flash_done(_l("The account is refused; what was approved before stays."))
    return redirect(url_for("institutions.payee_account", account_id=row.id))


def _answer(row: PayeeAccount):
    if row.decision is None:
        return _l("Waiting for finance")
    return _l("Approved") if row.is_approved else _l("Refused")
