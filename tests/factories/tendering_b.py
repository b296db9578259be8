"""Tenders, bidders, bids, committees and awards, made by calling the services."""

from datetime import datetime, time, timedelta

from kernel import calendar, clock
from tendering.awards import queries as award_queries
from tendering.awards import service as awards
from tendering.bids import opening_service, queries, sealing
from tendering.bids import service as bids
from tendering.bids.container import Contents, SealedFile
from tendering.evaluation import queries as evaluation_queries
from tendering.evaluation import score_service
from tendering.evaluation import service as evaluation
from tendering.permissions import Role
from tendering.tenders import service as tenders
from tendering.tenders import settings_service
from tests.factories import kernel, tendering_a

SECOND = timedelta(seconds=1)  # the clock is moved by whole seconds
PASSPHRASE = "the horse eats no cucumber salad"
FIELDS = {
    "plan_summary": "理论120课时，实训240课时。",
    "teachers": "12",
    "venue_sqm": "600",
    "equipment": "数控车床20台",
    "past_rate": "78.5",
    "service_plan": "与三家企业签订用工意向。",
}
SKILL_LOT = {"kind": "skill", "trade_code": "6-04-01-01", "level": "4", "seats": 50, "standard_fen": 100000}
STARTUP_LOT = {"kind": "startup", "seats": 30, "standard_fen": 120000}


def shanghai(day, at="09:30"):
    """An aware moment of a Shanghai day."""
    return datetime.combine(day, time.fromisoformat(at), clock.SHANGHAI)


def opening_officer(*, region_code="150100", passphrase=PASSPHRASE):
    """An opening officer with a key of his own under PASSPHRASE, its rounds few so that tests are quick."""
    officer = kernel.user(Role.OPENING_OFFICER, region_code=region_code)
    key = sealing.make_identity(passphrase, work=10)
    settings_service.register_identity(recipient=key.recipient, sealed_secret=key.sealed_secret, actor=officer)
    return officer


def tender_draft(
    *,
    region_code="150100",
    lots=(SKILL_LOT,),
    officers=None,
    drafter=None,
    line=None,
    deadline_at=None,
    documents_until=None,
    **head,
):
    """A draft that can be submitted; deadline and documents are the earliest lawful ones for an issue today."""
    drafter = drafter or kernel.user(Role.LABOUR_OFFICER, region_code=region_code)
    today = clock.today()
    tender = tenders.draft(
        region_code=region_code,
        title=head.pop("title", "职业技能培训服务"),
        actor=drafter,
        opening_place="公共就业服务中心",
        contact="0471-0000000",
        budget_line_id=(line or tendering_a.budget_line(region_code=region_code)).id,
        requirements="具备相应职业（工种）的培训条件。",
        deadline_at=deadline_at or shanghai(calendar.add_days(today, 20)),
        documents_until=documents_until or calendar.add_working_days(today, 5),
        **head,
    )
    for lot in lots:
        tenders.add_lot(tender, actor=drafter, **lot)
    officers = [opening_officer(region_code=region_code) for _ in range(3)] if officers is None else officers
    if officers:
        tenders.name_officers(tender, officers=officers, actor=drafter)
    return tender


def approved_tender(*, approver=None, **draft):
    """Submitted by its drafter, approved by a second person."""
    tender = tender_draft(**draft)
    tenders.submit(tender, actor=tender.drafted_by)
    tenders.approve(tender, actor=approver or kernel.user(Role.LABOUR_REVIEWER, region_code=tender.region_code))
    return tender


def issued_tender(**draft):
    """Published with a key nobody holds: for tests that open nothing."""
    tender = approved_tender(**draft)
    return tenders.publish(tender, public_key="age1nobody", actor=tender.drafted_by)


def bidder(*, region_code="150100", **options):
    """The account of an approved institution."""
    return tendering_a.institution_user(tendering_a.institution(region_code=region_code, **options))


def published_tender(**draft):
    """Published with its real key."""
    tender = approved_tender(**draft)
    return bids.publish(tender, actor=tender.drafted_by)


def sealed_bid(lot, user, *, files=(), about=None, **fields):
    """A bid encrypted as the browser does; files are (name, bytes)."""
    held = tuple(SealedFile("files", name, content) for name, content in files)
    contents = Contents(about or queries.about(lot, user.organisation), {**FIELDS, **fields}, held)
    return sealing.seal_bid(lot.tender.public_key, contents)


def sent_bid(lot, user, **contents):
    """A bid received in time."""
    return bids.submit(lot, bids.read_upload(sealed_bid(lot, user, **contents)), actor=user)


