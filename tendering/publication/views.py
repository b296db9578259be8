"""The portal's pages of tenders: all that were published, one at its permanent address, the results."""

from flask import Blueprint, abort, render_template, url_for
from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.access import PUBLIC, requires
from kernel.organisations.models import Organisation
from kernel.organisations.queries import acting_regions
from kernel.tables import Choice, Column, Table
from tendering.awards.models import Award
from tendering.notices import queries as notices
from tendering.publication import queries
from tendering.tenders import queries as tenders
from tendering.tenders.models import PUBLIC as SHOWN
from tendering.tenders.models import Lot, Tender, TenderState

bp = Blueprint("publication", __name__, url_prefix="/public")


def regions() -> list[tuple[str, str]]:
    return [(region.code, region.name) for region in acting_regions()]


@bp.get("/tenders")
@requires(PUBLIC)
def index():
    columns = (
        Column("title", _l("Title"), sort=Tender.title, link=_address),
        Column("region", _l("Place"), value=lambda tender: tender.region.name, sort=Tender.region_code),
        Column("lots", _l("Lots"), value=lambda tender: len(tender.lots), format="count"),
        Column("seats", _l("Seats"), format="count"),
        Column("deadline_at", _l("Deadline"), sort=Tender.deadline_at, format="instant"),
        Column("published_at", _l("Published"), sort=Tender.published_at, format="instant"),
        Column("state", _l("State"), sort=Tender.state, format="state"),
    )
    filters = (
        Choice("state", _l("State"), Tender.state, [(str(state), state.label) for state in SHOWN]),
        Choice("region", _l("Place"), Tender.region_code, regions),
    )
    return Table(
        queries.tenders(),
        name="tenders",
        caption=_l("Tenders"),
        search=(Tender.title, Tender.number),
        columns=columns,
        filters=filters,
        default_sort="-published_at",
    ).page("tendering/publication/index.html")


@bp.get("/tenders/<number>")
@requires(PUBLIC)
def show(number):
    tender = queries.tender(number) or abort(404)
    is_taking = tender.state == TenderState.PUBLISHED and clock.now() < tender.deadline_at
    return render_template(
        "tendering/publication/show.html",
        tender=tender,
        rules=tenders.rule_set_of(tender),
        is_taking=is_taking,
        notices=notices.of_subject(tender),
        awards=queries.public_awards(tender.id),
    )


@bp.get("/results")
@requires(PUBLIC)
def results():
    columns = (
        Column("organisation", _l("Institution"), value=lambda award: award.organisation.name, sort=Organisation.name),
        Column("tender", _l("Tender"), value=lambda award: award.tender.title, sort=Tender.title, link=_tender_link),
        Column("region", _l("Place"), value=lambda award: award.tender.region.name, sort=Award.region_code),
        Column("trade", _l("Trade"), value=lambda award: award.lot.trade_name, sort=Lot.trade_name),
        Column("seats", _l("Seats"), sort=Award.seats, format="count"),
        Column("standard_fen", _l("Standard a person"), sort=Award.standard_fen, format="fen"),
        Column("awarded_on", _l("Awarded on"), sort=Award.awarded_on, format="date"),
    )
    return Table(
        queries.awards(),
        name="results",
        caption=_l("Results"),
        search=(Organisation.name, Tender.title, Lot.trade_name),
        columns=columns,
        filters=(Choice("region", _l("Place"), Award.region_code, regions),),
        default_sort="-awarded_on",
    ).page("tendering/publication/results.html")


def _address(tender: Tender) -> str:
    return url_for("publication.show", number=tender.number)


def _tender_link(award: Award) -> str | None:
    return None if award.tender.is_paper else _address(award.tender)
