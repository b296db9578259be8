"""Tables handed in: what is wrong with the file is one sentence, what a cell was is kept for the caller to judge."""

import io
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel import spreadsheets
from kernel.refusals import Refusal
from kernel.spreadsheets import Kind, Written, is_formula_like, read_table, template, write_workbook
from kernel.workbook_scan import MAX_UNPACKED, column_letters

HEADERS = ["姓名", "公民身份号码", "合同起始日"]
AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


def workbook(fill, **options) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, **options}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADERS)
        fill(book, page)
    return made.getvalue()


def refusal(content, filename="a.xlsx", headers=HEADERS) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_table(content, filename, headers)
    assert str(caught.value.sentence)
    return caught.value


def repacked(content: bytes, part: str, change) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return made.getvalue()


def test_cells_come_as_text_that_knows_what_it_was():
    def fill(book, page):
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_string(1, 0, " 张三\u3000")
        page.write_string(1, 1, "150102199003070011")
        page.write_datetime(1, 2, date(2026, 3, 5), day)
        page.write_string(3, 0, "=1+1")
        page.write_number(3, 1, 150102199003070011)
        page.write_string(3, 2, "2026-03-05")
        page.write_formula(4, 0, "=A1", None, "李四")
        page.write_boolean(4, 1, True)
        page.write_datetime(4, 2, datetime(2026, 3, 5, 10, 30), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        page.write_number(5, 1, 800.5)
        page.write_datetime(5, 2, time(10, 30), book.add_format({"num_format": "hh:mm"}))

    sheet = read_table(workbook(fill), "名单.XLSX", HEADERS)
    assert [row.number for row in sheet.rows] == [2, 4, 5, 6]
    assert [[(str(cell), cell.kind) for cell in row.cells.values()] for row in sheet.rows] == [
        [("张三", Kind.TEXT), ("150102199003070011", Kind.TEXT), ("2026-03-05", Kind.DATE)],
        [("=1+1", Kind.TEXT), ("150102199003070016", Kind.NUMBER), ("2026-03-05", Kind.TEXT)],
        [("李四", Kind.FORMULA), ("TRUE", Kind.TRUTH), ("2026-03-05 10:30", Kind.DATE)],
        [("", Kind.EMPTY), ("800.5", Kind.NUMBER), ("10:30:00", Kind.NUMBER)],
    ]
    assert sheet.is_typed
    assert [is_formula_like(row.cells["姓名"]) for row in sheet.rows] == [False, True, True, False]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x"])
def test_text_that_begins_like_a_formula_is_known(text):
    assert is_formula_like(text)
    assert not is_formula_like(f"x{text}")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_spreadsheets_save(encoding):
    content = '姓名,公民身份号码,合同起始日\r\n"欧阳,䶮",1501,2026-03-05\r\n\r\n王,,\r\n'.encode(encoding)
    sheet = read_table(content, "a.csv", HEADERS)
    assert [row.number for row in sheet.rows] == [2, 4]
    assert dict(sheet.rows[0].cells) == {"姓名": "欧阳,䶮", "公民身份号码": "1501", "合同起始日": "2026-03-05"}
    assert sheet.rows[1].cells["合同起始日"].kind is Kind.EMPTY
    assert not sheet.is_typed


def test_headings_may_stand_lower_and_in_any_order():
    content = "\n\n合同起始日,备注,姓名,公民身份号码,,\n2026-03-05,x,张三,1501,,\n".encode()
    [row] = read_table(content, "a.csv", HEADERS, optional=["备注", "电话"]).rows
    assert (row.number, row.cells["姓名"], row.cells["备注"], "电话" in row.cells) == (4, "张三", "x", False)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("姓名,公民身份号码", "missing: 合同起始日"),
        ("姓名,身份证,合同起始日", "missing: 公民身份号码; unknown: 身份证"),
        ("姓名,姓名,公民身份号码,合同起始日", "twice: 姓名"),
    ],
)
def test_wrong_headings_are_named(line, said):
    found = refusal(f"{line}\n1,2,3\n".encode(), "a.csv")
    assert found.code == "SHEET_HEADINGS"
    assert said in str(found.sentence)


def test_a_value_under_no_heading_is_named_by_its_cell():
    found = refusal("姓名,公民身份号码,合同起始日\na,b,c\na,b,c,,x\n".encode(), "a.csv")
    assert found.code == "SHEET_HEADINGS"
    assert "E3" in str(found.sentence)


def test_merged_cells_are_refused_by_their_ranges():
    found = refusal(workbook(lambda book, page: page.merge_range("A3:B4", "张三")))
    assert found.code == "SHEET_MERGED"
    assert "A3:B4" in str(found.sentence)


def test_the_first_visible_sheet_is_read():
    def fill(book, page):
        shown = book.add_worksheet("shown")
        shown.write_row(0, 0, HEADERS)
        shown.write_row(1, 0, ["李四", "1", "2"])
        shown.activate()
        shown.set_first_sheet()
        page.hide()

    assert read_table(workbook(fill), "a.xlsx", HEADERS).rows[0].cells["姓名"] == "李四"


def test_formulas_of_another_sheet_are_not_taken_for_this_one():
    def fill(book, page):
        page.write_row(1, 0, ["张三", "1", "2"])
        book.add_worksheet("other").write_formula(1, 0, "=1+1")

    assert read_table(workbook(fill), "a.xlsx", HEADERS).rows[0].cells["姓名"].kind is Kind.TEXT


