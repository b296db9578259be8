"""Verbs on drafts: head, lots, factors, opening officers; any edit takes a submitted draft back."""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l

from kernel import audit, clock, numbering
from kernel.db import db, lock
from kernel.refusals import Refusal
from tendering.tenders import checks, queries
from tendering.tenders.models import (
    Factor,
    FactorKind,
    Lot,
    LotKind,
    LotState,
    OpeningOfficer,
    Tender,
    TenderState,
)
from tendering.tenders.rules import Regime

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
