"""A voucher on paper: the snapshot drawn, nothing else. Each printing is a file with a hash of its own.

The paper is Chinese whatever the reader's language is: it is the document itself (会计基础工作规范 48–53).
"""

import json
from concurrent.futures import Future
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

from flask import current_app, render_template, url_for

from kernel import formats, pdf, workbook_writer
from settlement.vouchers import snapshot
from settlement.vouchers.models import Voucher
from settlement.vouchers.snapshot import Person

STYLE = Path(__file__).with_name("voucher.css").read_text()
ANNEX = (
    pdf.Column("序号", 10, True),
    pdf.Column("姓名", 25),
    pdf.Column("公民身份号码", 38),
    pdf.Column("班级", 37),
    pdf.Column("应享补贴", 23, True),
    pdf.Column("此前已结", 23, True),
    pdf.Column("本次金额", 22, True),
)


def submit(issued: Voucher, *, copy: int, printed_at: datetime) -> Future:
    """Have a worker print a voucher; the future gives PDF/A-3b bytes with voucher.json and persons.xlsx inside."""
    says = json.loads(issued.snapshot)
    persons = snapshot.shown(says)
    html = render_template(
        "print/voucher/voucher.html",
        v=says,
        hash=issued.snapshot_hash,
        annex=_annex(says, persons),
        qr=pdf.qr_svg(check_address(issued), millimetres=21),
        print=SimpleNamespace(copy=copy, at=formats.instant(printed_at)),
    )
    attached = [
        pdf.Attached("voucher.json", issued.snapshot.encode(), "凭证数据", "Source"),
        pdf.Attached("persons.xlsx", _workbook(persons, printed_at), "人员明细"),
    ]
    return pdf.submit(
        html,
        title=f"培训补贴拨付凭证 {issued.number}",
        identifier=f"{issued.number}/{copy}",
        made_at=printed_at,
        css=STYLE,
        attachments=attached,
    )


def check_address(voucher: Voucher) -> str:
    """The public page that confirms a voucher: what the QR code holds."""
    base = current_app.config["SETTINGS"].public_address.rstrip("/")
    with current_app.test_request_context():
        return base + url_for("vouchers.check", number=voucher.number, h=voucher.snapshot_hash[:16])


def fingerprint(digest: str) -> str:
    """The first sixteen digits of a hash in fours, as people read them: `9f3c 51ab 77e0 4d2e`."""
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def cn_day(text: str) -> str:
    """`2026-11-07` as `2026年11月7日`."""
    year, month, day = map(int, text.split("-"))
    return f"{year}年{month}月{day}日"


def _annex(says: dict, persons: list[Person]):
    rows = [(*row[:4], *map(formats.fen, row[4:])) for row in persons]
    total = formats.fen(says["total_fen"])
    return pdf.annex(ANNEX, rows, ("", "合计", "", f"{says['people']} 人", "", "", total))


def _workbook(persons: list[Person], made_at: datetime) -> bytes:
    rows = [(*row[:4], *(Decimal(amount).scaleb(-2) for amount in row[4:])) for row in persons]
    sheet = workbook_writer.Written("人员明细", [column.label for column in ANNEX], rows)
    return workbook_writer.write_workbook([sheet], made_at=made_at)
