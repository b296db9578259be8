"""Every form of the house, on the rows of the demonstration: bad input gets 422 and a sentence, keeps what was typed,
writes nothing.

A form that no row of the demonstration can draw stands in UNDRAWN; its own feature's tests drive it.
"""

import html
from html.parser import HTMLParser

import sqlalchemy as sa

from kernel import access, audit
from kernel.access import PUBLIC, SIGNED_IN
from kernel.accounts.models import User
from kernel.db import db
from tests.house.test_routes import ours

TYPED = "留下的字"
IDS = 45
UNDRAWN = {
    "/contracts/revoke/<kind>/<int:row_id>",
    "/evaluation/duties/<int:member_id>/lots/<int:lot_id>",
    "/evaluation/tenders/<int:tender_id>/fill",
    "/funds/closings/<int:closing_id>",
    "/jobs/<name>/ask",
    "/messages/read",
    "/notices/<number>/object",
    "/notices/<number>/revise",
    "/notices/objections/<int:objection_id>",
    "/persons/merges/<int:proposal_id>",
    "/runs/<int:run_id>/objections/<int:objection_id>",
    "/runs/drafts/<int:request_id>/cancel",
    "/tenders/<int:tender_id>/factors/<int:factor_id>/remove",
    "/tenders/<int:tender_id>/submit",
    "/tenders/changes/<int:change_id>/publish",
    "/tenders/changes/<int:change_id>/withdraw",
    "/tenders/lots/<int:lot_id>/remove",
    "/tenders/rules/<regime>/<name>",
}


def forms(app):
    """(rule, permission) of every form view."""
    for rule, methods, permission in ours(app):
        view = app.view_functions[rule.endpoint]
        if "POST" in methods and hasattr(view, "form_class") and rule.rule not in UNDRAWN:
            yield rule, permission


def people(permission):
    """Demonstration accounts that hold the permission, one of each role, region and institution."""
    if permission == PUBLIC:
        return [None]
    everybody = db.session.scalars(sa.select(User).where(User.active).order_by(User.id)).all()
    return [user for user in everybody if permission == SIGNED_IN or access.holds(permission, user)]


def addresses(rule):
    """The rule's addresses with small ids; rules with other arguments are drawn by their own tests."""
    kinds = {name: type(converter).__name__ for name, converter in rule._converters.items()}
    if not kinds:
        return [rule.rule]
    if set(kinds.values()) != {"IntegerConverter"} or len(kinds) > 1:
        return []
    (name,) = kinds
    return [rule.build({name: number})[1] for number in range(1, IDS)]


def drawn(client, rule, permission):
    """(address, page) of the first page that somebody can open with a form on it, or None."""
    for user in people(permission):
        client.logout() if user is None else client.login(user)
        for address in addresses(rule):
            page = client.get(address)
            if page.status_code == 200 and 'name="csrf_token"' in page.text:
                return address, page.text
            if page.status_code == 403:
                break
    return None


class Fields(HTMLParser):
    """Of a page's forms: the token, the names of fields that must be filled in, and of those that hold text."""

    def __init__(self, page):
        super().__init__()
        self.token, self.required, self.texts = "", set(), []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("input", "textarea", "select") and "name" in attrs:
            if attrs["name"] == "csrf_token":
                self.token = attrs["value"]
            elif "required" in attrs:
                self.required.add(attrs["name"])
            if tag == "textarea" or (tag == "input" and attrs.get("type", "text") == "text"):
                self.texts.append(attrs["name"])


def test_bad_input_gets_its_sentence_and_changes_nothing(demonstration):
    client, undrawn, wrong = demonstration.test_client(), [], []
    for rule, permission in forms(demonstration):
        found = drawn(client, rule, permission)
        if found is None:
            undrawn.append(rule.rule)
            continue
        address, fields = found[0], Fields(found[1])
        if fields.required:
            typed = [name for name in fields.texts if fields.required - {name}][:1]
            before = heads()
            answer = client.post(address, data={"csrf_token": fields.token, **dict.fromkeys(typed, TYPED)})
            if answer.status_code != 422 or "error-summary" not in answer.text:
                wrong.append(f"{address}: {answer.status_code}")
            if typed and TYPED not in html.unescape(answer.text):
                wrong.append(f"{address}: what was typed is gone")
            if heads() != before:
                wrong.append(f"{address}: something was written")
    assert not wrong
    assert not undrawn


def heads():
    """The ends of all audit chains: nothing is written without moving one."""
    db.session.rollback()
    return dict(row for row in db.session.execute(sa.select(audit.AuditHead.region_code, audit.AuditHead.seq)))