def closed_tender(*, rates=("78.5", "65", "90"), **draft):
    """A tender closed at its deadline with one bidder a rate, each bidding on every lot."""
    tender = published_tender(**draft)
    for rate in rates:
        user = bidder(region_code=tender.region_code)
        for lot in tender.lots:
            sent_bid(lot, user, past_rate=rate)
    clock.move_to(tender.deadline_at + SECOND)
    tenders.close_due(actor=None)
    return tender


def opened_tender(**closed):
    """Opened by the first and second of its officers."""
    tender = closed_tender(**closed)
    first, second = (officer.user for officer in tender.officers[:2])
    part = opening_service.reseal(tender, to_id=second.id, passphrase=PASSPHRASE, actor=first)
    opening_service.hand_over(tender, to_id=second.id, sealed_share=part, actor=first)
    read = opening_service.read_bids(tender, passphrase=PASSPHRASE, actor=second)
    opening_service.open_bids(tender, read=read, actor=second)
    return tender


def expert(*, region_code="150100", **options):
    """An expert of the region's pool."""
    return kernel.user(Role.EXPERT, region_code=region_code, **options)


def checked_tender(*, experts=5, **closed):
    """Opened, every bidder found qualified, experts enough in the pool."""
    tender = opened_tender(**closed)
    buyer = kernel.user(Role.LABOUR_OFFICER, region_code=tender.region_code)
    for bid in queries.all_counting(tender.id):
        evaluation.qualify(bid, is_qualified=True, actor=buyer)
    for _ in range(experts):
        expert(region_code=tender.region_code)
    return tender


def seated_committee(tender, *, representatives=()):
    """Drawn, and accepted by every member."""
    organiser = kernel.user(Role.LABOUR_OFFICER, region_code=tender.region_code)
    committee = evaluation.draw(tender, representatives=list(representatives), actor=organiser)
    for member in committee.members:
        evaluation.accept(member, actor=member.user)
    return committee


def scores_of(lot, *, share=80):
    """Scores for every qualified bid: `share` per cent of each factor, the bids in order two per cent less each."""
    return {
        (bid.id, factor.id): factor.points * (share if factor.is_objective else share - 2 * place)
        for place, bid in enumerate(evaluation_queries.qualified(lot))
        for factor in lot.tender.factors
    }


def scored_tender(**checked):
    """Scored by all members: the bids rank in the order they were sent."""
    tender = checked_tender(**checked)
    for member in seated_committee(tender).members:
        for lot in evaluation_queries.open_lots(tender):
            score_service.submit_scores(member, lot, scores=scores_of(lot), actor=member.user)
    return tender


def evaluated_tender(**checked):
    """Its report written and signed by all members."""
    tender = scored_tender(**checked)
    members = evaluation_queries.committee(tender.id).members
    report = score_service.write_report(members[0], text="评审过程符合规定。", actor=members[0].user)
    for member in members:
        score_service.sign(report, actor=member.user)
    return tender


def final_award(**checked):
    """The first in rank with all seats of the first lot, after its publicity."""
    tender = evaluated_tender(**checked)
    proposer = kernel.user(Role.LABOUR_OFFICER, region_code=tender.region_code)
    for lot in evaluation_queries.open_lots(tender):
        first = evaluation_queries.rankings(lot.id)[0]
        awards.propose(lot, organisation_id=first.organisation_id, seats=lot.seats, actor=proposer)
    awards.publicise(tender, actor=proposer)
    clock.move_to(award_queries.of_tender(tender.id)[0].publicity_ends_on + timedelta(days=1))
    return awards.finalise(tender, actor=kernel.user(Role.LABOUR_REVIEWER, region_code=tender.region_code))[0]


def entered_award(organisation_id, *, region_code="150100", confirmed=True, seats=50, standard_fen=80000, **columns):
    """An award of an earlier paper tender, entered by one person and confirmed by another."""
    columns = {"kind": "skill", "trade_code": "6-04-01-01", "level": "4"} | columns
    award = awards.enter(
        region_code=region_code,
        organisation_id=organisation_id,
        title="2025年职业培训招标",
        document="中标通知书31号",
        decided_on=clock.today(),
        seats=seats,
        standard_fen=standard_fen,
        actor=kernel.user(Role.LABOUR_OFFICER, region_code=region_code),
        **columns,
    )
    return (
        awards.confirm(award, actor=kernel.user(Role.LABOUR_REVIEWER, region_code=region_code)) if confirmed else award
    )
