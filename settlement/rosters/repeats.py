"""Where else a person sits: in a class on the same days (refused), or in one the repeat rule may weigh (remarked)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from settlement.documents import queries as documents
from settlement.policy.repeat import Grant, forbidden_by
from settlement.rosters import present
from settlement.rosters.models import TrainingClass


@dataclass(frozen=True)
class Elsewhere:
    """`overlaps`: another class on the same days. `remark`: another class that may forbid a subsidy for this one."""

    overlaps: bool
    sentence: Any
    remark: Any


def elsewhere(training_class: TrainingClass, person_ids: Iterable[int]) -> dict[int, Elsewhere]:
    """{person_id: what their other classes mean for this one}, over all institutions and regions, naming none."""
    found = {}
    others: dict[int, list[TrainingClass]] = {}
    for person_id, other in present.other_classes(training_class.id, person_ids):
        others.setdefault(person_id, []).append(other)
    for person_id, classes in others.items():
        said = _said(training_class, classes)
        if said:
            found[person_id] = said
    return found


def _said(training_class: TrainingClass, others: list[TrainingClass]) -> Elsewhere | None:
    for other in others:
        if other.opened_on <= training_class.ended_on and training_class.opened_on <= other.ended_on:
            if other.organisation_id == training_class.organisation_id:
                return Elsewhere(
                    True, _l("This person sits in class %(number)s on the same days.", number=other.number), None
                )
            return Elsewhere(True, _l("This person is on the roster of another institution for the same days."), None)
    rule = documents.policy(training_class.document_id).repeat_rule
    if (
        forbidden_by(
            rule,
            _grant(training_class),
            [_grant(other) for other in others if other.ended_on <= training_class.ended_on],
        )
        is None
    ):
        return None
    return Elsewhere(
        False, None, _l("Trained before: if that was subsidised, this class is not (rule of the policy document).")
    )


def _grant(training_class: TrainingClass) -> Grant:
    return Grant(str(training_class.kind), training_class.trade_code, training_class.level, training_class.ended_on)
