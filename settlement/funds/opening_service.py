"""Verbs that open a fund and put money into it; a draw on the unemployment-insurance fund keeps to clause 3."""

from collections.abc import Iterable, Sequence
from datetime import date

from flask_babel import lazy_gettext as _l

from kernel import audit, clock
from kernel.db import db, lock
from kernel.money import format_yuan
from kernel.refusals import Refusal
from settlement.funds import ledger, queries, service
from settlement.funds.models import DEFAULT_ORDER, Account, Act, Appropriation, Fund, FundKind, Sharing, Source

CLAUSE_3 = "内政发〔2008〕107号 3"
LARGEST_WEIGHT = 10**6


def open_fund(
    *,
    region_code: str,
    year: int,
    actor,
    source_order: Iterable[Source] = DEFAULT_ORDER,
    weights: Sequence[int] | None = None,
) -> Fund:
    """Open the employment fund of a region and year: its sources in order, or (`weights`) by ratio.

    Refuses FUND_EXISTS, BAD_ORDER, BAD_RATIO.
    """
    order = [Source(source) for source in source_order]
    if len(set(order)) != len(order) or not order or Source.INSURANCE in order:
        raise Refusal("BAD_ORDER", _l("Each source stands once in the order."), field="sources")
    if weights is not None and (len(weights) != len(order) or not all(0 < each <= LARGEST_WEIGHT for each in weights)):
        raise Refusal("BAD_RATIO", _l("By ratio each source has a whole part of 1 or more."), field="sources")
    return _open(region_code, year, FundKind.EMPLOYMENT, order, weights, actor)


def open_insurance(*, region_code: str, year: int, actor) -> Fund:
    """Open the unemployment-insurance fund's own ledger: who draws its benefit is paid from there. Refuses FUND_EXISTS.

    Its own fund, not a source of the other: by law it is another budget, and its money is no draw under clause 3.
    """
    return _open(region_code, year, FundKind.INSURANCE, [Source.INSURANCE], None, actor)


def _open(region_code: str, year: int, kind: FundKind, order: list[Source], weights, actor) -> Fund:
    if queries.fund(region_code, year, kind):
        raise Refusal("FUND_EXISTS", _l("This fund is open already."), field="year")
    fund = Fund(
        region_code=region_code,
        year=year,
        kind=kind,
        sharing=Sharing.ORDER if weights is None else Sharing.RATIO,
        source_order=[source.value for source in order],
        weights=None if weights is None else list(weights),
        entries=0,
        opened_by_id=actor.id,
        opened_at=clock.now(),
    )
    db.session.add(fund)
    db.session.flush()
    audit.record(actor, "fund opened", fund, facts={"year": year, "kind": kind, "sharing": fund.sharing})
    return fund


def appropriate(
    fund: Fund,
    *,
    source: Source,
    amount_fen: int,
    document_number: str,
    dated_on: date,
    actor,
    statement: str | None = None,
    insurance_balance_fen: int | None = None,
) -> Appropriation:
    """Put money into the fund. A draw from the unemployment-insurance fund keeps to clause 3 of the notice.

    Refuses FUND_CLOSED; AMOUNT_NOT_POSITIVE; SOURCE_NOT_IN_ORDER; for a draw STATEMENT_MISSING, BALANCE_MISSING,
    BALANCE_DIFFERS, DRAW_OVER_HALF (together at most 50 % of the previous year's balance, to the fen) and
    DRAW_AND_ADJUSTMENT.
    """
    fund = lock(Fund, fund.id)
    service.refuse_closed(fund)
    if amount_fen <= 0:
        raise Refusal("AMOUNT_NOT_POSITIVE", _l("The amount has to be above zero."), field="amount")
    if source not in fund.order:
        raise Refusal("SOURCE_NOT_IN_ORDER", _l("This fund does not use that source."), field="source")
    if source == Source.UNEMPLOYMENT_FUND:
        _refuse_draw(fund, amount_fen, statement, insurance_balance_fen)
        fund.insurance_balance_fen = insurance_balance_fen
    if source == Source.ADJUSTMENT and queries.appropriated(fund, Source.UNEMPLOYMENT_FUND):
        raise _both()
    legs = ledger.moved({source: amount_fen}, out_of=Account.APPROPRIATED, into=Account.AVAILABLE)
    entry = ledger.write(fund, Act.APPROPRIATE, legs, paper=document_number, actor=actor)
    row = Appropriation(
        region_code=fund.region_code,
        fund_id=fund.id,
        source=source,
        amount_fen=amount_fen,
        statement=statement,
        document_number=document_number,
        dated_on=dated_on,
        entry_number=entry.number,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor, "money appropriated", fund, facts={"source": source, "fen": amount_fen, "document": document_number}
    )
    return row


def _refuse_draw(fund: Fund, amount_fen: int, statement: str | None, balance_fen: int | None) -> None:
    if queries.appropriated(fund, Source.ADJUSTMENT):
        raise _both()
    if not (statement or "").strip():
        raise Refusal(
            "STATEMENT_MISSING",
            _l("A draw states that unemployment benefits are paid in full and on time."),
            article=CLAUSE_3,
            field="statement",
        )
    if balance_fen is None or balance_fen < 0:
        raise Refusal(
            "BALANCE_MISSING",
            _l("Enter last year's balance of the unemployment-insurance fund."),
            article=CLAUSE_3,
            field="insurance_balance",
        )
    if fund.insurance_balance_fen not in (None, balance_fen):
        raise Refusal(
            "BALANCE_DIFFERS",
            _l(
                "An earlier draw of this year names another balance: %(yuan)s yuan.",
                yuan=format_yuan(fund.insurance_balance_fen),
            ),
            article=CLAUSE_3,
            field="insurance_balance",
        )
    drawn = queries.appropriated(fund, Source.UNEMPLOYMENT_FUND) + amount_fen
    if 2 * drawn > balance_fen:
        raise Refusal(
            "DRAW_OVER_HALF",
            _l(
                "All draws of the year may come to %(most)s yuan, half of last year's balance; with this "
                "one they would be %(drawn)s.",
                most=format_yuan(balance_fen // 2),
                drawn=format_yuan(drawn),
            ),
            article=CLAUSE_3,
            field="amount",
        )


def _both() -> Refusal:
    return Refusal(
        "DRAW_AND_ADJUSTMENT",
        _l("A league that draws on the unemployment-insurance fund gets no adjustment subsidy in that year."),
        article=CLAUSE_3,
        field="source",
    )
