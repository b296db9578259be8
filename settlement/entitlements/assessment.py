"""The rule over a region's columns, once it is known who was paid what and which grant forbids which."""

from dataclasses import dataclass, replace

import numpy as np

from settlement.documents import queries as documents
from settlement.entitlements.models import Reason
from settlement.entitlements.reading import Reading
from settlement.policy.columns import NONE, OUTCOMES, Amounts, People
from settlement.policy.coverage import signing_window
from settlement.policy.repeat import RULES, Grants, repeated
from settlement.policy.rule import evaluate_each

RULE_VERSION = 1
REASONS = [Reason(outcome) for outcome in OUTCOMES]


@dataclass
class Assessment:
    """One region assessed: amounts and, where another grant forbids it, its `winner` for each row of `reading`."""

    reading: Reading
    people: People
    amounts: Amounts | None
    winner: list
    returned: dict

    def key(self, row: int) -> tuple[int, int]:
        """(person, class) of a row: what settled and recoveries are counted by."""
        return int(self.reading.person[row]), self.reading.lines[row].class_id

    def reason(self, row: int) -> Reason:
        return REASONS[self.amounts.outcome[row]]

    def clawback(self, document_id: int) -> bool:
        """Whether a document asks for overpayments back."""
        return documents.policy(document_id).clawback != "none"

    @property
    def forbidden(self) -> np.ndarray:
        return np.flatnonzero(self.people.forbidden)


@dataclass(frozen=True)
class Held:
    """A grant as the once-per-person rule sees it, of this region or another, under the person that stands."""

    person_id: int
    line_id: int
    class_id: int
    region_code: str
    kind: str
    trade_code: str | None
    level: str | None
    class_ended_on: object
    repeat_rule: str
    is_paid: bool


def own_grants(reading: Reading) -> list[Held]:
    """The passed lines of the reading, in its order."""
    held, seen = [], set()
    for row, line in enumerate(reading.lines):
        key = int(reading.person[row]), line.class_id
        if line.passed:
            of = reading.of(row)
            is_paid = reading.settled.get(key, 0) > 0 and key not in seen
            held.append(
                Held(
                    key[0],
                    line.line_id,
                    line.class_id,
                    reading.region_code,
                    of.kind,
                    of.trade_code,
                    of.level,
                    of.ended_on,
                    reading.policies[reading.which[row]].repeat_rule,
                    is_paid,
                )
            )
        seen.add(key)
    return held


def winners(grants: list[Held]) -> dict[int, Held]:
    """{line_id: the grant that forbids it} among grants of anybody, in any order (policy.md, *Once per person*)."""
    columns = grant_columns(grants)
    found = repeated(columns)
    return {grants[loser].line_id: grants[found.winner[loser]] for loser in np.flatnonzero(found.forbidden)}


def grant_columns(grants: list[Held]) -> Grants:
    trades, levels = ({} for _ in range(2))
    code = lambda known, word: NONE if word is None else known.setdefault(word, len(known))  # noqa: E731
    int64 = lambda values: np.array(list(values), dtype=np.int64)  # noqa: E731
    return Grants(
        person=int64(g.person_id for g in grants),
        kind=np.array([g.kind == "startup" for g in grants], dtype=np.int8),
        trade=int64(code(trades, g.trade_code) for g in grants),
        level=int64(code(levels, g.level) for g in grants),
        class_ended=np.array([g.class_ended_on for g in grants], dtype="datetime64[D]"),
        filed=int64(g.line_id for g in grants),
        number=int64(g.line_id for g in grants),
        is_paid=np.array([g.is_paid for g in grants], dtype=bool),
        rule=np.array([RULES.index(g.repeat_rule) for g in grants], dtype=np.int8),
    )


def evaluated(reading: Reading, lost: dict[int, Held], returned: dict[tuple[int, int], int]) -> Assessment:
    """Amounts of every row: what the rule makes due, less what is settled and not `returned` in cash since.

    A person twice in a class (after a merge) is settled once.
    """
    forbidden = np.array([line.line_id in lost for line in reading.lines], dtype=bool)
    settled = np.zeros(len(reading.lines), dtype=np.int64)
    seen = set()
    for row, line in enumerate(reading.lines):
        key = int(reading.person[row]), line.class_id
        if key not in seen:
            settled[row] = reading.settled.get(key, 0) - returned.get(key, 0)
            seen.add(key)
    people = with_counts(reading, replace(reading.people, forbidden=forbidden, paid_fen=settled))
    amounts = (
        evaluate_each(reading.policies, reading.which, people, reading.contracts, reading.extensions)
        if len(people)
        else None
    )
    return Assessment(reading, people, amounts, [lost.get(line.line_id) for line in reading.lines], returned)


def with_counts(reading: Reading, people: People) -> People:
    """People with how many of their class passed and how many of those have a job; frozen counts stay."""
    if not len(people) or not any(policy.bands for policy in reading.policies):
        return people
    zero = np.zeros(len(people), dtype=np.int64)
    blank = replace(people, class_passed=zero, class_employed=zero, forbidden=np.zeros(len(people), dtype=bool))
    employed = evaluate_each(reading.policies, reading.which, blank, reading.contracts, reading.extensions).employed
    numbers, at = np.unique([line.class_id for line in reading.lines], return_inverse=True)
    passed = np.bincount(at, weights=people.passed, minlength=len(numbers)).astype(np.int64)
    working = np.bincount(at, weights=people.passed & employed, minlength=len(numbers)).astype(np.int64)
    for place, class_id in enumerate(numbers.tolist()):
        row = reading.classes[class_id]
        if row.frozen_passed is not None:
            passed[place], working[place] = row.frozen_passed, row.frozen_employed
    return replace(people, class_passed=passed[at], class_employed=working[at])


def to_freeze(assessment: Assessment) -> dict[int, tuple[int, int, object]]:
    """{class_id: (passed, employed, last day)} of banded classes whose signing window closed by the cut-off."""
    reading, people, found = assessment.reading, assessment.people, {}
    for number, policy in enumerate(reading.policies):
        rows = np.flatnonzero(reading.which == number) if policy.bands else []
        for row in rows:
            of = reading.of(row)
            if of.class_id not in found and of.frozen_passed is None:
                last = signing_window(policy, people.take([row]))[1][0].astype(object)
                if last < reading.cutoff:
                    found[of.class_id] = int(people.class_passed[row]), int(people.class_employed[row]), last
    return found
