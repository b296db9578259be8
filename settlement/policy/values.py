"""Reading single values of a document or a case: each reader takes (value, where) and refuses with the given code."""

import re
from datetime import date, datetime

from kernel.money import NotMoney, hundredths
from settlement.policy.refusals import N_, PolicyRefusal

MOST_FEN = 10**14  # a million million yuan; beyond it the columns could overflow
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Reader:
    """Reads values and refuses them under one code, naming key and value."""

    def __init__(self, code):
        self.code = code

    def refuse(self, template, **params):
        """Raise the refusal; a value is named as it was written, shortened when it is long."""
        shown = {key: _shown(value) if key == "value" else value for key, value in params.items()}
        raise PolicyRefusal(self.code, template, **shown)

    def mapping(self, value, where, keys=None):
        """A mapping without its null entries; refuses anything else, and a key that is not among `keys`."""
        if not isinstance(value, dict):
            self.refuse(N_("{key} must be a set of named values, not {value}."), key=where, value=value)
        for key in value if keys is not None else ():
            if key not in keys:
                self.refuse(N_("{key} has an unknown key: {value}."), key=where, value=key)
        return {key: entry for key, entry in value.items() if entry is not None}

    def sequence(self, value, where):
        """A list, or an empty one for null."""
        if value is None:
            return []
        if not isinstance(value, (list, tuple)):
            self.refuse(N_("{key} must be a list, not {value}."), key=where, value=value)
        return list(value)

    def required(self, mapping, name, where):
        """The value under a name; refuses a mapping that lacks it."""
        if mapping.get(name) is None:
            self.refuse(N_("{key} is missing."), key=_under(where, name))
        return mapping[name]

    def one_of(self, value, where, known):
        """A word of a known few."""
        if not isinstance(value, str) or value not in known:
            words = ", ".join(known)
            self.refuse(N_("{key} must be one of {known}, not {value}."), key=where, value=value, known=words)
        return value

    def text(self, value, where):
        """Text, or None for null; a whole number is taken as the text it was written with."""
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(N_("{key} must be text, not {value}."), key=where, value=value)
        return str(value)

    def whole(self, value, where, least, most):
        """A whole number within a range, both ends included."""
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.refuse(
                N_("{key} must be a whole number from {least} to {most}, not {value}."),
                key=where, value=value, least=least, most=most,
            )  # fmt: skip
        return value

    def amount(self, value, where, least=0):
        """Yuan as whole fen; refuses a third decimal, and what is below the least or too large."""
        number = self._hundredths(value, where)
        if number < least:
            self.refuse(N_("{key} must not be negative: {value}."), key=where, value=value)
        if abs(number) > MOST_FEN:
            self.refuse(N_("{key} is larger than an amount can be: {value}."), key=where, value=value)
        return number

    def percent(self, value, where):
        """Per cent from 0 to 100 as whole hundredths."""
        number = self._hundredths(value, where)
        if not 0 <= number <= 10000:
            self.refuse(N_("{key} must lie between 0 and 100 per cent, not {value}."), key=where, value=value)
        return number

    def day(self, value, where):
        """A legal date, or None for null; text must be written as 2009-03-31."""
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        found = _calendar_day(value) if isinstance(value, str) and ISO_DAY.fullmatch(value) else None
        if found is None:
            return self.refuse(N_("{key} must be a date such as 2009-03-31, not {value}."), key=where, value=value)
        return found

    def _hundredths(self, value, where):
        try:
            return hundredths(value)
        except NotMoney:
            return self.refuse(
                N_("{key} must be a number with at most two decimals, not {value}."), key=where, value=value
            )  # fmt: skip


def _under(where, name):
    return f"{where}.{name}" if where else name


def _shown(value):
    text = "true" if value is True else "false" if value is False else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _calendar_day(text):
    """The day, or None where the calendar has no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
