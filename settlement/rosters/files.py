"""The files of rosters and appraisals: headings, templates, and every row checked before any lock is taken."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from flask import Response, send_file
from flask_babel import lazy_gettext as _l

from kernel.refusals import Refusal
from kernel.sniffing import XLSX
from kernel.spreadsheets import Cell, Kind, Row, Sheet, Written, read_table, write_workbook
from settlement.persons.groups import Group
from settlement.rosters.cells import Fault, RowReader, chinese_words
from settlement.rosters.models import AppraisalResult

NAME, NUMBER, PHONE, GROUP = "姓名", "公民身份号码", "联系电话", "人员类别"
BENEFIT_FROM, BENEFIT_TO, NOTE = "失业金起", "失业金止", "备注"
RESULT, APPRAISED_ON, CERTIFICATE = "考核结果", "考核日期", "证书编号"
ROSTER = (NAME, NUMBER, PHONE, GROUP, BENEFIT_FROM, BENEFIT_TO)
APPRAISALS = (NAME, NUMBER, RESULT, APPRAISED_ON, CERTIFICATE)
ROW, PROBLEM = "原行号", "问题"
FIELDS = {
    NAME: "name", NUMBER: "number", PHONE: "phone", GROUP: "group", BENEFIT_FROM: "benefit_from",
    BENEFIT_TO: "benefit_to", NOTE: "note",
}  # fmt: skip


@dataclass(frozen=True)
class NewLine:
    """One trainee as the file has them; `row` is the number beside it in the spreadsheet."""

    row: int
    name: str
    number: str
    group: Group
    phone: str | None = None
    benefit_from: date | None = None
    benefit_to: date | None = None
    note: str | None = None


@dataclass(frozen=True)
class NewAppraisal:
    row: int
    name: str
    number: str
    result: AppraisalResult
    appraised_on: date
    certificate: str | None = None


@dataclass
class FileRows:
    """What a file holds: sound rows in order, the faults of the others, and its cells for the file of refused rows."""

    filename: str
    headers: tuple[str, ...]
    rows: list = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    cells: dict[int, Row] = field(default_factory=dict)

    def refused(self, faults: Iterable[Fault]) -> bytes | None:
        """An xlsx of the refused rows as they were, each with its sentences; None where there is none."""
        said: dict[int, list[str]] = {}
        for fault in sorted(faults, key=lambda fault: fault.row):
            said.setdefault(fault.row, []).append(
                f"{fault.column}：{fault.sentence}" if fault.column else str(fault.sentence)
            )
        if not said:
            return None
        rows = [[str(number), *self._texts(number), "；".join(sentences)] for number, sentences in said.items()]
        return write_workbook([Written("未接收的行", [ROW, *self.headers, PROBLEM], rows)])

    def _texts(self, number: int) -> list[str]:
        return [str(self.cells[number].cells.get(name, "")) for name in self.headers]


def workbook(content: bytes, name: str) -> Response:
    """The answer that hands out an xlsx file made for it."""
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)


def read_roster(content: bytes, filename: str) -> FileRows:
    """A roster file; refuses the file as `kernel.spreadsheets.read_table` does."""
    return read_rows(content, filename, ROSTER, (NOTE, ROW, PROBLEM), _line)


def read_appraisals(content: bytes, filename: str) -> FileRows:
    return read_rows(content, filename, APPRAISALS, (NOTE, ROW, PROBLEM), _appraisal)


def read_rows(
    content: bytes, filename: str, headers: tuple, optional: tuple, read, *, key=lambda row: row.number, twice=None
) -> FileRows:
    """Each row by `read(reader)`, which gives a row or None; a second row of one `key` is a fault naming the first."""
    sheet: Sheet = read_table(content, filename, headers, optional)
    found, seen = FileRows(filename, (*headers, *(name for name in optional if name == NOTE))), {}
    for row in sheet.rows:
        found.cells[row.number] = row
        reader = RowReader(row, sheet.is_typed)
        made = read(reader)
        first = seen.setdefault(key(made), row.number) if made is not None and not reader.faults else row.number
        if first != row.number:
            reader.fault(NUMBER, (twice or same_number)(first))
        found.faults += reader.faults
        if not reader.faults:
            found.rows.append(made)
    return found


def same_number(row: int):
    return _l("The same number stands in row %(row)s already.", row=row)


def _line(reader: RowReader) -> NewLine | None:
    name, number, phone = reader.name(NAME), reader.citizen(NUMBER), reader.phone(PHONE)
    group = reader.choice(GROUP, Group)
    first, last = reader.day(BENEFIT_FROM, required=False), reader.day(BENEFIT_TO, required=False)
    if first and last and last < first:
        reader.fault(BENEFIT_TO, _l("The benefit ends before it begins."))
    if last and not first and not any(fault.column == BENEFIT_FROM for fault in reader.faults):
        reader.fault(BENEFIT_FROM, _l("The benefit has an end but no beginning."))
    note = reader.text(NOTE, most=200, required=False)
    if reader.faults:
        return None
    return NewLine(reader.row.number, name, number, group, phone, first, last, note)


def typed_line(*, name, number, phone, group, benefit_from, benefit_to, note) -> NewLine:
    """A trainee typed into a form, under the rules of the file; the first fault is refused as BAD_LINE at its field."""
    typed = {NAME: name, NUMBER: number, PHONE: phone, GROUP: group, NOTE: note}
    cells = {column: Cell((text or "").strip(), Kind.TEXT) for column, text in typed.items()}
    for column, day in ((BENEFIT_FROM, benefit_from), (BENEFIT_TO, benefit_to)):
        cells[column] = Cell(day.isoformat() if day else "", Kind.DATE)
    reader = RowReader(Row(0, cells), is_typed=True)
    line = _line(reader)
    if line is None:
        raise Refusal("BAD_LINE", reader.faults[0].sentence, field=FIELDS[reader.faults[0].column])
    return line


def _appraisal(reader: RowReader) -> NewAppraisal | None:
    name, number, result = reader.name(NAME), reader.citizen(NUMBER), reader.choice(RESULT, AppraisalResult)
    day, certificate = reader.day(APPRAISED_ON), reader.text(CERTIFICATE, most=60, required=False)
    return None if reader.faults else NewAppraisal(reader.row.number, name, number, result, day, certificate)


def roster_template() -> bytes:
    """The roster to fill in, with a note at each heading and a second sheet of the groups."""
    notes = {
        NAME: "与身份证件一致，不超过40个字。", NUMBER: "18位公民身份号码，文本格式，不要有空格和全角字符。",
        PHONE: "可不填；手机11位，或区号加号码。", GROUP: "填写“人员类别”表中的名称。",
        BENEFIT_FROM: "正在领取失业保险金的填写起始日期，日期格式；没有的不填。",
        BENEFIT_TO: "失业保险金截止日期，日期格式；尚未确定的不填。",
        NOTE: "可不填，不超过200个字。",
    }  # fmt: skip
    words = [[name] for name in chinese_words(Group)]
    return write_workbook([Written("花名册", list(notes), [], notes), Written("人员类别", ["人员类别"], words)])


def appraisal_template(lines: Iterable) -> bytes:
    """Results to fill in; the names stand there already, the numbers are typed from the certificates."""
    notes = {NAME: "与花名册一致。", NUMBER: "18位公民身份号码，文本格式。", RESULT: "合格 或 不合格。",
             APPRAISED_ON: "日期格式。", CERTIFICATE: "合格的填写证书编号，可不填。"}  # fmt: skip
    return write_workbook([Written("考核结果", list(notes), [[line.name] for line in lines], notes)])
