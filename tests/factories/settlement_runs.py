"""Funds, classes ready to be settled, evidence of employment, and runs taken through their steps."""

import itertools
from datetime import date, timedelta

import sqlalchemy as sa

from kernel import calendar, clock, evidence
from kernel.db import db
from settlement.contracts.models import (
    Because,
    Employer,
    Ending,
    Extension,
    LabourContract,
    Licence,
    Outcome,
    SubjectKind,
    Term,
    Verification,
)
from settlement.documents.models import Kind
from settlement.entitlements.models import Nature, SettlementLine
from settlement.entitlements.queries import excluded
from settlement.entitlements.reading import read
from settlement.funds import cash_service
from settlement.funds import opening_service as funding
from settlement.funds import queries as fund_queries
from settlement.funds import service as funds
from settlement.funds.models import Source
from settlement.persons import service as persons
from settlement.persons.groups import Group
from settlement.recoveries.money import came_back
from settlement.rosters.models import (
    Appraisal,
    AppraisalResult,
    ClassCompletion,
    ClassState,
    RosterLine,
    RosterVerification,
    TrainingClass,
)
from settlement.runs import periods, posting, queries, service
from tendering.awards.models import Award, AwardState
from tendering.permissions import Role
from tendering.tenders.models import Lot, LotKind, LotState, Tender, TenderState
from tests.factories import kernel, settlement_evidence

_count = itertools.count(1)


def fund(*, region_code="150100", year=None, own=10_000_000_00, officer=None, weights=None, order=None, **sources):
    """An open fund with money of its own budget; `sources` adds others by name, in fen. `weights`: shared by ratio."""
    options = {"weights": weights} | ({"source_order": order} if order else {})
    officer = officer or kernel.user(Role.FINANCE_OFFICER, region_code=region_code)
    year = year or clock.today().year
    made = fund_queries.fund(region_code, year) or funding.open_fund(
        region_code=region_code, year=year, actor=officer, **options
    )
    for source, amount in {"own": own, **sources}.items():
        if amount:
            funding.appropriate(
                made,
                source=Source(source),
                amount_fen=amount,
                document_number=f"财社〔{year}〕1号",
                dated_on=date(year, 1, 5),
                actor=officer,
            )
    return made


def settled_class(
    *,
    document=None,
    organisation=None,
    region_code="150100",
    kind="skill",
    opened_on=date(2026, 1, 5),
    ended_on=date(2026, 3, 31),
    numbers=("",),
    passed=True,
    trade_code="6-31-01-03",
    level=None,
    drawing=(),
    **text,
):
    """A completed, appraised class as evidence rows: (class, lines). `numbers`: citizen numbers, "" for a new one.

    `drawing`: the places of those who draw unemployment benefit from the opening day on.
    """
    document = document or settlement_evidence.policy_document(region_code=region_code, **text)
    organisation = organisation or kernel.organisation(region_code=region_code)
    officer = kernel.user(Role.LABOUR_OFFICER, region_code=region_code)
    of = TrainingClass(
        region_code=region_code,
        organisation_id=organisation.id,
        award_id=_award(organisation, kind, officer).id,
        document_id=document.id,
        number=f"C{next(_count):06d}",
        kind=Kind(kind),
        trade_code=trade_code,
        trade_name="电工",
        level=level,
        seats=100,
        opened_on=opened_on,
        ended_on=ended_on,
        standard_fen=80000,
        place="培训楼",
        state=ClassState.COMPLETED,
        opened_by_id=officer.id,
        opened_at=clock.now(),
    )
    db.session.add(of)
    db.session.flush()
    lines = [
        _line(of, number or settlement_evidence.citizen(), at, officer, opened_on if at in drawing else None)
        for at, number in enumerate(numbers)
    ]
    keys = {"region_code": region_code, "organisation_id": organisation.id}
    evidence.add(RosterVerification(class_id=of.id, lines=len(lines), **keys), officer)
    for line in lines:
        appraise(line, passed=passed, on=ended_on, actor=officer)
    evidence.add(ClassCompletion(class_id=of.id, completed_on=ended_on, **keys), officer)
    return of, lines


