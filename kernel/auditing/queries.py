"""The audit rows a person may read."""

import json

from flask_babel import gettext
from sqlalchemy import Select, or_, select

from kernel.access import scope
from kernel.audit import AuditRow
from kernel.db import db
from kernel.organisations.models import Region

_veils: dict[str, Select] = {}


def veil(subject_type: str, open_ids: Select) -> None:
    """Acts on this kind of row are shown only where its id, as text, is among `open_ids`: some things stay sealed."""
    _veils[subject_type] = open_ids


def rows() -> Select:
    """The audit rows of the reader's own region; of every region for departments of the whole."""
    seen = scope(select(AuditRow), AuditRow).order_by(AuditRow.region_code, AuditRow.seq)
    for subject_type, open_ids in _veils.items():
        seen = seen.where(or_(AuditRow.subject_type != subject_type, AuditRow.subject_id.in_(open_ids)))
    return seen


def row(row_id: int) -> AuditRow | None:
    """One of them."""
    return db.session.scalars(rows().where(AuditRow.id == row_id)).one_or_none()


def verbs() -> list[tuple[str, str]]:
    """[(verb, its words)] of the acts there are, in the order of the words."""
    known = db.session.scalars(
        rows().with_only_columns(AuditRow.verb).order_by(None).distinct().order_by(AuditRow.verb)
    )
    return sorted(((verb, gettext(verb)) for verb in known), key=lambda pair: pair[1])


def regions() -> list[tuple[str, str]]:
    """[(code, name)] of the regions that have acts the reader may see, by code."""
    seen = rows().with_only_columns(AuditRow.region_code).order_by(None).distinct()
    return [
        (region.code, region.name)
        for region in db.session.scalars(select(Region).where(Region.code.in_(seen)).order_by(Region.code))
    ]


def facts(row: AuditRow) -> tuple[list[tuple], list[tuple]]:
    """([(name, value)], [(column, before, after)]): what the row says beside its verb, by name."""
    told = json.loads(row.facts)
    changed = told.pop("changed", {})
    return sorted(told.items()), sorted((name, before, after) for name, (before, after) in changed.items())
