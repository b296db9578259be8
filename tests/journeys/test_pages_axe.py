"""Every page that somebody can reach, in Chromium: axe finds nothing, nothing is wider than a phone.

The rows are those of the road and some more that wait for somebody. As each role the client opens every page without
arguments and follows what pages link to, a kind of page until one shows no new tag; a browser looks at every kind once,
and again at each page with a tag that it has not seen yet. Steps whose moment has passed: `test_browser_road`.
"""

import re
from collections import deque
from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from tests import factories
from tests.browser import SETTINGS, WIDTHS, axe, overflow
from tests.conftest import OwnDatabase
from tests.journeys.drivers import InClient, Who
from tests.journeys.loose_ends import left_open
from tests.journeys.people import PASSWORD, Road
from tests.journeys.test_money_road import walk

pytestmark = pytest.mark.browser
LINK = re.compile(r'<a\b[^>]*href="(/[^"#]*)')
AT_LEAST = 150  # kinds of pages reached, so that a reader who finds no links is noticed
NO_PAGE = ("static", "language.switch", "security.logout", "security.static", "bootstrap.static")


@pytest.fixture
def walked(workplace, tmp_path):
    """The road walked to its end on a database of its own, and more rows than it needed."""
    own = OwnDatabase("sqlite", workplace, tmp_path)
    with own.app.app_context():
        road = walk(Road(InClient(own.app, factories.load(), PASSWORD), factories.load()))
        with road.drive.arranged():
            left_open(road)
        for job in ("reckon-costs", "reckon-promises"):
            road.drive.job(job)
        yield road
    own.close()


class Reader:
    """One person with a client, going through what the pages offer."""

    def __init__(self, app, who: Who | None):
        self.app, self.adapter = app, app.url_map.bind("127.0.0.1")
        self.client, self.page = app.test_client(), None
        if who:
            self.client.login(who)

    def pages(self):
        """(endpoint, path, tags not seen on its kind) of every page; what a page links to must open."""
        seen: dict[str, set] = {}  # the tags of a kind of page
        known, opened = set(NO_PAGE), set()
        waiting = deque((path, None) for path in self._without_arguments())
        while waiting:
            path, where = waiting.popleft()
            endpoint = self._endpoint(path)
            if endpoint is None or endpoint in known or path in opened:
                continue
            opened.add(path)
            answer = self.client.get(path)
            assert answer.status_code in ((200, 302) if where else (200, 302, 403)), f"{where} → {path}"
            if answer.status_code == 200 and answer.mimetype == "text/html":
                waiting += [(urlsplit(link).path, path) for link in LINK.findall(answer.text)]
                new = _markup(answer.text) - seen.setdefault(endpoint, set())
                seen[endpoint] |= new
                if not new:
                    known.add(endpoint)
                yield endpoint, path, new

    def look(self, chromium, address: str, path: str) -> list[str]:
        """What axe and a phone's width find wrong there, in a browser with this person's cookie."""
        page = self.page = self.page or self._page(chromium)
        page.set_viewport_size(WIDTHS["desk"])
        assert page.goto(address + path).status == 200, path
        faults = axe(page)
        page.set_viewport_size(WIDTHS["phone"])
        return faults + ([f"{overflow(page)} px wider than a phone"] if overflow(page) > 0 else [])

    def close(self) -> None:
        if self.page:
            self.page.context.close()

    def _page(self, chromium):
        context = chromium.new_context(**SETTINGS)
        if kept := self.client.get_cookie("house"):
            context.add_cookies([{"name": "house", "value": kept.value, "domain": "127.0.0.1", "path": "/"}])
        return context.new_page()

    def _endpoint(self, path: str) -> str | None:
        try:
            return self.adapter.match(path, method="GET")[0]
        except HTTPException:
            return None

    def _without_arguments(self) -> list[str]:
        rules = [rule for rule in self.app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments]
        return sorted(rule.rule for rule in rules if rule.endpoint not in NO_PAGE)


def _markup(text: str) -> frozenset[str]:
    """The kinds of tags in the page's own part, without what is written in them."""
    tags = re.findall(r"<[a-z][^>]*>", text[text.find("<main") :])
    return frozenset(re.sub(r'\b(?!class=|type=|role=)([\w-]+)="[^"]*"', r"\1", tag) for tag in tags)


def test_every_page_of_every_role(walked, served, chromium):
    road, address = walked, served(walked.drive.app)
    officers = [road.officer, road.reviewer, road.openers[0], road.cashier, road.approver]
    watchers = [road.supervisor, road.auditor, road.administrator]
    faults, kinds, known = {}, set(), set()
    for who in [None, *road.schools[:2], *officers, *watchers, road.experts[0], road.member]:
        reader = Reader(road.drive.app, who)
        for endpoint, path, tags in reader.pages():
            if endpoint in kinds and tags <= known:
                continue
            kinds.add(endpoint)
            known |= tags
            if found := reader.look(chromium, address, path):
                faults[path] = found
        reader.close()
    assert faults == {}
    assert len(kinds) > AT_LEAST, sorted(kinds)
