"""The rule over a region's columns, once it is known who was paid what and which grant forbids which."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np

from settlement.documents import queries as documents
from settlement.entitlements.models import Reason
from settlement.entitlements.reading import Reading
from settlement.entitlements.sums import Key, Sums
from settlement.policy.columns import NONE, OUTCOMES, Amounts, People
from settlement.policy.coverage import signing_window
from settlement.policy.repeat import RULES, Grants, repeated
from settlement.policy.rule import evaluate_each

RULE_VERSION = 1
REASONS = [Reason(outcome) for outcome in OUTCOMES]


@dataclass
class Assessment:
    """One region assessed: amounts of each row of `reading`; `lost` {line_id: the grant that forbids it}.

    `heads` is what was known of other regions and runs: every region's last sequence number under the locks.
    """

    reading: Reading
    people: People
    amounts: Amounts
    lost: dict[int, "Held"]
    returned: dict[Key, int]
    heads: dict[str, int]

    def key(self, row: int) -> Key:
        """(person, class) of a row: what settled and recoveries are counted by."""
        return int(self.reading.person[row]), int(self.reading.lines.class_id[row])

    def reason(self, row: int) -> Reason:
        return REASONS[self.amounts.outcome[row]]

    def winner(self, row: int) -> "Held | None":
        return self.lost.get(int(self.reading.lines.line_id[row]))

    def clawback(self, document_id: int) -> bool:
        """Whether a document asks for overpayments back."""
        return documents.policy(document_id).clawback != "none"


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


def own_grants(reading: Reading, shared: Iterable[int]) -> list[Held]:
    """Of the passed lines those of a person with more than one, or `shared` with another region; in their order."""
    passed = np.flatnonzero(reading.lines.passed)
    _, at, times = np.unique(reading.person[passed], return_inverse=True, return_counts=True)
    among = np.isin(reading.person[passed], np.array(sorted(shared), dtype=np.int64))
    rows = passed[(times[at] > 1) | among]
    is_paid = reading.settled.at(reading.keys[rows]) > 0
    columns = reading.person[rows], reading.lines.line_id[rows], is_paid
    return [_own(reading, *each) for each in zip(rows.tolist(), *(column.tolist() for column in columns), strict=True)]


def _own(reading: Reading, row: int, person_id: int, line_id: int, is_paid: bool) -> Held:
    of = reading.of(row)
    return Held(
        person_id,
        line_id,
        of.class_id,
        reading.region_code,
        of.kind,
        of.trade_code,
        of.level,
        of.ended_on,
        reading.policies[reading.which[row]].repeat_rule,
        is_paid,
    )


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


def evaluated(reading: Reading, lost: dict[int, Held], returned: dict[Key, int], heads: dict[str, int]) -> Assessment:
    """Amounts of every row: what the rule makes due, less what is settled and not `returned` in cash since."""
    forbidden = np.isin(reading.lines.line_id, np.array(sorted(lost), dtype=np.int64))
    settled = reading.settled.at(reading.keys) - Sums.by(returned).at(reading.keys)
    people = with_counts(reading, replace(reading.people, forbidden=forbidden, paid_fen=settled))
    return Assessment(reading, people, _amounts(reading, people), lost, returned, heads)


def _amounts(reading: Reading, people: People) -> Amounts:
    if not len(people):
        return Amounts(*(np.zeros(0, dtype=np.int64) for _ in fields(Amounts)))
    return evaluate_each(reading.policies, reading.which, people, reading.contracts, reading.extensions)


def with_counts(reading: Reading, people: People) -> People:
    """People with how many of their class passed and how many of those have a job; frozen counts stay."""
    if not len(people) or not any(policy.bands for policy in reading.policies):
        return people
    zero = np.zeros(len(people), dtype=np.int64)
    blank = replace(people, class_passed=zero, class_employed=zero, forbidden=np.zeros(len(people), dtype=bool))
    employed = evaluate_each(reading.policies, reading.which, blank, reading.contracts, reading.extensions).employed
    place, classes = reading.lines.place, len(reading.classes)
    counts = {
        "passed": np.bincount(place, weights=people.passed, minlength=classes),
        "employed": np.bincount(place, weights=people.passed & employed, minlength=classes),
    }
    for at, row in enumerate(reading.classes):
        if row.frozen_passed is not None:
            counts["passed"][at], counts["employed"][at] = row.frozen_passed, row.frozen_employed
    passed, working = (column.astype(np.int64)[place] for column in counts.values())
    return replace(people, class_passed=passed, class_employed=working)


def to_freeze(found: Assessment) -> dict[int, tuple[int, int, date]]:
    """{class_id: (passed, employed, last day)} of banded classes whose signing window closed by the cut-off."""
    reading, people = found.reading, found.people
    banded = np.array([bool(policy.bands) for policy in reading.policies], dtype=bool)
    if not banded.any():
        return {}
    rows = np.sort(np.unique(reading.lines.place, return_index=True)[1])
    frozen = {}
    for row in rows[banded[reading.which[rows]]].tolist():
        of = reading.of(row)
        last = signing_window(reading.policies[reading.which[row]], people.take([row]))[1][0].astype(object)
        if of.frozen_passed is None and last < reading.cutoff:
            frozen[of.class_id] = int(people.class_passed[row]), int(people.class_employed[row]), last
    return frozen
