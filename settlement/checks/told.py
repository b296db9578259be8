"""What the audit record said when something was done: the figures and hashes that must still stand.

told(verb, region_code) -> {subject id as text: facts}
"""

import json

import sqlalchemy as sa

from kernel.audit import AuditRow
from kernel.checks import within
from kernel.db import db


def told(verb: str, region_code: str | None) -> dict[str, dict]:
    """The facts of the last act of this verb on each subject."""
    query = sa.select(AuditRow.subject_id, AuditRow.facts).where(AuditRow.verb == verb)
    rows = db.session.execute(query.where(within(AuditRow.region_code, region_code)).order_by(AuditRow.id))
    return {subject: json.loads(facts) for subject, facts in rows}


def fen(amount) -> sa.ColumnElement[int]:
    """A sum of fen in the database, zero where there is none."""
    return sa.cast(sa.func.coalesce(sa.func.sum(amount), 0), sa.BigInteger)
