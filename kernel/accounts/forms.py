"""Forms of account administration."""

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_security import current_user
from wtforms import EmailField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from kernel.accounts import queries
from kernel.organisations.queries import acting_regions
from kernel.web import HouseForm


class OpenAccountForm(HouseForm):
    """Who signs in, as what, for which region or organisation."""

    name = StringField(_l("Name"), [DataRequired(), Length(max=60)])
    email = EmailField(_l("E-mail"), [DataRequired(), Length(max=120)], description=_l("The person signs in with it."))
    role = SelectField(_l("Role"), [DataRequired()])
    region_code = SelectField(_l("Region"), [DataRequired()])
    organisation_id = SelectField(
        _l("Organisation"),
        coerce=lambda text: int(text) if text else None,
        description=_l("Only for people who act for an institution; they see their institution's rows only."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        regions = [
            region
            for region in acting_regions()
            if current_user.sees_all_regions or region.code == current_user.region_code
        ]
        self.role.choices = current_app.extensions["roles"].choices()
        self.region_code.choices = [(region.code, region.name) for region in regions]
        known = queries.organisations_of([region.code for region in regions])
        self.organisation_id.choices = [("", _l("None"))] + [(each.id, each.name) for each in known]

    def validate_email(self, field) -> None:
        try:
            validate_email(field.data, check_deliverability=False)
        except EmailNotValidError:
            raise ValidationError(_l("This is not an e-mail address.")) from None
        if queries.by_email(field.data):
            raise ValidationError(_l("There is an account with this e-mail already."))


class ReasonForm(HouseForm):
    """A step on an account and why it is taken."""

    note = TextAreaField(_l("Reason"), [DataRequired(), Length(max=500)], description=_l("Kept in the audit record."))
