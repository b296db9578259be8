"""The list of messages, one message, marking as read."""

from flask import Blueprint, abort, redirect, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel.access import SIGNED_IN, requires
from kernel.i18n import unpack
from kernel.inbox import queries, service
from kernel.inbox.models import Message
from kernel.tables import Column, Table
from kernel.web import HouseForm, flash_done, form_view

bp = Blueprint("inbox", __name__, url_prefix="/messages")


@bp.get("/")
@requires(SIGNED_IN)
def index():
    return Table(
        queries.messages(current_user),
        name="messages",
        caption=_l("Messages"),
        default_sort="-sent_at",
        columns=(
            Column(
                "sent_at", _l("Sent"), value=lambda row: row.Message.sent_at, sort=Message.sent_at, format="instant"
            ),
            Column(
                "title",
                _l("Subject"),
                value=lambda row: unpack(row.Message.title),
                link=lambda row: url_for("inbox.show", message_id=row.Message.id),
            ),
            Column(
                "sent_by",
                _l("From"),
                value=lambda row: row.Message.sent_by.name if row.Message.sent_by else _l("The schedule"),
            ),
            Column("is_read", _l("Read"), format="yes_no"),
        ),
        empty=_l("No messages yet."),
    ).page("kernel/inbox/index.html", unread=queries.unread_count(current_user))


@bp.route("/<int:message_id>", methods=["GET", "POST"])
@requires(SIGNED_IN)
@form_view(HouseForm, "kernel/inbox/show.html")
def show(form, message_id: int):
    message = queries.message(current_user, message_id) or abort(404)
    if not form.submitted:
        return {"message": message, "title": unpack(message.title), "body": unpack(message.body)}
    service.mark_read(message=message, actor=current_user)
    return redirect(message.url or url_for("inbox.index"))


@bp.post("/read")
@requires(SIGNED_IN)
@form_view(HouseForm, "kernel/inbox/index.html")
def read_all(form):
    if not form.submitted:
        return redirect(url_for("inbox.index"))
    service.mark_all_read(actor=current_user)
    flash_done(_l("All messages are marked as read."))
    return redirect(url_for("inbox.index"))
