"""Forms of notices and objections."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from kernel.web import HouseForm
from tendering.notices.models import ObjectionState


def _outcomes() -> list[tuple[str, object]]:
    return [(word.value, word.label) for word in (ObjectionState.UPHELD, ObjectionState.DISMISSED)]


class ReviseForm(HouseForm):
    """The next version of a notice: what is put right, and why."""

    title = StringField(_l("Title"), [DataRequired(_l("A notice needs a title.")), Length(max=200)])
    correction = TextAreaField(
        _l("Correction"),
        [DataRequired(_l("Write what is corrected, as it shall be read."))],
        description=_l("Stands above the earlier text; every version stays readable."),
    )
    reason = StringField(_l("Reason"), [DataRequired(_l("A correction gives its reason.")), Length(max=500)])
    publicity_ends_on = DateField(
        _l("Publicity ends on"), [Optional()], description=_l("Only to prolong a publicity that is running.")
    )


class ObjectionForm(HouseForm):
    """An objection of a named person or of an institution."""

    name = StringField(
        _l("Your name"),
        [DataRequired(_l("An objection needs the name of who lodges it.")), Length(max=60)],
        description=_l("Name and contact are seen only by the officers who answer."),
    )
    contact = StringField(
        _l("Telephone or address"), [DataRequired(_l("Say how you can be reached.")), Length(max=120)]
    )
    text = TextAreaField(
        _l("Objection"),
        [
            DataRequired(_l("Write what you object to.")),
            Length(min=10, max=4000, message=_l("Write between 10 and 4,000 characters.")),
        ],
        description=_l("Facts and, where you can, where they may be checked."),
    )


class AnswerForm(HouseForm):
    """The answer to an objection."""

    outcome = RadioField(
        _l("Outcome"),
        [DataRequired(_l("Say whether the objection is upheld."))],
        choices=_outcomes,
    )
    answer = TextAreaField(
        _l("Answer"),
        [DataRequired(_l("An answer gives its reasons.")), Length(max=4000)],
        description=_l("Shown to whoever lodged the objection, and in the history."),
    )
