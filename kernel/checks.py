"""What must hold, looked at again at any time: each room says which of its sums, numbers and hashes agree.

    CHECKS = [Check(name="voucher-sources", label=_l("…"), look=voucher_sources)]      exported by a room
    def voucher_sources(region_code: str | None) -> Found                              None: every region

A check reads and never writes; it names what offends by the key people know it by (a number, a row of a table).
`gapless` makes the check of one series of `kernel.numbering`. The kernel's own checks stand in OF_KERNEL.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel import attachments, audit
from kernel.db import db
from kernel.evidence import RegionSequence
from kernel.numbering import NumberSeries

NUMBERED = {"region_code", "seq", "recorded_at", "recorded_by_id"}  # the columns of `kernel.evidence.Evidence`
NUMBER = re.compile(r"(\d{4})-(\d+)$")


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it must be: the key people know it by, and a lazy sentence saying why."""

    key: str
    why: Any


@dataclass(frozen=True)
class Found:
    """What one look saw: its figure (a lazy sentence) and every fault; green without any."""

    figure: Any
    faults: Sequence[Fault] = field(default_factory=list)

    @property
    def is_green(self) -> bool:
        return not self.faults


@dataclass(frozen=True, kw_only=True)
class Check:
    """One invariant. `name` is what a command line and a row call it."""

    name: str
    label: Any
    look: Callable[[str | None], Found]


def within(column, region_code: str | None) -> sa.ColumnElement[bool]:
    """The condition that a row is of the region looked at (None: of any)."""
    return sa.true() if region_code is None else column == region_code


def gapless(series: str, label: Any, numbers: Callable[[], sa.Select]) -> Check:
    """The check that a series runs from 1 to its last number without a gap.

    `numbers()` selects (region_code, number) of every row that took one; a number ends in `year-sequence`.
    """

    def look(region_code: str | None) -> Found:
        given: dict[tuple[str, int], list[int]]
        given, faults = {}, []
        for region, number in db.session.execute(numbers()):
            if region_code in (None, region):
                if ends := NUMBER.search(number):
                    given.setdefault((region, int(ends[1])), []).append(int(ends[2]))
                else:
                    faults.append(Fault(number, _l("this is no number of the series")))
        last = {
            (row.region_code, row.year): row.last
            for row in db.session.scalars(sa.select(NumberSeries).filter_by(series=series))
            if region_code in (None, row.region_code)
        }
        faults += [
            Fault(f"{series} {region}-{year}-{number}", why)
            for region, year in sorted(given.keys() | last.keys())
            for number, why in _gaps(given.get((region, year), []), last.get((region, year), 0))
        ]
        return Found(_l("%(count)s numbers", count=sum(map(len, given.values()))), faults)

    return Check(name=f"numbers-{series.replace(' ', '-')}", label=label, look=look)


def _gaps(given: Iterable[int], last: int) -> list[tuple[int, Any]]:
    """(number, why) of what is missing up to the last one, given twice, or beyond the last one."""
    counts: Mapping[int, int] = {}
    for number in given:
        counts[number] = counts.get(number, 0) + 1
    missing = [(number, _l("the number is missing")) for number in range(1, last + 1) if number not in counts]
    twice = [(number, _l("the number was given twice")) for number, count in counts.items() if count > 1]
    beyond = [(number, _l("the series has not come so far")) for number in counts if not 1 <= number <= last]
    return sorted(missing + twice + beyond, key=lambda pair: pair[0])


def audit_chain(region_code: str | None) -> Found:
    """Every chain whole, from its first row to its head."""
    count = sa.select(sa.func.count()).select_from(audit.AuditRow)
    rows = db.session.scalar(count.where(within(audit.AuditRow.region_code, region_code)))
    faults = [Fault(*broken) for broken in audit.broken(region_code)]
    return Found(_l("%(count)s audit rows", count=rows), faults)


def attachments_whole(region_code: str | None) -> Found:
    """Every file that was handed in is there, and has the hash that names it."""
    count = sa.select(sa.func.count()).select_from(attachments.Attachment)
    files = db.session.scalar(count.where(within(attachments.Attachment.region_code, region_code)))
    faults = [
        Fault(name, _l("the file was changed") if is_there else _l("the file is missing"))
        for name, is_there in attachments.broken(region_code)
    ]
    return Found(_l("%(count)s files", count=files), faults)


def evidence_sequence(region_code: str | None) -> Found:
    """Each sequence number of a region stands on exactly one row of evidence: none was taken out, none put in."""
    tables = [table.c for table in db.metadata.sorted_tables if set(table.c.keys()) >= NUMBERED]
    every = sa.union_all(*(sa.select(column.region_code, column.seq) for column in tables)).subquery()
    seen = (
        sa.select(
            every.c.region_code,
            sa.func.count().label("rows"),
            sa.func.count(sa.distinct(every.c.seq)).label("numbers"),
            sa.func.max(every.c.seq).label("highest"),
        )
        .group_by(every.c.region_code)
        .subquery()
    )
    query = (
        sa.select(RegionSequence.region_code, RegionSequence.last, seen.c.rows, seen.c.numbers, seen.c.highest)
        .outerjoin(seen, seen.c.region_code == RegionSequence.region_code)
        .where(within(RegionSequence.region_code, region_code))
        .order_by(RegionSequence.region_code)
    )
    rows = [(region, last, *(value or 0 for value in rest)) for region, last, *rest in db.session.execute(query)]
    faults = [
        Fault(region, _l("%(rows)s rows of evidence stand where %(last)s were numbered", rows=count, last=last))
        for region, last, count, numbers, highest in rows
        if not last == count == numbers == highest
    ]
    return Found(_l("%(count)s rows of evidence", count=sum(row[2] for row in rows)), faults)


OF_KERNEL = [
    Check(name="audit-chain", label=_l("The audit chain is whole"), look=audit_chain),
    Check(name="evidence-sequence", label=_l("Evidence is numbered without a gap"), look=evidence_sequence),
    Check(name="attachments", label=_l("Files are there and unchanged"), look=attachments_whole),
]
