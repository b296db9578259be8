"""The road's second half: from the class under the award to the voucher that is paid."""

import re
from datetime import date, timedelta

import pymupdf
import sqlalchemy as sa

from kernel.spreadsheets import Written, write_workbook
from settlement.contracts.models import LabourContract
from settlement.payments.models import Payment
from settlement.rosters.files import APPRAISALS, ROSTER
from settlement.rosters.models import RosterLine, TrainingClass
from settlement.runs.models import Run
from settlement.vouchers.models import Voucher
from tests.factories.tendering_a import PDF
from tests.journeys.drivers import Upload
from tests.journeys.people import Road
from tests.journeys.tender_stations import ANOTHER_PERSON

OPENED, ENDED, APPRAISED = date(2026, 4, 13), date(2026, 6, 12), date(2026, 6, 15)
NAMES = ("王小明", "李丽华", "张建军", "刘志强", "陈秀英", "杨海燕")  # the last one fails
CLASS = {"seats": "20", "opened_on": "2026-04-13", "ended_on": "2026-06-12", "place": "新城培训楼"}
YEAR = {
    "employer_name": "蒙能电力检修有限公司", "term": "fixed", "signed_on": "2026-06-17", "from_on": "2026-06-17",
    "to_on": "2027-06-16",
}  # fmt: skip
# five passed at the standard of 800.00, one of them with a labour contract of exactly one year (200.00 more)
TOTAL_FEN, TOTAL, WORDS = 420000, "4,200.00", "人民币肆仟贰佰元整"


def class_opened(road: Road) -> str:
    """The winner opens a class; who has no award finds none to choose."""
    do, winner = road.drive.do, road.schools[0]
    road.drive.move(OPENED)
    road.turned_away("/classes/open", 403, road.reviewer, road.cashier)
    do(road.schools[1], "/classes/open", CLASS, status=422)
    page = do(winner, "/classes/open", {**CLASS, "award_id": road.award_id}, at="/classes/").path
    road.class_id = int(page.rsplit("/", 1)[1])
    assert road.read(sa.select(TrainingClass.standard_fen).where(TrainingClass.id == road.class_id)) == (80000,)
    road.turned_away(page, 404, road.schools[1], road.elsewhere)
    return page


def roster_verified(road: Road, page: str) -> None:
    """The roster comes as a file, is submitted, and verified by an officer."""
    do, winner = road.drive.do, road.schools[0]
    road.numbers = [road.factories.citizen(serial) for serial in range(900, 906)]
    rows = [
        [name, number, None, "城镇登记失业人员", None, None] for name, number in zip(NAMES, road.numbers, strict=True)
    ]
    file = Upload("花名册.xlsx", write_workbook([Written("花名册", ROSTER, rows)]))
    road.turned_away(f"{page}/import", 403, road.officer)
    taken = do(winner, f"{page}/import", {"file": file}, at=page)
    assert NAMES[0] in taken.text
    do(winner, f"{page}/submit", at=page)
    road.turned_away(f"{page}/verify", 403, winner, road.cashier)
    road.turned_away(f"{page}/verify", 404, road.elsewhere)
    do(road.officer, f"{page}/verify", {"note": "抽查三人，与身份证一致"}, at=page)


def appraised(road: Road, page: str) -> None:
    """Results come as a file after the last class day; the class is completed."""
    do = road.drive.do
    road.drive.move(APPRAISED)
    results = ["合格"] * 5 + ["不合格"]
    rows = [[*row, APPRAISED, None] for row in zip(NAMES, road.numbers, results, strict=True)]
    file = Upload("考核结果.xlsx", write_workbook([Written("考核结果", APPRAISALS, rows)]))
    road.turned_away(f"{page}/appraisals/import", 403, road.schools[0], road.reviewer)
    do(road.officer, f"{page}/complete", at=page, status=422)
    taken = do(road.officer, f"{page}/appraisals/import", {"file": file}, at=page)
    assert NAMES[5] in taken.text
    do(road.officer, f"{page}/complete", at=page)


def contract_verified(road: Road) -> None:
    """A contract with its paper, recorded by an officer and verified by another; one's own rows are not offered."""
    drive = road.drive
    drive.move(date(2026, 6, 19))
    (line,) = road.read(sa.select(RosterLine.id).where(RosterLine.class_id == road.class_id, RosterLine.position == 1))
    url, trainee = f"/contracts/record/{line}", f"/contracts/trainees/{line}"
    road.turned_away(url, 403, road.reviewer, road.cashier)
    road.turned_away(url, 404, road.schools[1], road.elsewhere)
    terms = {**YEAR, "employer_code": road.employer_code, "paper": Upload("劳动合同.pdf", PDF)}
    drive.do(road.officer, url, terms, at=trainee)
    (contract,) = road.read(sa.select(LabourContract.id).where(LabourContract.line_id == line))
    road.turned_away("/contracts/verify", 403, road.schools[0])
    assert f"contract-{contract}" not in drive.see(road.officer, "/contracts/verify").text
    chosen = {"subjects": [f"contract-{contract}"], "outcome": "verified", "note": ""}
    drive.do(road.drafter, "/contracts/verify", chosen, at="/contracts/")
    assert NAMES[0] in drive.see(road.schools[0], trainee).text


