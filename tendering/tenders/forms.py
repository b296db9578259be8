"""Forms of tenders."""

from flask_babel import lazy_gettext as _l
from flask_security import current_user
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from kernel import clock
from kernel.money import parse_yuan
from kernel.web import HouseForm
from tendering.budget import queries as budget
from tendering.tenders import queries
from tendering.tenders.models import FactorKind, LotKind
from tendering.tenders.notice_text import LEVELS
from tendering.tenders.rules import Regime

GROUPS = [
    ("", _l("All persons of the document")),
    ("unemployed", _l("Registered unemployed")),
    ("rural", _l("Rural migrant workers")),
    ("graduate", _l("Graduates")),
    ("school_leaver", _l("School leavers")),
    ("poor_family", _l("Children of poor families")),
    ("hardship", _l("People with difficulty finding work")),
]


class ShanghaiField(DateTimeLocalField):
    """A moment as people write it in Shanghai; `.data` is aware."""

    def process_formdata(self, valuelist):
        super().process_formdata(valuelist)
        if self.data is not None:
            self.data = self.data.replace(tzinfo=clock.SHANGHAI)

    def process_data(self, value):
        self.data = value and clock.local(value)


class TenderForm(HouseForm):
    """The head of a draft."""

    title = StringField(_l("Title"), [DataRequired(_l("A tender needs a title.")), Length(max=120)])
    regime = RadioField(
        _l("Regime"),
        [DataRequired(_l("Choose the law the tender follows."))],
        choices=Regime.choices(),
        default=Regime.PROCUREMENT.value,
    )
    budget_line_id = SelectField(_l("Budget line"), [DataRequired(_l("Choose a confirmed budget line."))], coerce=int)
    documents_until = DateField(
        _l("Documents available until"), [DataRequired(_l("Give the last day of the documents."))]
    )
    deadline_at = ShanghaiField(
        _l("Deadline for bids and opening"),
        [DataRequired(_l("Give the deadline."))],
        description=_l("At least 20 days after issue; the day of issue is not counted."),
    )
    committee_size = IntegerField(
        _l("Members of the evaluation committee"),
        [InputRequired(_l("Give a whole number.")), NumberRange(1, 99, _l("Give a whole number."))],
        default=5,
        description=_l("Odd, at least five; two thirds of them experts."),
    )
    opening_place = StringField(_l("Place of opening"), [DataRequired(_l("Name the place.")), Length(max=120)])
    contact = StringField(_l("Contact"), [DataRequired(_l("Name a contact.")), Length(max=120)])
    requirements = TextAreaField(
        _l("Requirements"), [DataRequired(_l("Write what is required of bidders.")), Length(max=8000)]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        lines = budget.confirmed(current_user.region_code, clock.today().year)
        self.budget_line_id.choices = [(line.id, f"{line.code} {line.name} ({line.year})") for line in lines]


class LotForm(HouseForm):
    """One lot of a draft."""

    kind = RadioField(
        _l("Kind"), [DataRequired(_l("Choose a kind."))], choices=LotKind.choices(), default=LotKind.SKILL.value
    )
    trade = SelectField(
        _l("Trade and level"), [Optional()], description=_l("For skill training; with its published cost a person.")
    )
    county_code = SelectField(_l("Place"), [Optional()])
    group = SelectField(_l("For whom"), [Optional()], choices=GROUPS)
    seats = IntegerField(
        _l("Seats"),
        [InputRequired(_l("Give the number of seats.")), NumberRange(1, 100000, _l("Give the number of seats."))],
    )
    standard_yuan = StringField(
        _l("Standard (yuan a person)"),
        [DataRequired(_l("Give the standard."))],
        description=_l("The standard of the policy document in force."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.trade.choices = [("", "—")] + [
            (
                f"{trade.code}/{trade.level}",
                f"{trade.name} {LEVELS[trade.level]} · {trade.code} · ¥{trade.cost_fen // 100}",
            )
            for trade in queries.trades()
        ]
        self.county_code.choices = [("", _l("The whole region"))] + [
            (county.code, county.name) for county in queries.counties(current_user.region_code)
        ]

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
        """What `service.add_lot` takes."""
        code, _, level = self.trade.data.partition("/")
        return {
            "kind": self.kind.data,
            "trade_code": code or None,
            "level": level or None,
            "group": self.group.data or None,
            "county_code": self.county_code.data or None,
            "seats": self.seats.data,
            "standard_fen": self.standard_fen,
        }


class FactorForm(HouseForm):
    """One factor of a draft."""

    kind = SelectField(_l("Kind"), [DataRequired(_l("Choose a kind."))], choices=FactorKind.choices())
    name = StringField(_l("Factor"), [DataRequired(_l("Name the factor.")), Length(max=60)])
    points = IntegerField(
        _l("Points"),
        [InputRequired(_l("Give the points, 1 to 100.")), NumberRange(1, 100, _l("Give the points, 1 to 100."))],
    )
    standard = TextAreaField(_l("How it is judged"), [DataRequired(_l("Say how it is judged.")), Length(max=2000)])
    is_objective = BooleanField(_l("Objective: all members give the same points"))


class OfficersForm(HouseForm):
    """The three who open."""

    first = SelectField(_l("First opening officer"), [DataRequired(_l("Name an officer."))], coerce=int)
    second = SelectField(_l("Second opening officer"), [DataRequired(_l("Name an officer."))], coerce=int)
    third = SelectField(
        _l("Third opening officer"),
        [DataRequired(_l("Name an officer."))],
        coerce=int,
        description=_l("Takes the place of one who is absent."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(user.id, user.name) for user in queries.opening_officers(current_user.region_code)]
        for place, field in enumerate((self.first, self.second, self.third)):
            field.choices = choices
            if not self.is_submitted() and len(choices) > place:
                field.data = choices[place][0]

    def validate_third(self, field) -> None:
        if len({self.first.data, self.second.data, field.data}) != 3:
            raise ValidationError(_l("Name three different opening officers of this region."))


class NoteForm(HouseForm):
    """A step with an optional remark."""

    note = TextAreaField(_l("Remark"), [Optional(), Length(max=2000)])


class ReasonForm(HouseForm):
    """A step that needs its reason."""

    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Give the reason.")), Length(max=2000)])


class ChangeForm(HouseForm):
    """A change of a published tender."""

    text = TextAreaField(_l("What changes"), [DataRequired(_l("Write what changes.")), Length(max=4000)])
    deadline_at = ShanghaiField(
        _l("New deadline"),
        [Optional()],
        description=_l("Needed when fewer than 15 days are left to the deadline; never earlier than it is now."),
    )


class NumberForm(HouseForm):
    """A number that is not law, as the region sets it."""

    value = IntegerField(_l("Value"), [InputRequired(_l("Give a whole number."))])
    note = StringField(
        _l("Basis of the setting"), [DataRequired(_l("Say what the setting rests on.")), Length(max=500)]
    )
