"""Forms of entitlements: putting a person of a class on hold."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length, Optional

from kernel.web import HouseForm
from settlement.holds.models import BY_ASSESSMENT, HoldReason, MustAct


class HoldForm(HouseForm):
    reason = SelectField(
        _l("Reason"), choices=[(word.value, word.label) for word in HoldReason if word not in BY_ASSESSMENT]
    )
    must_act = SelectField(_l("Who must act"), choices=MustAct.choices())
    note = TextAreaField(_l("What has to be cleared up"), [Optional(), Length(max=1000)])
