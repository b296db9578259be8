"""Forms of institutions and of the accounts they are paid into."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from wtforms import BooleanField, EmailField, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, EqualTo, Length, Optional, ValidationError

from kernel import identifiers
from kernel.refusals import Refusal
from kernel.web import HouseForm
from tendering.institutions import queries
from tendering.institutions.models import Kind
from tendering.institutions.service import Profile

ACCEPTED = _l("PDF, PNG or JPEG, up to 20 MB each. After an error on this page choose the files again.")


def _counties() -> list[tuple[str, str]]:
    return [("", _l("Choose"))] + [
        (county.code, f"{league.name} {county.name}") for county, league in queries.counties()
    ]


class ProfileForm(HouseForm):
    """What an institution says of itself."""

    kind = RadioField(
        _l("Kind of institution"), [DataRequired(_l("Choose the kind of institution."))], choices=Kind.choices
    )
    legal_representative = StringField(
        _l("Legal representative"), [DataRequired(_l("Enter the legal representative.")), Length(max=60)]
    )
    contact_name = StringField(_l("Contact person"), [DataRequired(_l("Enter who may be asked.")), Length(max=60)])
    contact_phone = StringField(
        _l("Telephone of the contact person"),
        [DataRequired(_l("Enter a telephone number.")), Length(max=30)],
        description=_l("Seen by officers only."),
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )
    address = StringField(_l("Address"), [DataRequired(_l("Enter the address.")), Length(max=200)])
    description = TextAreaField(
        _l("What you teach"),
        [DataRequired(_l("Describe what you teach.")), Length(max=2000)],
        description=_l("Trades, teachers, rooms and equipment; shown to the public."),
    )

    @property
    def profile(self) -> Profile:
        return Profile(*(self[name].data.strip() for name in Profile._fields))


class RegisterForm(ProfileForm):
    """Self-registration: the organisation, its profile, its proofs and the account of the person who registers."""

    code = StringField(_l("Unified social credit code"), [DataRequired(_l("Enter the credit code.")), Length(max=40)])
    name = StringField(
        _l("Name of the institution"), [DataRequired(_l("Enter the full name, as in the licence.")), Length(max=120)]
    )
    county_code = SelectField(
        _l("County or district"),
        [DataRequired(_l("Choose the county or district of the registered address."))],
        choices=_counties,
    )
    evidence = MultipleFileField(
        _l("Licences and proofs"), [FileRequired(_l("Add at least the licence."))], description=ACCEPTED
    )
    email = EmailField(
        _l("E-mail"),
        [DataRequired(_l("Enter an e-mail address.")), Email(_l("This is not an e-mail address.")), Length(max=120)],
        description=_l("You sign in with it."),
        render_kw={"autocomplete": "email"},
    )
    password = PasswordField(
        _l("Password"),
        [DataRequired(_l("Choose a password.")), Length(min=10, message=_l("A password has at least ten characters."))],
        description=_l("At least ten characters."),
        render_kw={"autocomplete": "new-password"},
    )
    password_again = PasswordField(
        _l("Password, again"),
        [DataRequired(_l("Type the password once more.")), EqualTo("password", _l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )
    truth = BooleanField(
        _l("What is entered here is true; we know that false papers lead to exclusion and repayment."),
        [DataRequired(_l("Confirm that what you enter is true."))],
    )
    order = (
        "code",
        "name",
        "kind",
        "county_code",
        "legal_representative",
        "contact_name",
        "contact_phone",
        "address",
        "description",
        "evidence",
        "email",
        "password",
        "password_again",
        "truth",
    )

    def __iter__(self):
        return iter(
            sorted(
                self._fields.values(),
                key=lambda field: self.order.index(field.name) if field.name in self.order else -1,
            )
        )

    def validate_code(self, field) -> None:
        try:
            identifiers.organisation_code(field.data)
        except Refusal as refusal:
            raise ValidationError(refusal.sentence) from refusal

    def prepare(self) -> None:
        """Read the files and look up the league before any lock is taken."""
        self.uploads = [(file.read(), file.filename) for file in self.evidence.data]
        self.region_code = next(
            league.code for county, league in queries.counties() if county.code == self.county_code.data
        )


class AgainForm(ProfileForm):
    evidence = MultipleFileField(_l("More proofs"), [Optional()], description=ACCEPTED)

    def prepare(self) -> None:
        self.uploads = [(file.read(), file.filename) for file in self.evidence.data or () if file]


class ApproveForm(HouseForm):
    note = TextAreaField(_l("Remark"), [Length(max=1000)])


class ReasonForm(HouseForm):
    """Refusing, suspending and lifting each give a reason."""

    reason = TextAreaField(
        _l("Reason"), [DataRequired(_l("Give the reason; the institution reads it.")), Length(max=1000)]
    )


class AccountForm(HouseForm):
    """The account the institution asks to be paid into; its holder is the institution."""

    bank_name = StringField(
        _l("Bank and branch"), [DataRequired(_l("Enter the bank and its branch.")), Length(max=120)]
    )
    branch_code = StringField(
        _l("Branch number"),
        [DataRequired(_l("Enter the branch number."))],
        render_kw={"inputmode": "numeric"},
        description=_l("The twelve digits of the branch (联行号)."),
    )
    account = StringField(
        _l("Account number"),
        [DataRequired(_l("Enter the account number."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
        description=_l("The institution's own basic account."),
    )
    proof = FileField(
        _l("Paper of the bank"),
        [FileRequired(_l("Add the bank's paper that shows the account."))],
        description=ACCEPTED,
    )

    def prepare(self) -> None:
        self.upload = (self.proof.data.read(), self.proof.data.filename)


class ApproveAccountForm(HouseForm):
    account_again = StringField(
        _l("Account number, from the bank's paper"),
        [DataRequired(_l("Type the account number from the bank's paper."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
        description=_l("Typed by you, not copied: two people have then read the same number."),
    )
