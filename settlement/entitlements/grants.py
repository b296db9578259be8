"""Writing grants: what is claimed in one stroke, and what no longer stands."""

import numpy as np
import sqlalchemy as sa

from kernel import clock, evidence
from kernel.columnar import Coded, insert
from kernel.db import among, db
from settlement.entitlements.models import Grant
from settlement.entitlements.reading import Reading
from settlement.policy.columns import KINDS
from settlement.policy.repeat import RULES

COPIED = (
    "region_code",
    "organisation_id",
    "person_id",
    "line_id",
    "class_id",
    "kind",
    "trade_code",
    "level",
    "class_ended_on",
    "repeat_rule",
)


def claim(reading: Reading, rows: np.ndarray, actor) -> None:
    """A grant for each of these rows of a reading, in their order."""
    if not len(rows):
        return
    last = evidence.next_seq(reading.region_code, len(rows))
    rule = np.array([RULES.index(policy.repeat_rule) for policy in reading.policies], dtype=np.int64)
    insert(
        Grant.__table__,
        len(rows),
        region_code=reading.region_code,
        seq=np.arange(last - len(rows) + 1, last + 1),
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
        organisation_id=reading.of_class("organisation_id")[rows],
        person_id=reading.person[rows],
        line_id=reading.lines.line_id[rows],
        class_id=reading.lines.class_id[rows],
        kind=Coded.of(reading.people.kind[rows], KINDS),
        trade_code=_of_class(reading, "trade_code", rows),
        level=_of_class(reading, "level", rows),
        class_ended_on=reading.people.class_ended[rows],
        repeat_rule=Coded.of(rule[reading.which[rows]], RULES),
        stands=True,
    )


def withdraw(region_code: str, line_ids: list[int], actor) -> None:
    """The claims of these lines are taken back: each by a row that says so."""
    last = sa.select(Grant.line_id, sa.func.max(Grant.seq))
    last = last.where(Grant.region_code == region_code, among(Grant.line_id, line_ids))
    found = sa.select(Grant).where(
        Grant.region_code == region_code, sa.tuple_(Grant.line_id, Grant.seq).in_(last.group_by(Grant.line_id))
    )
    rows = db.session.scalars(found.order_by(Grant.line_id))
    evidence.add_all([Grant(**{name: getattr(row, name) for name in COPIED}, stands=False) for row in rows], actor)


def _of_class(reading: Reading, name: str, rows: np.ndarray) -> Coded:
    """A text of the class, by the position of each different one."""
    texts = sorted({getattr(row, name) for row in reading.classes}, key=lambda text: text or "")
    codes = np.array([texts.index(getattr(row, name)) for row in reading.classes], dtype=np.int64)
    return Coded.of(codes[reading.lines.place[rows]], texts)
