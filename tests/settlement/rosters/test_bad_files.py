"""A roster file with every kind of bad row: one clear sentence each, the good rows kept, nothing half-saved."""

from datetime import date

import pytest

from kernel.i18n import unpack
from kernel.refusals import Refusal
from settlement.rosters import lines_service, present
from settlement.rosters.files import read_roster
from tests.factories.settlement_evidence import citizen
from tests.settlement.rosters.workbooks import HEADINGS, csv_bytes, xlsx, zip_bomb

JOBLESS = "城镇登记失业人员"
GOOD = ("好人", citizen(900), "13800000000", JOBLESS, None, None)
TAIL = ("13800000001", "农村转移就业劳动者", None, None)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def _wrong_check(number):
    return number[:-1] + ("0" if number[-1] != "0" else "1")


# (what is wrong, the row, the column it is reported under, words of its sentence)
ROWS = [
    ("wrong check digit", ("张一", _wrong_check(citizen(1)), *TAIL), "公民身份号码", "校验位"),
    ("no such birth date", ("张一", "150102199902301237", *TAIL), "公民身份号码", "出生日期不存在"),
    ("future birth date", ("张一", citizen(2, born=date(2031, 1, 1)), *TAIL), "公民身份号码", "出生日期晚于今天"),
    ("missing name", (None, citizen(3), *TAIL), "姓名", "未填写"),
    ("missing number", ("张一", None, *TAIL), "公民身份号码", "未填写"),
    ("formula cell", (("formula", "=A1"), citizen(4), *TAIL), "姓名", "公式"),
    ("text like a formula =", ("=HYPERLINK(1)", citizen(5), *TAIL), "姓名", "公式"),
    ("text like a formula +", ("+张一", citizen(6), *TAIL), "姓名", "公式"),
    ("text like a formula -", ("-张一", citizen(7), *TAIL), "姓名", "公式"),
    ("text like a formula @", ("@张一", citizen(8), *TAIL), "姓名", "公式"),
    ("full-width formula", ("＝张一", citizen(9), *TAIL), "姓名", "公式"),
    ("full-width plus", ("＋张一", citizen(10), *TAIL), "姓名", "公式"),
    ("full-width minus", ("－张一", citizen(11), *TAIL), "姓名", "公式"),
    ("full-width at", ("＠张一", citizen(12), *TAIL), "姓名", "公式"),
    ("full-width digits", ("张一", citizen(13).translate(FULL_WIDTH), *TAIL), "公民身份号码", "全角"),
    ("space inside the number", ("张一", f"{citizen(14)[:6]} {citizen(14)[6:]}", *TAIL), "公民身份号码", "空格"),
    ("letters in the number", ("张一", "15010219800101ABCD", *TAIL), "公民身份号码", "18 位"),
    ("number too short", ("张一", "1501021980", *TAIL), "公民身份号码", "18 位"),
    ("stored as a number", ("张一", 150102198001010159, *TAIL), "公民身份号码", "数值"),
    ("scientific notation", ("张一", "1.50102E+17", *TAIL), "公民身份号码", "数值"),
    ("name too long", ("张" * 41, citizen(15), *TAIL), "姓名", "40"),
    ("control character", ("张\x01一", citizen(16), *TAIL), "姓名", "不可见"),
    ("digits in the name", ("张3", citizen(17), *TAIL), "姓名", "不应有的字符"),
    ("unknown group", ("张一", citizen(18), "13800000001", "其他人员", None, None), "人员类别", "只能填写"),
    ("missing group", ("张一", citizen(19), "13800000001", None, None, None), "人员类别", "未填写"),
    ("benefit reversed", ("张一", citizen(20), None, JOBLESS, date(2026, 5, 1), date(2026, 4, 1)), "失业金止", "早于"),
    ("benefit without a start", ("张一", citizen(21), None, JOBLESS, None, date(2026, 4, 1)), "失业金起", "起始"),
    ("date typed as text", ("张一", citizen(22), None, JOBLESS, "2026-04-01", None), "失业金起", "文本"),
    ("date as a number", ("张一", citizen(23), None, JOBLESS, 46113, None), "失业金起", "日期"),
    ("malformed phone", ("张一", citizen(24), "1380000", JOBLESS, None, None), "联系电话", "电话"),
    ("full-width phone", ("张一", citizen(25), "１３８００００００００", JOBLESS, None, None), "联系电话", "电话"),
    ("duplicate in the file", ("好人二", citizen(900), *TAIL), "公民身份号码", "第2行"),
]  # fmt: skip
ONLY_XLSX = {"formula cell", "date typed as text", "date as a number", "stored as a number"}


def _said(kept):
    return [(row, column, unpack(sentence)) for row, column, sentence in kept.faults]


