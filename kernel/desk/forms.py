"""Forms of the desk."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField
from wtforms.validators import DataRequired, ValidationError

from kernel import clock
from kernel.web import HouseForm


class MoveClockForm(HouseForm):
    """Demonstration only: the legal day to move to, forward."""

    day = DateField(
        _l("Move to"),
        [DataRequired(_l("Choose a day."))],
        description=_l("Legal time only moves forward; nine in the morning of that day."),
    )
    back = HiddenField()

    def validate_day(self, field) -> None:
        if field.data <= clock.today():
            raise ValidationError(
                _l("Choose a day after %(today)s: legal time only moves forward.", today=clock.today())
            )
