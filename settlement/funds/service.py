"""What runs and vouchers take of a fund: appropriated → available → reserved → payable; every move is one entry.

For runs: `reserve` at review, `release` when void and at posting. For vouchers: `shares`, then `charge`. `amounts` is
{Source: fen} throughout. Beside it: `opening_service` opens and fills a fund, `cash_service` pays what is payable,
`closing_service` closes a year.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from flask_babel import lazy_gettext as _l

from kernel.db import lock
from kernel.money import format_yuan
from kernel.refusals import Refusal
from settlement.funds import ledger, queries, sharing
from settlement.funds.models import Account, Act, Fund, FundKind, LedgerEntry, Sharing, Source
from settlement.funds.sharing import Shares

Missing = dict[Source | None, int]  # by ratio of a source, by the list of all of them (None)


def of_year(region_code: str, year: int, kind: FundKind = FundKind.EMPLOYMENT) -> Fund:
    """The open fund, locked. Refuses NO_FUND."""
    fund = queries.fund(region_code, year, kind)
    if fund is None:
        raise Refusal("NO_FUND", _l("%(kind)s: no year %(year)s is open in this region.", kind=kind.label, year=year))
    return lock(Fund, fund.id)


def reserve(
    *, run_id: int, region_code: str, year: int, vouchers: Iterable[tuple[FundKind, np.ndarray]], paper: str, actor
) -> list[LedgerEntry]:
    """Reserve for a run what its vouchers to come will take: each a kind of fund and its persons' amounts in fen.

    A voucher that pays nothing out reserves nothing. Refuses NO_FUND, FUND_CLOSED, FUND_SHORT (of all vouchers).
    """
    by_kind: dict[FundKind, list[np.ndarray]] = {}
    for kind, amounts in vouchers:
        if amounts.sum() > 0:
            by_kind.setdefault(kind, []).append(amounts)
    return [
        _reserve(of_year(region_code, year, kind), groups, run_id=run_id, paper=paper, actor=actor)
        for kind, groups in sorted(by_kind.items())
    ]


def _reserve(fund: Fund, groups: list[np.ndarray], **about) -> LedgerEntry:
    refuse_closed(fund)
    room, taken, missing = queries.available(fund), {}, {}
    for amounts in groups:
        shares, short = _shared(fund, amounts, room)
        taken, missing = sharing.together(taken, shares), sharing.together(missing, short)
        room = sharing.together(room, {source: -share for source, share in shares.items()})
    _refuse_short(fund, missing)
    taken = {source: amount for source, amount in taken.items() if amount > 0}
    return ledger.write(
        fund, Act.RESERVE, ledger.moved(taken, out_of=Account.AVAILABLE, into=Account.RESERVED), **about
    )


def release(*, run_id: int, paper: str, actor) -> None:
    """Give back whatever is still reserved for a run, in the fund and the sources it came from."""
    for fund, amounts in queries.reserved_for(run_id).items():
        legs = ledger.moved(amounts, out_of=Account.RESERVED, into=Account.AVAILABLE)
        ledger.write(fund, Act.RELEASE, legs, run_id=run_id, paper=paper, actor=actor)


def shares(fund: Fund, amounts: np.ndarray, room: Mapping[Source, int] | None = None) -> Shares:
    """What each source carries of one voucher, `amounts` its persons' fen in their order; they sum to its total.

    By the list whole persons fall to one source; by ratio the total is split. `room` is what is available unless given.
    Refuses FUND_SHORT, saying what is missing.
    """
    found, missing = _shared(fund, amounts, queries.available(fund) if room is None else room)
    _refuse_short(fund, missing)
    return found


def _shared(fund: Fund, amounts: np.ndarray, room: Mapping[Source, int]) -> tuple[Shares, Missing]:
    if fund.sharing == Sharing.RATIO:
        found = sharing.by_ratio(fund.order, fund.weights, int(amounts.sum()))
        missing = {source: share - room.get(source, 0) for source, share in found.items() if share > 0}
        return found, {source: amount for source, amount in missing.items() if amount > 0}
    found = sharing.summed((*fund.order, None), sharing.by_list(fund.order, amounts, room), amounts)
    missing = found.pop(None, 0)
    return found, {None: missing} if missing else {}


class Charge(NamedTuple):
    """What a voucher takes of a fund, by source: available → payable.

    What a voucher below zero takes back is to come from the institution: → recoverable. `came_back` is the cash of its
    cash-return lines, which `cash_service` has put on payable and brought over into this fund: available again, and
    no part of `amounts`. Where some sources are below zero and others above, those get theirs from these at once.
    """

    paper: str
    amounts: Shares
    came_back: Shares | None = None

    @property
    def entries(self) -> list[tuple[Act, ledger.Legs, str]]:
        """What stands in the ledger for it."""
        left = sharing.cleared(self.amounts)
        owed = left if sum(self.amounts.values()) < 0 else {}
        charged = ledger.joined(
            ledger.moved(self.amounts, out_of=Account.AVAILABLE, into=Account.PAYABLE),
            ledger.moved(owed, out_of=Account.RECOVERABLE, into=Account.AVAILABLE),
            ledger.moved(self.came_back or {}, out_of=Account.PAYABLE, into=Account.AVAILABLE),
        )
        between = {source: left.get(source, 0) - amount for source, amount in self.amounts.items()}
        set_off = ledger.moved(between, out_of=Account.PAID, into=Account.PAYABLE)
        return [(Act.CHARGE, charged, self.paper), (Act.SET_OFF, set_off, self.paper)]

    def left_of(self, room: Mapping[Source, int]) -> Shares:
        """What is available after it, of what was."""
        legs = ledger.joined(*(legs for _, legs, _ in self.entries))
        moved = {source: amount for (account, source), amount in legs.items() if account == Account.AVAILABLE}
        return sharing.together(room, moved)


def charge(fund: Fund, charges: Iterable[Charge], *, run_id: int, actor) -> None:
    """The vouchers of a posting are owed, in their order. Call `release` first, so that the run's money is there.

    Refuses FUND_CLOSED, FUND_SHORT.
    """
    refuse_closed(fund)
    ledger.write_all(fund, [entry for each in charges for entry in each.entries], run_id=run_id, actor=actor)


def refuse_closed(fund: Fund) -> None:
    if fund.is_closed:
        raise Refusal(
            "FUND_CLOSED",
            _l(
                "%(kind)s %(year)s was closed on %(day)s; nothing new is booked there.",
                kind=fund.kind.label,
                year=fund.year,
                day=fund.closed_on,
            ),
        )


def refuse_unbalanced(fund: Fund) -> None:
    """Nothing is posted over a ledger that does not balance or is overdrawn (house.md, *Money, dates, keys*)."""
    if queries.unbalanced(fund.id) or queries.overdrawn(fund.id):
        raise Refusal(
            "FUND_UNBALANCED",
            _l(
                "The ledger of %(kind)s %(year)s does not balance; nothing is posted before that is cleared up.",
                kind=fund.kind.label,
                year=fund.year,
            ),
        )


def _refuse_short(fund: Fund, missing: Missing) -> None:
    if not missing:
        return
    left = queries.available(fund)
    named = [f"{source.label} {format_yuan(fen)}" if source else format_yuan(fen) for source, fen in missing.items()]
    raise Refusal(
        "FUND_SHORT",
        _l(
            "%(kind)s %(year)s does not hold enough: %(missing)s yuan are missing (still there: %(left)s).",
            kind=fund.kind.label,
            year=fund.year,
            missing="、".join(named),
            left="、".join(f"{source.label} {format_yuan(left[source])}" for source in fund.order if left.get(source))
            or format_yuan(0),
        ),
    )
