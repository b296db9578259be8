"""What the earlier run of a bench region paid: the rule over what was known by then, as columns."""

from types import SimpleNamespace

import numpy as np

from bench import ground as grounds
from bench.population import AT_ONCE, LEVELS, OLD, OLD_CUTOFF, TRADES, Population
from settlement.policy.columns import Contracts, Extensions, People
from settlement.policy.repeat import RULES, Grants, repeated
from settlement.policy.rule import evaluate_each

KINDS = ("skill", "startup")


def documents(classes) -> np.ndarray:
    """Position of each class's document, two a region: by its opening day."""
    changed = np.datetime64(grounds.CHANGED_ON, "D")
    return 2 * classes.region + (classes.opened >= changed)


def standards(classes, lines, policies: list, groups) -> np.ndarray:
    """Fen for each line, by document, kind, trade, level and group."""
    which = documents(classes)[lines.of]
    of = lines.of
    keys = np.stack((which, classes.kind[of], classes.trade[of], classes.level[of], lines.group))
    distinct, place = np.unique(keys, axis=1, return_inverse=True)
    found = [_standard(policies[at], kind, trade, level, groups[group]) for at, kind, trade, level, group in distinct.T]
    return np.array(found, dtype=np.int64)[place.ravel()]


def _standard(policy, kind, trade, level, group) -> int:
    return policy.standard_or_none(
        KINDS[kind], None if trade < 0 else TRADES[trade][0], None if level < 0 else LEVELS[level], group
    )


def paid(made: Population, policies: list, base: np.ndarray) -> SimpleNamespace:
    """`amounts` and `forbidden` of the lines of OLD classes (`line`: their positions) as of the earlier cut-off."""
    line = np.flatnonzero(made.lines.stage == OLD)
    place = np.full(len(made.lines.of), -1)
    place[line] = np.arange(len(line))
    of = made.lines.of[line]
    which = documents(made.classes)[of]
    contracts, extensions = _employment(made, place)
    people = People.build(
        len(line), kind=made.classes.kind[of], base_fen=base[line], class_opened=made.classes.opened[of],
        class_ended=made.classes.ended[of], passed=made.lines.passed[line], as_of=OLD_CUTOFF,
        licence_on=_licensed(made, place, len(line)), class_passed=0, class_employed=0,
    )  # fmt: skip
    employed = evaluate_each(policies, which, people, contracts, extensions).employed
    count = len(made.classes.size)
    people.class_passed[:] = np.bincount(of[people.passed], minlength=count)[of]
    people.class_employed[:] = np.bincount(of[people.passed & employed], minlength=count)[of]
    people.forbidden[people.passed] = _repeated(made, policies, which, line, people.passed)
    return SimpleNamespace(
        line=line, amounts=evaluate_each(policies, which, people, contracts, extensions), forbidden=people.forbidden
    )


def _known(rows, place) -> np.ndarray:
    """Positions of evidence that the earlier run counted."""
    return np.flatnonzero((rows.stage == OLD) & (rows.fate == AT_ONCE) & (place[rows.line] >= 0))


def _employment(made: Population, place) -> tuple[Contracts, Extensions]:
    signed = _known(made.contracts, place)
    number = np.full(len(made.contracts.line), -1)
    number[signed] = np.arange(len(signed))
    contracts = Contracts.build(
        len(signed), row=place[made.contracts.line[signed]], employer=made.contracts.employer[signed],
        term=made.contracts.term[signed], signed=made.contracts.signed[signed], starts=made.contracts.starts[signed],
        ends=made.contracts.ends[signed],
    )  # fmt: skip
    ends = _known(made.endings, place)
    ends = ends[number[made.endings.contract[ends]] >= 0]
    contracts.ended[number[made.endings.contract[ends]]] = made.endings.ended[ends]
    contracts.ended_because[number[made.endings.contract[ends]]] = made.endings.because[ends]
    longer = _known(made.extensions, place)
    longer = longer[number[made.extensions.contract[longer]] >= 0]
    return contracts, Extensions.build(
        len(longer), contract=number[made.extensions.contract[longer]], signed=made.extensions.signed[longer],
        ends=made.extensions.ends[longer],
    )  # fmt: skip


def _licensed(made: Population, place, count: int) -> np.ndarray:
    issued = np.full(count, np.datetime64("NaT", "D"))
    known = _known(made.licences, place)
    known = known[made.licences.issued[known] <= OLD_CUTOFF]
    issued[place[made.licences.line[known]]] = made.licences.issued[known]
    return issued


def _repeated(made: Population, policies, which, line, passed) -> np.ndarray:
    """Of the passed lines, which an earlier grant of the same person forbids."""
    own, of = line[passed], made.lines.of[line[passed]]
    rule = np.array([RULES.index(policy.repeat_rule) for policy in policies], dtype=np.int8)
    return repeated(
        Grants(
            person=made.lines.person[own],
            kind=made.classes.kind[of].astype(np.int8),
            trade=made.classes.trade[of],
            level=made.classes.level[of],
            class_ended=made.classes.ended[of],
            filed=own,
            number=own,
            is_paid=np.zeros(len(own), bool),
            rule=rule[which[passed]],
        )  # fmt: skip
    ).forbidden
