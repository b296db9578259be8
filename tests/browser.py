"""Pages in a real browser: Debian's Chromium, the shipped Chinese font, axe for what assistive technology meets.

def test_the_desk_is_readable(own_database, served, browser_page):
    address = served(own_database.app)
    browser_page.goto(address + "/")
    assert axe(browser_page) == []
"""

import shutil
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "kernel" / "static" / "fonts"
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]
WIDTHS = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1440, "height": 960}}
# without motion axe never measures a colour that is half way to another
SETTINGS = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": WIDTHS["desk"], "reduced_motion": "reduce"}
FONT_CONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{fonts}</dir>
<dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir>
<alias><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
<alias><family>system-ui</family><prefer><family>Noto Sans SC</family></prefer></alias></fontconfig>"""


def axe(page: Page) -> list[str]:
    """Every violation that axe finds on the page, one line each, with the place."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(result => result.violations)")
    return [f"{each['id']}: {each['help']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window; 0 where nothing is cut off or scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def sign_in(page: Page, address: str, email: str, password: str) -> None:
    """Through the page where people sign in."""
    page.goto(f"{address}/account/login")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/account/login" not in url, wait_until="load")


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    """One browser for the session; without Debian's chromium these tests are skipped, by name."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no Debian chromium here: the browser tests do not run")
    folder = tmp_path_factory.mktemp("fonts")
    config = folder / "fonts.conf"
    config.write_text(FONT_CONFIG.format(fonts=FONTS, cache=folder / "cache"), encoding="utf-8")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=program, args=FLAGS, env={"FONTCONFIG_FILE": str(config), "HOME": str(folder)}
        )
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium):
    """A page of its own, 1440 px wide, speaking Chinese; what the console complains of fails the test."""
    context = chromium.new_context(**SETTINGS)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def served():
    """`served(app)` answers on an address of this machine until the test is over."""
    servers = []

    def serve(app) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()
