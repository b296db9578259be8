"""Forms of bids, of the opening and of officers' keys."""

from flask import request
from flask_babel import lazy_gettext as _l
from flask_security import current_user
from flask_wtf.file import MultipleFileField
from wtforms import DecimalField, IntegerField, PasswordField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from kernel.access import load
from kernel.web import HouseForm
from tendering.bids import opening_service, queries, sealing
from tendering.bids.content import LABELS, TEXTS, WHOLE
from tendering.tenders.models import Tender


class SealedForm(HouseForm):
    """What a bidder fills in. Its fields never reach the server: the page's script seals them."""

    plan_summary = TextAreaField(
        LABELS["plan_summary"],
        [DataRequired(), Length(max=TEXTS["plan_summary"])],
        description=_l("Courses, hours, practice, examination, quality."),
    )
    teachers = IntegerField(
        LABELS["teachers"],
        [InputRequired(), NumberRange(0, WHOLE["teachers"])],
        description=_l("Full-time and part-time teachers of this trade."),
    )
    venue_sqm = IntegerField(LABELS["venue_sqm"], [InputRequired(), NumberRange(0, WHOLE["venue_sqm"])])
    equipment = TextAreaField(LABELS["equipment"], [DataRequired(), Length(max=TEXTS["equipment"])])
    past_rate = DecimalField(
        LABELS["past_rate"],
        [InputRequired(), NumberRange(0, 100)],
        render_kw={"step": "0.01"},
        description=_l(
            "Trainees employed with a labour contract or in business, of all who passed, "
            "in the last year; 0 where there were none."
        ),
    )
    service_plan = TextAreaField(LABELS["service_plan"], [DataRequired(), Length(max=TEXTS["service_plan"])])
    files = MultipleFileField(
        _l("Attached files"), [Optional()], description=_l("PDF, pictures or tables, at most 20 MB each.")
    )


class WithdrawForm(HouseForm):
    """Taking a bid back."""


class IdentityForm(HouseForm):
    """An officer's new opening key, under a passphrase that only he knows."""

    passphrase = PasswordField(
        _l("Passphrase"),
        [DataRequired(_l("Choose a passphrase."))],
        description=_l(
            "At least %(least)s characters. It is not stored and cannot be reset: "
            "without it your part of a key is lost.",
            least=sealing.SHORTEST_PASSPHRASE,
        ),
    )
    again = PasswordField(_l("Passphrase, again"), [DataRequired(_l("Write the passphrase a second time."))])

    def validate_again(self, field) -> None:
        if field.data != self.passphrase.data:
            raise ValidationError(_l("The two passphrases differ."))

    def prepare(self) -> None:
        self.key = sealing.make_identity(self.passphrase.data)


class HandOverForm(HouseForm):
    """The first officer's step."""

    to_id = SelectField(_l("Second opening officer"), [DataRequired(_l("Name an officer."))], coerce=int)
    passphrase = PasswordField(_l("Passphrase of your opening key"), [DataRequired(_l("Write your passphrase."))])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.tender = load(Tender, request.view_args["tender_id"])
        self.to_id.choices = [
            (officer.user_id, officer.user.name) for officer in queries.other_officers(self.tender, current_user)
        ]

    def prepare(self) -> None:
        self.sealed_share = opening_service.reseal(
            self.tender, to_id=self.to_id.data, passphrase=self.passphrase.data, actor=current_user
        )


class OpenForm(HouseForm):
    """The second officer's step."""

    passphrase = PasswordField(_l("Passphrase of your opening key"), [DataRequired(_l("Write your passphrase."))])

    def prepare(self) -> None:
        tender = load(Tender, request.view_args["tender_id"])
        self.read = opening_service.read_bids(tender, passphrase=self.passphrase.data, actor=current_user)
