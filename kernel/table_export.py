"""A table's filtered whole as a workbook."""

import io
import re

from flask import Response, send_file
from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.db import db
from kernel.refusals import Refusal
from kernel.spreadsheets import Written, write_workbook

LONGEST = 100_000  # rows; the file is made in memory
MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(table) -> Response:
    """The file, named by the table and the legal day. Refuses EXPORT_TOO_LONG beyond 100,000 rows."""
    if table.count > LONGEST:
        raise Refusal(
            "EXPORT_TOO_LONG",
            _l(
                "This has %(count)s rows; at most %(most)s go into one file, so narrow it first.",
                count=table.count,
                most=LONGEST,
            ),
        )
    columns = [column for column in table.columns if column.label]
    rows = ([column.written(row) for column in columns] for row in _stream(table))
    name = re.sub(r"[\[\]:*?/\\]", " ", str(table.caption))
    content = write_workbook([Written(name, [str(column.label) for column in columns], rows)])
    filename = f"{name}-{clock.today():%Y%m%d}.xlsx"
    return send_file(io.BytesIO(content), mimetype=MEDIA, as_attachment=True, download_name=filename)


def _stream(table):
    result = db.session.execute(table.ordered.execution_options(yield_per=1000))
    return result.scalars() if table.is_of_entities else result
