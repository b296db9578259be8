"""What is typed about payments."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, RadioField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from kernel import clock
from kernel.money import NotMoney, parse_yuan
from kernel.web import HouseForm
from settlement.payments import bank_file
from settlement.payments.models import PaymentState


def _today():
    return clock.today()


class SendForm(HouseForm):
    """Sending asks for the password only."""


class BatchForm(HouseForm):
    """The file for the bank holds account numbers in clear: it asks for the password."""


class AnswerForm(HouseForm):
    """What the bank says of one payment."""

    answer = RadioField(
        _l("The bank's answer"),
        [DataRequired(_l("Choose what the bank says."))],
        choices=[
            (PaymentState.SUCCESS.value, PaymentState.SUCCESS.label),
            (PaymentState.FAILED.value, PaymentState.FAILED.label),
            (PaymentState.UNKNOWN.value, PaymentState.UNKNOWN.label),
            (PaymentState.RETURNED.value, PaymentState.RETURNED.label),
        ],
    )
    on = DateField(_l("Day of the answer"), [DataRequired(_l("Enter the day."))], default=_today)
    bank_note = StringField(
        _l("The bank's words"), [Length(max=200)], description=_l("Serial number of the receipt, or the bank's reason.")
    )

    def validate_bank_note(self, field) -> None:
        if self.answer.data in (PaymentState.FAILED, PaymentState.RETURNED) and not (field.data or "").strip():
            raise ValidationError(_l("Enter the bank's reason."))


class AnswersForm(HouseForm):
    """The bank's return file (回盘), read before any lock is taken: `answers` is ready for the verb."""

    file = FileField(
        _l("Return file"),
        [FileRequired(_l("Choose the bank's file."))],
        description=_l("xlsx or csv with the columns 附言, 结果, 日期, 说明; 结果 is 成功, 失败, 不明 or 退回."),
    )

    def prepare(self) -> None:
        self.answers = bank_file.read(self.file.data.read(), self.file.data.filename)


class CashBackForm(HouseForm):
    amount = StringField(_l("Amount, yuan"), [DataRequired(_l("Enter the amount."))])
    received_on = DateField(_l("Received on"), [DataRequired(_l("Enter the day."))], default=_today)
    reference = StringField(_l("Receipt number"), [DataRequired(_l("Enter the receipt's number.")), Length(max=60)])

    def validate_amount(self, field) -> None:
        try:
            self.amount_fen = parse_yuan(field.data)
        except NotMoney:
            raise ValidationError(_l("Enter an amount like 1234.50.")) from None
