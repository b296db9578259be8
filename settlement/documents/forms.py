"""The form in which a policy document is drafted: every option of the rule, and the cost behind each standard."""

from flask_babel import lazy_gettext as _l
from flask_security import current_user
from wtforms import (
    DateField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp, StopValidation

from kernel.web import HouseForm
from settlement.documents import options
from settlement.documents.fields import PercentField, YuanField
from settlement.documents.models import Kind
from settlement.documents.queries import superseding_choices
from settlement.documents.reading import read_form
from settlement.persons.groups import Group

BLANK_ROWS = 6
LEVELS = [("", "—"), *((str(n), str(n)) for n in range(5, 0, -1))]
NEEDED = _l("Fill this in.")


def _id(text) -> int | None:
    return int(text) if text not in (None, "", "None") else None


def _superseding() -> list[tuple]:
    earlier = superseding_choices(current_user.region_code)
    return [("", "—"), *((document.id, f"{document.number} {document.title}") for document in earlier)]


def _choice(label, choices: list, default: str) -> RadioField:
    return RadioField(label, [InputRequired(NEEDED)], choices=choices, default=default)


def _years_where_asked(form, field) -> None:
    """A number of years is needed where an open-ended contract covers so many at once, and nowhere else."""
    if field.data is None:
        field.errors = []
        raise StopValidation(_l("Say how many years.") if form.open_ended.data == "years" else None)


class StandardRow(Form):
    """One standard: for whom, how much, and the cost it rests on. A row in which nothing is typed is left out."""

    kind = SelectField(_l("Kind"), choices=Kind.choices())
    trade = StringField(
        _l("Trade code"),
        [Optional(), Length(max=20), Regexp(r"[^/@*\s]+$", message=_l("A code has none of / @ * in it."))],
    )
    trade_name = StringField(_l("Trade"), [Optional(), Length(max=80)])
    level = SelectField(_l("Level"), choices=LEVELS)
    group = SelectField(_l("Group"), choices=[("", "—"), *Group.choices()])
    standard = YuanField(_l("Standard in yuan"))
    training = YuanField(_l("Training cost in yuan"))
    appraisal = YuanField(_l("Appraisal cost in yuan"))
    source = StringField(_l("Source of the costs"), [Length(max=200)])

    def validate(self, extra_validators=None) -> bool:
        if self.is_blank:
            return True
        sound = super().validate(extra_validators)
        for field in (self.standard, self.training, self.appraisal, self.source):
            if not (field.data or "").strip():
                field.errors = [*field.errors, _l("A standard shows the cost it rests on and its source.")]
                sound = False
        return sound

    @property
    def is_blank(self) -> bool:
        typed = (self.trade, self.trade_name, self.standard, self.training, self.appraisal, self.source)
        return not any((field.data or "").strip() for field in typed)

    @property
    def key(self) -> str:
        """The look-up key of policy.md."""
        trade = self.trade.data or "*"
        level = f"/{self.level.data}" if self.level.data and self.trade.data else ""
        return f"{trade}{level}" + (f"@{self.group.data}" if self.group.data else "")


class BandRow(Form):
    at_least = PercentField(_l("Employed, per cent at least"))
    pay = PercentField(_l("Paid, per cent of the standard"))


class DocumentForm(HouseForm):
    """`policy` and `costs` are ready after `prepare`; what the rule refuses is led to its field."""

    number = StringField(
        _l("Issuing number"), [DataRequired(NEEDED), Length(max=60)], description=_l("For example 呼人社发〔2026〕12号")
    )
    title = StringField(_l("Title"), [DataRequired(NEEDED), Length(max=200)])
    in_force_from = DateField(_l("In force from"), [DataRequired(NEEDED)])
    in_force_to = DateField(
        _l("In force to"), [Optional()], description=_l("This day included; empty: until superseded")
    )
    supersedes = SelectField(
        _l("Supersedes"), choices=_superseding, coerce=_id, description=_l("It then ends the day before this one")
    )
    standards = FieldList(
        FormField(StandardRow),
        _l("Standards per person and the cost behind each"),
        min_entries=BLANK_ROWS,
        max_entries=400,
    )
    uplift_skill = YuanField(_l("Uplift for a contract of a year or more, skill training"), [InputRequired(NEEDED)])
    uplift_startup = YuanField(
        _l("Uplift for a contract of a year or more, start-up training"), [InputRequired(NEEDED)]
    )
    extension_per_year = YuanField(
        _l("For each further full year"),
        [InputRequired(NEEDED)],
        default="200.00",
        description=_l("The notice says 200 yuan (clause 6)"),
    )
    no_job_percent = PercentField(
        _l("Passed, without a job: per cent of the standard"), [InputRequired(NEEDED)], default="100.00"
    )
    fail_percent = PercentField(
        _l("Appraisal failed: per cent of the standard"), [InputRequired(NEEDED)], default="0.00"
    )
    bands = FieldList(
        FormField(BandRow), _l("Bands of the class's employment, the highest first"), min_entries=4, max_entries=10
    )
    window_from = _choice(_l("A contract counts when signed from"), options.WINDOW_FROM, "class_opening")
    window_months = IntegerField(
        _l("Months after the last class day"), [InputRequired(NEEDED), NumberRange(0, 50)], default=6
    )
    extension_mode = _choice(_l("How years are counted"), options.EXTENSION_MODE, "term")
    years_count = _choice(_l("Years count"), options.YEARS_COUNT, "signed")
    max_years = IntegerField(
        _l("Most years counted"), [Optional(), NumberRange(1, 50)], description=_l("Empty: no limit")
    )
    open_ended = _choice(_l("Open-ended contracts"), options.OPEN_ENDED, "served")
    open_ended_years = IntegerField(
        _l("Years of an open-ended contract"),
        [_years_where_asked, NumberRange(1, 50)],
        description=_l("Only where a fixed number of years was chosen"),
    )
    task_based = _choice(_l("Contracts until a task is done"), options.TASK_BASED, "none")
    licence_uplift = YuanField(_l("Addition for a business licence, at least"), [InputRequired(NEEDED)], default="0.00")
    repeat_rule = _choice(_l("How often one person is subsidised"), options.REPEAT_RULE, "once_per_kind_per_year")
    clawback = _choice(_l("When less is due than was paid"), options.CLAWBACK, "propose")

    def prepare(self) -> None:
        self.policy, self.costs = read_form(self, current_user.region_code)


class ReasonForm(HouseForm):
    because = TextAreaField(_l("Reason"), [DataRequired(_l("Give the reason.")), Length(max=1000)])


class CountersignForm(HouseForm):
    """No field but the token: the page shows the whole document that is signed."""
