"""Forms of holds."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from kernel.web import HouseForm


class ReleaseForm(HouseForm):
    note = TextAreaField(_l("What was found"), [InputRequired(), Length(max=1000)])
