"""Random policies and persons for hypothesis: dates close together, so that edges are met and not passed by."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

DAY_ONE = date(2008, 1, 1)
EDGES = [date(2008, 2, 29), date(2009, 1, 31), date(2009, 2, 28), date(2009, 3, 31), date(2009, 8, 31),
         date(2009, 9, 30), date(2009, 10, 1), date(2009, 12, 31), date(2010, 1, 1), date(2010, 2, 28),
         date(2010, 3, 30), date(2010, 3, 31), date(2010, 4, 1), date(2011, 3, 31), date(2012, 2, 29),
         date(2012, 3, 31), date(2013, 3, 31)]  # fmt: skip
days = st.one_of(st.sampled_from(EDGES), st.integers(0, 2200).map(lambda n: DAY_ONE + timedelta(n)))
early = st.one_of(st.sampled_from(EDGES[:6]), st.integers(0, 640).map(lambda n: DAY_ONE + timedelta(n)))
cents = st.integers(80000, 250000).map(lambda n: Decimal(n) / 100)
big = st.integers(100000, 250000).map(lambda n: Decimal(n) / 100)
small = st.integers(0, 60000).map(lambda n: Decimal(n) / 100)
any_percent = st.integers(0, 10000).map(lambda n: Decimal(n) / 100)
percents = st.one_of(st.sampled_from([0, 60, 100, Decimal("33.33")]), any_percent)
trades, levels, groups = (st.sampled_from(words) for words in ([None, "t", "u"], [None, "3", "4"], [None, "g", "h"]))
KEYS = ["t/4@g", "t/4", "t@g", "t", "*@g", "*", "u/3", "u@h", "*@h", "u"]
kinds = st.sampled_from(["skill", "startup"])


def tables(amounts):
    """A number or a table."""
    return st.one_of(
        amounts,
        amounts,
        st.dictionaries(st.sampled_from(KEYS), amounts, max_size=6),
        st.dictionaries(st.sampled_from(KEYS), amounts, max_size=6).flatmap(
            lambda table: amounts.map(lambda rest: {"*": rest} | table)
        ),
    )


@st.composite
def bands(draw):
    """A descending list of bands."""
    edges = sorted(draw(st.sets(percents, max_size=4)), reverse=True)
    return [{"at_least": edge, "pay": draw(percents)} for edge in edges]


options = st.fixed_dictionaries(
    {},
    optional={
        "no_job_percent": percents,
        "fail_percent": percents,
        "bands": bands(),
        "signing_window": st.fixed_dictionaries(
            {}, optional={"from": st.sampled_from(["class_opening", "class_end"]), "months": st.integers(0, 14)}
        ),
        "extension_mode": st.sampled_from(["event", "term"]),
        "years_count": st.sampled_from(["served", "signed"]),
        "max_years": st.one_of(st.none(), st.integers(1, 3)),
        "open_ended": st.one_of(st.sampled_from(["served", "none"]), st.integers(1, 3)),
        "task_based": st.sampled_from(["served", "none"]),
        "licence_uplift": st.one_of(st.just(300), small),
        "repeat_rule": st.sampled_from(["once_per_kind_per_year", "once", "one_per_year", "max_three"]),
        "clawback": st.sampled_from(["propose", "none"]),
    },
)
policies = st.fixed_dictionaries(
    {
        "standards": st.fixed_dictionaries({"skill": tables(cents), "startup": tables(big)}),
        "uplift": st.fixed_dictionaries({"skill": small, "startup": small}),
    },
    optional={"extension_per_year": small, "options": options},
)
reasons = st.sampled_from(
    [None, "resignation", "dismissal", "agreement", "completed", "expiry", "death", "retirement", "employer_fault",
     "dissolution"]
)  # fmt: skip


def near(draw, day, back=40, on=40):
    """A day near another."""
    return day + timedelta(draw(st.one_of(st.integers(-1, 1), st.integers(-back, on))))


def span(draw, first):
    """A last day: a whole number of years or months from a first day, or a day or two off, or any."""
    months = draw(st.one_of(st.sampled_from([12, 24, 36]), st.integers(1, 30)))
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, 28)) + timedelta(draw(st.integers(-2, 3)) - 1)


@st.composite
def contracts(draw, opened, previous=None):
    """A contract, often continuing the one before it."""
    term = draw(st.sampled_from(["fixed", "fixed", "fixed", "open", "task"]))
    starts = (
        near(draw, previous, 3, 5)
        if previous and draw(st.booleans())
        else near(draw, opened, draw(st.sampled_from([0, 0, 60])), 200)
    )
    back, on = draw(st.sampled_from([(0, 0), (30, 0), (30, 10)]))
    signed = near(draw, starts, back, on)
    contract = {"employer": draw(st.sampled_from("AAAB")), "term": term, "signed": signed, "from": starts}
    last = starts + timedelta(400)
    if term == "fixed":
        contract["to"] = last = span(draw, starts)
        found = []
        for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2, 3]))):
            later = span(draw, last + timedelta(1))
            found.append({"signed": near(draw, last, 40, 20), "to": later})
            last = later
        if found and draw(st.integers(0, 9)):
            found = [dict(e, signed=s) for e, s in zip(found, sorted(e["signed"] for e in found), strict=True)]
        contract["extensions"] = found
    if draw(st.booleans()):
        newest = max([e["signed"] for e in contract.get("extensions", [])], default=starts)
        contract["ended"] = draw(st.one_of(st.just(near(draw, last)), st.just(near(draw, newest, 1, 300)), days))
        contract["ended_because"] = draw(st.one_of(reasons, st.sampled_from(["death", "dissolution"])))
    return contract


late = st.sampled_from([date(2013, 12, 31), date(2012, 3, 31)])
earlier_grants = st.fixed_dictionaries(
    {"kind": kinds, "class_ended": early}, optional={"trade": trades, "level": levels}
)


@st.composite
def cases(draw):
    """A person in a class."""
    opened = draw(early)
    ended = opened + timedelta(draw(st.sampled_from([0, 1, 20, 85, 120])))
    count = draw(st.integers(0, 40))
    case = {
        "kind": draw(kinds), "trade": draw(trades), "level": draw(levels), "group": draw(groups),
        "class": {"opened": opened, "ended": ended, "passed": count, "employed": draw(st.integers(0, count))},
        "appraisal": draw(st.sampled_from(["passed", "passed", "passed", "failed"])), "contracts": [],
        "paid": draw(st.one_of(st.just(0), st.just(1000), small)),
        "as_of": draw(st.one_of(late, late, st.just(near(draw, ended, 2, 500)), days)),
    }  # fmt: skip
    previous = None
    for _ in range(draw(st.sampled_from([1, 1, 2, 2, 3, 4, 0]))):
        contract = draw(contracts(opened, previous))
        case["contracts"].append(contract)
        ends = [contract.get("ended"), contract.get("to"), *(e["to"] for e in contract.get("extensions", []))]
        previous = draw(st.sampled_from([d for d in ends if d] or [contract["from"]])) + timedelta(1)
    if draw(st.integers(0, 2)) == 2:
        case["licence"] = near(draw, ended, 130, 200)
    if draw(st.integers(0, 3)) == 3:
        case["earlier"] = draw(st.lists(earlier_grants, min_size=1, max_size=4))
    return case
