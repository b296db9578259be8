"""Forms of the evaluation."""

from decimal import Decimal

from flask import abort, request
from flask_babel import lazy_gettext as _l
from flask_security import current_user
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from kernel.access import load
from kernel.web import HouseForm
from tendering.bids.models import Bid
from tendering.evaluation import queries
from tendering.evaluation.models import Because, InterestKind
from tendering.tenders.models import Factor, Tender


class InterestForm(HouseForm):
    """A relation to an institution."""

    organisation_id = SelectField(_l("Institution"), [DataRequired(_l("Choose an institution."))], coerce=int)
    kind = SelectField(_l("Relation"), [DataRequired(_l("Choose the relation."))], choices=InterestKind.choices())
    ended_on = DateField(_l("Ended on"), [Optional()], description=_l("Empty while it lasts."))
    note = StringField(_l("Remark"), [Optional(), Length(max=500)])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation_id.choices = queries.institution_names()


class QualifyForm(HouseForm):
    """The buyer's check of one bidder."""

    outcome = RadioField(
        _l("Outcome"),
        [DataRequired(_l("Say whether the bidder qualifies."))],
        choices=[("yes", _l("Qualified")), ("no", _l("Not qualified"))],
    )
    reason = TextAreaField(
        _l("Reason"), [Optional(), Length(max=2000)], description=_l("Needed where a bidder does not qualify.")
    )


class DrawForm(HouseForm):
    """Who sits for the buyer; the rest are drawn."""

    representatives = SelectMultipleField(
        _l("Buyer's representatives"),
        [Optional()],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("At most a third of the seats; all other seats are drawn from the experts of the region."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {
            user.id: user
            for user in queries.possible_representatives(load(Tender, request.view_args["tender_id"]))
            if user.id != current_user.id
        }
        self.representatives.choices = [(user.id, user.name) for user in self.people.values()]

    @property
    def chosen(self) -> list:
        return [self.people[user_id] for user_id in self.representatives.data]


class AcceptForm(HouseForm):
    """The declaration of every member."""

    declared = BooleanField(
        _l("I have no relation to any of these bidders, nor had one in the last three years"),
        [DataRequired(_l("Declare it, or stand aside."))],
    )


class StandAsideForm(HouseForm):
    """Leaving one's seat."""

    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Give the reason.")), Length(max=2000)])


class CorrectForm(HouseForm):
    """A permitted correction."""

    points = DecimalField(
        _l("Points"),
        [
            InputRequired(_l("Give the points.")),
            NumberRange(0, 100, _l("Give the points.")),
            lambda form, field: two_decimals(form, field),
        ],
        places=2,
    )
    because = RadioField(_l("Why it is corrected"), [DataRequired(_l("Say why."))], choices=Because.choices())
    note = TextAreaField(_l("Explanation"), [DataRequired(_l("Explain the correction.")), Length(max=2000)])


class ReportForm(HouseForm):
    """The text of the report."""

    text = TextAreaField(
        _l("Report"),
        [DataRequired(_l("Write the report.")), Length(max=20000)],
        description=_l(
            "Course of the evaluation, what speaks for each place, what was left out and "
            "why. The places are reckoned by the system."
        ),
    )


class SignForm(HouseForm):
    """A member's signature."""

    dissent = TextAreaField(
        _l("Dissenting opinion"), [Optional(), Length(max=4000)], description=_l("Empty where you agree.")
    )


def score_form() -> HouseForm:
    """The form of one member and lot: one field for every bid and factor, each in its factor's range."""
    found, lot = queries.duty_lot(current_user, request.view_args["member_id"], request.view_args["lot_id"]) or abort(
        404
    )
    fields = {
        name(bid, factor): _points(bid, factor) for bid in queries.qualified(lot) for factor in found.tender.factors
    }
    return type("ScoreForm", (HouseForm,), fields)()


def name(bid: Bid, factor: Factor) -> str:
    return f"bid{bid.id}_factor{factor.id}"


def two_decimals(_form, field) -> None:
    if field.data is not None and field.data * 100 != int(field.data * 100):
        raise ValidationError(_l("Points have two decimals at most."))


def _points(bid: Bid, factor: Factor) -> DecimalField:
    sentence = _l("Give points from 0 to %(most)s.", most=factor.points)
    return DecimalField(
        f"{bid.organisation.name} · {factor.name}",
        [InputRequired(sentence), NumberRange(0, factor.points, sentence), two_decimals],
        places=2,
        render_kw={"step": "0.01", "min": 0, "max": factor.points},
    )


def hundredths(points: Decimal) -> int:
    """Points as they are kept."""
    return int(points * 100)
