"""Issuing the vouchers of one posting: grouped, charged to the fund, numbered, snapshotted; `service.post` calls it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from flask_babel import lazy_gettext as _l

from kernel import audit, clock, numbering
from kernel.columnar import insert
from kernel.db import add_rows, db
from kernel.organisations.models import Organisation
from kernel.organisations.queries import acting_regions
from kernel.refusals import Refusal
from settlement.entitlements.lines import NATURES, Lines
from settlement.entitlements.models import Nature
from settlement.funds import cash_service, sharing
from settlement.funds import service as funds
from settlement.funds.models import Fund, FundKind
from settlement.funds.queries import available
from settlement.funds.service import Charge
from settlement.funds.sharing import Shares
from settlement.recoveries import money
from settlement.runs.budget_items import BudgetItem, groups
from settlement.runs.models import Run
from settlement.runs.posting import Posted
from settlement.vouchers import composition, queries, snapshot
from settlement.vouchers.models import Kind, Voucher, VoucherSource, VoucherSpan
from tendering.institutions import queries as institutions
from tendering.institutions.models import PayeeAccount
from tendering.notices import queries as notices


def short_name(region_code: str) -> str:
    """A region's mark in voucher numbers: the shortest beginning of its name that none before it has (呼, 呼伦)."""
    taken: set[str] = set()
    for region in acting_regions():
        mark = next(region.name[:size] for size in range(1, 9) if region.name[:size] not in taken)
        if region.code == region_code:
            return mark
        taken.add(mark)
    raise LookupError(region_code)


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


