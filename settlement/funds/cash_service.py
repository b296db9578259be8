"""What the bank and the institutions do to a fund: payable → paid and back. `amounts` is {Source: fen} throughout.

For payments: `pay`, `return_payment`, `set_off`, `return_cash`. For recoveries: `receive_back`, and `bring_over` when
the run that settles the cash is posted. `carry` takes money from one year to another.
"""

from collections.abc import Mapping

from kernel.db import db
from settlement.funds import ledger, queries, sharing
from settlement.funds.models import Account, Act, Fund, LedgerEntry, Sharing
from settlement.funds.sharing import Shares


def pay(fund: Fund, *, paper: str, amounts: Shares, actor) -> LedgerEntry | None:
    """The bank has paid: payable → paid."""
    legs = ledger.moved(amounts, out_of=Account.PAYABLE, into=Account.PAID)
    return ledger.write(fund, Act.PAY, legs, paper=paper, actor=actor)


def return_payment(fund: Fund, *, paper: str, amounts: Shares, actor) -> LedgerEntry | None:
    """The bank has given a payment back: the debt stands again."""
    legs = ledger.moved(amounts, out_of=Account.PAID, into=Account.PAYABLE)
    return ledger.write(fund, Act.RETURN, legs, paper=paper, actor=actor)


def set_off(
    debt_fund: Fund, fund: Fund, *, debt: Shares, kept_back: Shares, paper: str, actor
) -> list[LedgerEntry | None]:
    """What an institution owes on one voucher is kept back from another: as if paid, and paid back.

    `debt` by the sources that get it back, `kept_back` by those that would have paid it; they may stand in the funds
    of two years or kinds, and each fund's payable is right by itself.
    """
    back, paid = _paid_back(debt), ledger.moved(kept_back, out_of=Account.PAYABLE, into=Account.PAID)
    if debt_fund.id == fund.id:
        return [ledger.write(fund, Act.SET_OFF, ledger.joined(back, paid), paper=paper, actor=actor)]
    both = sorted([(debt_fund, back), (fund, paid)], key=lambda each: each[0].id)
    return [ledger.write(each, Act.SET_OFF, legs, paper=paper, actor=actor) for each, legs in both]


def return_cash(fund: Fund, *, paper: str, amounts: Shares, actor) -> LedgerEntry | None:
    """An institution has paid back what a red letter made it owe: paid → payable and recoverable → available."""
    return ledger.write(fund, Act.CASH_BACK, _paid_back(amounts), paper=paper, actor=actor)


def _paid_back(amounts: Shares) -> ledger.Legs:
    return ledger.joined(
        ledger.moved(amounts, out_of=Account.PAID, into=Account.PAYABLE),
        ledger.moved(amounts, out_of=Account.RECOVERABLE, into=Account.AVAILABLE),
    )


def receive_back(fund: Fund, *, paper: str, amount_fen: int, actor) -> LedgerEntry:
    """Cash came back before the run that settles it: paid → payable, by ratio or in the first source that paid as much.

    The entry stands in the fund of the year in which the cash came; `bring_over` takes it to the run's.
    """
    if fund.sharing == Sharing.RATIO:
        back = sharing.by_ratio(fund.order, fund.weights, amount_fen)
    else:
        paid = {source: amount for (_, source), amount in queries.standing(fund, Account.PAID).items()}
        back = {next((each for each in fund.order if paid.get(each, 0) >= amount_fen), fund.order[-1]): amount_fen}
    legs = ledger.moved(back, out_of=Account.PAID, into=Account.PAYABLE)
    return ledger.write(fund, Act.CASH_BACK, legs, paper=paper, actor=actor)


def bring_over(into: Fund, came_back: Mapping[int, Shares], *, paper: str, actor) -> Shares:
    """Cash that stands on payable in other funds (`came_back` {fund_id: amounts}) is taken into this one, by source.

    A run may settle after the end of a year what came before it: both years' ledgers then show it.
    """
    for fund_id, amounts in sorted(came_back.items()):
        if fund_id != into.id:
            carry(db.session.get_one(Fund, fund_id), into, {Account.PAYABLE: amounts}, paper=paper, actor=actor)
    return sharing.together(*came_back.values())


def carry(fund: Fund, into: Fund, amounts: Mapping[Account, Shares], *, paper: str, actor, run_id=None) -> None:
    """Take what stands on these accounts from one fund to another, one balanced entry in the ledger of each."""
    about = {"run_id": run_id, "paper": paper, "actor": actor}
    gone = [ledger.moved(each, out_of=account, into=Account.CARRIED) for account, each in amounts.items()]
    come = [ledger.moved(each, out_of=Account.BROUGHT, into=account) for account, each in amounts.items()]
    for each, legs in sorted([(fund, gone), (into, come)], key=lambda pair: pair[0].id):
        ledger.write(each, Act.CARRY, ledger.joined(*legs), **about)
