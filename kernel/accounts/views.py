"""Accounts of a region: the list, opening, closing, resetting; and everybody's own account."""

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import audit
from kernel.access import SIGNED_IN, load, requires, scope
from kernel.accounts import administration, queries
from kernel.accounts.forms import OpenAccountForm, ReasonForm
from kernel.accounts.models import User
from kernel.desk.frame import role_label
from kernel.tables import Choice, Column, Table
from kernel.web import flash_done, form_view

bp = Blueprint("accounts", __name__, url_prefix="/accounts")
ACTIVE = (("1", _l("Open")), ("0", _l("Closed")))


@bp.get("/")
@requires("account:manage")
def index():
    return Table(
        scope(queries.people(), User),
        name="accounts",
        caption=_l("Accounts"),
        search=(User.name, User.email),
        columns=(
            Column("name", _l("Name"), sort=User.name, link=lambda user: url_for("accounts.show", user_id=user.id)),
            Column("email", _l("E-mail"), sort=User.email),
            Column("roles", _l("Role"), value=lambda user: "、".join(map(role_label, user.roles))),
            Column("region_code", _l("Region"), value=lambda user: user.region.name, sort=User.region_code),
            Column("organisation", _l("Organisation"), value=lambda user: user.organisation and user.organisation.name),
            Column("current_login_at", _l("Last sign-in"), sort=User.current_login_at, format="machine"),
            Column("active", _l("Open"), sort=User.active, format="yes_no"),
        ),
        filters=(
            Choice("active", _l("State"), User.active, ACTIVE, where=lambda value: User.active.is_(value == "1")),
        ),
        default_sort="name",
    ).page("kernel/accounts/index.html")


@bp.get("/<int:user_id>")
@requires("account:manage")
def show(user_id: int):
    user = load(User, user_id)
    return render_template("kernel/accounts/show.html", user=user, history=audit.history(user))


@bp.route("/open", methods=["GET", "POST"])
@requires("account:manage")
@form_view(OpenAccountForm, "kernel/accounts/open.html")
def open_account(form):
    if not form.submitted:
        return {}
    user, password = administration.open_account(
        name=form.name.data,
        email=form.email.data,
        role=form.role.data,
        region_code=form.region_code.data,
        organisation_id=form.organisation_id.data,
        actor=current_user,
    )
    return render_template("kernel/accounts/password.html", user=user, password=password)


@bp.route("/<int:user_id>/close", methods=["GET", "POST"])
@requires("account:manage")
@form_view(ReasonForm, "kernel/accounts/step.html")
def close(form, user_id: int):
    user = load(User, user_id)
    if not form.submitted:
        return {
            "user": user,
            "title": _l("Close the account"),
            "consequence": _l("The person is signed out at once and cannot sign in."),
        }
    administration.close(user=user, note=form.note.data, actor=current_user)
    flash_done(_l("The account of %(name)s is closed.", name=user.name))
    return redirect(url_for("accounts.show", user_id=user.id))


@bp.route("/<int:user_id>/reopen", methods=["GET", "POST"])
@requires("account:manage")
@form_view(ReasonForm, "kernel/accounts/step.html")
def reopen(form, user_id: int):
    user = load(User, user_id)
    if not form.submitted:
        return {
            "user": user,
            "title": _l("Reopen the account"),
            "consequence": _l("The person can sign in with the old password."),
        }
    administration.reopen(user=user, note=form.note.data, actor=current_user)
    flash_done(_l("The account of %(name)s is open again.", name=user.name))
    return redirect(url_for("accounts.show", user_id=user.id))


@bp.route("/<int:user_id>/reset", methods=["GET", "POST"])
@requires("account:manage")
@form_view(ReasonForm, "kernel/accounts/step.html")
def reset(form, user_id: int):
    user = load(User, user_id)
    if not form.submitted:
        return {
            "user": user,
            "title": _l("Reset password and second factor"),
            "consequence": _l(
                "The old password, the authenticator and the recovery codes stop working; a new password is shown once."
            ),
        }
    password = administration.reset(user=user, note=form.note.data, actor=current_user)
    return render_template("kernel/accounts/password.html", user=user, password=password)


@bp.get("/mine")
@requires(SIGNED_IN)
def mine():
    return render_template(
        "kernel/accounts/mine.html", user=current_user, second_factor=current_app.config["SECURITY_TWO_FACTOR"]
    )
