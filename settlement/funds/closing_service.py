"""The end of a fund's year, by two people of finance: what is left is carried over to the present year or handed back.

Payables stay payable in their year; what becomes available in it later (a released reservation, a debt that is set off)
is taken by closing it again.
"""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from kernel import audit, clock, evidence
from kernel.db import db, lock
from kernel.money import format_yuan
from kernel.refusals import Refusal, StateMoved, refuse_same_person
from kernel.states import move
from settlement.funds import cash_service, ledger, queries
from settlement.funds.models import CLOSING_MOVES, Account, Act, Closing, ClosingState, Fund, Source, Way
from settlement.funds.service import of_year
from settlement.funds.sharing import Shares, together

TWO_PEOPLE = "财社〔2023〕181号 25"


def left(fund: Fund) -> Shares:
    """{source: fen} of what a closing has to say a way for: available, or reserved for a run that is not posted."""
    sums = queries.standing(fund, Account.AVAILABLE, Account.RESERVED)
    return together(*({source: amount} for (_, source), amount in sums.items()))


def propose(fund: Fund, *, ways: Mapping[Source, Way], document_number: str, actor) -> Closing:
    """Propose to close a fund of a past year, `ways` saying for each source with money left what becomes of it.

    Refuses YEAR_NOT_OVER, CLOSING_WAITS, NOTHING_LEFT (closed already), WAY_MISSING; for what is carried over NO_FUND
    of the present year, SOURCE_NOT_IN_ORDER.
    """
    evidence.lock_region(fund.region_code)
    fund, rest = lock(Fund, fund.id), left(fund)
    _refuse_to_close(fund, rest)
    if missing := [source for source in rest if source not in ways]:
        what = {"source": missing[0].label, "yuan": format_yuan(rest[missing[0]])}
        raise Refusal("WAY_MISSING", _l("Say what becomes of “%(source)s”: %(yuan)s yuan.", **what), field="ways")
    ways = {source: ways[source] for source in rest}
    closing = Closing(
        region_code=fund.region_code,
        fund_id=fund.id,
        into_id=_into(fund, ways).id if Way.CARRY in ways.values() else None,
        ways={source.value: way.value for source, way in ways.items()},
        state=ClosingState.PROPOSED,
        document_number=document_number,
        proposed_by_id=actor.id,
        proposed_at=clock.now(),
    )
    db.session.add(closing)
    db.session.flush()
    audit.record(actor, "closing of a fund proposed", fund, facts={"document": document_number, "ways": closing.ways})
    return closing


def _refuse_to_close(fund: Fund, rest: Shares) -> None:
    if fund.year >= clock.today().year:
        raise Refusal("YEAR_NOT_OVER", _l("The year %(year)s is not over.", year=fund.year))
    if queries.waiting_closing(fund):
        raise Refusal("CLOSING_WAITS", _l("A closing of this fund waits for its decision already."))
    if fund.is_closed and not rest:
        raise Refusal("NOTHING_LEFT", _l("This fund is closed and holds nothing any more."))


def _into(fund: Fund, ways: Mapping[Source, Way]) -> Fund:
    """The present year's fund of the same kind, which takes what is carried over."""
    year = clock.today().year
    into = of_year(fund.region_code, year, fund.kind)
    for source, way in ways.items():
        if way == Way.CARRY and source not in into.order:
            raise Refusal(
                "SOURCE_NOT_IN_ORDER",
                _l("The fund of %(year)s does not use “%(source)s”; hand it back.", year=year, source=source.label),
                field="ways",
            )
    return into


def decide(closing: Closing, *, agreed: bool, left_fen: int, note: str, actor) -> Closing:
    """Close the year as proposed, or send the proposal back; another than who proposed it does.

    `left_fen` is the sum that was seen. Refuses CHECKER_IS_MAKER; STATE_MOVED, YEAR_TURNED, AMOUNT_MOVED (409).
    """
    evidence.lock_region(closing.region_code)
    closing = lock(Closing, closing.id)
    refuse_same_person(actor, closing.proposed_by_id, article=TWO_PEOPLE)
    move(closing, ClosingState.DONE if agreed else ClosingState.REJECTED, CLOSING_MOVES)
    closing.decided_by_id, closing.decided_at, closing.note = actor.id, clock.now(), note or None
    fund = lock(Fund, closing.fund_id)
    if agreed:
        rest = left(fund)
        if closing.into and closing.into.year != clock.today().year:
            raise StateMoved("YEAR_TURNED", _l("The year has turned since; send it back and propose it anew."))
        if sum(rest.values()) != left_fen or not set(rest) <= set(closing.ways):
            raise StateMoved(
                "AMOUNT_MOVED",
                _l("%(yuan)s yuan are left by now; look again.", yuan=format_yuan(sum(rest.values()))),
            )
        _close(fund, closing, actor)
    facts = {"carried": closing.carried_fen, "handed back": closing.handed_back_fen}
    audit.record(actor, "fund closed" if agreed else "closing of a fund rejected", fund, note=note, facts=facts)
    return closing


def _close(fund: Fund, closing: Closing, actor) -> None:
    """The entries in both years' ledgers, and the day."""
    about = {"paper": closing.document_number, "actor": actor}
    closing.carried_fen = _carry_over(fund, closing, about) if closing.into_id else 0
    back = _chosen(closing, Way.HAND_BACK, queries.available(fund))
    closing.handed_back_fen = sum(back.values())
    ledger.write(fund, Act.HAND_BACK, ledger.moved(back, out_of=Account.AVAILABLE, into=Account.HANDED_BACK), **about)
    fund.closed_on = fund.closed_on or clock.today()


def _carry_over(fund: Fund, closing: Closing, about: dict) -> int:
    """What is available, and what is reserved: those runs will be posted out of the present year."""
    into = lock(Fund, closing.into_id)
    carried = _chosen(closing, Way.CARRY, queries.available(fund))
    total = sum(carried.values())
    cash_service.carry(fund, into, {Account.AVAILABLE: carried}, **about)
    for run_id, amounts in queries.reservations(fund).items():
        along = _chosen(closing, Way.CARRY, amounts)
        cash_service.carry(fund, into, {Account.RESERVED: along}, run_id=run_id, **about)
        total += sum(along.values())
    return total


def _chosen(closing: Closing, way: Way, amounts: Shares) -> Shares:
    return {source: amount for source, amount in amounts.items() if amount and closing.ways[source] == way}
