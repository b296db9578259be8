"""One person in one class as entered (a case, a form), checked, as columns of length one.

Order of refusal: BAD_CASE, BAD_CONTRACT, NO_STANDARD; the document's own refusals come before it can be given here.
"""

from dataclasses import dataclass

from settlement.policy.columns import ENDINGS, KINDS, NONE, TERMS, Contracts, Extensions, People
from settlement.policy.contract import CONTRACT_KEYS, refuse_bad_contract, refuse_unknown_term
from settlement.policy.contract import read as read_contract
from settlement.policy.refusals import BAD_CASE, N_
from settlement.policy.repeat import Grant, forbidden_by
from settlement.policy.values import Reader
from settlement.policy.vocabulary import NO_DAY

MOST_PEOPLE = 10**9
EARLIER_KEYS = dict.fromkeys(("kind", "trade", "level", "class_ended"))
CLASS_KEYS = dict.fromkeys(("opened", "ended", "passed", "employed"))
PERSON_KEYS = dict.fromkeys(("kind", "trade", "level", "group", "appraisal", "licence", "paid", "as_of")) | {
    "class": CLASS_KEYS,
    "contracts": [CONTRACT_KEYS],
    "earlier": [EARLIER_KEYS],
}
read = Reader(BAD_CASE)


@dataclass(frozen=True)
class Entry:
    """One person as columns of length one, and the earlier grant that forbids this one (None where none does)."""

    people: People
    contracts: Contracts
    extensions: Extensions
    winner: Grant | None


def read_entry(entry, document):
    """Columns of length one from a mapping with the keys of a case, under the document of its class."""
    given = read.mapping(entry, "case", PERSON_KEYS)
    facts = _facts(given, document)
    course = {name: read.text(given.get(name), name) for name in ("trade", "level", "group")}
    earlier = [_earlier(e, i) for i, e in enumerate(read.sequence(given.get("earlier"), "earlier"))]
    contracts = _contracts(given.get("contracts"))
    kind = KINDS[facts["kind"]]
    place = forbidden_by(
        document.repeat_rule, Grant(kind, course["trade"], course["level"], facts["class_ended"]), earlier
    )
    people = People.build(1, base_fen=document.standard(kind, **course), forbidden=place is not None, **facts)
    return Entry(people, *contract_columns([contracts]), None if place is None else earlier[place])


def contract_columns(contracts_of_rows):
    """Contracts and Extensions from each row's list of checked contracts; employers are told apart by their text."""
    lines = [(row, contract) for row, contracts in enumerate(contracts_of_rows) for contract in contracts]
    employers = {}
    contracts = [
        (row, employers.setdefault(c.employer, len(employers)), TERMS.index(c.term), c.signed, c.starts, _day(c.ends),
         _day(c.ended), ENDINGS.index(c.ended_because or "ordinary"))
        for row, c in lines
    ]  # fmt: skip
    extensions = [(i, e.signed, e.ends) for i, (_, contract) in enumerate(lines) for e in contract.extensions]
    return _columns(Contracts, contracts), _columns(Extensions, extensions)


def _columns(kind, lines):
    """Lines of values as columns."""
    names = kind.__dataclass_fields__
    values = zip(*lines, strict=True) if lines else [[] for _ in names]
    return kind.build(len(lines), **{name: list(column) for name, column in zip(names, values, strict=True)})


def _facts(given, document):
    """What the case says of the person and the class, under the names of People."""
    kind = KINDS.index(read.one_of(given.get("kind", ""), "kind", KINDS))
    appraisal = read.one_of(given.get("appraisal", ""), "appraisal", ("passed", "failed"))
    return _class(read.required(given, "class", ""), document) | {
        "kind": kind,
        "passed": appraisal == "passed",
        "licence_on": _day(read.day(given.get("licence"), "licence")),
        "paid_fen": read.amount(given.get("paid", 0), "paid"),
        "as_of": read.day(read.required(given, "as_of", ""), "as_of"),
    }


def _class(value, document):
    """First and last day, and the counts, which may be missing where bands are off."""
    given = read.mapping(value, "class", CLASS_KEYS)
    opened, ended = (read.day(read.required(given, name, "class"), f"class.{name}") for name in ("opened", "ended"))
    if ended < opened:
        read.refuse(N_("{key} lies before its opening: {value}."), key="class.ended", value=ended)
    for name in ("passed", "employed") if document.bands else ():
        read.required(given, name, "class")
    passed, employed = (
        read.whole(given[name], f"class.{name}", 0, MOST_PEOPLE) if name in given else NONE
        for name in ("passed", "employed")
    )
    if NONE < passed < employed:
        read.refuse(N_("{key} is more than passed: {value}."), key="class.employed", value=employed)
    return {"class_opened": opened, "class_ended": ended, "class_passed": passed, "class_employed": employed}


def _earlier(value, place):
    """One earlier grant."""
    where = f"earlier[{place}]"
    given = read.mapping(value, where, EARLIER_KEYS)
    return Grant(
        read.one_of(given.get("kind", ""), f"{where}.kind", KINDS),
        read.text(given.get("trade"), f"{where}.trade"),
        read.text(given.get("level"), f"{where}.level"),
        read.day(read.required(given, "class_ended", where), f"{where}.class_ended"),
    )


def _contracts(value):
    """Checked contracts; an unknown term in any of them is refused before anything else is looked at."""
    for i, entry in enumerate(value if isinstance(value, (list, tuple)) else ()):
        refuse_unknown_term(entry, f"contracts[{i}]")
    entries = read_contract.sequence(value, "contracts")
    return [refuse_bad_contract(entry, f"contracts[{i}]") for i, entry in enumerate(entries)]


def _day(day):
    """A day for a column."""
    return NO_DAY if day is None else day
