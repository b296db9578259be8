"""Forms of classes, rosters and appraisals. Files are read in `prepare`, before any lock is taken."""

from flask_babel import lazy_gettext as _l
from flask_security import current_user
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from kernel.web import HouseForm
from settlement.persons.groups import Group
from settlement.rosters import files, present
from settlement.rosters.models import AppraisalResult

NEEDED = _l("Fill this in.")


def _awards() -> list[tuple]:
    return [
        (
            award.id,
            " · ".join(
                [award.organisation.name, award.lot.trade_name, award.lot.level or "—", award.tender.number, str(left)]
            ),
        )
        for award, left in present.awards_with_seats(current_user)
    ]


class OpenForm(HouseForm):
    award_id = SelectField(
        _l("Award"),
        [InputRequired(_l("Choose an award."))],
        coerce=int,
        choices=_awards,
        description=_l("Institution, trade and level, tender, seats left"),
    )
    seats = IntegerField(
        _l("Seats of this class"), [InputRequired(NEEDED), NumberRange(1, 500, _l("Between 1 and 500 seats."))]
    )
    opened_on = DateField(
        _l("Opening day"),
        [InputRequired(NEEDED)],
        description=_l("The policy document in force on this day is pinned to the class"),
    )
    ended_on = DateField(_l("Last class day"), [InputRequired(NEEDED)])
    place = StringField(_l("Place of the class"), [DataRequired(NEEDED), Length(max=120)])


class FileForm(HouseForm):
    """A file of rows; `rows` is ready after `prepare`."""

    file = FileField(
        _l("File"),
        [FileRequired(_l("Choose a file."))],
        description=_l("xlsx or csv, with the headings of the template"),
    )
    reader = staticmethod(files.read_roster)

    def prepare(self) -> None:
        self.rows = type(self).reader(self.file.data.read(), self.file.data.filename)


class AppraisalFileForm(FileForm):
    reader = staticmethod(files.read_appraisals)


class LineForm(HouseForm):
    """One trainee by hand, under the rules of the file."""

    name = StringField(_l("Name"), [DataRequired(NEEDED)])
    number = StringField(_l("Citizen number"), [DataRequired(NEEDED)])
    phone = StringField(_l("Telephone"), [Optional()])
    group = SelectField(_l("Group"), choices=Group.choices())
    benefit_from = DateField(_l("Unemployment benefit from"), [Optional()])
    benefit_to = DateField(_l("Unemployment benefit to"), [Optional()])
    note = StringField(_l("Note"), [Optional(), Length(max=200)])

    def prepare(self) -> None:
        names = ("name", "number", "phone", "group", "benefit_from", "benefit_to", "note")
        self.line = files.typed_line(**{name: self[name].data for name in names})


class ReplaceForm(LineForm):
    because = TextAreaField(_l("Reason"), [DataRequired(_l("Give the reason.")), Length(max=500)])


class ReasonForm(HouseForm):
    because = TextAreaField(_l("Reason"), [DataRequired(_l("Give the reason.")), Length(max=1000)])


class VerifyForm(HouseForm):
    note = TextAreaField(_l("Note"), [Optional(), Length(max=1000)], description=_l("What was checked, and how"))


class ConfirmForm(HouseForm):
    """No field but the token."""


class AppraisalForm(HouseForm):
    result = RadioField(_l("Appraisal result"), [InputRequired(_l("Choose one."))], choices=AppraisalResult.choices())
    appraised_on = DateField(_l("Day of the appraisal"), [InputRequired(NEEDED)])
    certificate = StringField(_l("Certificate number"), [Optional(), Length(max=60)])
