"""How an entry is written: legs first, then the header that closes them; the database checks the sum."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.db import db, lock
from kernel.money import format_yuan
from kernel.refusals import Refusal
from settlement.funds import queries
from settlement.funds.models import NEVER_BELOW_ZERO, Account, Act, Fund, LedgerEntry, LedgerLeg, Source

Legs = dict[tuple[Account, Source], int]


def moved(amounts: Mapping[Source, int], *, out_of: Account, into: Account) -> Legs:
    """Legs that take an amount of each source out of one account into another (a negative amount goes back)."""
    legs: Legs = {}
    for source, amount in amounts.items():
        if amount:
            legs[out_of, source] = -amount
            legs[into, source] = amount
    return legs


def joined(*parts: Legs) -> Legs:
    """The legs of one entry: summed by account and source."""
    legs: Legs = {}
    for part in parts:
        for key, amount in part.items():
            legs[key] = legs.get(key, 0) + amount
    return legs


def write(
    fund: Fund, act: Act, legs: Legs, *, run_id: int | None = None, paper: str | None = None, actor
) -> LedgerEntry | None:
    """Write one entry under the fund's lock; nothing where no money moves. Refuses FUND_SHORT."""
    legs = {key: amount for key, amount in legs.items() if amount}
    if not legs:
        return None
    fund = lock(Fund, fund.id)
    _refuse_overdraft(fund, legs)
    fund.entries += 1
    db.session.add_all(
        LedgerLeg(fund_id=fund.id, entry_number=fund.entries, account=account, source=source, amount_fen=amount)
        for (account, source), amount in legs.items()
    )
    db.session.flush()
    entry = LedgerEntry(
        fund_id=fund.id,
        number=fund.entries,
        region_code=fund.region_code,
        act=act,
        run_id=run_id,
        paper=paper,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def _refuse_overdraft(fund: Fund, legs: Legs) -> None:
    sums = queries.standing(fund, *NEVER_BELOW_ZERO)
    for (account, source), amount in legs.items():
        after = sums.get((account, source), 0) + amount
        if account in NEVER_BELOW_ZERO and amount < 0 and after < 0:
            raise Refusal(
                "FUND_SHORT",
                _l(
                    "%(kind)s %(year)s is short of %(missing)s yuan from “%(source)s” (%(account)s) for this.",
                    kind=fund.kind.label,
                    year=fund.year,
                    missing=format_yuan(-after),
                    source=source.label,
                    account=account.label,
                ),
            )
