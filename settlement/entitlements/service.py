"""Assessment under locks, and the rows it leaves: grants, holds of the rule, fixed bands; lines, exclusions, postings.

judged(reading) -> Assessment                      reads only: what `assess` would find now, or found then (`heads`)
assess(reading, actor=…) -> Assessment             region → persons locked, grants claimed, holds of the rule kept up
exclude(region_code, run_id, lines, reason, actor=…, note=None) -> the lines that were taken out
mark_posted(region_code, run_id, actor=…) -> Posting
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel import audit, evidence
from kernel.columnar import positions
from kernel.db import db
from kernel.refusals import constraint
from settlement.entitlements import assessment, grants, queries, rule_holds
from settlement.entitlements.assessment import Assessment, Held
from settlement.entitlements.lines import Lines
from settlement.entitlements.models import Exclusion, ExclusionReason, Posting
from settlement.entitlements.reading import Reading
from settlement.entitlements.sums import keys_of, standing
from settlement.persons import service as persons
from settlement.persons.queries import shared as persons_shared
from settlement.rosters import service as rosters
from settlement.rosters.queries import known

constraint("uq_postings_run_id", "STATE_MOVED", _l("This run was posted by somebody else at the same moment."))


def assess(reading: Reading, *, actor, returned: dict[tuple[int, int], int] | None = None) -> Assessment:
    """The region's entitlements, each grant claimed once for the whole region (decisions.md, *Grants*).

    `returned` {(person, class): fen} is cash that came back and is settled by the run being drafted.
    Locks the region, then the persons who have a roster line in another region, by ascending id.
    """
    evidence.lock_region(reading.region_code)
    shared = lock_shared(reading.region_code, reading.families)
    found = judged(reading, shared, returned)
    _claim(found, actor)
    rule_holds.keep_up(found, actor)
    rosters.freeze(assessment.to_freeze(found), actor=actor)
    return found


def judged(
    reading: Reading,
    shared: Iterable[int] | None = None,
    returned: dict[tuple[int, int], int] | None = None,
    heads: dict[str, int] | None = None,
) -> Assessment:
    """The same without a lock or a row written; a preview when nobody holds the locks.

    `heads`: as a draft found it that held its locks then. Other regions claim and post for shared persons under the
    same locks, so nothing of theirs can come between the heads and what is read here.
    """
    heads = heads or evidence.heads()
    reading = _with_settled_by(reading, heads)
    shared = persons_shared(reading.region_code, reading.families) if shared is None else shared
    away = held_elsewhere(shared, reading.families, reading.region_code, heads)
    lost = assessment.winners([*assessment.own_grants(reading, shared), *away])
    return assessment.evaluated(reading, lost, returned or {}, heads)


def lock_shared(region_code: str, families: dict[int, int], lines: Lines | None = None) -> set[int]:
    """Lock, by ascending id, the persons (of these lines) who have a roster line in another region too."""
    shared = persons_shared(region_code, families)
    if lines is not None:
        named = standing(lines.person_id, families)
        shared &= set(named[np.isin(named, np.array(sorted(shared), dtype=np.int64))].tolist())
    persons.lock(shared)
    return shared


def held_elsewhere(
    shared: Iterable[int], families: dict[int, int], besides: str, heads: dict[str, int] | None = None
) -> list[Held]:
    """What the shared persons hold in other regions ("" for all), with whether something is settled for it."""
    shared = set(shared)
    rows = shared | {row for row, stands in families.items() if stands in shared}
    paid = queries.settled_of(rows, heads).folded(families)
    grants = queries.standing_grants(rows, besides, heads)
    stands = [families.get(grant.person_id, grant.person_id) for grant in grants]
    keys = keys_of(np.array(stands, dtype=np.int64), np.array([grant.class_id for grant in grants], dtype=np.int64))
    is_paid = (paid.at(keys) > 0).tolist()
    return [_held(*each) for each in zip(grants, stands, is_paid, strict=True)]


def _held(grant: sa.Row, person_id: int, is_paid: bool) -> Held:
    return Held(
        person_id,
        grant.line_id,
        grant.class_id,
        grant.region_code,
        grant.kind.value,
        grant.trade_code,
        grant.level,
        grant.class_ended_on,
        grant.repeat_rule,
        is_paid,
    )


def lost_since(lines: Lines, families: dict[int, int], region_code: str) -> dict[int, Held]:
    """{roster_line_id: winner} of lines that another region's grant forbids by now; locks the persons."""
    shared = lock_shared(region_code, families, lines)
    lost = assessment.winners(held_elsewhere(shared, families, ""))
    listed = set(lines.roster_line_id.tolist()) if lost else ()
    return {line_id: winner for line_id, winner in lost.items() if line_id in listed}


def exclude(
    region_code: str, run_id: int, lines: Lines, reason: ExclusionReason, *, actor, note: str | None = None
) -> Lines:
    """Take lines out of a run and give them back; those that are out already, or take money back, stay as they are."""
    fresh = lines.take(lines.delta_fen > 0)
    if len(fresh):
        fresh = fresh.take(~np.isin(fresh.line_no, queries.excluded_of(region_code, run_id)))
    rows = [
        Exclusion(
            region_code=region_code,
            run_id=run_id,
            line_no=line_no,
            organisation_id=organisation_id,
            reason=reason,
            note=note,
        )
        for line_no, organisation_id in zip(fresh.line_no.tolist(), fresh.organisation_id.tolist(), strict=True)
    ]
    evidence.add_all(rows, actor)
    return fresh


def mark_posted(region_code: str, run_id: int, *, actor) -> Posting:
    """From here on the run's lines without exclusion are settled."""
    return evidence.add(Posting(region_code=region_code, run_id=run_id), actor)


def _claim(found: Assessment, actor) -> None:
    """Grant rows for what is new or changed, and for what no longer stands."""
    reading, claimed = found.reading, queries.claimed(found.reading.region_code)
    rows = np.flatnonzero(reading.lines.passed)
    line_ids = reading.lines.line_id[rows]
    at, is_known = positions(claimed.line_id, line_ids)
    if len(claimed):
        is_known &= claimed.stands[at] & (claimed.person_id[at] == reading.person[rows])
        is_known &= claimed.class_ended_on[at] == reading.people.class_ended[rows]
    fresh = rows[~is_known]
    ended = claimed.line_id[claimed.stands & ~np.isin(claimed.line_id, line_ids)]
    grants.claim(reading, fresh, actor)
    grants.withdraw(reading.region_code, ended.tolist(), actor)
    if len(fresh) or len(ended):
        audit.record(
            actor,
            "grants claimed",
            f"region {reading.region_code}",
            region_code=reading.region_code,
            facts={"claimed": len(fresh), "withdrawn": len(ended)},
        )


def _with_settled_by(reading: Reading, heads: dict[str, int]) -> Reading:
    """What is settled, read again where a run of this region was posted between the reading and the heads."""
    seen = {reading.region_code: reading.heads.get(reading.region_code, 0)}
    own = {reading.region_code: heads.get(reading.region_code, 0)}
    since = sa.select(Posting.id).where(known(Posting, own), ~known(Posting, seen))
    if db.session.scalars(since.order_by(Posting.id)).first() is None:
        return reading
    return replace(reading, settled=queries.settled(reading.region_code, own).folded(reading.families))
