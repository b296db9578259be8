"""Forms of employment evidence. The paper is read in `prepare`, before any lock is taken."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import current_user
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from kernel.web import HouseForm
from settlement.contracts import present
from settlement.contracts.files import read_contracts
from settlement.contracts.models import Because, Outcome, SubjectKind, Term
from settlement.contracts.service import Paper, Terms

NEEDED = _l("Fill this in.")
PAGE = 100


def _paper(label) -> FileField:
    return FileField(
        label, [FileRequired(_l("Attach the paper that proves it."))], description=_l("PDF, PNG or JPEG, at most 20 MB")
    )


class PaperForm(HouseForm):
    """A row with the paper that proves it; `evidence` is ready after `prepare`."""

    def prepare(self) -> None:
        self.evidence = Paper(self.paper.data.read(), self.paper.data.filename)


class ContractForm(PaperForm):
    employer_name = StringField(_l("Employer"), [DataRequired(NEEDED), Length(max=120)])
    employer_code = StringField(_l("Unified social credit code"), [DataRequired(NEEDED), Length(max=18)])
    term = RadioField(
        _l("Kind of contract"), [InputRequired(_l("Choose one."))], choices=Term.choices(), default="fixed"
    )
    signed_on = DateField(_l("Signed on"), [InputRequired(NEEDED)])
    from_on = DateField(_l("First day"), [InputRequired(NEEDED)])
    to_on = DateField(_l("Last day"), [Optional()], description=_l("Of a fixed term only; the day itself counts"))
    filing_number = StringField(
        _l("Filing number"), [Optional(), Length(max=40)], description=_l("Of the employment filing, if there is one")
    )
    paper = _paper(_l("Signed contract"))

    @property
    def terms(self) -> Terms:
        return Terms(
            self.employer_code.data,
            self.employer_name.data,
            Term(self.term.data),
            self.signed_on.data,
            self.from_on.data,
            self.to_on.data,
            self.filing_number.data or None,
        )


class ExtensionForm(PaperForm):
    signed_on = DateField(_l("Signed on"), [InputRequired(NEEDED)])
    to_on = DateField(_l("New last day"), [InputRequired(NEEDED)])
    paper = _paper(_l("Signed agreement"))


class EndingForm(PaperForm):
    ended_on = DateField(_l("Last day of the contract"), [InputRequired(NEEDED)])
    because = SelectField(_l("Why it ended"), choices=Because.choices())
    paper = _paper(_l("Proof of the end"))


class LicenceForm(PaperForm):
    number = StringField(_l("Licence number"), [DataRequired(NEEDED), Length(max=40)])
    issued_on = DateField(_l("Issued on"), [InputRequired(NEEDED)])
    paper = _paper(_l("Copy of the licence"))


class ImportForm(PaperForm):
    """Contracts of a class from a file, with one scan of all of them."""

    file = FileField(
        _l("File"),
        [FileRequired(_l("Choose a file."))],
        description=_l("xlsx or csv, with the headings of the template"),
    )
    paper = _paper(_l("Scan of the signed contracts of this file"))

    def prepare(self) -> None:
        super().prepare()
        self.rows = read_contracts(self.file.data.read(), self.file.data.filename)


def _waiting() -> list[tuple[str, str]]:
    return [
        (f"{kind}-{row.id}", _("%(what)s of %(name)s", what=kind.label, name=row.line.name))
        for kind in SubjectKind
        for row in present.pending(kind, current_user, PAGE)
    ]


class VerifyForm(HouseForm):
    """Rows that wait, each a box to tick; one word and note for all that are ticked."""

    subjects = SelectMultipleField(
        _l("Rows"),
        [InputRequired(_l("Tick at least one row."))],
        choices=_waiting,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    outcome = RadioField(
        _l("Decision"),
        [InputRequired(_l("Choose one."))],
        choices=[(Outcome.VERIFIED.value, _l("True: verify")), (Outcome.REFUSED.value, _l("Not proved: refuse"))],
    )
    note = TextAreaField(_l("Note"), [Optional(), Length(max=1000)], description=_l("Needed when rows are refused"))

    @property
    def chosen(self) -> list[tuple[SubjectKind, int]]:
        pairs = (text.rpartition("-") for text in self.subjects.data)
        return [(SubjectKind(kind), int(key)) for kind, _dash, key in pairs]


class ReasonForm(HouseForm):
    because = TextAreaField(_l("Reason"), [DataRequired(_l("Give the reason.")), Length(max=1000)])
