"""Verbs on funds. Money moves appropriated → available → reserved → payable → paid; every move is one entry.

For runs: `reserve` at review, `release` when void, `settle_reservation` at posting. For vouchers: `allocate`, `charge`,
`set_off`. For payments: `pay`, `return_payment`, `return_cash`. `amounts` is {Source: fen} throughout.
"""

from collections.abc import Iterable
from datetime import date

from flask_babel import lazy_gettext as _l

from kernel import audit, clock
from kernel.db import db, lock
from kernel.money import format_yuan
from kernel.refusals import Refusal
from settlement.funds import ledger, queries
from settlement.funds.models import DEFAULT_ORDER, Account, Act, Appropriation, Fund, LedgerEntry, Source

CLAUSE_3 = "内政发〔2008〕107号 3"


def open_fund(*, region_code: str, year: int, actor, source_order: Iterable[Source] = DEFAULT_ORDER) -> Fund:
    """Open the fund of a region and year, with the order of its sources. Refuses FUND_EXISTS, BAD_ORDER."""
    order = [Source(source) for source in source_order]
    if queries.fund(region_code, year):
        raise Refusal("FUND_EXISTS", _l("This fund is open already."), field="year")
    if len(set(order)) != len(order) or not order:
        raise Refusal("BAD_ORDER", _l("Each source stands once in the order."), field="source_order")
    fund = Fund(
        region_code=region_code,
        year=year,
        source_order=[source.value for source in order],
        entries=0,
        opened_by_id=actor.id,
        opened_at=clock.now(),
    )
    db.session.add(fund)
    db.session.flush()
    audit.record(actor, "fund opened", fund, facts={"year": year})
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

    Refuses AMOUNT_NOT_POSITIVE; SOURCE_NOT_IN_ORDER; for a draw STATEMENT_MISSING, BALANCE_MISSING, BALANCE_DIFFERS,
    DRAW_OVER_HALF (together at most 50 % of the previous year's balance, to the fen) and DRAW_AND_ADJUSTMENT.
    """
    fund = lock(Fund, fund.id)
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


def reserve(
    *, run_id: int, region_code: str, year: int, amounts: Iterable[int], paper: str, actor
) -> LedgerEntry | None:
    """Reserve for a run the persons' amounts (fen, in their order), whole persons by the ordered list of sources.

    Refuses NO_FUND and FUND_SHORT. Nothing is reserved where nothing is to be paid.
    """
    amounts = list(amounts)
    if sum(amounts) <= 0:
        return None
    fund = _locked(region_code, year)
    shares = _by_source(allocate(fund, amounts), amounts)
    legs = ledger.moved(
        {source: amount for source, amount in shares.items() if amount > 0},
        out_of=Account.AVAILABLE,
        into=Account.RESERVED,
    )
    return ledger.write(fund, Act.RESERVE, legs, run_id=run_id, paper=paper, actor=actor)


def release(*, run_id: int, paper: str, actor) -> None:
    """Give back whatever is still reserved for a run, in the fund and the sources it came from."""
    by_fund: dict[Fund, dict[Source, int]] = {}
    for fund, source, amount in queries.reserved_for(run_id):
        by_fund.setdefault(fund, {})[source] = amount
    for fund, amounts in by_fund.items():
        legs = ledger.moved(amounts, out_of=Account.RESERVED, into=Account.AVAILABLE)
        ledger.write(fund, Act.RELEASE, legs, run_id=run_id, paper=paper, actor=actor)


def allocate(fund: Fund, amounts: Iterable[int], room: dict[Source, int] | None = None) -> list[Source]:
    """For each person's amount, in order, the first source of the fund's list that still holds the whole of it.

    A negative amount gives back to the last source of the list. `room` {source: fen} is what is available unless given.
    Refuses FUND_SHORT where a person fits nowhere; the sentence says how much is missing in all.
    """
    amounts, room = list(amounts), dict(_available(fund) if room is None else room)
    order, found, missing = fund.order, [], 0
    for amount in amounts:
        source = order[-1] if amount < 0 else next((s for s in order if room.get(s, 0) >= amount), None)
        if source is None:
            missing += amount
            continue
        room[source] = room.get(source, 0) - amount
        found.append(source)
    if missing:
        raise Refusal(
            "FUND_SHORT",
            _l(
                "The fund of %(year)s is short of %(missing)s yuan for this run.",
                year=fund.year,
                missing=format_yuan(missing),
            ),
        )
    return found


def charge(
    *, region_code: str, year: int, run_id: int, paper: str, amounts: dict[Source, int], actor, came_back_fen: int = 0
) -> LedgerEntry | None:
    """A voucher is owed: available → payable, by source; what it takes back is available again as far as it also pays.

    The rest (all of a red letter) is to come back from the institution: payable → recoverable, but for `came_back_fen`,
    the voucher's cash-return lines, whose cash has come (`receive_back` has put it on payable).
    Call `release` first, so that the run's own reservation is available again in the same transaction.
    """
    fund = _locked(region_code, year)
    legs = ledger.moved(amounts, out_of=Account.AVAILABLE, into=Account.PAYABLE)
    owed = max(-sum(amounts.values()) - came_back_fen, 0)
    for source, amount in amounts.items():
        part = min(max(-amount, 0), owed)
        owed -= part
        if part:
            legs[Account.AVAILABLE, source] -= part
            legs[Account.RECOVERABLE, source] = part
    return ledger.write(fund, Act.CHARGE, legs, run_id=run_id, paper=paper, actor=actor)


def set_off(*, region_code: str, year: int, paper: str, amounts: dict[Source, int], actor) -> LedgerEntry | None:
    """What an institution owes is kept back: available again (its red letter has lowered payable already)."""
    legs = ledger.moved(amounts, out_of=Account.RECOVERABLE, into=Account.AVAILABLE)
    return ledger.write(_locked(region_code, year), Act.SET_OFF, legs, paper=paper, actor=actor)


def pay(*, region_code: str, year: int, paper: str, amounts: dict[Source, int], actor) -> LedgerEntry | None:
    """The bank has paid: payable → paid."""
    legs = ledger.moved(amounts, out_of=Account.PAYABLE, into=Account.PAID)
    return ledger.write(_locked(region_code, year), Act.PAY, legs, paper=paper, actor=actor)


def return_payment(*, region_code: str, year: int, paper: str, amounts: dict[Source, int], actor) -> LedgerEntry | None:
    """The bank has given a payment back: the debt stands again."""
    legs = ledger.moved(amounts, out_of=Account.PAID, into=Account.PAYABLE)
    return ledger.write(_locked(region_code, year), Act.RETURN, legs, paper=paper, actor=actor)


def return_cash(*, region_code: str, year: int, paper: str, amounts: dict[Source, int], actor) -> LedgerEntry | None:
    """An institution has paid back what a red letter made it owe: paid → payable and recoverable → available."""
    legs = {
        **ledger.moved(amounts, out_of=Account.PAID, into=Account.PAYABLE),
        **ledger.moved(amounts, out_of=Account.RECOVERABLE, into=Account.AVAILABLE),
    }
    return ledger.write(_locked(region_code, year), Act.CASH_BACK, legs, paper=paper, actor=actor)


def receive_back(*, region_code: str, year: int, paper: str, amount_fen: int, actor) -> LedgerEntry | None:
    """Cash came back before the run that settles it: paid → payable, in the first source that paid as much."""
    fund = _locked(region_code, year)
    paid = {source: amount for (_, source), amount in queries.standing(fund, Account.PAID).items()}
    source = next((each for each in fund.order if paid.get(each, 0) >= amount_fen), fund.order[-1])
    legs = ledger.moved({source: amount_fen}, out_of=Account.PAID, into=Account.PAYABLE)
    return ledger.write(fund, Act.CASH_BACK, legs, paper=paper, actor=actor)


def _locked(region_code: str, year: int) -> Fund:
    fund = queries.fund(region_code, year)
    if fund is None:
        raise Refusal("NO_FUND", _l("No fund of %(year)s is open in this region.", year=year))
    return lock(Fund, fund.id)


def _available(fund: Fund) -> dict[Source, int]:
    return {source: amount for (_, source), amount in queries.standing(fund, Account.AVAILABLE).items()}


def _by_source(sources: list[Source], amounts: list[int]) -> dict[Source, int]:
    shares: dict[Source, int] = {}
    for source, amount in zip(sources, amounts, strict=True):
        shares[source] = shares.get(source, 0) + amount
    return shares
