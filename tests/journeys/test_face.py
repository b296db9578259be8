"""The kernel's own pages in a real browser: axe finds nothing, nothing is wider than a phone's or a desk's window."""

import pytest

from kernel.accounts import service
from kernel.db import writing
from tests.browser import WIDTHS, axe, overflow, sign_in

pytestmark = pytest.mark.browser
WHO = {"email": "face@example.org", "password": "correct horse battery"}
PUBLIC = ("/", "/search?q=nothing", "/account/login", "/no-such-page")
SIGNED_IN = (
    "/desk",
    "/desk/acts",
    "/messages/",
    "/demo/clock",
    "/accounts/",
    "/accounts/open",
    "/accounts/mine",
    "/account/change",
)


@pytest.fixture
def address(own_database, served):
    with own_database.app.app_context(), writing():
        service.create(**WHO, name="乌兰", roles=["administrator"], region_code="150100", actor=None)
    return served(own_database.app)


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_the_kernel_are_clean_at_both_widths(address, browser_page, width):
    browser_page.set_viewport_size(WIDTHS[width])
    faults = {path: _look(browser_page, address + path) for path in PUBLIC}
    sign_in(browser_page, address, **WHO)
    faults |= {path: _look(browser_page, address + path) for path in SIGNED_IN}
    assert {path: found for path, found in faults.items() if found} == {}


def test_a_refused_form_is_clean_and_its_summary_leads_to_the_field(address, browser_page):
    sign_in(browser_page, address, **WHO)
    browser_page.goto(address + "/accounts/open")
    browser_page.click("main .house-form button[type=submit]")
    assert axe(browser_page) == []
    browser_page.click(".error-summary a >> nth=0")
    assert browser_page.evaluate("document.activeElement.id") == "name"


def test_the_menu_of_a_phone_opens_and_closes_without_scripts(address, chromium):
    context = chromium.new_context(java_script_enabled=False, viewport=WIDTHS["phone"])
    page = context.new_page()
    sign_in(page, address, **WHO)
    assert not page.locator("#menu").is_visible()
    page.click(".menu-link")
    assert page.locator("#menu").is_visible()
    page.click("#menu a[href$='/messages/']")
    assert page.url.endswith("/messages/")
    context.close()


def test_english_is_a_switch_away_and_back(address, browser_page):
    browser_page.goto(address + "/search")
    browser_page.click("text=English")
    assert browser_page.url.endswith("/search")
    assert browser_page.locator("html").get_attribute("lang") == "en"
    browser_page.click("text=中文")
    assert browser_page.locator("html").get_attribute("lang") == "zh-CN"


def test_axe_finds_what_is_wrong(address, browser_page):
    """The check itself can fail."""
    browser_page.goto(address + "/account/login")
    browser_page.evaluate("document.querySelector('label[for=email]').remove()")
    assert any(fault.startswith("label:") for fault in axe(browser_page))


def _look(page, url) -> list[str]:
    page.goto(url)
    return axe(page) + ([f"{overflow(page)} px too wide"] if overflow(page) > 0 else [])
