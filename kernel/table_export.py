"""A table's filtered whole as a workbook, row by row: memory stays small however long the table is."""

import tempfile
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from flask import Response, send_file
from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.db import db
from kernel.refusals import Refusal

LONGEST = 1_048_575
MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(table) -> Response:
    """The file, named by the table and the legal day. Refuses EXPORT_TOO_LONG beyond what a sheet can hold."""
    if table.count > LONGEST:
        raise Refusal(
            "EXPORT_TOO_LONG",
            _l("This has %(count)s rows, more than a sheet can hold; narrow it first.", count=table.count),
        )
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    _write(table, target)
    target.seek(0)
    return send_file(
        target, mimetype=MEDIA, as_attachment=True, download_name=f"{table.caption}-{clock.today():%Y%m%d}.xlsx"
    )


def _write(table, target) -> None:
    columns = [column for column in table.columns if column.label]
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        book.set_properties({"created": clock.local(clock.now()).replace(tzinfo=None)})
        kinds = _kinds(book)
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, 14 if column.is_number else 22)
            sheet.write_string(0, at, str(column.label), kinds["head"])
        for number, row in enumerate(_stream(table), start=1):
            for at, column in enumerate(columns):
                _cell(sheet, number, at, column.written(row), kinds)


def _stream(table):
    result = db.session.execute(table.ordered.execution_options(yield_per=1000))
    return result.scalars() if table.is_of_entities else result


def _kinds(book) -> dict:
    formats = {
        "head": {"bold": True, "bottom": 1},
        "money": {"num_format": "#,##0.00"},
        "whole": {"num_format": "#,##0"},
        "day": {"num_format": "yyyy-mm-dd"},
        "moment": {"num_format": "yyyy-mm-dd hh:mm"},
    }
    return {
        name: book.add_format({"font_name": "Microsoft YaHei", "font_size": 10, **form})
        for name, form in formats.items()
    }


def _cell(sheet, row: int, at: int, value, kinds: dict) -> None:
    """Text is written as text whatever it begins with: a name that looks like a formula stays a name."""
    if value is None:
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, at, value, kinds["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, at, datetime.combine(value, datetime.min.time()), kinds["day"])
    elif isinstance(value, Decimal):
        sheet.write_number(row, at, value, kinds["money"])
    elif isinstance(value, int):
        sheet.write_number(row, at, value, kinds["whole"])
    else:
        sheet.write_string(row, at, str(value))
