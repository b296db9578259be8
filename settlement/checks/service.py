"""Keeping what a look found, for the page of checks."""

from collections.abc import Iterable

from kernel import audit, clock
from kernel.db import db
from kernel.i18n import pack
from settlement.checks.models import NAMED, CheckResult, Colour
from settlement.checks.queries import Looked


def keep(region_code: str, looked: Iterable[Looked], *, actor) -> list[CheckResult]:
    """The results of one look at a region take the place of the last ones; the look is an act of `actor`."""
    rows = [db.session.merge(_result(region_code, each)) for each in looked]
    db.session.flush()
    red = [row.name for row in rows if row.colour == Colour.RED]
    facts = {"checks": len(rows), "red": red}
    audit.record(actor, "books checked", f"region {region_code}", region_code=region_code, facts=facts)
    return rows


def _result(region_code: str, looked: Looked) -> CheckResult:
    found = looked.found
    return CheckResult(
        region_code=region_code,
        name=looked.check.name,
        colour=Colour.GREEN if found.is_green else Colour.RED,
        figure=pack(found.figure),
        faults=[[fault.key, pack(fault.why)] for fault in found.faults[:NAMED]],
        fault_count=len(found.faults),
        looked_at=clock.now(),
    )
