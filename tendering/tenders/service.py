"""Verbs on tenders: drafted by one person, approved by a second, published, closed by the schedule, ended by its
outcome.
"""

import csv
from datetime import date, datetime
from pathlib import Path

from flask_babel import lazy_gettext as _l

from kernel import audit, clock, money, numbering
from kernel.db import db, lock
from kernel.refusals import Refusal, refuse_same_person
from kernel.states import move
from tendering.budget.models import BudgetLine
from tendering.notices import service as notices
from tendering.notices.models import Kind
from tendering.tenders import checks, notice_text, queries
from tendering.tenders.models import (
    LOT_MOVES,
    MOVES,
    Factor,
    FactorKind,
    Lot,
    LotKind,
    LotState,
    OpeningOfficer,
    Tender,
    TenderState,
    Trade,
)
from tendering.tenders.rules import Regime

TRADES = Path(__file__).with_name("trades.csv")
TRADES_SOURCE = "津人社办发〔2014〕79号"
S = TenderState
USUAL_FACTORS = (
    {
        "kind": "plan",
        "name": "培训方案与质量管理",
        "points": 30,
        "standard": "课程、课时、考核与质量管理安排完整可行，由优到差评分",
    },
    {
        "kind": "teachers",
        "name": "师资力量",
        "points": 25,
        "standard": "理论与实训教师的人数、资格和经历，由优到差评分",
    },
    {"kind": "venue", "name": "场地与设备", "points": 15, "standard": "教学、实训场地面积和设备数量满足本包要求的程度"},
    {
        "kind": "past_rate",
        "name": "以往就业率",
        "points": 20,
        "is_objective": True,
        "standard": "以往参训人员就业率乘以本项满分，全体评委给分一致",
    },
    {"kind": "service", "name": "就业服务方案", "points": 10, "standard": "推荐就业、跟踪服务和劳动合同签订的保障措施"},
)


def seed_trades() -> None:
    """Add the published training costs that are missing (level 5 初级 … 1 高级技师), with their source."""
    known = set(db.session.execute(db.select(Trade.code, Trade.level).order_by(Trade.id)).all())
    with TRADES.open(encoding="utf-8") as lines:
        db.session.add_all(
            Trade(
                code=row["code"],
                name=row["name"],
                level=row["level"],
                cost_fen=money.parse_yuan(row["cost_yuan"]),
                source=TRADES_SOURCE,
            )
            for row in csv.DictReader(lines)
            if (row["code"], row["level"]) not in known
        )
    db.session.flush()


def draft(
    *,
    region_code: str,
    title: str,
    regime: Regime = Regime.PROCUREMENT,
    budget_line_id: int | None = None,
    deadline_at: datetime | None = None,
    documents_until: date | None = None,
    committee_size: int = 5,
    requirements: str = "",
    opening_place: str = "",
    contact: str = "",
    actor,
) -> Tender:
    """A new draft with the region's next number of the year."""
    year = clock.today().year
    number = f"ZB{region_code}-{year}-{numbering.take('tender', region_code, year):03d}"
    tender = Tender(
        region_code=region_code,
        number=number,
        title=title,
        regime=Regime(regime),
        budget_line_id=budget_line_id,
        deadline_at=deadline_at,
        documents_until=documents_until,
        committee_size=committee_size,
        requirements=requirements,
        opening_place=opening_place,
        contact=contact,
        state=S.DRAFT,
        is_paper=False,
        drafted_by_id=actor.id,
        drafted_at=clock.now(),
        edited_by_id=actor.id,
    )
    tender.factors = [_factor(**factor) for factor in USUAL_FACTORS]
    db.session.add(tender)
    db.session.flush()
    audit.record(actor, "tender drafted", tender, facts={"number": number})
    return tender


def edit(tender: Tender, *, actor, **columns) -> Tender:
    """Change the head of a draft; refuses NOT_A_DRAFT."""
    _editing(tender, actor)
    for name, value in columns.items():
        setattr(tender, name, value)
    db.session.flush()
    audit.record(actor, "tender edited", tender)
    return tender


def add_lot(
    tender: Tender,
    *,
    kind: LotKind,
    seats: int,
    standard_fen: int,
    trade_code: str | None = None,
    level: str | None = None,
    group: str | None = None,
    county_code: str | None = None,
    actor,
) -> Lot:
    """A lot of a draft: a trade and level of the table (skill) or startup training. Refuses UNKNOWN_TRADE,
    STANDARD_BELOW_FLOOR.
    """
    _editing(tender, actor)
    kind = LotKind(kind)
    checks.refuse_low_standard(kind, standard_fen, queries.rule_set_of(tender))
    if kind == LotKind.STARTUP:
        trade_code = level = None
    lot = Lot(
        region_code=tender.region_code,
        number=max((lot.number for lot in tender.lots), default=0) + 1,
        kind=kind,
        state=LotState.OPEN,
        trade_code=trade_code,
        level=level,
        group=group or None,
        trade_name="创业培训",
        county_code=county_code or None,
        seats=seats,
        standard_fen=standard_fen,
    )
    checks.refuse_unknown_trade(lot)
    if kind == LotKind.SKILL:
        lot.trade_name = queries.trade(trade_code, level).name
    tender.lots.append(lot)
    db.session.flush()
    audit.record(actor, "lot added", tender, facts={"lot": lot.number, "seats": seats, "standard_fen": standard_fen})
    return lot


