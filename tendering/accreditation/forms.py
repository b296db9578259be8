"""Forms of accreditations."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from kernel.web import HouseForm
from tendering.accreditation import queries
from tendering.institutions.queries import leagues


def _leagues() -> list[tuple[str, str]]:
    return [(league.code, league.name) for league in leagues()]


class OpenForm(HouseForm):
    """A new application."""

    region_code = SelectField(
        _l("League or city"), [DataRequired(_l("Choose the league or city that accredits."))], choices=_leagues
    )
    base_name = StringField(_l("Name of the base"), [DataRequired(_l("The base needs a name.")), Length(max=120)])
    address = StringField(_l("Address"), [DataRequired(_l("Enter the address.")), Length(max=200)])


class ProofForm(HouseForm):
    """One file for one point of the checklist; which points there are, the view knows."""

    criterion_code = SelectField(
        _l("Point of the checklist"), [DataRequired(_l("Choose the point."))], validate_choice=False
    )
    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))], description=_l("PDF, PNG or JPEG, up to 20 MB."))
    expires_on = DateField(_l("Valid until"), [Optional()], description=_l("Where the paper carries a last day."))

    def prepare(self) -> None:
        self.upload = {"content": self.file.data.read(), "filename": self.file.data.filename}


class PlainForm(HouseForm):
    """A step that asks nothing more; its consequence stands beside the button."""


class ReviewForm(HouseForm):
    """What two people found on the spot."""

    visited_on = DateField(_l("Visited on"), [DataRequired(_l("Enter the day of the visit."))])
    visitor = StringField(_l("First visitor"), [DataRequired(_l("Name who visited.")), Length(max=60)])
    second_visitor = StringField(
        _l("Second visitor"), [DataRequired(_l("A visit is made by two people; name both.")), Length(max=60)]
    )
    met = SelectMultipleField(
        _l("Points that are met"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    score = IntegerField(
        _l("Score"),
        [InputRequired(_l("Enter the score.")), NumberRange(0, 100, _l("A score lies between 0 and 100."))],
        description=_l("Of 100."),
    )
    findings = TextAreaField(_l("Findings"), [DataRequired(_l("Write what was found.")), Length(max=4000)])
    is_recommended = BooleanField(
        _l("We recommend that the base be accredited"), description=_l("Only when every point is met.")
    )


class GrantForm(HouseForm):
    valid_from = DateField(_l("Valid from"), [DataRequired(_l("Enter the first day."))])
    valid_to = DateField(
        _l("Valid until"), [DataRequired(_l("Enter the last day."))], description=_l("That day included.")
    )


class ReasonForm(HouseForm):
    reason = TextAreaField(
        _l("Reason"), [DataRequired(_l("Give the reason; the institution reads it.")), Length(max=1000)]
    )


class EnterForm(GrantForm):
    """An accreditation decided on paper."""

    organisation_id = SelectField(
        _l("Institution"), [DataRequired(_l("Choose the institution."))], coerce=int, choices=queries.approved_choices
    )
    number = StringField(
        _l("Number of the paper"), [DataRequired(_l("Enter the number of the decision.")), Length(max=40)]
    )
    base_name = StringField(_l("Name of the base"), [DataRequired(_l("The base needs a name.")), Length(max=120)])
    address = StringField(_l("Address"), [DataRequired(_l("Enter the address.")), Length(max=200)])
    document = FileField(
        _l("The paper"),
        [FileRequired(_l("Add a scan of the decision."))],
        description=_l("PDF, PNG or JPEG, up to 20 MB."),
    )

    def prepare(self) -> None:
        self.upload = (self.document.data.read(), self.document.data.filename)
