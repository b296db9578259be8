"""The fields of a bid as the opening reads them out of its container; the same names stand in the bidder's form."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from flask_babel import lazy_gettext as _l

from kernel import sniffing
from kernel.attachments import MAX_BYTES
from tendering.bids.container import Contents, SealedFile

TEXTS = {"plan_summary": 8000, "equipment": 4000, "service_plan": 8000}
WHOLE = {"teachers": 100_000, "venue_sqm": 10_000_000}
LABELS = {
    "plan_summary": _l("Training plan"),
    "equipment": _l("Equipment"),
    "service_plan": _l("Employment service plan"),
    "teachers": _l("Teachers"),
    "venue_sqm": _l("Venue (m²)"),
    "past_rate": _l("Past employment rate (%)"),
}


@dataclass(frozen=True)
class Read:
    """A bid as it was read: the columns of `BidContent` and its files, or the `fault` that makes it invalid."""

    bid_id: int
    version_id: int
    columns: dict | None = None
    files: tuple[SealedFile, ...] = ()
    fault: str | None = None


class Unfit(ValueError):
    """What is in the container does not meet the form; `sentence` says what."""

    def __init__(self, sentence):
        super().__init__(sentence)
        self.sentence = sentence


def columns(contents: Contents) -> dict:
    """The columns of `BidContent`; Unfit with a sentence where a field is missing or no number."""
    fields = contents.fields
    read = {name: _text(fields, name, most) for name, most in TEXTS.items()}
    read |= {name: _whole(fields, name, most) for name, most in WHOLE.items()}
    return {**read, "past_rate_hundredths": _rate(fields)}


def files(contents: Contents) -> tuple[SealedFile, ...]:
    """The files, each one that the store accepts; Unfit otherwise."""
    for file in contents.files:
        found = sniffing.media_type(file.content)
        if (
            not 0 < len(file.content) <= MAX_BYTES
            or found is None
            or not file.name.lower().endswith(sniffing.ENDINGS[found])
        ):
            raise Unfit(_l("The file “%(name)s” is not a PDF, picture or table of at most 20 MB.", name=file.name))
    return contents.files


def _text(fields: dict, name: str, most: int) -> str:
    text = fields.get(name, "").strip()
    if not 0 < len(text) <= most:
        raise Unfit(_l("“%(field)s” is missing or too long.", field=LABELS[name]))
    return text


def _whole(fields: dict, name: str, most: int) -> int:
    text = fields.get(name, "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 12 and int(text) <= most):
        raise Unfit(_l("“%(field)s” is not a whole number.", field=LABELS[name]))
    return int(text)


def _rate(fields: dict) -> int:
    try:
        rate = Decimal(fields.get("past_rate", "").strip())
    except InvalidOperation as error:
        raise Unfit(_l("“%(field)s” is not a number.", field=LABELS["past_rate"])) from error
    hundredths = rate * 100 if rate.is_finite() else Decimal(-1)
    if not 0 <= hundredths <= 10000 or hundredths != int(hundredths):
        raise Unfit(_l("“%(field)s” lies between 0 and 100, with two decimals at most.", field=LABELS["past_rate"]))
    return int(hundredths)