@pytest.mark.parametrize(("row", "column", "words"), [case[1:] for case in ROWS], ids=[case[0] for case in ROWS])
def test_each_kind_of_bad_row_gets_one_sentence_and_the_good_row_is_kept(app, factories, row, column, words):
    opened, actor = factories.open_class()
    kept = lines_service.import_lines(opened, read_roster(xlsx([GOOD, row]), "花名册.xlsx"), actor=actor)
    [(number, under, sentence)] = _said(kept)
    assert (number, under) == (3, column)
    assert words in sentence
    assert [line.name for line in present.current_lines(opened.id)] == ["好人"]


def test_a_file_of_every_bad_row_says_one_sentence_a_row_and_loses_no_good_one(app, factories):
    opened, actor = factories.open_class()
    rows = [GOOD, *(case[1] for case in ROWS), ("末人", citizen(901), *TAIL)]
    kept = lines_service.import_lines(opened, read_roster(xlsx(rows), "花名册.xlsx"), actor=actor)
    assert [number for number, _column, _sentence in _said(kept)] == list(range(3, len(ROWS) + 3))
    assert [line.name for line in present.current_lines(opened.id)] == ["好人", "末人"]
    assert kept.refused_id is not None


def test_the_same_rows_in_csv_say_the_same(app, factories):
    cases = [case for case in ROWS if case[0] not in ONLY_XLSX and case[0] != "control character"]
    opened, actor = factories.open_class()
    content = csv_bytes([GOOD, *(case[1] for case in cases)])
    kept = lines_service.import_lines(opened, read_roster(content, "花名册.csv"), actor=actor)
    assert [(column, True) for _row, column, _said_ in _said(kept)] == [(case[2], True) for case in cases]
    for (_row, _column, sentence), case in zip(_said(kept), cases, strict=True):
        assert case[3] in sentence, case[0]


def test_dates_written_out_are_dates_in_csv(app, factories):
    opened, actor = factories.open_class()
    rows = [("张一", citizen(30), "", JOBLESS, "2026-4-1", "2026/10/01")]
    lines_service.import_lines(opened, read_roster(csv_bytes(rows, encoding="gb18030"), "a.csv"), actor=actor)
    [line] = present.current_lines(opened.id)
    assert (line.benefit_from, line.benefit_to) == (date(2026, 4, 1), date(2026, 10, 1))


def test_a_fifteen_digit_number_is_read_as_the_eighteen_it_became(app, factories):
    opened, actor = factories.open_class()
    lines_service.import_lines(opened, read_roster(xlsx([("张一", "150102670401131", *TAIL)]), "a.xlsx"), actor=actor)
    [line] = present.current_lines(opened.id)
    assert line.number_masked == "1501************" + line.person.number[-2:]
    assert line.person.number.startswith("15010219670401131")


FILES = [
    ("wrong heading", xlsx([GOOD], headings=("名字", *HEADINGS[1:])), "a.xlsx", "SHEET_HEADINGS"),
    ("missing column", xlsx([GOOD[:5]], headings=HEADINGS[:5]), "a.xlsx", "SHEET_HEADINGS"),
    ("heading twice", xlsx([GOOD], headings=("姓名", "姓名", *HEADINGS[1:])), "a.xlsx", "SHEET_HEADINGS"),
    ("merged cells", xlsx([GOOD], merge="A3:B4"), "a.xlsx", "SHEET_MERGED"),
    ("headings only", xlsx([]), "a.xlsx", "SHEET_NO_ROWS"),
    ("empty workbook", xlsx([], headings=()), "a.xlsx", "SHEET_EMPTY"),
    ("empty file", b"", "a.xlsx", "SHEET_TYPE"),
    ("a picture", b"\x89PNG\r\n\x1a\n" + b"0" * 100, "a.png", "SHEET_TYPE"),
    ("a picture named xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 100, "a.xlsx", "SHEET_TYPE"),
    ("an old workbook", b"\xd0\xcf\x11\xe0" + b"0" * 100, "a.xls", "SHEET_OLD_FORMAT"),
    ("a damaged workbook", xlsx([GOOD])[:-300], "a.xlsx", None),
    ("too many rows", csv_bytes([GOOD] * 20_001), "a.csv", "SHEET_TOO_LARGE"),
]


@pytest.mark.parametrize(("content", "filename", "code"), [case[1:] for case in FILES], ids=[case[0] for case in FILES])
def test_a_file_that_is_no_roster_is_refused_as_a_whole(app, content, filename, code):
    with pytest.raises(Refusal) as refused:
        read_roster(content, filename)
    assert refused.value.code == code or (code is None and refused.value.code in ("SHEET_TYPE", "SHEET_UNREADABLE"))
    assert str(refused.value.sentence)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(app):
    bomb = zip_bomb()
    assert len(bomb) < 1_000_000
    with pytest.raises(Refusal, match="SHEET_TOO_LARGE"):
        read_roster(bomb, "a.xlsx")
