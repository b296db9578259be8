"""Forms of funds."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from kernel.money import NotMoney, format_yuan, parse_yuan
from kernel.web import HouseForm
from settlement.funds.models import DEFAULT_ORDER, Fund, Sharing, Source, Way
from settlement.funds.opening_service import LARGEST_WEIGHT
from settlement.funds.sharing import Shares


def yuan(form, field) -> None:
    """The field holds an amount in yuan; `amount_of` reads it as fen."""
    try:
        parse_yuan(field.data or "")
    except NotMoney as wrong:
        raise ValidationError(_l("Enter an amount in yuan with at most two decimals, like 1,234.50.")) from wrong


def amount_of(field) -> int | None:
    return parse_yuan(field.data) if (field.data or "").strip() else None


class SourcesForm(Form):
    """A number for each source that the fund uses."""


class WaysForm(Form):
    """What becomes of each source's money."""


for place, each in enumerate(DEFAULT_ORDER, 1):
    number = IntegerField(each.label, [Optional(), NumberRange(1, LARGEST_WEIGHT)], default=place)
    setattr(SourcesForm, each.value, number)
for each in [*DEFAULT_ORDER, Source.INSURANCE]:
    setattr(WaysForm, each.value, RadioField(each.label, [Optional()], choices=Way.choices()))


class OpenForm(HouseForm):
    """One number a source: its place in the list, or its part of the whole."""

    year = IntegerField(_l("Year"), [InputRequired(), NumberRange(2000, 2100)])
    sharing = RadioField(_l("How vouchers are shared among the sources"), choices=Sharing.choices(), default="order")
    sources = FormField(
        SourcesForm,
        _l("Sources"),
        description=_l(
            "By an ordered list: the place, 1 first; each person falls whole to the first source that still "
            "holds enough. By ratio: the parts, such as 2 and 1; each voucher's total is split, the odd fen goes to "
            "the largest remainder. Leave empty what this fund does not use."
        ),
    )

    def validate(self, extra_validators=None) -> bool:
        if not super().validate(extra_validators):
            return False
        if not self.numbers:
            self.form_errors.append(_l("Give at least one source a number."))
        elif self.weights is None and len(set(self.numbers.values())) != len(self.numbers):
            self.form_errors.append(_l("In the ordered list each place is taken once."))
        return not self.form_errors

    @property
    def numbers(self) -> dict[Source, int]:
        return {source: self.sources.data[source] for source in DEFAULT_ORDER if self.sources.data[source] is not None}

    @property
    def order(self) -> list[Source]:
        """By ratio the sources keep the order in which the page shows them; of equal remainders the earlier wins."""
        return sorted(self.numbers, key=self.numbers.get) if self.weights is None else list(self.numbers)

    @property
    def weights(self) -> list[int] | None:
        return list(self.numbers.values()) if self.sharing.data == Sharing.RATIO else None


class OpenInsuranceForm(HouseForm):
    year = IntegerField(_l("Year"), [InputRequired(), NumberRange(2000, 2100)])


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

    def draw_for(self, fund: Fund) -> None:
        """Ask only what this fund can take."""
        self.source.choices = [(source.value, source.label) for source in fund.order]
        if Source.UNEMPLOYMENT_FUND not in fund.order:
            del self.insurance_balance, self.statement


class CloseForm(HouseForm):
    """`ways` has a choice for each source; only those with money left are shown."""

    ways = FormField(WaysForm, _l("What becomes of the money that is left"))
    document_number = StringField(
        _l("Decision it rests on"), [InputRequired(), Length(max=80)], description=_l("Number of the paper.")
    )

    def draw_for(self, left: Shares) -> None:
        for source in [*DEFAULT_ORDER, Source.INSURANCE]:
            if source in left:
                self.ways[source].description = _l("%(yuan)s yuan are left.", yuan=format_yuan(left[source]))
            else:
                del self.ways.form[source.value]
        if not left:
            del self.ways

    @property
    def chosen(self) -> dict[Source, Way]:
        return {Source(name): Way(way) for name, way in self.ways.data.items() if way}


class DecideForm(HouseForm):
    """`left_fen` is what the decider saw."""

    outcome = RadioField(_l("Decision"), [InputRequired()], choices=[("agree", _l("Agree")), ("back", _l("Send back"))])
    note = TextAreaField(_l("Note"), [Optional(), Length(max=1000)])
    left_fen = HiddenField()

    def validate_left_fen(self, field) -> None:
        if not (field.data or "").isdecimal():
            raise ValidationError(_l("Open this page anew."))
