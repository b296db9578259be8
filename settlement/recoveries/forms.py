"""Forms of recoveries."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from kernel.money import NotMoney, parse_yuan
from kernel.web import HouseForm
from settlement.recoveries.models import Way


class SuggestForm(HouseForm):
    way = RadioField(_l("What is to be done"), [InputRequired()], choices=Way.choices())
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=1000)])


class DecideForm(HouseForm):
    """`amount_fen` is what the decider saw: a later run may have moved it."""

    outcome = RadioField(_l("Decision"), [InputRequired()], choices=[("agree", _l("Agree")), ("back", _l("Send back"))])
    note = TextAreaField(_l("Note"), [InputRequired(), Length(max=1000)])
    amount_fen = HiddenField()

    def validate_amount_fen(self, field) -> None:
        if not (field.data or "").isdecimal():
            raise ValidationError(_l("Open this page anew."))


class ReceiptForm(HouseForm):
    amount = StringField(_l("Amount, yuan"), [InputRequired()])
    received_on = DateField(_l("Received on"), [InputRequired()])
    reference = StringField(_l("Reference of the receipt"), [InputRequired(), Length(max=60)])

    def validate_amount(self, field) -> None:
        try:
            parse_yuan(field.data)
        except NotMoney as wrong:
            raise ValidationError(_l("Enter an amount in yuan with at most two decimals, like 1,234.50.")) from wrong
