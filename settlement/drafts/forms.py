"""Forms of the region's day and of drafts that are asked for."""

from flask import request
from flask_babel import lazy_gettext as _l
from flask_security import current_user
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, NumberRange

from kernel.access import load
from kernel.web import HouseForm
from settlement.drafts import service
from settlement.drafts.models import DraftRequest


class DayForm(HouseForm):
    day = IntegerField(
        _l("Day of the month"),
        [InputRequired(), NumberRange(1, 31)],
        description=_l("1 to 31; in a month that is shorter, its last day."),
    )


class AskForm(HouseForm):
    period = StringField(
        _l("Period"),
        [InputRequired()],
        description=_l("A month that is over, like 2026-10; its last day is the cut-off."),
    )


class CancelForm(HouseForm):
    """A button. The drafting is told to stop before the write begins, which would wait for it to end."""

    def prepare(self) -> None:
        service.stop(load(DraftRequest, request.view_args["request_id"]), actor=current_user)
