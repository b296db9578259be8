"""What each voucher of a posting takes of which fund: shared out one after another, charged in the end."""

from collections.abc import Mapping
from dataclasses import dataclass

from settlement.entitlements.lines import NATURES, Lines
from settlement.entitlements.models import Nature
from settlement.funds import cash_service, sharing
from settlement.funds import service as funds
from settlement.funds.models import Fund, FundKind
from settlement.funds.queries import available
from settlement.funds.service import Charge
from settlement.funds.sharing import Shares
from settlement.recoveries.money import CameBack
from settlement.runs.models import Run
from settlement.vouchers.models import Voucher


@dataclass(frozen=True)
class Carried:
    """What the sources of a fund carry of one voucher; `returned` {fund_id: shares} had come back in cash before."""

    fund: Fund
    cash: Shares
    returned: Mapping[int, Shares]

    @property
    def came_back(self) -> Shares:
        return sharing.together(*self.returned.values())

    @property
    def sources(self) -> Shares:
        """The voucher's total by source; one whose payment and returned cash come to nothing stands with 0."""
        back = self.came_back
        return {source: self.cash.get(source, 0) - back.get(source, 0) for source in {**self.cash, **back}}


class Charging:
    """The funds of the year of a posting, and what its vouchers so far have left in them."""

    def __init__(self, run: Run, year: int, came_back: CameBack, corrects: Voucher | None, actor):
        self.run, self.year, self.came_back, self.corrects, self.actor = run, year, came_back, corrects, actor
        self.funds: dict[FundKind, Fund] = {}
        self.room: dict[int, Shares] = {}  # by fund, what is available after the vouchers so far
        self.charges: dict[int, list[Charge]] = {}

    def take(self, paper: str, kind: FundKind, lines: Lines) -> Carried:
        """For the voucher with this number. Refuses NO_FUND, FUND_UNBALANCED, FUND_SHORT.

        Cash that came in another year is brought over into this year's fund first.
        """
        fund = self._fund(kind)
        carried = self._shared(fund, lines)
        cash_service.bring_over(fund, carried.returned, paper=paper, actor=self.actor)
        charge = Charge(paper, carried.cash, carried.came_back)
        self.charges.setdefault(fund.id, []).append(charge)
        self.room[fund.id] = charge.left_of(self.room[fund.id])
        return carried

    def charge(self) -> None:
        """Into the ledger, whatever was taken. Refuses FUND_CLOSED, FUND_SHORT."""
        for fund in self.funds.values():
            funds.charge(fund, self.charges.get(fund.id, []), run_id=self.run.id, actor=self.actor)

    def _fund(self, kind: FundKind) -> Fund:
        if kind not in self.funds:
            fund = funds.of_year(self.run.region_code, self.year, kind)
            funds.refuse_unbalanced(fund)
            self.funds[kind], self.room[fund.id] = fund, available(fund)
        return self.funds[kind]

    def _shared(self, fund: Fund, lines: Lines) -> Carried:
        """The shares of a group of lines: as the fund shares money; what was taken goes back to where it was taken.

        A red letter takes back from where its voucher took, a cash return from where its cash has come.
        """
        is_return = lines.nature == NATURES.index(Nature.CASH_RETURN)
        returned: dict[int, Shares] = {}
        for came_in, back in (self.came_back[line_no] for line_no in lines.line_no[is_return].tolist()):
            returned[came_in.id] = sharing.together(returned.get(came_in.id, {}), back)
        amounts = lines.delta_fen[~is_return]
        if self.corrects and amounts.sum() <= 0:
            taken = {each.source: each.amount_fen for each in self.corrects.sources}
            return Carried(fund, sharing.taken_back(taken, -int(amounts.sum()), fund.order[-1]), returned)
        return Carried(fund, funds.shares(fund, amounts, self.room[fund.id]), returned)
