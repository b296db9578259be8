"""The batch file a bank is given, and the one it gives back; matched by the reference of each payment.

There is no national form (each bank has its own): this is the plain one, with a closing row of count and sum.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from kernel import spreadsheets, workbook_writer
from kernel.refusals import Refusal
from settlement.payments.models import Payment, PaymentState
from tendering.institutions.models import PayeeAccount

HEADERS = ("序号", "户名", "账号", "联行号", "金额", "附言")
ANSWERS = ("附言", "结果", "日期", "说明")
RESULTS = {
    "成功": PaymentState.SUCCESS,
    "失败": PaymentState.FAILED,
    "不明": PaymentState.UNKNOWN,
    "退回": PaymentState.RETURNED,
}


class Answer(NamedTuple):
    """One row of a return file."""

    row: int
    reference: str
    state: PaymentState
    on: date
    note: str


def write(payments: Iterable[tuple[Payment, PayeeAccount]]) -> bytes:
    """An xlsx of payments with the account each voucher was issued to."""
    rows, total = [], 0
    for number, (payment, account) in enumerate(payments, 1):
        total += payment.amount_fen
        amount = Decimal(payment.amount_fen).scaleb(-2)
        rows.append((number, account.holder, account.account, account.branch_code, amount, payment.reference))
    rows.append(("合计", f"{len(rows)} 笔", "", "", Decimal(total).scaleb(-2), ""))
    return workbook_writer.write_workbook([workbook_writer.Written("付款明细", HEADERS, rows)])


def read(content: bytes, filename: str) -> list[Answer]:
    """The answers of a return file; the first row that cannot be read refuses the file, naming it (BAD_RETURN_FILE)."""
    sheet = spreadsheets.read_table(content, filename, ANSWERS)
    answers = [_answer(row) for row in sheet.rows]
    seen: set[str] = set()
    for answer in answers:
        if answer.reference in seen:
            raise _bad(answer.row, _l("its reference stands in the file twice"))
        seen.add(answer.reference)
    return answers


def _answer(row) -> Answer:
    text = row.cells
    if text["结果"] not in RESULTS:
        raise _bad(row.number, _l("its 结果 is none of 成功, 失败, 不明, 退回"))
    try:
        on = date.fromisoformat(text["日期"][:10])
    except ValueError:
        raise _bad(row.number, _l("its 日期 is not a day like 2026-10-31")) from None
    return Answer(row.number, str(text["附言"]), RESULTS[text["结果"]], on, str(text["说明"])[:200])


def _bad(row: int, why) -> Refusal:
    return Refusal(
        "BAD_RETURN_FILE", _l("Row %(row)s: %(why)s. Nothing of the file was taken.", row=row, why=why), field="file"
    )
