"""The form by which one year's announcement of working days is entered from a file."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from kernel import spreadsheets
from kernel.calendar import Announced
from kernel.refusals import Refusal
from kernel.web import HouseForm

# the file's own words: the announcement is Chinese, and so is its table
HEADINGS = {"日期": "2027-01-01", "上班或休息": "上班、休息", "名称": "元旦、调休上班"}
WORKED = {"上班": True, "休息": False}


class AnnouncementForm(HouseForm):
    """`rows` holds the announced days once the file was read; refuses as `read_table` does, and BAD_ANNOUNCEMENT."""

    source = StringField(
        _l("Number of the announcement"),
        [DataRequired(), Length(max=200)],
        description=_l("As printed on it, for example 国办发明电〔2026〕7号."),
    )
    file = FileField(
        _l("File"),
        [FileRequired(_l("Choose a file."))],
        description=_l("xlsx or csv with the headings of the template."),
    )

    def prepare(self) -> None:
        sheet = spreadsheets.read_table(self.file.data.read(), self.file.data.filename, list(HEADINGS))
        self.rows = [_announced(row) for row in sheet.rows]


def _announced(row: spreadsheets.Row) -> Announced:
    day, worked, name = (row.cells[heading] for heading in HEADINGS)
    try:
        return Announced(date.fromisoformat(day), WORKED[worked], str(name) or _("holiday"))
    except (ValueError, KeyError):
        sentence = _l("Row %(row)s: give a date like 2027-01-01, and 上班 or 休息.", row=row.number)
        raise Refusal("BAD_ANNOUNCEMENT", sentence, field="file") from None
