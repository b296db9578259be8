"""From the tender to the paid voucher through the web client, on both databases; `test_browser_road` walks the same."""

from tests.journeys import money_stations as money
from tests.journeys import tender_stations as tender
from tests.journeys.drivers import InClient
from tests.journeys.people import PASSWORD, Road


def walk(road: Road) -> Road:
    """Every station in order."""
    page = tender.drafted(road)
    tender.approved_and_published(road, page)
    tender.bids_sent(road)
    tender.closed_and_opened(road)
    tender.evaluated(road)
    tender.awarded(road)
    page = money.class_opened(road)
    money.roster_verified(road, page)
    money.appraised(road, page)
    money.contract_verified(road)
    money.run_approved(road)
    money.printed(road, money.posted(road))
    money.paid(road)
    return road


def test_from_the_draft_of_a_tender_to_the_paid_voucher(app, session, factories):
    walk(Road(InClient(app, factories, PASSWORD), factories))
