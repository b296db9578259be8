"""Citizen numbers (公民身份号码, GB 11643) and unified social credit codes (GB 32100), checked by python-stdnum.

What was typed is never repaired in silence: full-width digits and blanks inside are refused, each in its own words.
"""

import re
from datetime import date

from flask_babel import lazy_gettext as _l
from stdnum import numdb
from stdnum.cn import ric, uscc

from kernel import clock
from kernel.refusals import Refusal

FULL_WIDTH = re.compile("[\uff01-\uff5e]")
BLANK = re.compile(r"[\s\u200b\u00ad\ufeff]")
EARLIEST_BIRTH = date(1900, 1, 1)
SENTENCES = {
    "BAD_CITIZEN_NUMBER": _l("A citizen number has 18 characters (or 15 digits) and begins with a province's code."),
    "NUMBER_CHECK_DIGIT": _l("The last character of the citizen number does not fit the others; a digit was mistyped."),
    "BAD_ORGANISATION_CODE": _l("A unified social credit code has 18 digits and capitals, never I, O, S, V or Z."),
    "ORGANISATION_CHECK_DIGIT": _l("The last character of the credit code does not fit the others; one was mistyped."),
    "NUMBER_MISSING": _l("The number is missing."),
    "NUMBER_FULL_WIDTH": _l("The number is typed in full-width characters; type it in half-width ones."),
    "NUMBER_SPACED": _l("There is a blank inside the number; take it out."),
    "NUMBER_BIRTH_DATE": _l("The birth date in the citizen number does not exist."),
    "NUMBER_BIRTH_FUTURE": _l("The birth date in the citizen number lies in the future."),
}


def citizen_number(text: str, *, today: date | None = None, field: str | None = None) -> str:
    """The 18 characters of a citizen number, a 15-digit one lengthened; refuses

    NUMBER_MISSING, NUMBER_FULL_WIDTH, NUMBER_SPACED, BAD_CITIZEN_NUMBER (length, letters, province),
    NUMBER_BIRTH_DATE (no such day), NUMBER_BIRTH_FUTURE, NUMBER_CHECK_DIGIT. Blanks around the number are dropped.
    """
    number = _plain(text, field).upper()
    if re.fullmatch(r"[0-9]{15}", number):
        number = lengthen(number)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or not numdb.get("cn/loc").info(number[:2])[0][1]:
        raise _refusal("BAD_CITIZEN_NUMBER", field)
    _check_birth(number, today or clock.today(), field)
    if number[-1] != ric.calc_check_digit(number):
        raise _refusal("NUMBER_CHECK_DIGIT", field)
    return number


def lengthen(number: str) -> str:
    """A 15-digit number of the first generation as the 18-character one of the same person: century, check digit."""
    longer = f"{number[:6]}19{number[6:]}"
    return longer + ric.calc_check_digit(longer + "0")


def organisation_code(text: str, *, field: str | None = None) -> str:
    """The 18 characters of a unified social credit code (统一社会信用代码).

    Refuses NUMBER_MISSING, NUMBER_FULL_WIDTH, NUMBER_SPACED, BAD_ORGANISATION_CODE, ORGANISATION_CHECK_DIGIT.
    """
    code = _plain(text, field).upper()
    if not re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}", code):
        raise _refusal("BAD_ORGANISATION_CODE", field)
    if code[-1] != uscc.calc_check_digit(code[:-1]):
        raise _refusal("ORGANISATION_CHECK_DIGIT", field)
    return code


def birth_date(number: str) -> date:
    """The birth date inside a citizen number that was accepted."""
    return ric.get_birth_date(number)


def sex(number: str) -> str:
    """`male` for an odd sequence number, `female` for an even one."""
    return "male" if int(number[16]) % 2 else "female"


def mask_citizen(number: str) -> str:
    """The first four and the last two characters; digits 7 to 14 are the birth date and never shown."""
    return f"{number[:4]}{'*' * (len(number) - 6)}{number[-2:]}"


def _plain(text: str, field: str | None) -> str:
    number = (text or "").strip()
    if not number:
        raise _refusal("NUMBER_MISSING", field)
    if FULL_WIDTH.search(number):
        raise _refusal("NUMBER_FULL_WIDTH", field)
    if BLANK.search(number):
        raise _refusal("NUMBER_SPACED", field)
    return number


def _check_birth(number: str, today: date, field: str | None) -> None:
    try:
        born = date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    except ValueError:
        born = date.min
    if born < EARLIEST_BIRTH:
        raise _refusal("NUMBER_BIRTH_DATE", field)
    if born > today:
        raise _refusal("NUMBER_BIRTH_FUTURE", field)


def _refusal(code: str, field: str | None) -> Refusal:
    return Refusal(code, SENTENCES[code], field=field)
