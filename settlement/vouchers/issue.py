"""Issuing the vouchers of one posting: grouped, charged to the fund, numbered, snapshotted; `service.post` calls it."""

import json
from typing import NamedTuple

import numpy as np
from flask_babel import lazy_gettext as _l

from kernel import audit, clock, numbering
from kernel.columnar import Frame, insert
from kernel.db import add_rows, db
from kernel.organisations.models import Organisation
from kernel.organisations.queries import acting_regions
from kernel.refusals import Refusal
from settlement.entitlements.lines import Lines
from settlement.recoveries import money
from settlement.runs.budget_items import BudgetItem, groups
from settlement.runs.models import Run
from settlement.runs.posting import Posted
from settlement.vouchers import composition, queries, snapshot
from settlement.vouchers.charging import Carried, Charging
from settlement.vouchers.composition import Parts
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


class Portion(NamedTuple):
    """What falls to one voucher: the institution's lines under one budget item, `rows` among those of the posting."""

    organisation_id: int
    item: BudgetItem
    rows: np.ndarray
    lines: Lines
    parts: Parts
    faces: Frame


class Issue:
    """What all vouchers of one posting share: the run, its lines, the moment, the chain's head."""

    def __init__(self, run: Run, posted: Posted, actor):
        self.run, self.lines, self.actor, self.at = run, posted.lines, actor, clock.now()
        self.parts = composition.parts(posted.lines, posted.past.targets(posted.lines))
        self.on = clock.local(self.at).date()
        self.corrects = db.session.get_one(Voucher, run.corrects_voucher_id) if run.is_correction else None
        numbers = queries.class_numbers(self.lines.class_id)
        self.faces, self.documents = posted.faces.beside(class_number=numbers), queries.document_numbers(run)
        head = audit.head(run.region_code)
        self.head = {"seq": head.seq, "hash": head.hash} if head else {"seq": 0, "hash": audit.START}
        self.came_back = money.came_back(run.region_code, run.id)
        self.charging = Charging(run, self.on.year, self.came_back, self.corrects, actor)
        self.mark, self.handlers = short_name(run.region_code), self._handlers()
        self.accounts = institutions.payee_accounts(self.lines.organisation_id.tolist())

    def vouchers(self) -> list[Voucher]:
        """One voucher per (institution, budget item), in that order, charged to their funds."""
        portions = self._portions()
        last = numbering.take("voucher", self.run.region_code, self.on.year, len(portions))
        made, carried = [], []
        for sequence, portion in enumerate(portions, last - len(portions) + 1):
            number = f"{self.mark}凭{self.on.year}-{sequence:06d}"
            carried.append(self.charging.take(number, portion.item.fund_kind, portion.lines))
            made.append(self._voucher(number, sequence, portion, carried[-1]))
        self.charging.charge()
        add_rows(made)
        db.session.add_all(row for each in zip(made, carried, strict=True) for row in self._sources(*each))
        self._note_spans(made, portions)
        return made

    def _portions(self) -> list[Portion]:
        """A red letter is one voucher, under the institution and the item of the one that it corrects."""
        if not self.corrects:
            grouped = groups(self.run, self.lines, self.on.year, self.came_back)
        elif len(self.lines):
            item = BudgetItem(**json.loads(self.corrects.snapshot)["item"])
            grouped = [(self.corrects.organisation_id, item, np.arange(len(self.lines)))]
        else:
            grouped = []
        columns = self.lines, self.parts, self.faces
        return [Portion(*group, *(each.take(group[2]) for each in columns)) for group in grouped]

    def _note_spans(self, vouchers: list[Voucher], portions: list[Portion]) -> None:
        """Which lines stand on which voucher: a span ends where the next number is missing or another voucher's."""
        line_no, voucher_id = self.lines.line_no, np.zeros(len(self.lines), dtype=np.int64)
        for voucher, portion in zip(vouchers, portions, strict=True):
            voucher_id[portion.rows] = voucher.id
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

    def _account(self, organisation_id: int) -> PayeeAccount:
        if organisation_id not in self.accounts:
            raise Refusal(
                "NO_PAYEE_ACCOUNT",
                _l(
                    "%(name)s has no approved account to be paid into: it asks for one, finance "
                    "approves it, then this run can be posted.",
                    name=db.session.get_one(Organisation, organisation_id).name,
                ),
            )
        return self.accounts[organisation_id]

    def _voucher(self, number: str, sequence: int, portion: Portion, carried: Carried) -> Voucher:
        """Refuses NO_PAYEE_ACCOUNT."""
        account = self._account(portion.organisation_id)
        text = audit.canonical(self._snapshot(number, portion, account, carried))
        return Voucher(
            region_code=self.run.region_code,
            number=number,
            year=self.on.year,
            sequence=sequence,
            kind=Kind.RED if self.corrects else Kind.NORMAL,
            corrects_id=self.corrects and self.corrects.id,
            run_id=self.run.id,
            organisation_id=portion.organisation_id,
            payee_account_id=account.id,
            fund_id=carried.fund.id,
            budget_code=portion.item.code,
            total_fen=portion.lines.total_fen,
            came_back_fen=sum(carried.came_back.values()),
            people=len(portion.lines),
            posted_on=self.on,
            posted_at=self.at,
            posted_by_id=self.actor.id,
            snapshot=text,
            snapshot_hash=snapshot.digest(text.encode()),
        )

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

    def _snapshot(self, number: str, portion: Portion, account: PayeeAccount, carried: Carried) -> dict:
        run, lines = self.run, portion.lines
        composed, summed = snapshot.composed(lines, portion.parts)
        return {
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
            "item": {"code": portion.item.code, "name": portion.item.name},
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
            "persons": snapshot.persons(lines, portion.faces),
        }

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
