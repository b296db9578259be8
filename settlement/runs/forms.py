"""Forms of runs."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from kernel.web import HouseForm


class ConfirmListForm(HouseForm):
    without = StringField(
        _l("Lines not claimed"),
        [Optional(), Regexp(r"^\s*\d+(\s*[,，]\s*\d+)*\s*$", message=_l("Line numbers, separated by commas."))],
        description=_l("Numbers of lines that you do not claim, separated by commas; leave empty to claim all."),
    )

    @property
    def numbers(self) -> list[int]:
        return [int(word) for word in (self.without.data or "").replace("，", ",").split(",") if word.strip()]


class CloseForm(HouseForm):
    """A button with its consequence."""


class NoteForm(HouseForm):
    note = TextAreaField(_l("Opinion"), [Optional(), Length(max=1000)], description=_l("What was checked, and how."))


class ReasonForm(HouseForm):
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=1000)])


class AssignForm(HouseForm):
    line_no = IntegerField(
        _l("Line number"),
        [InputRequired(), NumberRange(1)],
        description=_l("The line of this run that the objection is about."),
    )
