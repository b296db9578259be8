"""Three tenders in different stages: one awarded, one open for bids, one under evaluation."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from kernel import clock
from kernel.accounts.models import User
from kernel.db import db
from kernel.money import fen
from settlement.demo.cast import BAOTOU, HOHHOT, PASSWORD, SCHOOLS
from settlement.demo.stage import Stage
from tendering.awards import service as awards
from tendering.bids import opening_service, sealing
from tendering.bids import queries as bid_queries
from tendering.bids import service as bids
from tendering.bids.container import Contents
from tendering.evaluation import queries as evaluation_queries
from tendering.evaluation import score_service
from tendering.evaluation import service as evaluation
from tendering.evaluation.models import Member
from tendering.tenders import service as tenders
from tendering.tenders import settings_service
from tendering.tenders.models import Lot, Tender

QUICK = 10  # rounds of the officers' passphrases: the demonstration's secrets protect nothing


class Wanted(NamedTuple):
    """A lot, and the institution that will rank first."""

    first: str
    kind: str
    trade: str | None
    level: str | None
    seats: int
    standard: str


FIRST = (
    Wanted("qingcheng", "skill", "5-03-01-01", "5", 150, "820.00"),
    Wanted("caoyuan", "skill", "5-03-02-01", "4", 120, "800.00"),
    Wanted("tumd", "skill", "5-03-01-01", "4", 120, "920.00"),
    Wanted("chilechuan", "startup", None, None, 120, "1000.00"),
)
SECOND = (
    Wanted("qingcheng", "skill", "6-04-01-01", "4", 60, "2850.00"),
    Wanted("chilechuan", "startup", None, None, 80, "1000.00"),
)
THIRD = (Wanted("gangcheng", "skill", "6-04-01-02", "4", 90, "800.00"),)


def officers_keys(stage: Stage) -> None:
    """Every opening officer makes an age identity under a passphrase of his own."""
    with stage.at(date(2025, 11, 5)):
        for region_code in (HOHHOT, BAOTOU):
            for part in ("opening1", "opening2", "opening3"):
                key = sealing.make_identity(PASSWORD, work=QUICK)
                settings_service.register_identity(
                    recipient=key.recipient, sealed_secret=key.sealed_secret, actor=stage.user(region_code, part)
                )


def first_published(stage: Stage) -> None:
    """Hohhot's tender for 2026: four lots, sealed bids of its four institutions."""
    _publish(stage, "first", HOHHOT, "2026年度职业技能与创业培训服务", FIRST, date(2025, 11, 24), date(2025, 12, 15))
    with stage.at(date(2025, 11, 28)):
        _bid(stage, "first", [school.key for school in SCHOOLS if school.region_code == HOHHOT])


def first_awarded(stage: Stage) -> None:
    """Opened by two officers, scored by five experts, publicised, awarded by a second person."""
    _open(stage, "first", date(2025, 12, 15))
    with stage.at(date(2025, 12, 16)):
        for member in _seat(stage, "first"):
            _score(stage, "first", member)
        _report(_tender(stage, "first"))
    with stage.at(date(2025, 12, 18)):
        tender = _tender(stage, "first")
        for lot, wanted in zip(tender.lots, FIRST, strict=True):
            awards.propose(
                lot,
                organisation_id=stage.rows[wanted.first, "organisation"],
                seats=lot.seats,
                actor=stage.user(HOHHOT, "labour"),
            )
        awards.publicise(tender, actor=stage.user(HOHHOT, "labour"))
    with stage.at(date(2025, 12, 30)):
        for award in awards.finalise(_tender(stage, "first"), actor=stage.user(HOHHOT, "reviewer")):
            wanted = next(each for each in FIRST if stage.rows[each.first, "organisation"] == award.organisation_id)
            stage.rows[wanted.first, "award"] = award.id


def third_published(stage: Stage) -> None:
    """Baotou's tender, whose bids are in by the end of October."""
    _publish(stage, "third", BAOTOU, "2027年度数控铣工技能培训服务", THIRD, date(2026, 9, 28), date(2026, 10, 26))


def third_bid(stage: Stage) -> None:
    with stage.at(date(2026, 10, 21), "10:00"):
        _bid(stage, "third", ["gangcheng", "luyuan", "jiuyuan"])


def second_published(stage: Stage) -> None:
    """Hohhot's tender for 2027, still open for bids; two have come."""
    _publish(stage, "second", HOHHOT, "2027年度第一批职业培训服务", SECOND, date(2026, 10, 22), date(2026, 11, 13))


def third_scored(stage: Stage) -> None:
    """Opened; three of five members have handed in their scores."""
    _open(stage, "third", date(2026, 10, 26))
    with stage.at(date(2026, 10, 27)):
        for member in _seat(stage, "third")[:3]:
            _score(stage, "third", member)
    with stage.at(date(2026, 10, 28)):
        _bid(stage, "second", ["qingcheng", "caoyuan"])


