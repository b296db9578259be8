"""Forms of budget lines."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from kernel.money import NotMoney, parse_yuan
from kernel.web import HouseForm
from tendering.budget import queries


def _codes() -> list[tuple[str, str]]:
    return [(item.code, f"{item.code} {item.name}") for item in queries.codes()]


class AmountForm(HouseForm):
    """A sum typed in yuan, read to the fen as `amount_fen`."""

    amount_fen = 0

    def validate_amount(self, field) -> None:
        try:
            self.amount_fen = parse_yuan(field.data)
        except NotMoney as wrong:
            raise ValidationError(_l("This is not an amount in yuan with at most two decimals.")) from wrong


class EnterForm(AmountForm):
    year = IntegerField(_l("Budget year"), [InputRequired(_l("Enter the year."))], render_kw={"inputmode": "numeric"})
    code = SelectField(_l("Item of the classification"), [DataRequired(_l("Choose an item."))], choices=_codes)
    name = StringField(_l("Name of the line"), [DataRequired(_l("The line needs a name.")), Length(max=80)])
    amount = StringField(
        _l("Amount in yuan"),
        [DataRequired(_l("Enter the amount."))],
        render_kw={"inputmode": "decimal"},
        description=_l("For example 1,250,000.00"),
    )


class AgainForm(AmountForm):
    name = StringField(_l("Name of the line"), [DataRequired(_l("The line needs a name.")), Length(max=80)])
    amount = StringField(
        _l("Amount in yuan"), [DataRequired(_l("Enter the amount."))], render_kw={"inputmode": "decimal"}
    )


class ConfirmForm(HouseForm):
    """Confirming asks nothing more; the consequence stands beside the button."""


class ReturnForm(HouseForm):
    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Say what has to be put right.")), Length(max=1000)])