def remove_lot(lot: Lot, *, actor) -> None:
    """Take a lot out of a draft."""
    tender = lot.tender
    _editing(tender, actor)
    tender.lots.remove(lot)
    db.session.flush()
    audit.record(actor, "lot removed", tender, facts={"lot": lot.number})


def set_factors(tender: Tender, *, factors: list[dict], actor) -> None:
    """Declare anew what bids are judged by: [{kind, name, standard, points, is_objective}]. They must sum to 100."""
    _editing(tender, actor)
    tender.factors = [_factor(**factor) for factor in factors]
    db.session.flush()
    audit.record(actor, "factors declared", tender, facts={"points": [factor.points for factor in tender.factors]})


def add_factor(tender: Tender, *, actor, **factor) -> Factor:
    """One factor more (the columns of `set_factors`)."""
    _editing(tender, actor)
    tender.factors.append(_factor(**factor))
    db.session.flush()
    audit.record(actor, "factor added", tender, facts={"name": factor["name"], "points": factor["points"]})
    return tender.factors[-1]


def remove_factor(factor: Factor, *, actor) -> None:
    """Take a factor out of a draft."""
    tender = factor.tender
    _editing(tender, actor)
    tender.factors.remove(factor)
    db.session.flush()
    audit.record(actor, "factor removed", tender, facts={"name": factor.name})


def _factor(*, kind: FactorKind, name: str, standard: str, points: int, is_objective: bool = False) -> Factor:
    return Factor(kind=FactorKind(kind), name=name, standard=standard, points=points, is_objective=is_objective)


def name_officers(tender: Tender, *, officers: list, actor) -> None:
    """Name the three opening officers (users). Refuses OFFICERS_NOT_NAMED unless three different ones of the region."""
    _editing(tender, actor)
    allowed = {user.id for user in queries.opening_officers(tender.region_code)}
    if len({user.id for user in officers}) != checks.THREE_OFFICERS or not {user.id for user in officers} <= allowed:
        raise Refusal("OFFICERS_NOT_NAMED", _l("Name three different opening officers of this region."), field="first")
    tender.officers.clear()
    db.session.flush()
    tender.officers.extend(OpeningOfficer(user_id=user.id, position=place) for place, user in enumerate(officers, 1))
    db.session.flush()
    audit.record(actor, "opening officers named", tender, facts={"officers": [user.id for user in officers]})


def submit(tender: Tender, *, actor) -> None:
    """Hand the complete draft to a second person. Refuses what is incomplete (see `checks.refuse_incomplete`)."""
    _editing(tender, actor)
    checks.refuse_incomplete(tender, queries.rule_set_of(tender))
    tender.submitted_at = clock.now()
    db.session.flush()
    audit.record(actor, "tender submitted for approval", tender)


def approve(tender: Tender, *, note: str | None = None, actor) -> None:
    """A second person approves. Refuses CHECKER_IS_MAKER, NOT_SUBMITTED, OVER_BUDGET and what is incomplete."""
    lock(Tender, tender.id)
    refuse_same_person(actor, tender.drafted_by_id, tender.edited_by_id)
    if tender.state == S.DRAFT and tender.submitted_at is None:
        raise Refusal("NOT_SUBMITTED", _l("The draft has not been submitted for approval."))
    move(tender, S.APPROVED, MOVES)
    checks.refuse_incomplete(tender, queries.rule_set_of(tender))
    checks.refuse_over_budget(tender)
    tender.approved_by_id, tender.approved_at = actor.id, clock.now()
    db.session.flush()
    audit.record(actor, "tender approved", tender, note=note)


def return_to_draft(tender: Tender, *, note: str, actor) -> None:
    """Give a submitted or approved tender back to its drafter, with what is to be changed."""
    lock(Tender, tender.id)
    if tender.state != S.DRAFT:
        move(tender, S.DRAFT, MOVES)
    tender.submitted_at = tender.approved_at = tender.approved_by_id = None
    db.session.flush()
    audit.record(actor, "tender returned", tender, note=note)


