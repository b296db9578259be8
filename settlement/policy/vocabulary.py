"""The few words in which the clauses are written. Each takes and gives columns; none knows what a subsidy is."""

import numpy as np

DAY, MONTH, NO_DAY = "datetime64[D]", "datetime64[M]", np.datetime64("NaT", "D")
LIFT = 1 << 23  # more days than the calendar has, so that one segment never reaches into the next


def when(condition, then, otherwise):
    """`then` where the condition holds, else `otherwise`."""
    return np.where(condition, then, otherwise)


def at_most(values, limit):
    """The values, none above the limit (days or fen)."""
    return np.minimum(values, limit)


def at_least(values, floor):
    """The values, none below the floor (days or fen)."""
    return np.maximum(values, floor)


def between(days, first, last):
    """Whether a day lies in a stretch, both its ends included; a missing day lies in none."""
    return (first <= days) & (days <= last)


def share(amount_fen, hundredths):
    """A percentage, in hundredths of a per cent, of amounts that are not negative: rounded half up to the fen, once."""
    return (amount_fen * hundredths + 5000) // 10000


def add_months(days, months):
    """The same day of the month `months` later, or the month's last day where there is none (民法典 202)."""
    month = days.astype(MONTH)
    later = month + months
    same_day = later.astype(DAY) + (days - month.astype(DAY))
    return at_most(same_day, (later + 1).astype(DAY) - 1)


def full_months(first, last):
    """The largest n with add_months(first, n) no later than the day after `last`; both days count (民法典 202)."""
    after = last + 1
    months = (after.astype(MONTH) - first.astype(MONTH)).astype(np.int64)
    return months - (add_months(first, months) > after)


def full_years(first, last):
    """Full years of a stretch of days, both its ends included; exactly one year counts (民法典 1259)."""
    return full_months(first, last) // 12


def begins(*keys):
    """Whether a line of sorted columns is the first with its keys."""
    first = np.ones(len(keys[0]), bool)
    first[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return first


def latest_before(days, first):
    """The latest day of the lines above within the segment that `first` begins; NaT on a segment's first line."""
    lift = np.cumsum(first) * LIFT
    latest = np.maximum.accumulate(days.astype(DAY).astype(np.int64) + lift) - lift
    before = np.full(len(days), NO_DAY)
    before[1:] = when(first[1:], NO_DAY, latest[:-1].astype(DAY))
    return before
