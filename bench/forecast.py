"""Seeing ahead over the register of all 20 regions: what a document would cost, what contracts promise for 36 months.

python -m bench.forecast 100000 [sqlite|postgresql]      trainees; both read, judge and sum anew each time
"""

import sys
from datetime import date
from time import perf_counter, process_time

from bench import ground, places
from kernel.db import begin_read
from kernel.organisations.queries import acting_regions
from settlement.documents import queries as documents
from settlement.forecast.cost import Comparison, compare
from settlement.forecast.promise import MONTHS, nothing, promised
from settlement.forecast.register import opened

TODAY = date(2026, 10, 5)


def measured(app) -> list[tuple[str, float, float, int]]:
    """(what, seconds on the wall, of the processor, person-classes) of both reckonings and of their common reading."""
    with app.app_context():
        begin_read()
        codes = [region.code for region in acting_regions() if region.parent_code]
        return [_timed(what, codes) for what in (_read, _cost, _promise)]


def _timed(what, codes: list[str]) -> tuple[str, float, float, int]:
    begun, worked = perf_counter(), process_time()
    people = what(codes)
    return what.__doc__, perf_counter() - begun, process_time() - worked, people


def _read(codes: list[str]) -> int:
    """reading alone"""
    return sum(len(opened(code, TODAY)) for code in codes)


def _cost(codes: list[str]) -> int:
    """cost of a document, four evaluations"""
    new, found = ground.document(4), Comparison()
    for code in codes:
        old = documents.policy(documents.in_force(code, TODAY).id)
        found += compare(opened(code, TODAY), old, new, as_of=TODAY, stretch="all")
    return found.total.people + sum(cell.pair.people for cell in found.unpriced)


def _promise(codes: list[str]) -> int:
    """36 months of promises"""
    found = sum((promised(opened(code, TODAY), TODAY) for code in codes), nothing(TODAY))
    return found.people if found.within(MONTHS) else 0


def main() -> None:
    trainees, kind = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "sqlite"
    with places.copy(kind, trainees) as place:
        print(f"{'wall s':>9} {'cpu s':>9} {'person-classes':>15}  what, {kind}, {trainees:,} trainees")
        for what, wall, cpu, people in measured(place.app()):
            print(f"{wall:9.2f} {cpu:9.2f} {people:15,}  {what}")


if __name__ == "__main__":
    main()
