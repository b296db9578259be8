"""Two ways to walk a road: by a client of few words on a database that is rolled back, or in a real browser.

see(who, url, status=200)                     open a page
do(who, url, fields, at=page, status=200)     on `page` follow the link or press the button that leads to `url`, fill
                                              in the form, send it; the answer is the page on which that ends
send_bid(who, lot_id, fields, files)          the bidder's sealed form
download(who, url)                            the bytes behind a link
arranged()                                    services in a transaction of their own
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import NamedTuple
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from playwright.sync_api import Page

from kernel import clock
from kernel.accounts.models import User
from kernel.db import db, writing
from kernel.jobs import service as jobs
from tendering.tenders.models import Lot
from tests.browser import SETTINGS, WIDTHS, axe, overflow, sign_in


class Who(NamedTuple):
    """A person as both drivers need them, free of any database session."""

    id: int
    name: str
    email: str
    fs_uniquifier: str
    organisation_id: int | None


class Upload(NamedTuple):
    name: str
    content: bytes


class Answer(NamedTuple):
    """A page: its status, its path, its markup."""

    status: int
    path: str
    text: str


class InClient:
    """Flask's test client, one a person; what they commit is rolled back after the test."""

    def __init__(self, app, factories, password: str):
        self.app, self.factories, self.password = app, factories, password
        self.clients: dict[str | None, FlaskClient] = {}

    @contextmanager
    def arranged(self) -> Iterator[None]:
        yield
        db.session.commit()

    def move(self, target) -> None:
        with self.arranged():
            clock.move_to(target)

    def job(self, name: str) -> dict:
        db.session.commit()
        return jobs.run_due(name)

    def see(self, who: Who | None, url: str, status: int = 200) -> Answer:
        return self._checked(self._client(who).get(url), url, status)

    def do(self, who: Who, url: str, fields: dict | None = None, *, at: str | None = None, status: int = 200) -> Answer:
        page = self.see(who, at or url).text
        if at:
            assert re.search(rf'(href|action)="{re.escape(url)}"', page), f"{at} leads {who.name} nowhere to {url}"
            if f'href="{url}"' in page:
                page = self.see(who, url).text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)
        sent = {name: _part(value) for name, value in (fields or {}).items()}
        data = {"csrf_token": token, "password": self.password, **sent}
        answer = self._client(who).post(url, data=data, follow_redirects=True)
        return self._checked(answer, url, status)

    def send_bid(self, who: Who, lot_id: int, fields: dict, files: tuple[Upload, ...]) -> None:
        """What the page's script does: the raw ciphertext with the token."""
        url = f"/bids/lots/{lot_id}"
        headers = {"X-CSRFToken": self._client(who).token(url), "Content-Type": "application/octet-stream"}
        lot, user = db.session.get_one(Lot, lot_id), db.session.get_one(User, who.id)
        sealed = self.factories.sealed_bid(lot, user, files=files, **fields)
        answer = self._client(who).post(f"{url}/sealed", data=sealed, headers=headers)
        self._checked(answer, url, 200)
        self.see(who, answer.json["next"])

    def download(self, who: Who, url: str) -> bytes:
        return self._client(who).get(url).data

    def _client(self, who: Who | None) -> FlaskClient:
        name = who and who.email
        if name not in self.clients:
            self.clients[name] = self.app.test_client()
            if who:
                self.clients[name].login(who)
        return self.clients[name]

    def _checked(self, answer, url: str, status: int) -> Answer:
        words = re.sub(r"(<[^>]+>|\s)+", " ", answer.text)[:3000] if answer.status_code != status else ""
        assert answer.status_code == status, f"{url}: {answer.status_code} instead of {status}: {words}"
        return Answer(answer.status_code, answer.request.path, answer.text)


def _part(value):
    return (BytesIO(value.content), value.name) if isinstance(value, Upload) else value


