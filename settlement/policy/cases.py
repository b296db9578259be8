"""Running files of worked cases against the rule: the page's *A file of cases*.

An unknown key makes a whole file unusable (exit 2), with one exception: under `policy` it is also what BAD_POLICY is
about, so a case that expects BAD_POLICY may have one.
"""

from dataclasses import dataclass
from pathlib import Path

from kernel.money import NotMoney, fen, plain_yuan
from settlement.policy.casefile import Lined, Unreadable, read_yaml
from settlement.policy.entry import PERSON_KEYS, read_entry
from settlement.policy.explain import explain
from settlement.policy.loading import POLICY_KEYS, load_document, merged
from settlement.policy.refusals import BAD_POLICY, PolicyRefusal
from settlement.policy.rule import evaluate

EXPECTED_KEYS = ("name", "target", "owed", "refused")
CASE_KEYS = PERSON_KEYS | dict.fromkeys(EXPECTED_KEYS)
FILE_KEYS = ("policy", "cases")


@dataclass(frozen=True)
class Outcome:
    """What the rule made of a case: a refusal's code, or target and owed in fen; with the reason in one line."""

    refused: str | None
    target: int | None
    owed: int | None
    why: str


def run_files(paths):
    """Lines to print, a total last, and the exit code: 0 all as expected, 1 a case differs, 2 a file is unusable."""
    lines, passed, failed, unusable = [], 0, 0, False
    for path in map(Path, paths):
        try:
            cases = read_cases(path)
        except Unreadable as wrong:
            lines.append(f"{path}: {wrong}")
            unusable = True
            continue
        differing = [line for case in cases if (line := run_case(case, path))]
        lines += differing
        passed, failed = passed + len(cases) - len(differing), failed + len(differing)
    lines.append(f"{passed} passed, {failed} failed")
    return lines, 2 if unusable else 1 if failed else 0


def read_cases(path):
    """The cases of one file, each with its own policy in force; refuses an unusable file as Unreadable."""
    content = read_yaml(path)
    if not isinstance(content, Lined) or not isinstance(content.get("cases"), list):
        raise Unreadable("cannot be read: it is not a file of cases")
    _refuse_keys(_unknown(content, dict.fromkeys(FILE_KEYS)))
    cases = content["cases"]
    for place, case in enumerate(cases, 1):
        if not isinstance(case, Lined):
            raise Unreadable(f"cannot be read: case {place} is not a set of named values")
        _refuse_keys(_unknown(case, CASE_KEYS | {"policy": None}))
        if case.get("refused") != BAD_POLICY:
            _refuse_keys(_unknown(case.get("policy"), POLICY_KEYS))
    if not cases or any(case.get("refused") != BAD_POLICY for case in cases):
        _refuse_keys(_unknown(content.get("policy"), POLICY_KEYS))
    return [_with_policy(case, content.get("policy")) for case in cases]


def run_case(case, path):
    """None where the rule gives what the case expects, else one line that says what it gives and why."""
    found = outcome_of(case)
    differences = _differences(case, found)
    if not differences:
        return None
    name = " ".join(str(case.get("name") or "a case without a name").split())
    return f"{path}:{case.line}: {name}: {'; '.join(differences)}. {found.why}"


def outcome_of(case):
    """What the rule makes of one case, its policy merged."""
    try:
        document = load_document(case.get("policy"), complete=False)
        entry = read_entry({key: case[key] for key in PERSON_KEYS if key in case}, document)
    except PolicyRefusal as refusal:
        return Outcome(refusal.code, None, None, refusal.message)
    columns = entry.people, entry.contracts, entry.extensions
    amounts = evaluate(document, *columns)
    steps = explain(document, *columns, winner=entry.winner)
    why = " ".join(f"({step.number}) {step.text} [{step.clause}]" for step in steps)
    return Outcome(None, int(amounts.target_fen[0]), int(amounts.owed_fen[0]), why)


def _with_policy(case, policy):
    """The case with the file's policy under its own."""
    full = Lined(case, policy=merged(policy, case.get("policy")))
    full.line = case.line
    return full


def _differences(case, found):
    """What the case expects and the rule does not give, in words."""
    refused = case.get("refused")
    if refused is not None or found.refused is not None:
        return [] if refused == found.refused else [_refusal_differs(case, found)]
    expected = [name for name in ("target", "owed") if case.get(name) is not None]
    if not expected:
        return [f"expects neither a target nor a refusal, got {plain_yuan(found.target)}"]
    return [text for name in expected if (text := _amount_differs(name, case[name], getattr(found, name)))]


def _refusal_differs(case, found):
    """A refusal that was not expected, another one, or none."""
    wanted = f"refusal {case['refused']}" if case.get("refused") is not None else f"target {case.get('target')}"
    return f"expected {wanted}, got {found.refused or 'target ' + plain_yuan(found.target)}"


def _amount_differs(name, wanted, found):
    """None where the amount is the one expected."""
    try:
        differs = fen(wanted) != found
    except NotMoney:
        differs = True  # what is no amount differs from every amount
    return f"expected {name} {wanted}, got {plain_yuan(found)}" if differs else None


def _unknown(value, known):
    """(line, key) of every key in a value that the schema does not know, at any depth."""
    if isinstance(known, list) and isinstance(value, list):
        for entry in value:
            yield from _unknown(entry, known[0])
    if isinstance(known, dict) and isinstance(value, Lined):
        for key, entry in value.items():
            if key not in known:
                yield value.lines[key], key
            else:
                yield from _unknown(entry, known[key])


def _refuse_keys(found):
    """Name the first unknown key and its line."""
    for line, key in found:
        raise Unreadable(f"line {line}: unknown key {key}")
