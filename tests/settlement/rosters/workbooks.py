"""Real xlsx and csv files of rosters, sound and broken, as people hand them in."""

import csv
import io
import zipfile
from datetime import date

import xlsxwriter

HEADINGS = ("姓名", "公民身份号码", "联系电话", "人员类别", "失业金起", "失业金止")


def xlsx(rows, *, headings=HEADINGS, merge=None, numbers_as_text=True):
    """A workbook: dates become date cells, numbers number cells, ("formula", "=1+1") a formula, text stays text."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("花名册")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for row, values in enumerate([headings, *rows]):
            for column, value in enumerate(values):
                _write(page, row, column, value, day)
        if merge:
            page.merge_range(merge, "张三")
    return made.getvalue()


def _write(page, row, column, value, day):
    match value:
        case None:
            return
        case ("formula", text):
            page.write_formula(row, column, text, None, "张三")
        case date():
            page.write_datetime(row, column, value, day)
        case int() | float():
            page.write_number(row, column, value)
        case _:
            page.write_string(row, column, value)


def csv_bytes(rows, *, headings=HEADINGS, encoding="utf-8-sig"):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([["" if value is None else str(value) for value in row] for row in rows])
    return text.getvalue().encode(encoding)


def zip_bomb():
    """A workbook of some hundred kilobytes that unpacks to more than two hundred megabytes."""
    whole, made = xlsx([("张三", "x", "", "", None, None)]), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = content.replace(b"</sheetData>", b"<!--" + b" " * 220_000_000 + b"--></sheetData>")
            new.writestr(name, content)
    return made.getvalue()
