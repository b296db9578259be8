"""Whole-fen money: read exactly, written in figures and in 大写, shared and split without losing a fen.

Inside the system an amount is an integer number of fen; yuan with two decimals exist only at the edges. A float is
refused everywhere, because 0.1 yuan has no exact float.
"""

import re
from decimal import Decimal, InvalidOperation

PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
MINUS = "\N{MINUS SIGN}"

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
MYRIADS = ((10**8, "亿"), (10**4, "万"))
LARGEST = 10**16 * 100


class NotMoney(ValueError):
    """What was given is not an exact amount of yuan and fen."""


def exact(value):
    """The exact Decimal of an int, a Decimal or plain decimal text; refuses a float, a boolean and NaN as NotMoney."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        raise NotMoney(f"{value!r} is not an exact number")
    if isinstance(value, str) and not PLAIN.fullmatch(value):
        raise NotMoney(f"{value!r} is not a plain decimal number")
    number = Decimal(value)
    if not number.is_finite():
        raise NotMoney(f"{value!r} is not a finite number")
    return number


def hundredths(value):
    """Whole hundredths of a number with at most two decimals (per cent, yuan); refuses a third one as NotMoney."""
    number = exact(value)
    if abs(number.adjusted()) > 30:
        number = _far(number)
    scaled = number.scaleb(2)
    if scaled != scaled.to_integral_value():
        raise NotMoney(f"{value} has more than two decimals")
    return int(scaled)


def _far(number):
    """Zero, however written; any other number beyond thirty places is no amount of this world."""
    if number == 0:
        return Decimal(0)
    raise NotMoney(f"{number} is out of range")


def fen(value):
    """Whole fen of an amount in yuan given as int, Decimal or plain text; refuses a fraction of a fen as NotMoney."""
    return hundredths(value)


def parse_yuan(text):
    """Fen of an amount typed by a person: `1234.5`, `1,234.50`, `−3.00`, spaces and a leading ¥ allowed."""
    typed = text.strip().replace(MINUS, "-")
    typed = typed.removeprefix("¥").removeprefix("￥").strip()
    if GROUPED.fullmatch(typed):
        typed = typed.replace(",", "")
    try:
        return fen(typed)
    except InvalidOperation as wrong:
        raise NotMoney(f"{text!r} is not an amount") from wrong


def format_yuan(amount_fen, *, true_minus=False):
    """`1,234.50`; a negative amount carries `-`, or the true minus sign where it is shown to people."""
    yuan, rest = divmod(abs(amount_fen), 100)
    sign = "" if amount_fen >= 0 else (MINUS if true_minus else "-")
    return f"{sign}{yuan:,}.{rest:02d}"


def plain_yuan(amount_fen):
    """`1234.50`: two decimals, no grouping, as in files and JSON."""
    return format_yuan(amount_fen).replace(",", "")


def percent_share(amount_fen, percent_hundredths):
    """A percentage (in hundredths of a per cent) of an amount, rounded half up to the fen, once; away from zero."""
    sign = -1 if amount_fen < 0 else 1
    return sign * ((abs(amount_fen) * percent_hundredths + 5000) // 10000)


def split(total_fen, weights):
    """Shares of a total by whole weights that sum to it exactly; the largest remainders get the odd fen."""
    whole = sum(weights)
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative and must not all be zero")
    if total_fen < 0:
        return [-part for part in split(-total_fen, weights)]
    parts = [total_fen * weight // whole for weight in weights]
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(total_fen * weights[i] % whole), i))
    for i in by_remainder[: total_fen - sum(parts)]:
        parts[i] += 1
    return parts


def daxie(amount_fen):
    """Amount in capital numerals (会计基础工作规范 52): 整 after 元 or 角, nothing after 分; 负 before a red amount."""
    if abs(amount_fen) >= LARGEST:
        raise NotMoney(f"{amount_fen} fen cannot be written in capital numerals")
    if amount_fen < 0:
        return "负" + daxie(-amount_fen)
    yuan, rest = divmod(amount_fen, 100)
    if rest == 0:
        return (_whole(yuan) or "零") + "元整"
    return (_whole(yuan) + "元" if yuan else "") + _cents(yuan, *divmod(rest, 10))


def _cents(yuan, jiao, odd_fen):
    """角 and 分; one 零 stands for the empty place between 元 and the next figure."""
    gap = "零" if yuan and (jiao == 0 or yuan % 10 == 0) else ""
    tenths = DIGITS[jiao] + "角" if jiao else ""
    return gap + tenths + (DIGITS[odd_fen] + "分" if odd_fen else "整")


def _whole(number):
    """Capital numerals of a whole number below 10**16, empty for zero."""
    for size, name in MYRIADS:
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if low and (low < size // 10 or high % 10 == 0) else ""
            return _whole(high) + name + gap + _whole(low)
    return _under_myriad(number)


def _under_myriad(number):
    """Capital numerals of a number below 10,000; a run of zeros inside is one 零, at the end none."""
    text, pending = "", ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += pending + DIGITS[digit] + PLACES[place]
        pending = "零" if text and not digit else ""
    return text