def publish(tender: Tender, *, public_key: str, actor) -> Tender:
    """Issue the approved tender today, under its rule set, with its public notice. Call `bids.service.publish`,
    which makes the key.

    Refuses what is incomplete, DEADLINE_TOO_SOON, DOCUMENTS_TOO_SHORT, OVER_BUDGET, CALENDAR_NOT_ANNOUNCED.
    """
    lock(Tender, tender.id)
    tender.public_key = public_key
    move(tender, S.PUBLISHED, MOVES)
    rules, today = queries.rule_set_today(tender.regime, tender.region_code), clock.today()
    checks.refuse_incomplete(tender, rules)
    checks.refuse_dates(tender, rules, today)
    lock(BudgetLine, tender.budget_line_id)
    checks.refuse_over_budget(tender)
    tender.rule_set, tender.numbers = rules.key, {name: number.value for name, number in rules.numbers.items()}
    tender.issued_on = today
    tender.published_by_id, tender.published_at = actor.id, clock.now()
    db.session.flush()
    notice = notices.publish(
        kind=Kind.TENDER,
        region_code=tender.region_code,
        title=notice_text.title(tender),
        body=notice_text.tender(tender, rules),
        subject=tender,
        actor=actor,
    )
    tender.notice_id = notice.id
    db.session.flush()
    audit.record(
        actor, "tender published", tender, facts={"notice": notice.number, "rule_set": rules.key, "key": public_key}
    )
    return tender


def cancel(tender: Tender, *, reason: str, actor) -> None:
    """End the tender with its reason; one that was public gets a public notice. Refuses CHECKER_IS_MAKER to the
    drafter.
    """
    lock(Tender, tender.id)
    refuse_same_person(actor, tender.drafted_by_id)
    was_public = tender.published_at is not None
    move(tender, S.CANCELLED, MOVES)
    tender.reason = reason
    db.session.flush()
    if was_public:
        notices.publish(
            kind=Kind.CANCELLATION,
            region_code=tender.region_code,
            subject=tender,
            actor=actor,
            title=_l("Cancelled: %(title)s", title=tender.title),
            body=notice_text.cancelled(tender),
        )
    audit.record(actor, "tender cancelled", tender, note=reason)


def close_due(*, actor) -> list[Tender]:
    """Close every published tender whose deadline is past by legal time. May run at any time, and twice."""
    return [tender for tender in queries.due_to_close() if close(tender, actor=actor)]


def close(tender: Tender, *, actor) -> bool:
    """Close one tender at or after its deadline; False where it is not due (its deadline moved, or it was
    cancelled).
    """
    tender = lock(Tender, tender.id)
    if tender.state != S.PUBLISHED or clock.now() < tender.deadline_at:
        return False
    move(tender, S.CLOSED, MOVES)
    tender.closed_at = clock.now()
    db.session.flush()
    audit.record(actor, "tender closed", tender, facts={"deadline_at": tender.deadline_at})
    return True


def fail_lot(lot: Lot, *, reason, actor) -> None:
    """废标 of one lot (政府采购法 36)."""
    move(lot, LotState.FAILED, LOT_MOVES)
    lot.reason = notice_text.in_chinese(reason)
    db.session.flush()
    audit.record(actor, "lot failed", lot.tender, note=lot.reason, facts={"lot": lot.number})


def award_lot(lot: Lot, *, actor) -> None:
    move(lot, LotState.AWARDED, LOT_MOVES)
    db.session.flush()
    audit.record(actor, "lot awarded", lot.tender, facts={"lot": lot.number})


def mark_opened(tender: Tender, *, actor) -> None:
    """After the opening; where every lot failed call `mark_failed` next."""
    tender.opened_at = clock.now()
    move(tender, S.OPENED, MOVES)
    db.session.flush()
    audit.record(actor, "tender opened", tender)


def mark_evaluated(tender: Tender, *, actor) -> None:
    """After the last signature under the report."""
    tender.evaluated_at = clock.now()
    move(tender, S.EVALUATED, MOVES)
    db.session.flush()
    audit.record(actor, "tender evaluated", tender)


def mark_failed(tender: Tender, *, actor) -> None:
    """Every lot has failed, after the opening or in the evaluation: 废标, with its public notice."""
    move(tender, S.FAILED, MOVES)
    db.session.flush()
    publish_failure(tender, actor=actor)
    audit.record(actor, "tender failed", tender)


def publish_failure(tender: Tender, *, actor) -> None:
    """The public notice of lots that failed (政府采购法 36: all bidders are told why)."""
    notices.publish(
        kind=Kind.FAILURE,
        region_code=tender.region_code,
        subject=tender,
        actor=actor,
        title=_l("Void: %(title)s", title=tender.title),
        body=notice_text.failed(tender),
    )


def mark_awarded(tender: Tender, *, actor) -> None:
    """When every lot is awarded or has failed."""
    move(tender, S.AWARDED, MOVES)
    db.session.flush()
    audit.record(actor, "tender awarded", tender)


def _editing(tender: Tender, actor) -> None:
    """An edit takes a submitted draft back, and makes its editor one who cannot approve it."""
    lock(Tender, tender.id)
    if tender.state != S.DRAFT:
        raise Refusal(
            "NOT_A_DRAFT",
            _l("Only a draft can be edited; this tender is “%(state)s”.", state=tender.state.label),
            status=409,
        )
    tender.submitted_at, tender.edited_by_id = None, actor.id
