"""Why this amount: the rule's steps for one person, in the order of the page, each with its article and its evidence.

Sentences are English templates with named places, kept apart from what stands in them so that they can be
translated.
Words of a document or a case (kind, rule, reason) stand in `params` as codes; amounts and days are ready to read.
"""

from dataclasses import dataclass

import numpy as np

from kernel.money import format_yuan
from settlement.policy.columns import (
    ENDINGS,
    FAILED,
    FORBIDDEN,
    GRANTED,
    KINDS,
    NO_CONTRACTS,
    NO_EXTENSIONS,
    NONE,
    NOT_DUE,
    STARTUP,
)
from settlement.policy.coverage import signing_window
from settlement.policy.refusals import N_
from settlement.policy.rule import evaluate
from settlement.policy.vocabulary import between

CLAUSE_6 = "内政发〔2008〕107号 clause 6"
FULL_YEARS = "民法典 202, 1259"


@dataclass(frozen=True)
class Step:
    """One sentence of an explanation: `evidence` names a thing and its position in the columns, or is None."""

    number: int
    clause: str
    template: str
    params: dict
    evidence: tuple | None
    amount_fen: int | None

    @property
    def text(self):
        """The English sentence."""
        return self.template.format(**self.params)


@dataclass(frozen=True)
class Person:
    """Columns of length one with what the rule made of them."""

    document: object
    facts: object  # People
    contracts: object
    result: object  # Amounts
    winner: object

    def fact(self, name):
        """The one value of a column of People."""
        return getattr(self.facts, name)[0]

    def found(self, name):
        """The one value of a column of Amounts."""
        return getattr(self.result, name)[0]

    def yuan(self, name):
        """An amount of the result, ready to read."""
        return format_yuan(int(self.found(name)), true_minus=True)


def explain(document, people, contracts=NO_CONTRACTS, extensions=NO_EXTENSIONS, winner=None):
    """Steps for columns of length one; `winner` has the `kind` and `class_ended` of the grant that forbids this one."""
    result = evaluate(document, people, contracts, extensions)
    person = Person(document, people, contracts, result, winner)
    steps = (standard, once_per_person, appraisal, employment, contract, licence, balance)
    return tuple(step for clause in steps for step in clause(person))


def standard(person):
    """Step 1."""
    kind = KINDS[person.fact("kind")]
    if person.found("base_fen") == NONE:
        yield _step(1, CLAUSE_6, N_("The document has no {kind} standard for this person."), {"kind": kind})
        return
    params = {"kind": kind, "amount": person.yuan("base_fen")}
    yield _step(1, CLAUSE_6, N_("The {kind} standard is {amount} yuan."), params,
                ("document", 0), person.found("base_fen"))  # fmt: skip
    if person.found("outcome") == NOT_DUE:
        days = {"ended": str(person.fact("class_ended")), "as_of": str(person.fact("as_of"))}
        yield _step(1, CLAUSE_6, N_("The class ends on {ended}, after the cut-off {as_of}: nothing is due yet."), days,
                    ("class", 0), 0)  # fmt: skip


def once_per_person(person):
    """Step 2."""
    if person.found("outcome") != FORBIDDEN:
        return
    rule = {"rule": person.document.repeat_rule}
    if person.winner is None:
        yield _step(2, CLAUSE_6, N_("An earlier grant forbids this one under {rule}: nothing is due."), rule,
                    ("earlier", 0), 0)  # fmt: skip
        return
    stands = rule | {"kind": person.winner.kind, "ended": str(person.winner.class_ended)}
    yield _step(2, CLAUSE_6, N_("The {kind} grant of a class that ended on {ended} forbids this one under {rule}."),
                stands, ("earlier", 0), 0)  # fmt: skip


def appraisal(person):
    """Step 3."""
    if person.found("outcome") == GRANTED:
        yield _step(3, CLAUSE_6, N_("The appraisal was passed."), {}, ("appraisal", 0))
    elif person.found("outcome") == FAILED:
        yield _step(3, CLAUSE_6, N_("The appraisal was not passed: {percent} per cent of the standard, {amount} yuan."),
                    _shared(person), ("appraisal", 0), person.found("base_paid_fen"))  # fmt: skip