class Issue:
    """What all vouchers of one posting share: the run, its lines, the moment, the chain's head."""

    def __init__(self, run: Run, posted: Posted, actor):
        self.run, self.lines, self.actor, self.at = run, posted.lines, actor, clock.now()
        self.parts = composition.parts(posted.lines, posted.past.targets(posted.lines))
        self.on = clock.local(self.at).date()
        self.corrects = db.session.get_one(Voucher, run.corrects_voucher_id) if run.is_correction else None
        self.faces, self.documents = queries.faces(run, self.lines), queries.document_numbers(run)
        head = audit.head(run.region_code)
        self.head = {"seq": head.seq, "hash": head.hash} if head else {"seq": 0, "hash": audit.START}
        self.came_back = money.came_back(run.region_code, run.id)
        self.funds: dict[FundKind, Fund] = {}
        self.room: dict[int, Shares] = {}  # by fund, what is available after the vouchers so far
        self.charges: dict[int, list[Charge]] = {}
        self.mark, self.handlers = short_name(run.region_code), self._handlers()
        self.accounts = institutions.payee_accounts(self.lines.organisation_id.tolist())

    def vouchers(self) -> list[Voucher]:
        """One voucher per (institution, budget item), in that order, charged to their funds."""
        parts = self._groups()
        last = numbering.take("voucher", self.run.region_code, self.on.year, len(parts))
        made, sources = [], []
        for sequence, (organisation_id, item, rows) in enumerate(parts, last - len(parts) + 1):
            voucher, carried = self._voucher(sequence, organisation_id, item, rows)
            made.append(voucher)
            sources.append(carried)
        for fund in self.funds.values():
            funds.charge(fund, self.charges.get(fund.id, []), run_id=self.run.id, actor=self.actor)
        add_rows(made)
        db.session.add_all(row for each in zip(made, sources, strict=True) for row in self._sources(*each))
        self._note_spans(made, [rows for _, _, rows in parts])
        return made

    def _note_spans(self, vouchers: list[Voucher], parts: list[np.ndarray]) -> None:
        """Which lines stand on which voucher: a span ends where the next number is missing or another voucher's."""
        line_no, voucher_id = self.lines.line_no, np.zeros(len(self.lines), dtype=np.int64)
        for voucher, rows in zip(vouchers, parts, strict=True):
            voucher_id[rows] = voucher.id
        ends = np.ones(len(line_no), dtype=bool)
        ends[:-1] = (np.diff(line_no) != 1) | (np.diff(voucher_id) != 0)
        insert(
            VoucherSpan.__table__,
            int(ends.sum()),
            region_code=self.run.region_code,
            run_id=self.run.id,
            first_line=line_no[np.roll(ends, 1)],
            last_line=line_no[ends],
            voucher_id=voucher_id[ends],
        )

    def _groups(self) -> list[tuple[int, BudgetItem, np.ndarray]]:
        """A red letter is one voucher, under the institution and the item of the one that it corrects."""
        if not self.corrects:
            return groups(self.run, self.lines, self.on.year, self.came_back)
        item = BudgetItem(**json.loads(self.corrects.snapshot)["item"])
        return [(self.corrects.organisation_id, item, np.arange(len(self.lines)))] if len(self.lines) else []

    def _voucher(self, sequence: int, organisation_id: int, item: BudgetItem, rows) -> tuple[Voucher, Carried]:
        """Of the lines at these positions. Refuses NO_PAYEE_ACCOUNT, NO_FUND, FUND_UNBALANCED, FUND_SHORT."""
        lines = self.lines.take(rows)
        account = self.accounts.get(organisation_id)
        if account is None:
            raise Refusal(
                "NO_PAYEE_ACCOUNT",
                _l(
                    "%(name)s has no approved account to be paid into: it asks for one, finance "
                    "approves it, then this run can be posted.",
                    name=db.session.get_one(Organisation, organisation_id).name,
                ),
            )
        number = f"{self.mark}凭{self.on.year}-{sequence:06d}"
        came_back = -int(lines.delta_fen[lines.nature == NATURES.index(Nature.CASH_RETURN)].sum())
        carried = self._carried(item, lines)
        self._charge(number, carried)
        text = self._snapshot(number, item, account, rows, carried)
        made = Voucher(
            region_code=self.run.region_code,
            number=number,
            year=self.on.year,
            sequence=sequence,
            kind=Kind.RED if self.corrects else Kind.NORMAL,
            corrects_id=self.corrects and self.corrects.id,
            run_id=self.run.id,
            organisation_id=organisation_id,
            payee_account_id=account.id,
            fund_id=carried.fund.id,
            budget_code=item.code,
            total_fen=lines.total_fen,
            came_back_fen=came_back,
            people=len(lines),
            posted_on=self.on,
            posted_at=self.at,
            posted_by_id=self.actor.id,
            snapshot=text,
            snapshot_hash=snapshot.digest(text.encode()),
        )
        return made, carried

    def _sources(self, voucher: Voucher, carried: Carried) -> list[VoucherSource]:
        return [
            VoucherSource(
                voucher_id=voucher.id,
                source=source,
                position=position,
                amount_fen=amount,
                came_back_fen=carried.came_back.get(source, 0),
            )
            for position, (source, amount) in enumerate(carried.sources.items())
        ]

    def _fund(self, kind: FundKind) -> Fund:
        """The posting year's fund of a kind. Refuses NO_FUND, FUND_UNBALANCED."""
        if kind not in self.funds:
            fund = funds.of_year(self.run.region_code, self.on.year, kind)
            funds.refuse_unbalanced(fund)
            self.funds[kind], self.room[fund.id] = fund, available(fund)
        return self.funds[kind]

    def _carried(self, item: BudgetItem, lines: Lines) -> Carried:
        """The shares of a group of lines: as the fund shares money; what was taken goes back to where it was taken.

        A red letter takes back from where its voucher took, a cash return from where its cash has come.
        """
        fund, is_return = self._fund(item.fund_kind), lines.nature == NATURES.index(Nature.CASH_RETURN)
        returned: dict[int, Shares] = {}
        for came_in, back in (self.came_back[line_no] for line_no in lines.line_no[is_return].tolist()):
            returned[came_in.id] = sharing.together(returned.get(came_in.id, {}), back)
        amounts = lines.delta_fen[~is_return]
        if self.corrects and amounts.sum() <= 0:
            taken = {each.source: each.amount_fen for each in self.corrects.sources}
            return Carried(fund, sharing.taken_back(taken, -int(amounts.sum()), fund.order[-1]), returned)
        return Carried(fund, funds.shares(fund, amounts, self.room[fund.id]), returned)

    def _charge(self, number: str, carried: Carried) -> None:
        """For the ledger; cash that came in another year is brought over into this year's fund first."""
        fund = carried.fund
        cash_service.bring_over(fund, carried.returned, paper=number, actor=self.actor)
        charge = Charge(number, carried.cash, carried.came_back)
        self.charges.setdefault(fund.id, []).append(charge)
        self.room[fund.id] = charge.left_of(self.room[fund.id])

    def _snapshot(
        self,
        number: str,
        item: BudgetItem,
        account: PayeeAccount,
        rows: np.ndarray,
        carried: Carried,
    ) -> str:
        run, lines = self.run, self.lines.take(rows)
        composed, summed = snapshot.composed(lines, self.parts.take(rows))
        says = {
            "number": number,
            "kind": str(Kind.RED if self.corrects else Kind.NORMAL),
            "posted_on": self.on.isoformat(),
            "unit": "元",
            "corrects": self.corrects
            and {"number": self.corrects.number, "posted_on": self.corrects.posted_on.isoformat()},
            "budget_unit": {"name": f"{run.region.name}人力资源和社会保障局", "code": run.region_code},
            "payee": {
                "name": account.holder,
                "code": account.organisation.code,
                "bank": account.bank_name,
                "account": account.account_masked,
                "branch_code": account.branch_code,
            },
            "item": {"code": item.code, "name": item.name},
            "purpose": snapshot.purpose(run),
            "documents": sorted(self.documents[number] for number in np.unique(lines.document_id).tolist()),
            "run": {
                "number": run.number,
                "period": run.period,
                "cutoff_on": run.cutoff_on.isoformat(),
                "lines_hash": run.lines_hash,
            },
            "people": len(lines),
            "total_fen": lines.total_fen,
            "words": snapshot.written(lines.total_fen),
            "composition": composed,
            "sum": summed,
            "sources": snapshot.sources(carried.sources),
            "handlers": self.handlers,
            "audit_head": self.head,
            "persons": snapshot.persons(lines, self.faces.take(rows)),
        }
        return audit.canonical(says)

    def _handlers(self) -> list[dict]:
        run = self.run
        upheld = len(notices.upheld_objections(run.notice_id)) if run.notice_id else 0
        steps = (
            ("编制", run.drafted_by_id, run.drafted_at),
            ("复核", run.reviewed_by_id, run.reviewed_at),
            ("财政审批", run.approved_by_id, run.approved_at),
            ("签发", self.actor.id, self.at),
        )
        names = queries.names(user_id for _, user_id, _ in steps if user_id)
        drafted, reviewed, *later = (snapshot.hand(step, names.get(user_id), at) for step, user_id, at in steps)
        return [drafted, reviewed, snapshot.publicity(run, upheld), *later]
