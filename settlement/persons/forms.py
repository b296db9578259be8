"""Forms of merging two rows of one human being."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from kernel.web import HouseForm

NUMBER = _l("Type the whole citizen number.")


class ProposeForm(HouseForm):
    """Two numbers of one human being, and how that is known."""

    number = StringField(
        _l("Number that was entered wrongly or is no longer valid"), [DataRequired(NUMBER), Length(max=18)]
    )
    into_number = StringField(
        _l("Number that stands"),
        [DataRequired(NUMBER), Length(max=18)],
        description=_l("Both numbers must stand on a roster already; 15 digits are read as the 18 they became."),
    )
    because = TextAreaField(
        _l("How this is known"),
        [DataRequired(_l("Say how this is known.")), Length(max=1000)],
        description=_l("For example a proof of the police; do not write a whole number here."),
    )


class DecideForm(HouseForm):
    decision = RadioField(
        _l("Decision"),
        [InputRequired(_l("Choose one."))],
        choices=[("merge", _l("One person: merge")), ("refuse", _l("Two persons: refuse"))],
    )
    note = TextAreaField(_l("Reason"), [DataRequired(_l("Give the reason.")), Length(max=1000)])