def _tender(stage: Stage, name: str) -> Tender:
    return db.session.get_one(Tender, stage.rows[name])


def _publish(
    stage: Stage, name: str, region_code: str, title: str, lots: Sequence[Wanted], on: date, deadline: date
) -> None:
    with stage.at(on):
        drafter = stage.user(region_code, "labour")
        tender = tenders.draft(
            region_code=region_code,
            title=title,
            budget_line_id=stage.rows[region_code, "budget", 2026],
            deadline_at=datetime.combine(deadline, time(9, 30), clock.SHANGHAI),
            documents_until=deadline - timedelta(days=3),
            requirements="具备相应职业（工种）的培训条件，近三年无严重违法记录。",
            opening_place="市公共就业服务中心三楼开标室",
            contact="0471-6600107",
            actor=drafter,
        )
        stage.rows[name] = tender.id
        for lot in lots:
            tenders.add_lot(
                tender,
                kind=lot.kind,
                seats=lot.seats,
                standard_fen=fen(lot.standard),
                trade_code=lot.trade,
                level=lot.level,
                actor=drafter,
            )
        tenders.name_officers(
            tender, officers=[stage.user(region_code, f"opening{number}") for number in (1, 2, 3)], actor=drafter
        )
        tenders.submit(tender, actor=drafter)
    with stage.at(on, "14:00"):
        tender = _tender(stage, name)
        tenders.approve(tender, actor=stage.user(region_code, "reviewer"))
        bids.publish(tender, actor=drafter)


def _bid(stage: Stage, name: str, schools: Sequence[str]) -> None:
    tender = _tender(stage, name)
    for place, school in enumerate(schools):
        user = stage.user(stage.home(school), school)
        for lot in tender.lots:
            upload = bids.read_upload(sealing.seal_bid(tender.public_key, _contents(lot, user, place)))
            bids.submit(lot, upload, actor=user)


def _contents(lot: Lot, user: User, place: int) -> Contents:
    """What the bidder's browser would encrypt."""
    fields = {
        "plan_summary": "理论 40 课时，实训 80 课时，小班授课，每班配两名教师。",
        "teachers": str(14 - 2 * place),
        "venue_sqm": str(800 - 90 * place),
        "equipment": "实训工位 40 个，安全设施齐全。",
        "past_rate": f"{86 - 4 * place}.5",
        "service_plan": "与本地企业签订用工意向，结业后跟踪服务一年。",
    }
    return Contents(bid_queries.about(lot, user.organisation), fields, ())


def _open(stage: Stage, name: str, on: date) -> None:
    """Closed by the schedule at the deadline; the first officer hands his part over, the second opens."""
    with stage.at(on, "09:31"):
        tenders.close_due(actor=None)
    with stage.at(on, "10:00"):
        tender = _tender(stage, name)
        first, second = (stage.user(tender.region_code, part) for part in ("opening1", "opening2"))
        part = opening_service.reseal(tender, to_id=second.id, passphrase=PASSWORD, actor=first)
        opening_service.hand_over(tender, to_id=second.id, sealed_share=part, actor=first)
        read = opening_service.read_bids(tender, passphrase=PASSWORD, actor=second)
        opening_service.open_bids(tender, read=read, actor=second)
        for bid in bid_queries.all_counting(tender.id):
            evaluation.qualify(bid, is_qualified=True, actor=stage.user(tender.region_code, "labour"))


def _seat(stage: Stage, name: str) -> list[Member]:
    tender = _tender(stage, name)
    committee = evaluation.draw(tender, representatives=[], actor=stage.user(tender.region_code, "labour"))
    for member in committee.members:
        evaluation.accept(member, actor=member.user)
    return list(committee.members)


def _score(stage: Stage, name: str, member: Member) -> None:
    """The institution that is to be first gets most; experts differ a little, not on objective factors."""
    tender = _tender(stage, name)
    wanted = dict(zip((lot.id for lot in tender.lots), {"first": FIRST, "third": THIRD}[name], strict=True))
    for lot in tender.lots:
        scores = {}
        for bid in evaluation_queries.qualified(lot):
            share = 92 if bid.organisation_id == stage.rows[wanted[lot.id].first, "organisation"] else 78
            for factor in tender.factors:
                scores[bid.id, factor.id] = factor.points * (share if factor.is_objective else share - member.id % 4)
        score_service.submit_scores(member, lot, scores=scores, actor=member.user)


def _report(tender: Tender) -> None:
    members = evaluation_queries.committee(tender.id).members
    report = score_service.write_report(members[0], text="评审按招标文件规定的因素和分值进行。", actor=members[0].user)
    for member in members:
        score_service.sign(report, actor=member.user)
