"""From a mapping (a form, stored JSON, a file of cases) to a checked policy document.

Refuses BAD_POLICY for anything not on the page (an unknown key or value, a missing kind, more than two decimals, a
value outside its range, a negative amount), and then POLICY_BELOW_FLOOR for a standard below the notice's floor.
"""

import re
from types import MappingProxyType

from kernel.money import plain_yuan
from settlement.policy.columns import KINDS
from settlement.policy.document import FLOOR_FEN, Band, PolicyDocument
from settlement.policy.refusals import BAD_POLICY, N_, POLICY_BELOW_FLOOR, PolicyRefusal
from settlement.policy.values import Reader

MOST_N = 50
REGION = re.compile(r"\d{6}")
read = Reader(BAD_POLICY)

ANY = object()  # a value, or a table with free keys
BAND_KEYS = {"at_least": ANY, "pay": ANY}
WINDOW_KEYS = {"from": ANY, "months": ANY}
WORDS = {
    "extension_mode": ("term", "event"),
    "years_count": ("signed", "served"),
    "task_based": ("none", "served"),
    "repeat_rule": ("once_per_kind_per_year", "once", "one_per_year", "max_three"),
    "clawback": ("propose", "none"),
}
OPTION_KEYS = dict.fromkeys(
    (*WORDS, "no_job_percent", "fail_percent", "max_years", "open_ended", "licence_uplift"), ANY
) | {"bands": [BAND_KEYS], "signing_window": WINDOW_KEYS}
POLICY_KEYS = {
    "document": ANY, "title": ANY, "region": ANY, "in_force": {"from": ANY, "to": ANY},
    "standards": dict.fromkeys(KINDS, ANY), "uplift": dict.fromkeys(KINDS, ANY),
    "extension_per_year": ANY, "options": OPTION_KEYS,
}  # fmt: skip


def load_document(policy, complete=True):
    """A PolicyDocument from a mapping; `complete=False` lets document, title, region and in_force be left out."""
    given = read.mapping(policy, "policy", POLICY_KEYS)
    document = PolicyDocument(
        **_heading(given, complete),
        standards=_standards(read.required(given, "standards", "")),
        uplift=_uplift(read.required(given, "uplift", "")),
        **_rate(given),
        **_options(read.mapping(given.get("options", {}), "options", OPTION_KEYS)),
    )
    refuse_below_floor(document)
    return document


def merged(policy, over):
    """A case's policy over a file's: its keys replace the file's whole, options option by option."""
    policy, over = ({} if part is None else part for part in (policy, over))
    if not isinstance(policy, dict) or not isinstance(over, dict):
        return policy if not isinstance(policy, dict) else over
    below, above = policy.get("options"), over.get("options")
    if above is None or not isinstance(below, (dict, type(None))):
        above = below
    elif isinstance(above, dict):
        above = {**(below or {}), **above}
    return {**policy, **over, "options": above}


def refuse_below_floor(document):
    """No standard may lie below the floor of the notice, 800 and 1000 yuan (内政发〔2008〕107号 clause 6)."""
    for kind, table in document.standards.items():
        for key, amount in table.items():
            if amount < FLOOR_FEN[kind]:
                raise PolicyRefusal(
                    POLICY_BELOW_FLOOR,
                    N_("The {kind} standard {key} is {amount} yuan, below the floor of {floor} yuan in clause 6."),
                    kind=kind, key=key, amount=plain_yuan(amount), floor=plain_yuan(FLOOR_FEN[kind]),
                )  # fmt: skip


def _heading(given, complete):
    """Issuing number, title, region and the days in force."""
    words = {name: read.text(given.get(name), name) for name in ("document", "title", "region")}
    for name in (*words, "in_force") if complete else ():
        if not read.required(given, name, ""):
            read.refuse(N_("{key} is empty."), key=name)
    if words["region"] is not None and not REGION.fullmatch(words["region"]):
        read.refuse(N_("{key} must be a code of six digits, not {value}."), key="region", value=words["region"])
    return words | (_in_force(given["in_force"]) if "in_force" in given else {})


def _in_force(value):
    """First and last day in force, both included; the last may be null."""
    days = read.mapping(value, "in_force", POLICY_KEYS["in_force"])
    first = read.day(read.required(days, "from", "in_force"), "in_force.from")
    last = read.day(days.get("to"), "in_force.to")
    if last and last < first:
        read.refuse(N_("{key} lies before in_force.from: {value}."), key="in_force.to", value=last)
    return {"in_force_from": first, "in_force_to": last}


def _standards(value):
    """Both kinds, each a number or a table."""
    kinds = read.mapping(value, "standards", KINDS)
    return MappingProxyType({kind: _table(read.required(kinds, kind, "standards"), kind) for kind in KINDS})


def _table(value, kind):
    """A table of fen by look-up key; a number is the table that has it for everybody."""
    rows = value if isinstance(value, dict) else {"*": value}
    return MappingProxyType(
        {str(key): read.amount(amount, f"standards.{kind}.{key}") for key, amount in rows.items() if amount is not None}
    )


def _uplift(value):
    """Yuan added from one full year on, for both kinds."""
    kinds = read.mapping(value, "uplift", KINDS)
    return MappingProxyType(
        {kind: read.amount(read.required(kinds, kind, "uplift"), f"uplift.{kind}") for kind in KINDS}
    )


def _rate(given):
    """Yuan for each further full year; the notice says 200."""
    name = "extension_per_year"
    return {"extension_per_year_fen": read.amount(given[name], name)} if name in given else {}


def _options(given):
    """The options that were given, under the names of the document; the others keep their defaults."""
    found = {name: read.one_of(given[name], f"options.{name}", words) for name, words in WORDS.items() if name in given}
    for name in ("no_job_percent", "fail_percent"):
        if name in given:
            found[name] = read.percent(given[name], f"options.{name}")
    if "licence_uplift" in given:
        found["licence_uplift_fen"] = read.amount(given["licence_uplift"], "options.licence_uplift")
    if "max_years" in given:
        found["max_years"] = read.whole(given["max_years"], "options.max_years", 1, MOST_N)
    return found | _open_ended(given) | _window(given) | _bands(given)


def _open_ended(given):
    """A word, or a number of years that an open-ended contract covers at once."""
    value, where = given.get("open_ended", "served"), "options.open_ended"
    if isinstance(value, str):
        return {"open_ended": read.one_of(value, where, ("served", "none"))}
    return {"open_ended": read.whole(value, where, 1, MOST_N)}


def _window(given):
    """Where the signing window begins and how many months it runs after the last class day."""
    parts = read.mapping(given.get("signing_window", {}), "options.signing_window", WINDOW_KEYS)
    start, months = parts.get("from", "class_opening"), parts.get("months", 6)
    return {
        "window_from": read.one_of(start, "options.signing_window.from", ("class_opening", "class_end")),
        "window_months": read.whole(months, "options.signing_window.months", 0, MOST_N),
    }


def _bands(given):
    """Bands of the class's employment, from the highest down."""
    bands = []
    for i, entry in enumerate(read.sequence(given.get("bands"), "options.bands")):
        where = f"options.bands[{i}]"
        parts = read.mapping(entry, where, BAND_KEYS)
        edge, pay = (read.percent(read.required(parts, name, where), f"{where}.{name}") for name in ("at_least", "pay"))
        if bands and edge >= bands[-1].at_least:
            read.refuse(N_("{key} must be lower than the band above it: {value}."), key=f"{where}.at_least",
                        value=plain_yuan(edge))  # fmt: skip
        bands.append(Band(edge, pay))
    return {"bands": tuple(bands)}
