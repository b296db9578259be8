"""How an entry is written: legs first, then the header that closes them; the database checks the sum."""

from collections.abc import Iterable, Mapping

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
    return next(iter(write_all(fund, [(act, legs, paper)], run_id=run_id, actor=actor)), None)


def write_all(
    fund: Fund, entries: Iterable[tuple[Act, Legs, str | None]], *, run_id: int | None = None, actor
) -> list[LedgerEntry]:
    """The same of several (act, legs, paper), in their order: none of them may overdraw what those before it left."""
    moving = [(act, kept, paper) for act, legs, paper in entries if (kept := {k: v for k, v in legs.items() if v})]
    if not moving:
        return []
    fund = lock(Fund, fund.id)
    _refuse_overdraft(fund, [legs for _, legs, _ in moving])
    numbered = list(enumerate(moving, fund.entries + 1))
    fund.entries += len(moving)
    db.session.add_all(
        LedgerLeg(fund_id=fund.id, entry_number=number, account=account, source=source, amount_fen=amount)
        for number, (_, legs, _) in numbered
        for (account, source), amount in legs.items()
    )
    db.session.flush()
    made = [
        LedgerEntry(
            fund_id=fund.id,
            number=number,
            region_code=fund.region_code,
            act=act,
            run_id=run_id,
            paper=paper,
            recorded_at=clock.now(),
            recorded_by_id=actor.id,
        )
        for number, (act, _, paper) in numbered
    ]
    db.session.add_all(made)
    db.session.flush()
    return made


def _refuse_overdraft(fund: Fund, entries: Iterable[Legs]) -> None:
    sums = queries.standing(fund, *NEVER_BELOW_ZERO)
    for legs in entries:
        for (account, source), amount in legs.items():
            after = sums[account, source] = sums.get((account, source), 0) + amount
            if account in NEVER_BELOW_ZERO and amount < 0 and after < 0:
                raise _short(fund, account, source, -after)


def _short(fund: Fund, account: Account, source: Source, missing_fen: int) -> Refusal:
    return Refusal(
        "FUND_SHORT",
        _l(
            "%(kind)s %(year)s is short of %(missing)s yuan from “%(source)s” (%(account)s) for this.",
            kind=fund.kind.label,
            year=fund.year,
            missing=format_yuan(missing_fen),
            source=source.label,
            account=account.label,
        ),
    )