def _award(organisation, kind, officer):
    """A final award entered from paper, as rows."""
    tender = Tender(
        region_code=officer.region_code,
        number=f"P{next(_count)}",
        title="纸质招标",
        state=TenderState.AWARDED,
        is_paper=True,
        drafted_by_id=officer.id,
        drafted_at=clock.now(),
    )
    tender.lots.append(
        Lot(
            region_code=officer.region_code,
            number=1,
            kind=LotKind(kind),
            state=LotState.AWARDED,
            trade_code="6-31-01-03",
            level="4",
            trade_name="电工",
            seats=1000,
            standard_fen=80000,
        )
    )
    db.session.add(tender)
    db.session.flush()
    award = Award(
        region_code=officer.region_code,
        tender_id=tender.id,
        lot_id=tender.lots[0].id,
        organisation_id=organisation.id,
        seats=1000,
        standard_fen=80000,
        state=AwardState.FINAL,
        awarded_on=date(2025, 12, 1),
        proposed_by_id=officer.id,
        proposed_at=clock.now(),
    )
    db.session.add(award)
    db.session.flush()
    return award


def _line(of, number, position, officer, benefit_from=None):
    from kernel.identifiers import mask_citizen

    person = persons.find_or_add(number, of.region_code)
    line = RosterLine(
        region_code=of.region_code,
        organisation_id=of.organisation_id,
        class_id=of.id,
        person_id=person.id,
        name=f"张{'一二三四五六七八九十'[position % 10]}",
        number_masked=mask_citizen(number),
        group=Group.UNEMPLOYED,
        position=position,
        benefit_from=benefit_from,
    )
    return evidence.add(line, officer)


def appraise(line, *, passed=True, on=date(2026, 3, 31), replaces=None, actor=None):
    """An appraisal of a line, or one that corrects another."""
    actor = actor or kernel.user(Role.LABOUR_OFFICER, region_code=line.region_code)
    return evidence.add(
        Appraisal(
            region_code=line.region_code,
            organisation_id=line.organisation_id,
            line_id=line.id,
            result=AppraisalResult.PASSED if passed else AppraisalResult.FAILED,
            appraised_on=on,
            certificate="15010026040318",
            replaces_id=replaces and replaces.id,
        ),
        actor,
    )


def _verified(row, kind, actor):
    evidence.add(row, actor)
    second = kernel.user(Role.LABOUR_REVIEWER, region_code=row.region_code)
    evidence.add(
        Verification(
            region_code=row.region_code,
            organisation_id=row.organisation_id,
            subject_kind=kind,
            subject_id=row.id,
            outcome=Outcome.VERIFIED,
        ),
        second,
    )
    return row


def employed(line, *, signed_on=date(2026, 4, 1), from_on=None, to_on=None, term="fixed", employer=None):
    """A verified labour contract, one year from its signing unless told."""
    actor = kernel.user(Role.LABOUR_OFFICER, region_code=line.region_code)
    employer = employer or kernel_employer()
    from_on = from_on or signed_on
    to_on = to_on or (
        date(from_on.year + 1, from_on.month, from_on.day) - timedelta(days=1) if term == "fixed" else None
    )
    contract = LabourContract(
        region_code=line.region_code,
        organisation_id=line.organisation_id,
        line_id=line.id,
        employer_id=employer.id,
        term=Term(term),
        signed_on=signed_on,
        from_on=from_on,
        to_on=to_on,
    )
    return _verified(contract, SubjectKind.CONTRACT, actor)


def kernel_employer():
    made = Employer(code=f"E{next(_count):017d}", name=f"蒙能电力检修公司{next(_count)}")
    db.session.add(made)
    db.session.flush()
    return made


def extended(contract, *, signed_on, to_on):
    """A verified extension."""
    row = Extension(
        region_code=contract.region_code,
        organisation_id=contract.organisation_id,
        line_id=contract.line_id,
        contract_id=contract.contract_id,
        signed_on=signed_on,
        to_on=to_on,
    )
    return _verified(row, SubjectKind.EXTENSION, kernel.user(Role.LABOUR_OFFICER, region_code=contract.region_code))


