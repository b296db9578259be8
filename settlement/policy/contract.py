"""One labour contract as it is entered, checked before it becomes a line of columns.

Refuses BAD_CASE for an unknown term, BAD_CONTRACT for everything else; looks at the whole entry, known by the cut-off
or not.
"""

from datetime import date
from typing import NamedTuple

from settlement.policy.columns import ENDINGS, TERMS
from settlement.policy.refusals import BAD_CASE, BAD_CONTRACT, N_
from settlement.policy.values import Reader

EXTENSION_KEYS = dict.fromkeys(("signed", "to"))
CONTRACT_KEYS = dict.fromkeys(("employer", "term", "signed", "from", "to", "ended", "ended_because")) | {
    "extensions": [EXTENSION_KEYS]
}
read = Reader(BAD_CONTRACT)


class Extension(NamedTuple):
    """An agreed later end, in force from its signing."""

    signed: date
    ends: date


class Contract(NamedTuple):
    """A labour contract that may be settled on; extensions in order of signing."""

    employer: str
    term: str
    signed: date
    starts: date
    ends: date | None
    extensions: tuple
    ended: date | None
    ended_because: str | None


def refuse_bad_contract(entry, where="contract"):
    """The contract of one entry `{employer, term, signed, from, to, extensions, ended, ended_because}`, checked."""
    refuse_unknown_term(entry, where)
    given = read.mapping(entry, where, CONTRACT_KEYS)
    signed, starts = (read.day(read.required(given, name, where), f"{where}.{name}") for name in ("signed", "from"))
    ends, ended = (read.day(given.get(name), f"{where}.{name}") for name in ("to", "ended"))
    contract = Contract(
        read.text(read.required(given, "employer", where), f"{where}.employer"), given["term"], signed, starts, ends,
        _extensions(given.get("extensions"), where), ended, _reason(given.get("ended_because"), where),
    )  # fmt: skip
    _refuse_wrong_end(contract, where)
    _refuse_wrong_extension(contract, where)
    return contract


def refuse_unknown_term(entry, where):
    """A term that is none of fixed, open and task is no case at all."""
    if isinstance(entry, dict):
        Reader(BAD_CASE).one_of(entry.get("term") or "", f"{where}.term", TERMS)


def _reason(value, where):
    """Why it ended; null or missing is an ordinary end."""
    return None if value is None else read.one_of(value, f"{where}.ended_because", ENDINGS[1:])


def _extensions(value, where):
    """Extensions in order of signing, those of one day in the order entered."""
    found = []
    for i, entry in enumerate(read.sequence(value, f"{where}.extensions")):
        place = f"{where}.extensions[{i}]"
        given = read.mapping(entry, place, EXTENSION_KEYS)
        found.append(
            Extension(*(read.day(read.required(given, name, place), f"{place}.{name}") for name in ("signed", "to")))
        )
    return tuple(sorted(found, key=lambda extension: extension.signed))


def _refuse_wrong_end(contract, where):
    """A fixed contract has an agreed last day, no other contract has one (劳动合同法 13–15)."""
    if contract.term == "fixed" and contract.ends is None:
        read.refuse(N_("{key} is missing: a fixed contract has a last day."), key=f"{where}.to")
    if contract.term != "fixed" and (contract.ends or contract.extensions):
        read.refuse(N_("{key} is not fixed: it has neither a last day nor extensions."), key=where)
    if contract.ends and contract.ends < contract.starts:
        read.refuse(N_("{key} lies before the first day: {value}."), key=f"{where}.to", value=contract.ends)


def _refuse_wrong_extension(contract, where):
    """An extension moves the end later, and is signed while the contract runs."""
    end = contract.ends
    for extension in contract.extensions:
        if extension.ends <= end:
            read.refuse(N_("{key} does not end later than the term before it: {value}."),
                        key=f"{where}.extensions", value=extension.ends)  # fmt: skip
        if contract.ended and extension.signed > contract.ended:
            read.refuse(N_("{key} is signed after the contract ended: {value}."),
                        key=f"{where}.extensions", value=extension.signed)  # fmt: skip
        end = extension.ends
