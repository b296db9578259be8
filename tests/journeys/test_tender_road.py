"""The tender road through the web client, from the draft to the final award, each step as the right role."""

import re
from datetime import date, timedelta

import pytest

from kernel.accounts.setup import hash_password
from kernel.db import db
from tendering.awards import queries as awards
from tendering.awards.models import AwardState
from tendering.bids import queries as bids
from tendering.evaluation import queries as evaluation
from tendering.notices import queries as notices
from tendering.permissions import Role
from tendering.tenders import queries as tenders
from tendering.tenders.models import TenderState
from tendering.tenders.service import close_due

MARCH = date(2026, 3, 3)
PASSWORD, PASSPHRASE = "correct horse 7 battery", "the horse eats no cucumber salad"


class Road:
    """One tender and the people who work on it."""

    def __init__(self, client, factories):
        self.client, self.factories, self.hash = client, factories, hash_password(PASSWORD)
        self.officer, self.reviewer = self.person(Role.LABOUR_OFFICER), self.person(Role.LABOUR_REVIEWER)
        self.openers = [self.person(Role.OPENING_OFFICER) for _ in range(3)]
        self.experts = [self.person(Role.EXPERT) for _ in range(7)]
        self.line = factories.budget_line()
        db.session.commit()

    def person(self, role):
        user = self.factories.user(role)
        user.password = self.hash
        return user

    def go(self, user, url, fields=None, *, page=None, status=302):
        """Submit as `user`, with the password again where the page asks for it."""
        answer = self.client.login(user).submit(url, {"password": PASSWORD, **(fields or {})}, page=page)
        assert answer.status_code == status, f"{url}: {answer.status_code} {re.sub('<[^>]+>', ' ', answer.text)[:2000]}"
        return answer

    def see(self, user, url):
        answer = self.client.login(user).get(url)
        assert answer.status_code == 200, f"{url}: {answer.status_code}"
        return answer.text

    @property
    def tender(self):
        return db.session.get_one(tenders.Tender, self.tender_id)


@pytest.fixture
def road(session, client, factories, clock_at):
    clock_at(MARCH)
    return Road(client, factories)