def ended(contract, *, ended_on, because="resignation", replaces=None):
    """A verified end of a contract."""
    row = Ending(
        region_code=contract.region_code,
        organisation_id=contract.organisation_id,
        line_id=contract.line_id,
        contract_id=contract.contract_id,
        ended_on=ended_on,
        because=Because(because),
        replaces_id=replaces and replaces.id,
    )
    return _verified(row, SubjectKind.ENDING, kernel.user(Role.LABOUR_OFFICER, region_code=contract.region_code))


def licensed(line, *, issued_on):
    """A verified business licence."""
    row = Licence(
        region_code=line.region_code,
        organisation_id=line.organisation_id,
        line_id=line.id,
        issued_on=issued_on,
        number=f"L{next(_count)}",
    )
    return _verified(row, SubjectKind.LICENCE, kernel.user(Role.LABOUR_OFFICER, region_code=line.region_code))


def day_after(period):
    """The first working day after a period."""
    return calendar.next_working_day(periods.last_day(period) + timedelta(days=1))


def drafted_run(period="2026-04", *, region_code="150100", actor=None):
    """Legal time moves past the period if it has to; the run is drafted."""
    if clock.today() <= periods.last_day(period):
        clock.move_to(day_after(period))
    actor = actor or kernel.user(Role.LABOUR_OFFICER, region_code=region_code)
    return service.draft(
        region_code=region_code, period=period, reading=read(region_code, periods.last_day(period)), actor=actor
    )


def confirmed_run(run):
    """Every institution confirms; the officer closes."""
    for organisation in queries.organisations(run):
        someone = kernel.user(Role.INSTITUTION, region_code=run.region_code, organisation=organisation)
        service.confirm_list(run, organisation_id=organisation.id, actor=someone)
    return service.close_confirmation(run, actor=kernel.user(Role.LABOUR_OFFICER, region_code=run.region_code))


def reviewed_run(run):
    if run.state == "draft" and not run.is_correction:
        confirmed_run(run)
    return service.review(run, actor=kernel.user(Role.LABOUR_REVIEWER, region_code=run.region_code), note="")


def published_run(run):
    reviewed = run if run.state == "reviewed" else reviewed_run(run)
    return service.publish(reviewed, actor=kernel.user(Role.LABOUR_OFFICER, region_code=run.region_code))


def approved_run(run):
    """Published, and approved the day after the publicity is over; a correction only reviewed and approved."""
    if run.is_correction:
        reviewed_run(run)
    else:
        published_run(run)
        clock.move_to(run.publicity_ends_on + timedelta(days=1))
    return service.approve(run, actor=kernel.user(Role.FINANCE_APPROVER, region_code=run.region_code), note="")


def payable(region_code, run_id):
    """The lines of a run without exclusion, as rows."""
    query = sa.select(SettlementLine).filter_by(region_code=region_code, run_id=run_id).where(~excluded())
    return list(db.session.scalars(query.order_by(SettlementLine.line_no)))


def posted_run(run):
    """Through every step; the fund is charged as a voucher would."""
    approved_run(run)
    officer = kernel.user(Role.FINANCE_OFFICER, region_code=run.region_code)
    posting.post(run, actor=officer)
    lines = payable(run.region_code, run.id)
    total = sum(line.delta_fen for line in lines if line.nature != Nature.CASH_RETURN)
    returned = {}
    for fund_of_receipt, amounts in came_back(run.region_code, run.id).values():
        for source, amount in amounts.items():
            own = returned.setdefault(fund_of_receipt.id, {})
            own[source] = own.get(source, 0) + amount
    charged = funds.of_year(run.region_code, clock.today().year)
    back = cash_service.bring_over(charged, returned, paper=run.number, actor=officer)
    funds.charge(charged, [funds.Charge(run.number, {Source.OWN: total}, back)], run_id=run.id, actor=officer)
    return lines


def insurance_fund(*, region_code="150100", year=None, amount_fen=0):
    """The unemployment-insurance fund's own ledger, with money."""
    officer = kernel.user(Role.FINANCE_OFFICER, region_code=region_code)
    made = funding.open_insurance(region_code=region_code, year=year or clock.today().year, actor=officer)
    if amount_fen:
        funding.appropriate(
            made,
            source=Source.INSURANCE,
            amount_fen=amount_fen,
            document_number=f"失业保险基金预算〔{made.year}〕1号",
            dated_on=date(made.year, 1, 5),
            actor=officer,
        )
    return made