def far_corner(book, page):
    page.write_row(1, 0, ["张三", "1", "2"])
    page.write_string(1048575, 16383, "x")


def many_columns(book, page):
    page.write_string(0, spreadsheets.MAX_COLUMNS, "x")


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"", "a.xlsx", "SHEET_TYPE"),
        (b"%PDF-1.7", "a.xlsx", "SHEET_TYPE"),
        ("姓名\n1\n".encode(), "a.xlsx", "SHEET_TYPE"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "SHEET_OLD_FORMAT"),
        (b"x" * (spreadsheets.MAX_BYTES + 1), "a.csv", "SHEET_TOO_LARGE"),
        (b"a\n" * (spreadsheets.MAX_ROWS + 1), "a.csv", "SHEET_TOO_LARGE"),
        (b"a," * spreadsheets.MAX_COLUMNS + b"b\n", "a.csv", "SHEET_TOO_LARGE"),
        (b'"a"b\n', "a.csv", "SHEET_UNREADABLE"),
        (b" \n,,\n", "a.csv", "SHEET_EMPTY"),
        ("姓名,公民身份号码,合同起始日\n,,\n".encode(), "a.csv", "SHEET_NO_ROWS"),
        (workbook(lambda book, page: None), "a.xlsx", "SHEET_NO_ROWS"),
        (workbook(far_corner, constant_memory=False), "a.xlsx", "SHEET_TOO_LARGE"),
        (workbook(many_columns), "a.xlsx", "SHEET_TOO_LARGE"),
    ],
)
def test_what_is_wrong_with_the_file_is_said_once(content, filename, code):
    assert refusal(content, filename).code == code


GOOD = workbook(lambda book, page: page.write_row(1, 0, ["张三", "1", "2"]))
PAGE = "xl/worksheets/sheet1.xml"


def test_a_zip_bomb_is_not_unpacked():
    bomb = repacked(GOOD, "xl/styles.xml", lambda old: old + b" " * (MAX_UNPACKED + 1))
    assert len(bomb) < 200_000
    assert refusal(bomb).code == "SHEET_TOO_LARGE"


def test_a_zip_that_lies_about_its_sizes_is_not_unpacked():
    bomb = repacked(GOOD, PAGE, lambda old: old + b" " * (MAX_UNPACKED + 1))
    true = MAX_UNPACKED + 1 + len(zipfile.ZipFile(io.BytesIO(GOOD)).read(PAGE))
    lying = bomb.replace(true.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != bomb
    assert refusal(lying).code in {"SHEET_TOO_LARGE", "SHEET_UNREADABLE"}


@pytest.mark.parametrize(
    "change",
    [
        lambda old: b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + old.split(b"?>", 1)[1],
        lambda old: old[: len(old) // 2],
        lambda old: old.replace(b'r="A2"', b'r="A0"'),
    ],
)
def test_a_sheet_no_program_wrote_is_refused(change):
    assert refusal(repacked(GOOD, PAGE, change)).code == "SHEET_UNREADABLE"


def test_a_cell_without_a_reference_counts_on_from_the_one_before():
    bare = repacked(GOOD, PAGE, lambda old: old.replace(b'r="B2"', b""))
    assert read_table(bare, "a.xlsx", HEADERS).rows[0].cells["公民身份号码"] == "1"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_a_flipped_byte_is_read_or_refused_never_a_crash(position, value):
    broken = bytearray(GOOD)
    broken[position] = value
    with suppress(Refusal):
        read_table(bytes(broken), "a.xlsx", HEADERS)


def test_columns_are_named_as_spreadsheets_do():
    assert [column_letters(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_what_is_written_can_be_read_again():
    rows = [
        ["张三", 3, Decimal("1234.50"), date(2026, 3, 5), AT, None, True],
        ["=1+1", -1, Decimal("-0.01"), None, None, "+86", False],
    ]
    headers = ["姓名", "人数", "金额", "日期", "时间", "备注", "是"]
    sheet = read_table(write_workbook([Written("表", headers, rows)], made_at=AT), "a.xlsx", headers)
    assert [list(map(str, row.cells.values())) for row in sheet.rows] == [
        ["张三", "3", "1234.5", "2026-03-05", "2026-11-02 09:00", "", "TRUE"],
        ["=1+1", "-1", "-0.01", "", "", "+86", "FALSE"],
    ]
    assert sheet.rows[1].cells["姓名"].kind is Kind.TEXT


def test_written_text_is_never_computed_and_is_marked():
    content = write_workbook([Written("表", ["a"], [["=cmd|'/c calc'!A1"], ["http://x"], ["x"]])], made_at=AT)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        page = archive.read(PAGE)
        assert b"<f>" not in page
        assert b"hyperlink" not in page
        assert b'quotePrefix="1"' in archive.read("xl/styles.xml")


def test_equal_sheets_are_equal_bytes():
    assert len({write_workbook([Written("表", ["a"], [["x"]])], made_at=AT) for _ in range(2)}) == 1


def test_a_template_explains_its_headings():
    content = template("花名册", {"姓名": "与身份证一致", "公民身份号码": "18位"}, ["张三", "150102199003070011"])
    assert read_table(content, "a.xlsx", ["姓名", "公民身份号码"]).rows[0].cells["姓名"] == "张三"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "与身份证一致" in archive.read("xl/comments1.xml").decode()
