"""Vouchers: snapshots with a gapless number, never edited; corrected only by a red-letter voucher that names them."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts.models import User
from kernel.attachments import Attachment
from kernel.db import Fen, Instant, db, region_column, state_column
from kernel.organisations.models import Organisation
from kernel.refusals import constraint
from kernel.words import Word
from settlement.entitlements import guards
from settlement.funds.models import Fund, Source
from settlement.runs.models import Run


class Kind(Word):
    NORMAL = "normal", _l("Voucher"), "blue"
    RED = "red-letter", _l("Red-letter voucher"), "red"


class Voucher(db.Model):
    """One per run, institution and budget item (会计基础工作规范 48, 51).

    `snapshot` is the canonical JSON whose hash is printed. `came_back_fen` is cash that the institution had returned
    before the posting; its lines lower `total_fen`, not what is paid out.
    """

    __tablename__ = "vouchers"
    __table_args__ = (
        sa.UniqueConstraint("region_code", "year", "sequence"),
        sa.UniqueConstraint("run_id", "organisation_id", "budget_code"),
        sa.Index("ix_vouchers_region_posted", "region_code", "posted_on"),
    )
    __append_only__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = region_column()
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    year: Mapped[int]
    sequence: Mapped[int]
    kind: Mapped[Kind] = state_column(Kind, name="voucher_kind")
    corrects_id: Mapped[int | None] = mapped_column(sa.ForeignKey("vouchers.id"), unique=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("runs.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    payee_account_id: Mapped[int] = mapped_column(sa.ForeignKey("payee_accounts.id"))
    fund_id: Mapped[int] = mapped_column(sa.ForeignKey("funds.id"), index=True)
    budget_code: Mapped[str] = mapped_column(sa.String(7))
    total_fen: Mapped[int] = mapped_column(Fen)
    came_back_fen: Mapped[int] = mapped_column(Fen)
    people: Mapped[int]
    posted_on: Mapped[date] = mapped_column(sa.Date)
    posted_at: Mapped[datetime] = mapped_column(Instant)
    posted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    snapshot: Mapped[str] = mapped_column(sa.Text)
    snapshot_hash: Mapped[str] = mapped_column(sa.String(64))
    run: Mapped[Run] = relationship(lazy="joined")
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    posted_by: Mapped[User] = relationship()
    fund: Mapped[Fund] = relationship()
    corrects: Mapped["Voucher | None"] = relationship(remote_side=id)
    sources: Mapped[list["VoucherSource"]] = relationship(viewonly=True, order_by="VoucherSource.position")

    @property
    def cash_fen(self) -> int:
        """What is to be paid out on it; below zero, what the institution owes."""
        return self.total_fen + self.came_back_fen


class VoucherSource(db.Model):
    """How much of a voucher's total each source of money carries; they sum to the total.

    `came_back_fen` is its part of the voucher's: cash that this source had back before the posting.
    """

    __tablename__ = "voucher_sources"
    __append_only__ = True
    voucher_id: Mapped[int] = mapped_column(sa.ForeignKey("vouchers.id"), primary_key=True)
    source: Mapped[Source] = state_column(Source, primary_key=True, name="voucher_source")
    position: Mapped[int]
    amount_fen: Mapped[int] = mapped_column(Fen)
    came_back_fen: Mapped[int] = mapped_column(Fen)

    @property
    def cash_fen(self) -> int:
        """What of it is to be paid out; below zero, what is to come back."""
        return self.amount_fen + self.came_back_fen


class VoucherSpan(db.Model):
    """Lines of a posted run that stand on one voucher: all from the first to the last number.

    Lines are numbered by institution, so a voucher has a few spans, broken where a line is excluded or falls to another
    budget item. No line stands on two vouchers: spans of a run do not overlap (VOUCHER_SPAN).
    """

    __tablename__ = "voucher_spans"
    __table_args__ = (
        sa.CheckConstraint("first_line >= 1 AND first_line <= last_line", name="in_order"),
        {"sqlite_with_rowid": False},
    )
    __append_only__ = True
    region_code: Mapped[str] = mapped_column(sa.String(6), primary_key=True)
    run_id: Mapped[int] = mapped_column(primary_key=True)
    first_line: Mapped[int] = mapped_column(primary_key=True)
    last_line: Mapped[int]
    voucher_id: Mapped[int]


class VoucherPrint(db.Model):
    """One printing: a file with a hash of its own, counted (打印次数)."""

    __tablename__ = "voucher_prints"
    __table_args__ = (sa.UniqueConstraint("voucher_id", "copy"),)
    __append_only__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    voucher_id: Mapped[int] = mapped_column(sa.ForeignKey("vouchers.id"), index=True)
    copy: Mapped[int]
    printed_at: Mapped[datetime] = mapped_column(Instant)
    printed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    attachment_id: Mapped[int] = mapped_column(sa.ForeignKey("attachments.id"))
    file_hash: Mapped[str] = mapped_column(sa.String(64))
    voucher: Mapped[Voucher] = relationship()
    printed_by: Mapped[User] = relationship()
    attachment: Mapped[Attachment] = relationship(lazy="joined")


LINE = "SELECT 1 FROM settlement_lines l WHERE l.region_code = {row}.region_code AND l.run_id = {row}.run_id AND "
constraint("VOUCHER_SPAN", "VOUCHER_SPAN", _l("A voucher names lines that its run does not have, or another's."))
guards.register(
    "voucher_span",
    "voucher_spans",
    "SELECT 1 FROM vouchers v WHERE v.id = {row}.voucher_id AND v.run_id = {row}.run_id",
    LINE + "l.line_no = {row}.first_line",
    LINE + "l.line_no = {row}.last_line",
    "SELECT 1 WHERE coalesce((SELECT o.last_line FROM voucher_spans o WHERE o.region_code = {row}.region_code AND "
    "o.run_id = {row}.run_id AND o.first_line <= {row}.last_line AND o.first_line <> {row}.first_line "
    "ORDER BY o.first_line DESC LIMIT 1), 0) < {row}.first_line",
)
