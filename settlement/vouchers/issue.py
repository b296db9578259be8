"""Issuing the vouchers of one posting: grouped, charged to the fund, numbered, snapshotted; `service.post` calls it."""

from collections.abc import Mapping

import numpy as np
from flask_babel import lazy_gettext as _l

from kernel import audit, clock, numbering
from kernel.columnar import insert
from kernel.db import db
from kernel.organisations.models import Organisation
from kernel.organisations.queries import acting_regions
from kernel.refusals import Refusal
from settlement.entitlements.lines import NATURES, Lines, Past
from settlement.entitlements.models import Nature
from settlement.funds import queries as fund_queries
from settlement.funds import service as funds
from settlement.funds.models import Fund, Source
from settlement.runs.models import Run
from settlement.vouchers import budget_items, composition, queries, snapshot
from settlement.vouchers.budget_items import BudgetItem
from settlement.vouchers.models import Kind, Voucher, VoucherLine, VoucherSource
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


class Issue:
    """What all vouchers of one posting share: the run, the moment, the chain's head, what was posted before."""

    def __init__(self, run: Run, past: Past, actor):
        self.run, self.past, self.actor, self.at = run, past, actor, clock.now()
        self.on = clock.local(self.at).date()
        self.corrects = db.session.get_one(Voucher, run.corrects_voucher_id) if run.is_correction else None
        self.faces, self.documents = queries.faces(run), queries.document_numbers(run)
        head = audit.head(run.region_code)
        self.head = {"seq": head.seq, "hash": head.hash} if head else {"seq": 0, "hash": audit.START}

    def vouchers(self, lines: Lines) -> list[Voucher]:
        """One voucher per (institution, budget item), in that order; lines keep theirs."""
        items = (
            budget_items.corrected(self.corrects, lines)
            if self.corrects
            else budget_items.of(lines, self.run, self.on.year)
        )
        rows: dict[tuple[int, BudgetItem], list[int]] = {}
        for row, key in enumerate(zip(lines.organisation_id.tolist(), items, strict=True)):
            rows.setdefault(key, []).append(row)
        return [
            self._voucher(organisation_id, item, lines.take(np.array(rows[organisation_id, item])))
            for organisation_id, item in sorted(rows, key=lambda key: (key[0], key[1].code))
        ]

    def _voucher(self, organisation_id: int, item: BudgetItem, lines: Lines) -> Voucher:
        account = institutions.payee_account(organisation_id)
        if account is None:
            raise Refusal(
                "NO_PAYEE_ACCOUNT",
                _l(
                    "%(name)s has no approved account to be paid into: it asks for one, finance "
                    "approves it, then this run can be posted.",
                    name=db.session.get_one(Organisation, organisation_id).name,
                ),
            )
        sequence = numbering.take("voucher", self.run.region_code, self.on.year)
        number = f"{short_name(self.run.region_code)}凭{self.on.year}-{sequence:06d}"
        came_back = -int(lines.delta_fen[lines.nature == NATURES.index(Nature.CASH_RETURN)].sum())
        shares = self._charge(number, lines, came_back)
        text = self._snapshot(number, item, account, lines, shares)
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
        db.session.add(made)
        db.session.flush()
        self._attach(made, lines, shares)
        return made

    def _attach(self, voucher: Voucher, lines: Lines, shares: Mapping[Source, int]) -> None:
        db.session.add_all(
            VoucherSource(voucher_id=voucher.id, source=source, position=position, amount_fen=amount)
            for position, (source, amount) in enumerate(shares.items())
        )
        db.session.flush()
        insert(
            VoucherLine.__table__,
            len(lines),
            region_code=voucher.region_code,
            run_id=voucher.run_id,
            line_no=lines.line_no,
            voucher_id=voucher.id,
        )

    def _charge(self, number: str, lines: Lines, came_back: int) -> dict[Source, int]:
        """Whole persons by the fund's ordered list; a red letter takes back from where its voucher took."""
        fund = fund_queries.fund(self.run.region_code, self.on.year)
        if fund is None:
            raise Refusal("NO_FUND", _l("No fund of %(year)s is open in this region.", year=self.on.year))
        amounts = lines.delta_fen.tolist()
        if self.corrects and sum(amounts) <= 0:
            shares = self._taken_back(-sum(amounts), fund)
        else:
            shares = dict.fromkeys(fund.order, 0)
            for source, amount in zip(funds.allocate(fund, amounts), amounts, strict=True):
                shares[source] += amount
        shares = {source: amount for source, amount in shares.items() if amount}
        funds.charge(
            region_code=self.run.region_code,
            year=self.on.year,
            run_id=self.run.id,
            paper=number,
            amounts=shares,
            came_back_fen=came_back,
            actor=self.actor,
        )
        return shares

    def _taken_back(self, rest: int, fund: Fund) -> dict[Source, int]:
        """What a red letter takes back goes to where its voucher took it from, the last source first."""
        shares: dict[Source, int] = {}
        for each in reversed(self.corrects.sources):
            part = min(max(each.amount_fen, 0), rest)
            shares[each.source] = -part
            rest -= part
        if rest:  # more is reversed than the voucher paid: it had taken back, too
            source = next(reversed(shares), fund.order[-1])
            shares[source] = shares.get(source, 0) - rest
        return shares

    def _snapshot(
        self,
        number: str,
        item: BudgetItem,
        account: PayeeAccount,
        lines: Lines,
        shares: Mapping[Source, int],
    ) -> str:
        run, total = self.run, lines.total_fen
        made = composition.parts(lines, self.past.targets(lines))
        composed, summed = snapshot.composed(lines, made)
        return snapshot.text(
            number=number,
            kind=str(Kind.RED if self.corrects else Kind.NORMAL),
            posted_on=self.on.isoformat(),
            unit="元",
            corrects=self.corrects
            and {"number": self.corrects.number, "posted_on": self.corrects.posted_on.isoformat()},
            budget_unit={"name": f"{run.region.name}人力资源和社会保障局", "code": run.region_code},
            payee={
                "name": account.holder,
                "code": account.organisation.code,
                "bank": account.bank_name,
                "account": account.account_masked,
                "branch_code": account.branch_code,
            },
            item={"code": item.code, "name": item.name},
            purpose=snapshot.purpose(run),
            documents=sorted(self.documents[number] for number in np.unique(lines.document_id).tolist()),
            run={
                "number": run.number,
                "period": run.period,
                "cutoff_on": run.cutoff_on.isoformat(),
                "lines_hash": run.lines_hash,
            },
            people=len(lines),
            total_fen=total,
            words=snapshot.written(total),
            composition=composed,
            sum=summed,
            sources=snapshot.sources(shares),
            handlers=self._handlers(),
            audit_head=self.head,
            persons=snapshot.persons(lines, self.faces),
        )

    def _handlers(self) -> list[dict]:
        run = self.run
        upheld = len(notices.upheld_objections(run.notice_id)) if run.notice_id else 0
        return [
            snapshot.hand("编制", run.drafted_by, run.drafted_at),
            snapshot.hand("复核", run.reviewed_by, run.reviewed_at),
            snapshot.publicity(run, upheld),
            snapshot.hand("财政审批", run.approved_by, run.approved_at),
            snapshot.hand("签发", self.actor, self.at),
        ]
