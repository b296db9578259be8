"""The file of labour contracts: one row a contract, found on the class's roster by name and citizen number."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from kernel.spreadsheets import Written, write_workbook
from settlement.contracts.models import Term
from settlement.contracts.service import Terms
from settlement.rosters.cells import RowReader, chinese_words
from settlement.rosters.files import NAME, NOTE, NUMBER, PROBLEM, ROW, FileRows, read_rows, workbook  # noqa: F401

EMPLOYER, CODE, TERM, SIGNED = "用人单位", "统一社会信用代码", "合同类型", "签订日期"
FROM, TO, FILING = "起始日期", "终止日期", "备案号"
CONTRACTS = (NAME, NUMBER, EMPLOYER, CODE, TERM, SIGNED, FROM, TO)
COLUMNS = {"to_on": TO, "from_on": FROM, "signed_on": SIGNED, "ended_on": TO, "term": TERM, "employer_code": CODE}


@dataclass(frozen=True)
class NewContract:
    row: int
    name: str
    number: str
    terms: Terms


def read_contracts(content: bytes, filename: str) -> FileRows:
    """A file of contracts; refuses the file as `kernel.spreadsheets.read_table` does."""
    optional = (FILING, NOTE, ROW, PROBLEM)
    return read_rows(content, filename, CONTRACTS, optional, _contract, key=_key, twice=_twice)


def _key(made: NewContract) -> tuple:
    """The same person, employer, signing and first day: one contract."""
    return made.number, made.terms.employer_code, made.terms.signed_on, made.terms.from_on


def _twice(row: int):
    return _l("The same contract stands in row %(row)s already.", row=row)


def _contract(reader: RowReader) -> NewContract | None:
    name, number = reader.name(NAME), reader.citizen(NUMBER)
    employer, code = reader.text(EMPLOYER, most=120), reader.organisation(CODE)
    term, signed, first = reader.choice(TERM, Term), reader.day(SIGNED), reader.day(FROM)
    last, filing = reader.day(TO, required=False), reader.text(FILING, most=40, required=False)
    if term == Term.FIXED and last is None and not _blamed(reader, TO):
        reader.fault(TO, _l("A fixed contract has a last day."))
    if term not in (None, Term.FIXED) and last is not None:
        reader.fault(TO, _l("Only a fixed contract has a last day."))
    if first and last and last < first:
        reader.fault(TO, _l("The contract ends before it begins."))
    if reader.faults:
        return None
    return NewContract(reader.row.number, name, number, Terms(code, employer, term, signed, first, last, filing))


def _blamed(reader: RowReader, column: str) -> bool:
    return any(fault.column == column for fault in reader.faults)


def contract_template(lines) -> bytes:
    """Contracts to fill in, with the names of a roster and a second sheet of the kinds of contract."""
    notes = {
        NAME: "与花名册一致。", NUMBER: "18位公民身份号码，文本格式。", EMPLOYER: "用人单位全称。",
        CODE: "18位统一社会信用代码。", TERM: "填写“合同类型”表中的名称。", SIGNED: "日期格式。",
        FROM: "日期格式，含当日。", TO: "固定期限合同填写，日期格式，含当日。", FILING: "劳动用工备案号，可不填。",
    }  # fmt: skip
    kinds = [[name] for name in chinese_words(Term)]
    rows = [[line.name] for line in lines]
    return write_workbook([Written("劳动合同", list(notes), rows, notes), Written("合同类型", ["合同类型"], kinds)])
