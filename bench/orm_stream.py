"""Settlement as one would write it first: a stream of ORM rows, one person at a time, ORM objects added in batches.

    python -m bench.orm_stream check FILE…                          the cases of policy.md through its rule (`scalar`)
    python -m bench.orm_stream sqlite|postgresql DIRECTORY settle   a contestant of `bench.settlement`

The same tables, transaction and locks as the engine's; it leaves out what would only slow it down (audit rows, holds,
recovery proposals, hashes).
"""

import json
import sys
from collections import defaultdict
from itertools import groupby
from pathlib import Path

from bench import scalar_cases
from bench.contest import Watch, awake, codes, say
from bench.orm_reading import Class, classes, grants_elsewhere, people, several
from bench.region import PERIOD, RULE_VERSION
from bench.scalar import Person, due, is_employed, window
from bench.scalar_grants import Grant as Granted
from bench.scalar_grants import judge

BATCH = 2000


def settle(code: str, period: str, user: int) -> tuple[int, int, int]:
    """Draft one region in one transaction: (lines, fen, people whose balance is negative)."""
    from kernel import clock, evidence
    from kernel.db import db, writing
    from settlement.runs import periods
    from settlement.runs.models import Run, RunKind, RunState

    cutoff, heads = periods.last_day(period), evidence.heads()
    with writing():
        evidence.lock_region(code)
        of = classes(code, heads[code], cutoff)
        lost = _lost(code, heads[code], cutoff, of)
        run = Run(
            region_code=code, number=f"{code}-{period}", period=period, kind=RunKind.NORMAL, cutoff_on=cutoff,
            seq_heads=heads, locked_heads=heads, rule_version=RULE_VERSION, state=RunState.DRAFT, people=0, lines=0,
            total_fen=0, lines_hash="", documents=[], drafted_by_id=user, drafted_at=clock.now(),
        )  # fmt: skip
        db.session.add(run)
        db.session.flush()
        book = Book(code, run.id, user)
        for class_id, group in groupby(people(code, heads[code], cutoff, of), key=lambda each: each.line.class_id):
            book.settle(of[class_id], list(group), cutoff, lost)
        book.flush()
        run.lines, run.total_fen, run.people = book.lines, book.fen, book.people
    return book.lines, book.fen, book.negative


def _lost(code: str, head: int, cutoff, of: dict[int, Class]) -> set[int]:
    """Lines of this region that an earlier grant forbids: persons with several lines are judged first."""
    persons = several(code)
    held = grants_elsewhere(code, persons)
    for each in people(code, head, cutoff, of, persons):
        row = of[each.line.class_id]
        if each.is_passed:
            held[each.line.person_id].append(
                Granted(each.line.id, row.kind, row.row.trade_code, row.row.level, row.row.ended_on, each.paid > 0,
                        row.policy.repeat_rule)
            )  # fmt: skip
    return {number for grants in held.values() for number in judge(grants)}


class Book:
    """What one run writes: settlement lines, grants, fixed bands."""

    def __init__(self, code: str, run_id: int, user: int):
        self.code, self.run_id, self.user = code, run_id, user
        self.lines = self.fen = self.people = self.negative = 0
        self.waiting, self.evidence = [], []

    def settle(self, of: Class, group: list, cutoff, lost: set[int]) -> None:
        persons = [self._person(of, each, lost) for each in group]
        self._counts(of, persons, cutoff)
        for each, person in zip(group, persons, strict=True):
            found = due(of.policy, person, cutoff)
            owed = found.owed(of.policy, each.paid)
            self.people += 1
            self.negative += owed < 0
            if owed > 0:
                self._line(of, each, person, found, owed)
            if each.is_passed and not each.is_claimed:
                self._grant(of, each)
        if len(self.waiting) + len(self.evidence) >= BATCH:
            self.flush()

    def _person(self, of: Class, each, lost: set[int]) -> Person:
        row = of.row
        base = of.policy.standard(of.kind, row.trade_code, row.level, str(each.line.group))
        return Person(of.kind, base, row.opened_on, row.ended_on, each.is_passed, each.contracts, each.licence,
                      each.line.id in lost)  # fmt: skip

    def _counts(self, of: Class, persons: list[Person], cutoff) -> None:
        """The class's employment band: fixed once its signing window has closed."""
        from settlement.rosters.models import EmploymentFreeze

        if not of.policy.bands:
            return
        passed, employed = of.frozen or (
            sum(person.is_passed for person in persons),
            sum(person.is_passed and is_employed(of.policy, person, cutoff) for person in persons),
        )
        for person in persons:
            person.class_passed, person.class_employed = passed, employed
        last = window(of.policy, persons[0])[1]
        if of.frozen is None and last < cutoff:
            row = EmploymentFreeze(
                region_code=self.code, organisation_id=of.row.organisation_id, class_id=of.row.id, passed=passed,
                employed=employed, window_closed_on=last,
            )  # fmt: skip
            self.evidence.append(row)

    def _line(self, of: Class, each, person: Person, found, owed: int) -> None:
        from settlement.entitlements.models import Nature, Reason, SettlementLine

        self.lines, self.fen = self.lines + 1, self.fen + owed
        self.waiting.append(
            SettlementLine(
                region_code=self.code, run_id=self.run_id, line_no=self.lines, roster_line_id=each.line.id,
                person_id=each.line.person_id, class_id=of.row.id, organisation_id=of.row.organisation_id,
                document_id=of.row.document_id, rule_version=RULE_VERSION, kind=of.row.kind, base_fen=person.base,
                share_hundredths=found.share, base_paid_fen=found.base_paid, uplift_fen=found.uplift,
                extension_fen=found.extension, years=found.years, licence_fen=found.licence, target_fen=found.target,
                settled_before_fen=each.paid, delta_fen=owed, reason=Reason(found.reason), nature=Nature.NORMAL,
            )
        )  # fmt: skip

    def _grant(self, of: Class, each) -> None:
        from settlement.entitlements.models import Grant

        row = of.row
        self.evidence.append(
            Grant(
                region_code=self.code, organisation_id=row.organisation_id, person_id=each.line.person_id,
                line_id=each.line.id, class_id=row.id, kind=row.kind, trade_code=row.trade_code, level=row.level,
                class_ended_on=row.ended_on, repeat_rule=of.policy.repeat_rule, stands=True,
            )
        )  # fmt: skip

    def flush(self) -> None:
        from kernel import evidence
        from kernel.db import db

        actor = type("Actor", (), {"id": self.user})
        evidence.add_all(self.evidence, actor)
        db.session.add_all(self.waiting)
        db.session.flush()
        self.waiting, self.evidence = [], []


def main(kind: str, directory: str) -> None:
    from kernel.db import db

    users = {each["code"]: each["users"] for each in json.loads((Path(directory) / "ground.json").read_text())}
    totals = defaultdict(int)
    with awake().app_context():
        with Watch() as whole:
            for code in codes(directory):
                found = settle(code, PERIOD, users[code]["labour_officer"])
                for name, value in zip(("lines", "fen", "negative"), found, strict=True):
                    totals[name] += value
                db.session.remove()
        say(**whole.facts, **totals)


if __name__ == "__main__":
    if sys.argv[1] == "check":
        lines, all_right = scalar_cases.check(sys.argv[2:])
        print("\n".join(lines))
        sys.exit(not all_right)
    main(*sys.argv[1:3])
