"""Forms of funds."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from kernel.money import NotMoney, parse_yuan
from kernel.web import HouseForm
from settlement.funds.models import DEFAULT_ORDER, Source


def yuan(form, field) -> None:
    """The field holds an amount in yuan; `amount_of` reads it as fen."""
    try:
        parse_yuan(field.data or "")
    except NotMoney as wrong:
        raise ValidationError(_l("Enter an amount in yuan with at most two decimals, like 1,234.50.")) from wrong


def amount_of(field) -> int | None:
    return parse_yuan(field.data) if (field.data or "").strip() else None


class OpenForm(HouseForm):
    year = IntegerField(_l("Year"), [InputRequired(), NumberRange(2000, 2100)])
    source_order = StringField(
        _l("Order of sources"),
        [InputRequired(), Length(max=200)],
        default=", ".join(DEFAULT_ORDER),
        description=_l("Persons fall whole to the first of these that still holds enough, in this order."),
    )

    def validate_source_order(self, field) -> None:
        if not set(self.order) <= {source.value for source in Source}:
            raise ValidationError(_l("Name sources among: %(all)s.", all=", ".join(Source)))

    @property
    def order(self) -> list[str]:
        return [word.strip() for word in self.source_order.data.split(",") if word.strip()]


class AppropriateForm(HouseForm):
    source = SelectField(_l("Source"), choices=Source.choices())
    amount = StringField(_l("Amount, yuan"), [InputRequired(), yuan])
    document_number = StringField(_l("Document number"), [InputRequired(), Length(max=80)])
    dated_on = DateField(_l("Dated"), [InputRequired()])
    insurance_balance = StringField(
        _l("Last year's balance of the unemployment-insurance fund, yuan"),
        [Optional(), yuan],
        description=_l("For a draw only: all draws of a year are at most half of it (clause 3)."),
    )
    statement = TextAreaField(
        _l("Statement on benefits"),
        [Optional(), Length(max=1000)],
        description=_l("For a draw only: that unemployment benefits are paid in full and on time."),
    )
