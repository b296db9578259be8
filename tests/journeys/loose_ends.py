"""Rows that wait for somebody: what the road, walked to its end, has no more of."""

from datetime import date

from kernel import clock
from kernel.accounts import administration
from kernel.accounts.models import User
from kernel.db import db
from settlement.contracts import service as contracts
from settlement.contracts.models import Because, LabourContract, SubjectKind
from settlement.drafts import service as drafts
from settlement.holds import service as holds
from settlement.holds.models import HoldReason, MustAct
from settlement.persons import service as persons
from settlement.recoveries import service as recoveries
from settlement.recoveries.models import Recovery, Way
from settlement.rosters.models import RosterLine
from tendering.accreditation import decisions
from tendering.awards.models import Award
from tendering.tenders import change_service
from tests.factories import kernel, settlement_evidence, settlement_runs, tendering_a, tendering_b
from tests.journeys.drivers import Who
from tests.journeys.people import Road


def left_open(road: Road) -> None:
    """From the day on which the road ended; legal time moves on to the next month."""
    _bases_and_money(road)
    _training(road)
    road.member = Road.known(tendering_b.seated_committee(tendering_b.checked_tender()).members[0].user)
    clock.move_to(settlement_runs.day_after("2026-07"))
    drafts.ask(region_code=_user(road.officer).region_code, period="2026-07", actor=_user(road.officer))
    settlement_runs.drafted_run("2026-07", actor=_user(road.officer))
    found = db.session.scalars(db.select(Recovery).order_by(Recovery.id)).one()
    recoveries.suggest(found, way=Way.CASH, reason="劳动者自行离职", actor=_user(road.officer))
    _tenders(road)


def _bases_and_money(road: Road) -> None:
    school = tendering_a.institution()
    tendering_a.payee_request(school)
    tendering_a.accreditation_draft(school)
    tendering_a.accreditation_applied(tendering_a.institution())
    tendering_a.accreditation_reviewed(tendering_a.institution())
    suspended = tendering_a.accreditation(tendering_a.institution())
    decisions.suspend(suspended, reason="正在整改", actor=_user(road.reviewer))
    tendering_a.applied_institution()
    tendering_a.budget_line(confirmed=False)
    settlement_evidence.policy_draft(first=date(2027, 1, 1))
    tendering_b.entered_award(school.organisation_id, confirmed=False)
    closed = kernel.user("expert")
    administration.close(user=closed, note="退休", actor=_user(road.administrator))


def _training(road: Road) -> None:
    """The winner's second class is open; in his first somebody found work and somebody lost it."""
    make, officer, reviewer, winner = settlement_evidence, *map(_user, (road.officer, road.reviewer, road.schools[0]))
    award = db.session.get_one(Award, road.award_id)
    opened, _actor = make.open_class(award=award, actor=winner, opened_on=date(2026, 7, 1), ended_on=date(2026, 8, 28))
    make.fill(opened, [make.trainee(row) for row in (2, 3)], actor=winner)
    lines = db.session.scalars(
        db.select(RosterLine).filter_by(class_id=road.class_id).order_by(RosterLine.position)
    ).all()
    signed = {"signed_on": date(2026, 7, 1), "from_on": date(2026, 7, 1), "to_on": date(2027, 6, 30)}
    make.verified_contract(lines[1], actor=officer, **signed)
    make.recorded_contract(lines[2], actor=winner, **signed)
    contract = db.session.scalars(db.select(LabourContract).filter_by(line_id=lines[0].id)).one()
    contracts.extend(contract, signed_on=date(2026, 7, 2), to_on=date(2028, 6, 16), paper=make.paper(), actor=winner)
    ending = contracts.end(
        contract, ended_on=date(2026, 7, 8), because=Because.RESIGNATION, paper=make.paper(), actor=officer
    )
    make.verified_evidence(ending, SubjectKind.ENDING, verifier=reviewer)
    line = lines[3]
    keys = {name: getattr(line, name) for name in ("region_code", "organisation_id", "person_id", "class_id", "name")}
    reasons = {"reason": HoldReason.EVIDENCE, "must_act": MustAct.INSTITUTION, "note": "合同原件待核"}
    holds.place(**keys, **reasons, number_masked=line.number_masked, actor=officer)
    persons.propose_merge(number=road.numbers[4], into_number=road.numbers[5], because="姓名相同", actor=officer)


def _tenders(road: Road) -> None:
    """A draft, one that waits for approval, one that takes bids, with a change to publish; a notice to object to."""
    tendering_b.tender_draft()
    waiting = tendering_b.tender_draft()
    tendering_b.tenders.submit(waiting, actor=waiting.drafted_by)
    tender = tendering_b.published_tender()
    tendering_b.sent_bid(tender.lots[0], _user(road.schools[0]))
    change_service.propose(tender, text="开标地点改为二楼", actor=_user(road.officer))
    notice = tendering_a.notice(publicity_ends_on=date(2026, 8, 31))
    tendering_a.objection(notice)


def _user(who: Who) -> User:
    return db.session.get_one(User, who.id)