def employment(person):
    """Step 4."""
    if person.found("outcome") != GRANTED:
        return
    first, last = (str(day[0]) for day in signing_window(person.document, person.facts))
    window = {"first": first, "last": last}
    template = N_("No contract or licence from {first} to {last}: {percent} per cent of the standard, {amount} yuan.")
    evidence = _job(person)
    if person.document.bands:
        window |= {"employed": int(person.fact("class_employed")), "passed": int(person.fact("class_passed"))}
        template = N_("{employed} of {passed} passed have a job: {percent} per cent of the standard, {amount} yuan.")
        evidence = ("class", 0)
    elif person.found("employed"):
        template = N_("A job signed for from {first} to {last}: {percent} per cent of the standard, {amount} yuan.")
    yield _step(4, CLAUSE_6, template, window | _shared(person), evidence, person.found("base_paid_fen"))


def contract(person):
    """Step 5."""
    if person.found("outcome") != GRANTED:
        return
    first = person.found("chain_contract")
    if first == NONE:
        yield _step(5, CLAUSE_6, N_("No contract that counts was signed in the window: nothing is added."), {})
        return
    params = {"first": str(person.contracts.starts[first]), "last": str(person.found("chain_ends")),
              "years": int(person.found("years")), "uplift": person.yuan("uplift_fen"),
              "extension": person.yuan("extension_fen")}  # fmt: skip
    template = N_("Contracts cover {first} to {last}, {years} full years: {uplift} and {extension} yuan are added.")
    yield _step(5, f"{CLAUSE_6}; {FULL_YEARS}", template, params, ("contract", int(first)),
                person.found("uplift_fen") + person.found("extension_fen"))  # fmt: skip


def licence(person):
    """Step 6."""
    issued = person.fact("licence_on")
    counts = person.fact("kind") == STARTUP and issued <= person.fact("as_of")
    if person.found("outcome") != GRANTED or not counts:
        return
    inside = between(issued, *(day[0] for day in signing_window(person.document, person.facts)))
    template = N_("The business licence of {day} lifts the addition to {least} yuan at least: {amount} yuan more.")
    if not inside:
        template = N_("The business licence of {day} lies outside the window and adds nothing.")
    least = format_yuan(person.document.licence_uplift_fen)
    params = {"day": str(issued), "least": least, "amount": person.yuan("licence_fen")}
    yield _step(6, CLAUSE_6, template, params, ("licence", 0), person.found("licence_fen"))


def balance(person):
    """Step 7, which ends in the amount."""
    target, paid, owed = (int(person.found(name)) for name in ("target_fen", "paid_fen", "owed_fen"))
    params = {"target": person.yuan("target_fen"), "paid": person.yuan("paid_fen"), "owed": person.yuan("owed_fen")}
    template, evidence = N_("Target {target}, already paid {paid}: {owed} yuan are owed."), ("settled", 0)
    if owed < 0:
        template = N_("Target {target}, already paid {paid}: recovery of {owed} yuan is proposed to a person.")
    elif target < paid and person.document.clawback == "none":
        template = N_("Target {target}, already paid {paid}: the document asks nothing back, so {owed} is owed.")
    elif target < paid and person.found("excused_for"):
        template = N_("Target {target}, already paid {paid}: a contract ended on {ended} by {reason}: {owed} is owed.")
        place = int(person.found("excusing_contract"))
        evidence, ended = ("contract", place), str(person.contracts.ended[place])
        params |= {"ended": ended, "reason": ENDINGS[person.found("excused_for")]}
    yield _step(7, CLAUSE_6, template, params, evidence, owed)


def _job(person):
    """The first contract signed in the window, else the licence, as evidence of a job."""
    if not person.found("employed"):
        return None
    first, last = (day[0] for day in signing_window(person.document, person.facts))
    known = between(person.contracts.signed, first, min(last, person.fact("as_of")))
    return ("contract", int(np.argmax(known))) if known.any() else ("licence", 0)


def _shared(person):
    """The share of the base and what it comes to."""
    percent = format_yuan(int(person.found("share_hundredths"))).removesuffix(".00")
    return {"percent": percent, "amount": person.yuan("base_paid_fen")}


def _step(number, clause, template, params, evidence=None, amount_fen=None):
    """A step with plain Python values."""
    return Step(number, clause, template, params, evidence, None if amount_fen is None else int(amount_fen))
