"""The bidder's pages: own bids, the page that seals a bid, receipts; and the one button of publication."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import clock
from kernel.access import load, requires
from kernel.db import db
from kernel.tables import Choice, Column, Table
from kernel.web import HouseForm, flash_done, form_view, json_view
from tendering.bids import opening_views, queries, sealing, service
from tendering.bids.forms import SealedForm, WithdrawForm
from tendering.bids.models import Bid, BidState
from tendering.institutions import queries as institutions
from tendering.tenders.models import Lot, Tender, TenderState

bp = Blueprint("bids", __name__)


@bp.get("/bids/")
@requires("bid:submit")
def index():
    return Table(
        queries.of_organisation(current_user.organisation_id),
        name="bids",
        caption=_l("My bids"),
        default_sort="-received",
        search=(Tender.title, Tender.number),
        filters=(Choice("state", _l("State"), Bid.state, BidState.choices()),),
        columns=(
            Column(
                "tender",
                _l("Tender"),
                value=lambda bid: bid.tender.title,
                sort=Tender.title,
                link=lambda bid: url_for("bids.lot", lot_id=bid.lot_id),
            ),
            Column("lot", _l("Lot"), value=lambda bid: bid.lot.number),
            Column("trade", _l("Trade"), value=lambda bid: bid.lot.trade_name),
            Column("received", _l("Received"), value=lambda bid: bid.latest.received_at, sort=Bid.id, format="instant"),
            Column(
                "deadline",
                _l("Deadline"),
                value=lambda bid: bid.tender.deadline_at,
                sort=Tender.deadline_at,
                format="instant",
            ),
            Column("state", _l("State"), sort=Bid.state, format="state"),
        ),
    ).page("tendering/bids/index.html", waiting=queries.open_lots_without_bid(current_user.organisation_id))


@bp.get("/bids/lots/<int:lot_id>")
@requires("bid:submit")
def lot(lot_id):
    """The page whose form is sealed in the browser; it is never posted as a form."""
    found = _lot(lot_id)
    return render_template(
        "tendering/bids/lot.html",
        lot=found,
        tender=found.tender,
        form=SealedForm(),
        bid=_own(found),
        about=queries.about(found, current_user.organisation),
        limit=sealing.MAX_CIPHERTEXT,
        approved=institutions.approved(current_user.organisation_id),
        is_taking=_is_taking(found.tender),
    )


def read_body(lot_id):
    """The whole body, before any lock is taken; nothing of it is written anywhere in the clear."""
    return service.read_upload(request.get_data(cache=False))


@bp.post("/bids/lots/<int:lot_id>/sealed")
@requires("bid:submit")
@json_view(read_body)
def submit(upload, lot_id):
    version = service.submit(_lot(lot_id), upload, actor=current_user)
    return {
        "sha256": version.sha256,
        "receipt": version.receipt,
        "received_at": version.received_at.isoformat(),
        "sentence": _("Your sealed bid was received. Receipt number: %(receipt)s", receipt=version.receipt),
        "next": url_for("bids.receipt", number=version.receipt),
    }


@bp.route("/bids/<int:bid_id>/withdraw", methods=["GET", "POST"])
@requires("bid:submit")
@form_view(WithdrawForm, "tendering/bids/withdraw.html", password=True)
def withdraw(form, bid_id):
    bid = load(Bid, bid_id)
    if not form.submitted:
        return {"bid": bid}
    version = service.withdraw(bid, actor=current_user)
    flash_done(_l("Your bid is withdrawn."))
    return redirect(url_for("bids.receipt", number=version.receipt))


@bp.get("/bids/receipts/<number>")
@requires("bid:submit")
def receipt(number):
    version = queries.by_receipt(current_user.organisation_id, number) or abort(404)
    return render_template("tendering/bids/receipt.html", version=version, bid=version.bid)


@bp.route("/tenders/<int:tender_id>/publish", methods=["GET", "POST"])
@requires("tender:publish")
@form_view(HouseForm, "tendering/bids/publish.html", password=True)
def publish(form, tender_id):
    tender = load(Tender, tender_id)
    if not form.submitted:
        return {"tender": tender}
    service.publish(tender, actor=current_user)
    flash_done(_l("Tender %(number)s is published.", number=tender.number))
    return redirect(url_for("tenders.show", tender_id=tender.id))


def _lot(lot_id: int) -> Lot:
    """A lot of a tender the institution may see."""
    found = db.session.get(Lot, lot_id) or abort(404)
    load(Tender, found.tender_id)
    return found


def _own(found: Lot) -> Bid | None:
    return queries.own(found.id, current_user.organisation_id)


def _is_taking(tender: Tender) -> bool:
    return tender.state == TenderState.PUBLISHED and clock.now() < tender.deadline_at


opening_views.register(bp)
