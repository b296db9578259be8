"""The subsidy rule of clause 6 of 内政发〔2008〕107号, written once, pure: columns in, amounts out.

A document
    load_document(mapping, complete=True) -> PolicyDocument     refuses BAD_POLICY, then POLICY_BELOW_FLOOR
    merged(policy, over) -> mapping                             a case's own policy laid over a file's
    document.standard(kind, trade=None, level=None, group=None) -> fen, or refuses NO_STANDARD; kind "skill"/"startup"
    document.canonical() -> dict for JSON, read back by load_document;  document.digest() -> sha256 of it

Many people under ONE document (group rows by document outside, or let `evaluate_each` do it)
    evaluate(document, people, contracts=NO_CONTRACTS, extensions=NO_EXTENSIONS) -> Amounts
    evaluate_each(documents, which, people, contracts, extensions) -> Amounts     which[row] = index into documents
    People, Contracts, Extensions and Amounts are frozen dataclasses of numpy arrays; see `columns`.
    Dates are datetime64[D], NaT for none; money is int64 fen; codes are positions in KINDS, TERMS, ENDINGS, OUTCOMES.
    Contracts and extensions may come in any order; each names its row, respectively its contract, by position.
    Evidence dated after `as_of` may be passed: the rule itself does not look at it.

One person: the same functions over columns of length one
    read_entry(mapping, document) -> Entry(people, contracts, extensions, ...)    a mapping as under `cases:`;
                                                            refuses BAD_CASE, then BAD_CONTRACT, then NO_STANDARD
    refuse_bad_contract(mapping)                            the same check for one contract, BAD_CASE or BAD_CONTRACT
    explain(document, people, contracts, extensions, winner=None) -> tuple of Step, in the order of the rule
    Step: number, clause, template, params, evidence, amount_fen; step.text is the English sentence.

Once per person
    repeated(Grants) -> Repeats(forbidden, winner)          over all grants of the whole region; winner is a row or -1
    forbidden_by(rule, this, earlier) -> index or None      one grant against a list of earlier ones

Refusals are PolicyRefusal(code, template, **params): exc.code, exc.template, exc.params, exc.message.
Files of cases: run_files(paths) -> (lines, exit code 0, 1 or 2).
"""

from settlement.policy.cases import run_files
from settlement.policy.columns import (
    ENDINGS,
    KINDS,
    NO_CONTRACTS,
    NO_EXTENSIONS,
    OUTCOMES,
    TERMS,
    Amounts,
    Contracts,
    Extensions,
    People,
)
from settlement.policy.contract import Contract, refuse_bad_contract
from settlement.policy.document import FLOOR_FEN, PolicyDocument
from settlement.policy.entry import Entry, contract_columns, read_entry
from settlement.policy.explain import Step, explain
from settlement.policy.loading import load_document, merged, refuse_below_floor
from settlement.policy.refusals import (
    BAD_CASE,
    BAD_CONTRACT,
    BAD_POLICY,
    NO_STANDARD,
    POLICY_BELOW_FLOOR,
    PolicyRefusal,
)
from settlement.policy.repeat import RULES, Grant, Grants, Repeats, forbidden_by, repeated
from settlement.policy.rule import evaluate, evaluate_each

__all__ = [
    "BAD_CASE", "BAD_CONTRACT", "BAD_POLICY", "ENDINGS", "FLOOR_FEN", "KINDS", "NO_CONTRACTS", "NO_EXTENSIONS",
    "NO_STANDARD", "OUTCOMES", "POLICY_BELOW_FLOOR", "RULES", "TERMS", "Amounts", "Contract", "Contracts", "Entry",
    "Extensions", "Grant", "Grants", "People", "PolicyDocument", "PolicyRefusal", "Repeats", "Step", "contract_columns",
    "evaluate", "evaluate_each", "explain", "forbidden_by", "load_document", "merged", "read_entry",
    "refuse_bad_contract", "refuse_below_floor", "repeated", "run_files",
]  # fmt: skip
