"""Whether the next renewal with an employer has to be open-ended if the worker asks for it (劳动合同法 14, 97)."""

from collections.abc import Iterable
from datetime import date

import numpy as np

from settlement.policy.vocabulary import full_months

COUNTED_FROM = date(2008, 1, 1)  # 劳动合同法 97: signings before do not count
EXTENSION_COUNTS_FROM = date(2025, 9, 1)  # 法释〔2025〕12号: extensions of a year or more in total are a second signing
ARTICLE = "劳动合同法 14"
ARTICLE_EXTENSION = "法释〔2025〕12号"


def next_is_open_ended(
    contracts: Iterable[tuple[date, date]], extensions: Iterable[tuple[date, date, date]]
) -> str | None:
    """The article by which it is, or None. `contracts` are the fixed ones of one employer, (signed, last day);
    `extensions` are (signed, end before, new end) of them."""
    signings = sum(signed >= COUNTED_FROM for signed, _last in contracts)
    if signings >= 2:
        return ARTICLE
    added = sum(months(before, after) for signed, before, after in extensions if signed >= EXTENSION_COUNTS_FROM)
    return ARTICLE_EXTENSION if signings == 1 and added >= 12 else None


def months(before: date, after: date) -> int:
    """Full months that an extension adds, from the day after the previous end."""
    first = np.datetime64(before, "D") + 1
    return int(full_months(np.array([first]), np.array([np.datetime64(after, "D")]))[0])
