"""Forms of awards."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from kernel.money import parse_yuan
from kernel.web import HouseForm
from tendering.evaluation import queries as evaluation
from tendering.tenders import queries as tenders
from tendering.tenders.models import LotKind
from tendering.tenders.notice_text import LEVELS


class ProposeForm(HouseForm):
    """Seats for the next in rank."""

    seats = IntegerField(
        _l("Seats"),
        [InputRequired(_l("Give the number of seats.")), NumberRange(1, 100000, _l("Give the number of seats."))],
    )


class ReasonForm(HouseForm):
    """A step that needs its reason."""

    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Give the reason.")), Length(max=2000)])


class EnterForm(HouseForm):
    """An award that was decided on paper."""

    title = StringField(_l("Title of the tender"), [DataRequired(_l("A tender needs a title.")), Length(max=120)])
    document = StringField(
        _l("Document of the award"), [DataRequired(_l("Name the document the award stands in.")), Length(max=200)]
    )
    decided_on = DateField(_l("Decided on"), [DataRequired(_l("Give the day of the decision."))])
    organisation_id = SelectField(_l("Institution"), [DataRequired(_l("Choose an institution."))], coerce=int)
    kind = RadioField(
        _l("Kind"), [DataRequired(_l("Choose a kind."))], choices=LotKind.choices(), default=LotKind.SKILL.value
    )
    trade = SelectField(_l("Trade and level"), [Optional()])
    seats = IntegerField(
        _l("Seats"),
        [InputRequired(_l("Give the number of seats.")), NumberRange(1, 100000, _l("Give the number of seats."))],
    )
    standard_yuan = StringField(_l("Standard (yuan a person)"), [DataRequired(_l("Give the standard."))])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation_id.choices = evaluation.institution_names()
        trades = [(f"{trade.code}/{trade.level}", f"{trade.name} {LEVELS[trade.level]}") for trade in tenders.trades()]
        self.trade.choices = [("", "—"), *trades]

    def validate_standard_yuan(self, field) -> None:
        try:
            self.standard_fen = parse_yuan(field.data)
        except ValueError as error:
            raise ValidationError(_l("Write an amount in yuan, like 800 or 800.00.")) from error

    def validate_trade(self, field) -> None:
        if self.kind.data == LotKind.SKILL and not field.data:
            raise ValidationError(_l("A skill lot needs its trade and level."))

    @property
    def columns(self) -> dict:
        """What `service.enter` takes."""
        code, _, level = self.trade.data.partition("/")
        names = ("title", "document", "decided_on", "organisation_id", "kind", "seats")
        chosen = {name: self[name].data for name in names}
        return {**chosen, "trade_code": code or None, "level": level or None, "standard_fen": self.standard_fen}