def run_approved(road: Road) -> None:
    """Drafted, confirmed by the institution, closed, reviewed, publicised and approved, each by who may."""
    drive, winner = road.drive, road.schools[0]
    drive.move(date(2026, 7, 1))
    road.turned_away("/runs/draft", 403, road.reviewer, winner, road.cashier)
    asked = drive.do(road.drafter, "/runs/draft", {"period": "2026-06"}, at="/runs")
    assert "取消编制" in asked.text
    drive.see(road.drafter, "/runs")  # the page of the drafting may be left
    drive.job("draft-asked")
    (road.run_id,) = road.read(sa.select(Run.id))
    page = f"/runs/{road.run_id}"
    road.turned_away(page, 404, road.elsewhere, road.schools[1])
    road.turned_away(f"{page}/confirm-list", 403, road.officer)
    assert TOTAL in drive.see(road.reviewer, page).text
    drive.do(winner, f"{page}/confirm-list", {"without": ""}, at=page)
    drive.do(road.officer, f"{page}/close", at=page)
    assert ANOTHER_PERSON in drive.do(road.drafter, f"{page}/review", {"note": ""}, at=page, status=422).text
    drive.do(road.reviewer, f"{page}/review", {"note": "抽查合同，一致。"}, at=page)
    drive.do(road.officer, f"{page}/publish", at=page)
    assert NAMES[0] in drive.see(None, f"/publicity/{_number(road)}").text
    drive.do(road.banker, f"{page}/approve", {"note": "同意"}, at=page, status=422)  # the publicity is not over
    (last,) = road.read(sa.select(Run.publicity_ends_on).where(Run.id == road.run_id))
    assert last == date(2026, 7, 8)  # five working days after the first of July
    drive.move(last + timedelta(days=1))
    road.turned_away(f"{page}/approve", 403, road.reviewer, road.cashier)
    drive.do(road.banker, f"{page}/approve", {"note": "同意"}, at=page)
    for line_no in (1, 5):
        drive.see(winner, f"{page}/lines/{line_no}")


def posted(road: Road) -> str:
    """Posted with the password by finance: not by who approved."""
    drive, url, page = road.drive, f"/vouchers/post/{road.run_id}", f"/runs/{road.run_id}"
    road.turned_away(url, 403, road.officer, road.approver, road.schools[0])
    assert ANOTHER_PERSON in drive.do(road.banker, url, at=page, status=422).text
    drive.do(road.cashier, url, at=page)
    (road.voucher_id, road.voucher, total) = road.read(sa.select(Voucher.id, Voucher.number, Voucher.total_fen))
    assert total == TOTAL_FEN
    return f"/vouchers/{road.voucher_id}"


def printed(road: Road, page: str) -> None:
    """The amount read out of the PDF, in figures and in words; the public page knows number and fingerprint."""
    drive = road.drive
    road.turned_away(f"{page}/print", 403, road.schools[0], road.officer)
    road.turned_away(page, 404, road.schools[1], road.elsewhere)
    done = drive.do(road.cashier, f"{page}/print", at=page)
    assert f"{page}/copies/1.pdf" in done.text
    with pymupdf.open(stream=drive.download(road.cashier, f"{page}/copies/1.pdf"), filetype="pdf") as paper:
        text = paper[0].get_text()
    assert road.voucher in text
    assert re.search(r"金额（小写）\s*¥([\d,.]+)", text).group(1) == TOTAL
    assert re.search(r"金额（大写）\s*(\S+)", text).group(1) == WORDS
    check = re.search(r'href="(/vouchers/check/[^"]+)"', done.text).group(1).replace("&amp;", "&")
    shown = drive.see(None, check).text
    assert "指纹一致" in shown
    assert TOTAL in shown
    assert "指纹不一致" in drive.see(None, re.sub("h=[0-9a-f]{16}", "h=" + "0" * 16, check)).text
    drive.see(None, "/vouchers/check/none", 404)


def paid(road: Road) -> None:
    """Sent to the bank and confirmed; not by who approved the run."""
    drive, url = road.drive, f"/payments/send/{road.voucher_id}"
    road.turned_away(url, 403, road.approver, road.officer, road.schools[0])
    assert ANOTHER_PERSON in drive.do(road.banker, url, at="/payments/to-pay", status=422).text
    payment = drive.do(road.cashier, url, at="/payments/to-pay").path
    answer = {"answer": "success", "on": "2026-07-09", "bank_note": "回单1"}
    road.turned_away(f"{payment}/answer", 403, road.schools[0], road.approver)
    drive.do(road.cashier, f"{payment}/answer", answer, at=payment)
    assert road.read(sa.select(Payment.state, Payment.amount_fen)) == ("success", TOTAL_FEN)
    assert TOTAL in drive.see(road.schools[0], payment).text
    assert TOTAL in drive.see(road.auditor, payment).text


def _number(road: Road) -> str:
    return road.read(sa.select(Run.number).where(Run.id == road.run_id))[0]
