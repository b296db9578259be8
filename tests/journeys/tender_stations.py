"""The road's first half, station by station: from the draft of a tender to the final award."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from kernel import clock
from kernel.accounts.models import User
from kernel.db import db
from tendering.awards.models import Award, AwardState
from tendering.bids.models import Bid
from tendering.evaluation import queries as evaluation_queries
from tendering.evaluation import score_service
from tendering.evaluation import service as evaluation
from tendering.evaluation.models import Committee, Member
from tendering.tenders.models import Lot, Tender
from tests.journeys.drivers import Upload, Who
from tests.journeys.people import PASSPHRASE, Road

DEADLINE = datetime(2026, 3, 23, 9, 30, tzinfo=clock.SHANGHAI)
TITLE = "2026年第一批职业技能培训服务"
ANOTHER_PERSON = "本环节须由另一人办理"
PLAN = Upload("方案.pdf", b"%PDF-1.4 plan")
TENDER = {
    "title": TITLE, "regime": "procurement", "documents_until": "2026-03-10", "deadline_at": "2026-03-23T09:30",
    "committee_size": "5", "opening_place": "公共就业服务中心三楼", "contact": "0471-6600000",
    "requirements": "具备数控车工培训条件。",
}  # fmt: skip
LOT = {"kind": "skill", "trade": "6-04-01-01/4", "seats": "50", "standard_yuan": "800", "county_code": "150102"}
BID = {
    "plan_summary": "理论120课时，实训240课时。", "teachers": "12", "venue_sqm": "600", "equipment": "数控车床20台",
    "past_rate": "78.5", "service_plan": "与三家企业签订用工意向。",
}  # fmt: skip


def drafted(road: Road) -> str:
    """The drafter writes the tender, its lot and its officers; the first officer makes his opening key."""
    do = road.drive.do
    road.turned_away("/tenders/new", 403, road.reviewer, road.cashier, road.schools[0], road.administrator)
    fields = {**TENDER, "budget_line_id": road.budget_line_id}
    page = do(road.drafter, "/tenders/new", fields, at="/tenders/").path
    road.tender_id = int(page.rsplit("/", 1)[1])
    do(road.drafter, f"{page}/lots/new", LOT, at=page)
    key = {"passphrase": PASSPHRASE, "again": PASSPHRASE}
    do(road.openers[0], "/opening/key", key)
    road.turned_away("/opening/key", 403, road.drafter)
    first, second, third = (who.id for who in road.openers)
    do(road.drafter, f"{page}/officers", {"first": first, "second": second, "third": third}, at=page)
    do(road.drafter, f"{page}/submit", at=page)
    return page


def approved_and_published(road: Road, page: str) -> None:
    """The second person approves: not the drafter, though his role would let him; nobody of another league sees it."""
    do, see = road.drive.do, road.drive.see
    road.turned_away(page, 404, road.elsewhere)
    road.turned_away(f"{page}/approve", 403, road.officer, road.approver, road.openers[0])
    assert ANOTHER_PERSON in do(road.drafter, f"{page}/approve", {"note": ""}, at=page, status=422).text
    assert TITLE in see(road.reviewer, "/desk").text
    do(road.reviewer, f"{page}/approve", {"note": "要素齐全"}, at=page)
    road.turned_away(f"{page}/publish", 403, road.reviewer)
    do(road.officer, f"{page}/publish", at=page)
    (road.number,) = road.read(sa.select(Tender.number).where(Tender.id == road.tender_id))
    (road.lot_id,) = road.read(sa.select(Lot.id).where(Lot.tender_id == road.tender_id))
    assert "age1" in see(None, f"/public/tenders/{road.number}").text


def bids_sent(road: Road) -> None:
    """Three sealed bids: the first by the page, two as the browser would send them."""
    drive = road.drive
    road.turned_away(f"/bids/lots/{road.lot_id}", 403, road.drafter, road.openers[0])
    drive.send_bid(road.schools[0], road.lot_id, BID, (PLAN,))
    with drive.arranged():
        lot = _row(Lot, road.lot_id)
        for who, rate in zip(road.schools[1:], ("81", "66"), strict=True):
            road.factories.sent_bid(lot, _row(User, who.id), past_rate=rate)
    assert TITLE in drive.see(road.schools[1], "/bids/").text
    assert road.schools[1].name not in drive.see(road.drafter, f"/opening/{road.tender_id}").text


def closed_and_opened(road: Road) -> None:
    """The schedule closes at the deadline; the first officer hands his part over, the second opens."""
    drive, page = road.drive, f"/opening/{road.tender_id}"
    first, second, _third = road.openers
    early = drive.do(first, f"{page}/hand-over", {"to_id": second.id, "passphrase": PASSPHRASE}, status=409)
    assert 'role="alert"' in early.text
    drive.move(DEADLINE + timedelta(seconds=1))
    assert sum(drive.job("close-tenders").values()) == 1
    road.turned_away(f"{page}/open", 403, road.drafter, road.reviewer, road.schools[0])
    road.turned_away(page, 404, road.elsewhere)
    wrong = {"to_id": second.id, "passphrase": "a wrong passphrase"}
    assert "口令" in drive.do(first, f"{page}/hand-over", wrong, at=page, status=422).text
    drive.do(first, f"{page}/hand-over", {"to_id": second.id, "passphrase": PASSPHRASE}, at=page)
    drive.do(second, f"{page}/open", {"passphrase": PASSPHRASE}, at=page)
    bid = _of(road, Bid, Bid.organisation_id == road.schools[0].organisation_id)
    assert "数控车床20台" in drive.see(road.drafter, f"/bids/{bid}").text


def evaluated(road: Road) -> None:
    """Bidders checked, five experts drawn; one scores, writes and signs on the pages, the others by their services."""
    drive, page = road.drive, f"/evaluation/tenders/{road.tender_id}"
    road.turned_away(page, 403, road.cashier, road.schools[0], road.experts[0])
    for school in road.schools:
        bid = _of(road, Bid, Bid.organisation_id == school.organisation_id)
        drive.do(road.officer, f"/evaluation/bids/{bid}/check", {"outcome": "yes", "reason": ""}, at=page)
    drive.do(road.officer, f"{page}/draw", at=page)
    expert = road.experts[0]
    (member,) = road.read(
        sa.select(Member.id).join(Committee).where(Committee.tender_id == road.tender_id, Member.user_id == expert.id)
    )
    duty = f"/evaluation/duties/{member}"
    road.turned_away(duty, 404, road.experts[1])
    road.turned_away(duty, 403, road.auditor)
    sheet = f"{duty}/lots/{road.lot_id}"
    assert f'href="{sheet}"' not in drive.do(expert, f"{duty}/accept", {"declared": "y"}, at=duty).text
    _others_accept(road, expert)
    drive.do(expert, sheet, _points(road), at=duty)
    _others_score(road, expert)
    drive.do(expert, f"{duty}/report", {"text": "评审过程符合规定，同意排名。"}, at=duty)
    drive.do(expert, f"{duty}/sign", {"dissent": ""}, at=duty)
    _others_sign(road, expert)


def _points(road: Road) -> dict[str, str]:
    """All points to the first school, one less for each place on what is judged."""
    bids = [_of(road, Bid, Bid.organisation_id == school.organisation_id) for school in road.schools]
    with road.drive.arranged():
        factors = [(each.id, each.points, each.is_objective) for each in _row(Tender, road.tender_id).factors]
    return {
        f"bid{bid}_factor{factor}": str(points - (0 if is_objective else place))
        for place, bid in enumerate(bids)
        for factor, points, is_objective in factors
    }


def _others_accept(road: Road, expert: Who) -> None:
    with road.drive.arranged():
        for member in _others(road, expert):
            evaluation.accept(member, actor=member.user)


def _others_score(road: Road, expert: Who) -> None:
    points = {tuple(name.removeprefix("bid").split("_factor")): value for name, value in _points(road).items()}
    with road.drive.arranged():
        scores = {(int(bid), int(factor)): int(value) * 100 for (bid, factor), value in points.items()}
        for member in _others(road, expert):
            score_service.submit_scores(member, _row(Lot, road.lot_id), scores=scores, actor=member.user)


def _others_sign(road: Road, expert: Who) -> None:
    with road.drive.arranged():
        for member in _others(road, expert):
            score_service.sign(evaluation_queries.report(road.tender_id), actor=member.user)


def _others(road: Road, expert: Who) -> list[Member]:
    return [each for each in evaluation_queries.committee(road.tender_id).members if each.user_id != expert.id]


def awarded(road: Road) -> None:
    """Proposed in the order of the ranking, publicised, decided by a second person after the publicity."""
    drive, page, lot = road.drive, f"/awards/tenders/{road.tender_id}", f"/awards/lots/{road.lot_id}/propose"
    road.turned_away(lot, 403, road.reviewer, road.schools[0])
    drive.do(road.drafter, lot, {"seats": "51"}, at=page, status=422)
    drive.do(road.drafter, lot, {"seats": "50"}, at=page)
    drive.do(road.drafter, f"{page}/publicise", at=page)
    drive.do(road.reviewer, f"{page}/finalise", at=page, status=422)
    last = road.read(sa.select(Award.publicity_ends_on).where(Award.tender_id == road.tender_id))[0]
    drive.move(last + timedelta(days=1))
    road.turned_away(f"{page}/finalise", 403, road.officer)
    assert ANOTHER_PERSON in drive.do(road.drafter, f"{page}/finalise", at=page, status=422).text
    drive.do(road.reviewer, f"{page}/finalise", at=page)
    (road.award_id,) = road.read(
        sa.select(Award.id).where(
            Award.tender_id == road.tender_id,
            Award.state == AwardState.FINAL,
            Award.organisation_id == road.schools[0].organisation_id,
        )
    )
    assert TITLE in drive.see(road.schools[0], "/awards/own").text
    road.turned_away(f"/awards/own/{road.award_id}", 404, road.schools[1])
    assert TITLE in drive.see(None, "/public/results").text


def _row(model, key):
    return db.session.get_one(model, key)


def _of(road: Road, model, clause) -> int:
    return road.read(sa.select(model.id).where(clause, model.tender_id == road.tender_id))[0]
