"""Once per person, a third time: over one citizen's grants, from the page and nothing else.

forbids(earlier, grant) -> number of the earlier grant that forbids it, or None
judge(grants) -> {number of a grant that is forbidden: number of the one that forbids it}
"""

from dataclasses import dataclass
from datetime import date


@dataclass(slots=True)
class Grant:
    """One grant of a citizen; `number` is the order of filing and its name."""

    number: int
    kind: str
    trade: str | None
    level: str | None
    ended: date
    is_paid: bool
    rule: str


def forbids(earlier: list, grant: Grant):
    """The number of the earlier grant that forbids this one, or None: its rule first, then the same course."""
    if grant.rule == "once":
        return earlier[0].number if earlier else None
    for each in earlier:
        if each.ended.year == grant.ended.year and (
            grant.rule == "one_per_year" or (grant.rule == "once_per_kind_per_year" and each.kind == grant.kind)
        ):
            return each.number
    if grant.rule == "max_three" and len(earlier) >= 3:
        return earlier[2].number
    for each in earlier:
        if grant.trade and (each.kind, each.trade, each.level) == (grant.kind, grant.trade, grant.level):
            return each.number
    return None


def judge(grants: list) -> dict:
    """{number of a grant that is forbidden: number of the one that forbids it} among one citizen's grants.

    A paid grant is earlier than an unpaid one, then the class that ended earlier, then the one filed earlier. Only
    what stands or was paid forbids later ones.
    """
    standing, lost = [], {}
    for grant in sorted(grants, key=lambda each: (not each.is_paid, each.ended, each.number)):
        winner = forbids(standing, grant)
        if winner is not None:
            lost[grant.number] = winner
        if winner is None or grant.is_paid:
            standing.append(grant)
    return lost
