"""The road of `test_money_road` once more, each step done by hand in Chromium: seal.js, native fields, downloads.

Every page on the way is looked at by axe and at a phone's width. One database is enough: what differs between the two
lies below the pages, and `test_money_road` walks on both.
"""

import pytest

from tests import factories
from tests.conftest import OwnDatabase
from tests.journeys.drivers import InBrowser
from tests.journeys.people import PASSWORD, Road
from tests.journeys.test_money_road import walk

pytestmark = pytest.mark.browser


@pytest.fixture
def sqlite_copy(workplace, tmp_path):
    own = OwnDatabase("sqlite", workplace, tmp_path)
    yield own
    own.close()


@pytest.fixture
def drive(sqlite_copy, served, chromium):
    drive = InBrowser(chromium, served(sqlite_copy.app), sqlite_copy.app, PASSWORD)
    yield drive
    drive.close()


def test_from_the_draft_of_a_tender_to_the_paid_voucher_in_a_browser(drive):
    walk(Road(drive, factories.load()))
    assert drive.faults == []