class InBrowser:
    """Chromium on a served database. Every page that it sees is looked at: axe, and nothing cut off at 360 px.

    Everybody has a window of their own, cookies and all, and signs in there once, through the page.
    """

    def __init__(self, browser, address: str, app, password: str):
        self.browser, self.address, self.app, self.password = browser, address, app, password
        self.pages: dict[str | None, Page] = {}
        self.faults: list[str] = []
        self.looked: set[str] = set()

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()

    @contextmanager
    def arranged(self) -> Iterator[None]:
        with self.app.app_context(), writing():
            yield

    def move(self, target) -> None:
        with self.arranged():
            clock.move_to(target)

    def job(self, name: str) -> dict:
        with self.app.app_context():
            return jobs.run_due(name)

    def see(self, who: Who | None, url: str, status: int = 200) -> Answer:
        self._turn_to(who)
        return self._looked(self.page.goto(self.address + url), url, status)

    def do(self, who: Who, url: str, fields: dict | None = None, *, at: str | None = None, status: int = 200) -> Answer:
        self.see(who, at or url)
        link, form = self.page.locator(f'main a[href="{url}"]'), self.page.locator(f'main form[action="{url}"]')
        if at and not form.count():
            assert link.count(), f"{at} leads {who.name} nowhere to {url}"
            self._looked(self._followed(link.first), url, 200)
        form = form if form.count() else self.page.locator("main form.house-form[method=post]")
        self._fill(form, fields or {})
        return self._looked(self._followed(form.locator("[type=submit]")), url, status)

    def send_bid(self, who: Who, lot_id: int, fields: dict, files: tuple[Upload, ...]) -> None:
        """Sealed by the page's own script; its receipt is the hash of the ciphertext."""
        url = f"/bids/lots/{lot_id}"
        self.see(who, "/bids/")
        self._looked(self._followed(self.page.locator(f'main a[href="{url}"]').first), url, 200)
        form = self.page.locator("form[data-seal]")
        self._fill(form, {**fields, "files": files})
        form.locator("[type=submit]").click()
        receipt = self.page.locator("[data-seal-status][data-kind=done] a")
        receipt.wait_for()
        self._look(url)
        self._looked(self._followed(receipt), "the receipt", 200)

    def download(self, who: Who, url: str) -> bytes:
        """As the person does: the link on the page that stands open, its file out of the browser."""
        with self.page.expect_download() as started:
            self.page.click(f'main a[href="{url}"]')
        return started.value.path().read_bytes()

    def _turn_to(self, who: Who | None) -> None:
        """The window of this person from now on."""
        email = who and who.email
        if email not in self.pages:
            self.page = self.pages[email] = self._window()
            if email:
                sign_in(self.page, self.address, email, self.password)
                self._look("/desk")
        self.page = self.pages[email]

    def _window(self) -> Page:
        context = self.browser.new_context(**SETTINGS)
        context.on("weberror", lambda fault: self.faults.append(str(fault.error)))
        context.on("console", self._heard)
        return context.new_page()

    def _heard(self, line) -> None:
        if "Content Security Policy" in line.text:
            self.faults.append(line.text)

    def _followed(self, locator):
        with self.page.expect_navigation() as done:
            locator.click()
        return done.value

    def _fill(self, form, fields: dict) -> None:
        password = form.locator("input[name=password]")
        if password.count():
            password.fill(self.password)
        for name, value in fields.items():
            box = form.locator(f'[name="{name}"]')
            kind = box.first.evaluate("each => each.type")
            if kind == "file":
                given = [value] if isinstance(value, Upload) else value
                box.set_input_files([{"name": u.name, "mimeType": "", "buffer": u.content} for u in given])
            elif kind in ("radio", "checkbox"):
                for each in value if isinstance(value, list) else [value]:
                    form.locator(f'[name="{name}"][value="{each}"]').check()
            elif kind.startswith("select"):
                box.select_option(str(value))
            else:
                box.fill(str(value))

    def _looked(self, response, url: str, status: int) -> Answer:
        path = urlsplit(self.page.url).path
        if response.status != status:
            words = " ".join(self.page.inner_text("main").split())[:3000]
            raise AssertionError(f"{url}: {response.status} instead of {status}: {words}")
        self._look(path)
        return Answer(response.status, path, self.page.content())

    def _look(self, path: str) -> None:
        """Once at each content: the fiftieth page that says 403 says nothing new."""
        content = re.sub(r'(name="csrf_token"|id="csrf_token")[^>]*', "", self.page.inner_html("main"))
        if content in self.looked:
            return
        self.looked.add(content)
        self.faults += [f"{path}: {fault}" for fault in axe(self.page)]
        self.page.set_viewport_size(WIDTHS["phone"])
        if overflow(self.page) > 0:
            self.faults.append(f"{path}: {overflow(self.page)} px wider than a phone")
        self.page.set_viewport_size(WIDTHS["desk"])
