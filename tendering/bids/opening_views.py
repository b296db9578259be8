"""The opening officers' pages, and what was in the bids once they are open."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import attachments, audit
from kernel.access import load, requires
from kernel.db import db
from kernel.web import flash_done, form_view
from tendering.bids import opening_service, queries
from tendering.bids.forms import HandOverForm, IdentityForm, OpenForm
from tendering.bids.models import Bid, BidFile
from tendering.notices import queries as notices
from tendering.tenders import queries as tender_queries
from tendering.tenders import settings_service
from tendering.tenders.models import Tender, TenderState


@requires("opening:read")
def opening(tender_id):
    tender = load(Tender, tender_id)
    return render_template(
        "tendering/bids/opening.html",
        tender=tender,
        state=TenderState,
        opening=queries.opening(tender.id),
        handovers=queries.handovers(tender.id),
        bids=queries.opened(tender, current_user),
        handed=queries.handed_to(tender.id, current_user.id),
        is_named=queries.is_named(tender, current_user),
        notices=[each for each in notices.of_subject(tender) if each.kind == "opening"],
    )


@requires("opening:open")
@form_view(HandOverForm, "tendering/bids/hand_over.html", password=True)
def hand_over(form, tender_id):
    tender = load(Tender, tender_id)
    if not form.submitted:
        return {"tender": tender, "is_named": queries.is_named(tender, current_user)}
    handover = opening_service.hand_over(
        tender, to_id=form.to_id.data, sealed_share=form.sealed_share, actor=current_user
    )
    flash_done(
        _l("Your part is handed to %(name)s, who opens the bids on another screen.", name=handover.receiver.name)
    )
    return redirect(url_for("bids.opening", tender_id=tender.id))


@requires("opening:open")
@form_view(OpenForm, "tendering/bids/open.html", password=True)
def open_bids(form, tender_id):
    tender = load(Tender, tender_id)
    if not form.submitted:
        return {"tender": tender, "handed": queries.handed_to(tender.id, current_user.id)}
    opening_service.open_bids(tender, read=form.read, actor=current_user)
    flash_done(_l("The bids are opened."))
    return redirect(url_for("bids.opening", tender_id=tender.id))


@requires("identity:make")
@form_view(IdentityForm, "tendering/bids/identity.html", password=True)
def identity(form):
    if not form.submitted:
        return {"identity": tender_queries.identity(current_user.id)}
    settings_service.register_identity(
        recipient=form.key.recipient, sealed_secret=form.key.sealed_secret, actor=current_user
    )
    flash_done(_l("Your opening key is made. Keep the passphrase; it cannot be reset."))
    return redirect(url_for("bids.identity"))


@requires("opening:read")
def show(bid_id):
    """The content of an opened bid; before the opening the row itself is not there for anybody."""
    bid = load(Bid, bid_id)
    return render_template("tendering/bids/show.html", bid=bid, tender=bid.tender, history=audit.history(bid))


@requires("opening:read")
def file(file_id):
    found = db.session.get(BidFile, file_id) or abort(404)
    load(Bid, found.content.bid_id)
    return attachments.send(found.attachment)


def register(bp: Blueprint) -> None:
    """Give these pages their addresses."""
    both = ["GET", "POST"]
    bp.add_url_rule("/opening/<int:tender_id>", view_func=opening)
    bp.add_url_rule("/opening/<int:tender_id>/hand-over", view_func=hand_over, methods=both)
    bp.add_url_rule("/opening/<int:tender_id>/open", view_func=open_bids, methods=both)
    bp.add_url_rule("/opening/key", view_func=identity, methods=both)
    bp.add_url_rule("/bids/<int:bid_id>", view_func=show)
    bp.add_url_rule("/bids/files/<int:file_id>", view_func=file)