def draft(road):
    form = {
        "title": "2026年第一批职业技能培训服务", "regime": "procurement", "budget_line_id": road.line.id,
        "documents_until": "2026-03-10", "deadline_at": "2026-03-23T09:30", "committee_size": "5",
        "opening_place": "公共就业服务中心三楼", "contact": "0471-6600000", "requirements": "具备数控车工培训条件。",
    }  # fmt: skip
    location = road.go(road.officer, "/tenders/new", form).location
    road.tender_id = int(location.rsplit("/", 1)[1])
    lot = {
        "kind": "skill",
        "trade": "6-04-01-01/4",
        "seats": "50",
        "standard_yuan": "1000",
        "group": "",
        "county_code": "150102",
    }
    road.go(road.officer, f"{location}/lots/new", lot)
    for opener in road.openers:
        road.go(opener, "/opening/key", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    first, second, third = road.openers
    road.go(road.officer, f"{location}/officers", {"first": first.id, "second": second.id, "third": third.id})
    road.go(road.officer, f"{location}/submit", page=location)
    assert road.tender.title in road.see(road.reviewer, "/desk")
    return location


def publish(road, location):
    road.go(road.officer, f"{location}/approve", status=403)
    road.go(road.reviewer, f"{location}/approve")
    road.go(road.officer, f"{location}/publish")
    tender = road.tender
    road.client.logout()
    public = road.client.get(f"/public/tenders/{tender.number}")
    assert public.status_code == 200
    assert tender.public_key in public.text
    assert road.client.get(f"/notices/{notices.of_subject(tender)[0].number}").status_code == 200
    return tender


def send(road, user, lot, **fields):
    """What the page's script does: the raw ciphertext with the token and its hash."""
    url = f"/bids/lots/{lot.id}"
    content = road.factories.sealed_bid(lot, user, **fields)
    token = road.client.login(user).token(url)
    headers = {"X-CSRFToken": token, "Content-Type": "application/octet-stream"}
    return road.client.post(f"{url}/sealed", data=content, headers=headers)


def bid(road, tender):
    bidders = [road.factories.bidder() for _ in range(4)]
    for user in bidders:
        user.password = road.hash
    lot = tender.lots[0]
    for user, rate in zip(bidders, ("78.5", "81", "66", "70"), strict=True):
        answer = send(road, user, lot, past_rate=rate, files=[("方案.pdf", b"%PDF-1.4 plan")])
        assert answer.status_code == 200
        assert len(answer.json["sha256"]) == 64
        assert answer.json["receipt"] in road.see(user, answer.json["next"])
    assert send(road, bidders[0], lot, past_rate="79").status_code == 200, "it may be replaced"
    last = bids.own(lot.id, bidders[3].organisation_id)
    road.go(bidders[3], f"/bids/{last.id}/withdraw")
    assert "正在接受投标" in road.see(bidders[3], "/bids/"), "who withdrew may bid again"
    return bidders


def refuse_late(road, tender, user):
    answer = send(road, user, tender.lots[0])
    assert answer.status_code == 409
    assert answer.json["code"] == "BID_TOO_LATE"
    from kernel import audit

    late = [row for row in audit.history(road.tender) if row.verb == "late bid refused"]
    assert len(late) == 1
    assert "sha256" in late[0].facts


def open_bids(road, location, clock_at):
    tender = road.tender
    page = f"/opening/{tender.id}"
    assert bids.opened(tender, road.officer) == []
    first, absent, third = road.openers
    wrong = {"to_id": third.id, "passphrase": "a wrong passphrase"}
    assert "口令" in road.go(first, f"{page}/hand-over", wrong, status=422).text
    road.go(first, f"{page}/hand-over", {"to_id": absent.id, "passphrase": PASSPHRASE})
    road.go(first, f"{page}/hand-over", {"to_id": third.id, "passphrase": PASSPHRASE})
    road.go(third, f"{page}/open", {"passphrase": PASSPHRASE})
    assert road.tender.state == TenderState.OPENED
    for found in bids.opened(road.tender, road.officer):
        text = road.see(road.officer, f"/bids/{found.id}")
        assert "数控车床" in text
    file = bids.opened(road.tender, road.officer)[1].content.files[0]
    assert road.client.get(f"/bids/files/{file.id}").data == b"%PDF-1.4 plan"


def evaluate(road):
    tender = road.tender
    page = f"/evaluation/tenders/{tender.id}"
    for found in bids.opened(tender, road.officer):
        road.go(road.officer, f"/evaluation/bids/{found.id}/check", {"outcome": "yes"})
    road.go(road.officer, f"{page}/draw")
    members = evaluation.committee(tender.id).members
    assert len(members) == 5
    aside = members[0]
    road.go(aside.user, f"/evaluation/duties/{aside.id}/stand-aside", {"reason": "与投标人有业务往来"})
    seated = evaluation.committee(tender.id).seated
    for member in seated:
        road.go(member.user, f"/evaluation/duties/{member.id}/accept", {"declared": "y"})
    score(road, seated)
    first = seated[0]
    road.go(first.user, f"/evaluation/duties/{first.id}/report", {"text": "评审过程符合规定，同意排名。"})
    for member in seated:
        road.go(member.user, f"/evaluation/duties/{member.id}/sign", {"dissent": ""})
    assert road.tender.state == TenderState.EVALUATED
    assert "平均得分" in road.see(road.officer, page)


def score(road, seated):
    lot, factors = road.tender.lots[0], road.tender.factors
    qualified = evaluation.qualified(lot)
    for member in seated:
        url = f"/evaluation/duties/{member.id}/lots/{lot.id}"
        sheet = {f"bid{each.id}_factor{factor.id}": str(factor.points - (0 if factor.is_objective else place))
                 for place, each in enumerate(qualified) for factor in factors}  # fmt: skip
        too_high = {**sheet, f"bid{qualified[0].id}_factor{factors[0].id}": "31"}
        assert 'value="31"' in road.go(member.user, url, too_high, status=422).text, "what was typed is kept"
        road.go(member.user, url, sheet)
        road.go(member.user, url, sheet, status=409)
    assert road.client.login(seated[0].user).get(f"/evaluation/duties/{seated[1].id}").status_code == 404


def award(road, clock_at):
    tender = road.tender
    page, lot = f"/awards/tenders/{tender.id}", tender.lots[0]
    first = evaluation.rankings(lot.id)[0]
    road.go(road.officer, f"/awards/lots/{lot.id}/propose", {"seats": "51"}, status=422)
    road.go(road.officer, f"/awards/lots/{lot.id}/propose", {"seats": "50"})
    road.go(road.officer, f"{page}/publicise")
    road.go(road.reviewer, f"{page}/finalise", status=422)
    road.go(road.officer, f"{page}/finalise", status=403)
    clock_at(awards.of_tender(tender.id)[0].publicity_ends_on + timedelta(days=1))
    assert tender.title in road.see(road.reviewer, "/desk")
    road.go(road.reviewer, f"{page}/finalise")
    (final,) = awards.of_tender(tender.id)
    assert final.state == AwardState.FINAL
    assert final.organisation_id == first.organisation_id
    assert (final.seats, final.standard_fen) == (50, 100000)
    return final


def test_from_the_draft_to_the_final_award(road, clock_at):
    location = draft(road)
    tender = publish(road, location)
    bidders = bid(road, tender)
    clock_at(tender.deadline_at + timedelta(seconds=1))
    refuse_late(road, tender, bidders[3])
    assert [closed.id for closed in close_due(actor=None)] == [tender.id]
    db.session.commit()
    open_bids(road, location, clock_at)
    evaluate(road)
    final = award(road, clock_at)
    winner = next(user for user in bidders if user.organisation_id == final.organisation_id)
    assert road.tender.title in road.see(winner, "/awards/own")
    road.client.logout()
    assert final.organisation.name in road.client.get("/public/results").text
    assert [notice.kind for notice in notices.of_subject(road.tender)] == [
        "tender",
        "opening",
        "award_publicity",
        "award",
    ]
