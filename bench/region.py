"""A region for benches: 20 regions filled with trainees in the real schema, deterministic by its seed.

    python -m bench.region 10000            builds it (SQLite) in the cache and says what is in it

Documents and funds are the services' own (`ground`), the mass is columns (`population`), what was paid before is what
the rule says of the earlier cut-off (`earlier`). 65 of 100 people were paid by the run of 2026-06 already; the
run to measure is that of 2026-09, the next one 2026-10.
"""

import json
import sqlite3
import sys
from time import perf_counter

import numpy as np

from bench import earlier
from bench import ground as grounds
from bench.population import GROUPS, KINDS, LEVELS, NEW, OLD, OLD_CUTOFF, TRADES, make
from bench.writer import Writer
from settlement.policy.columns import OUTCOMES

EARLIER, PERIOD, NEXT = "2026-06", "2026-09", "2026-10"
POSTED = "2026-07-20 01:00:00.000000"
RULE_VERSION = 1


def fill(path, ground: list[dict], trainees: int, seed: int = 107) -> None:
    """Write everything into the SQLite file at `path`, which holds the ground and nothing else."""
    made = make(ground, trainees, seed)
    policies = [grounds.document(at) for at in range(2 * len(ground))]
    base = earlier.standards(made.classes, made.lines, policies, GROUPS)
    writer = Writer(path, ground, made)
    writer.people()
    writer.classes(base)
    writer.stage(OLD)
    _settle(writer, policies, base)
    writer.stage(NEW)
    writer.finish()


def _settle(writer: Writer, policies: list, base: np.ndarray) -> None:
    """The earlier run of each region, posted: its lines, the grants it claimed, its posting."""
    heads = json.dumps(dict(zip(writer.codes, writer.last.tolist(), strict=True)))
    found = earlier.paid(writer.made, policies, base)
    lines, classes = writer.made.lines, writer.made.classes
    region, of = lines.region[found.line], lines.of[found.line]
    due = np.flatnonzero(found.amounts.owed_fen > 0)
    order = np.lexsort((found.line[due], of[due], writer.organisation[of[due]], region[due]))
    due = due[order]
    people, count, total = (
        np.bincount(each, weights=weights, minlength=len(writer.codes)).astype(np.int64).tolist()
        for each, weights in ((region, None), (region[due], None), (region[due], found.amounts.owed_fen[due]))
    )
    for at, ground in enumerate(writer.ground):
        _run(writer, at, ground, heads, people[at], count[at], total[at])
    _lines(writer, found, due, region[due], of[due])
    passed = np.flatnonzero(lines.passed[found.line])
    own = found.line[passed]
    writer.evidence(
        "grants", np.arange(1, len(own) + 1), region[passed], at=POSTED, by=writer.officers, line_id=own + 1,
        class_id=of[passed] + 1, organisation_id=writer.organisation[of[passed]], person_id=lines.person[own] + 1,
        kind=(classes.kind[of[passed]], KINDS), trade_code=(classes.trade[of[passed]], [code for code, _ in TRADES]),
        level=(classes.level[of[passed]], LEVELS), class_ended_on=classes.ended[of[passed]], stands=1,
        repeat_rule=(earlier.documents(classes)[of[passed]], [policy.repeat_rule for policy in policies]),
    )  # fmt: skip
    regions = np.arange(len(writer.codes))
    writer.evidence("postings", regions + 1, regions, at=POSTED, by=writer.officers, run_id=regions + 1)


def _run(writer: Writer, at: int, ground: dict, heads: str, people: int, lines: int, total: int) -> None:
    users = ground["users"]
    writer.loader.insert(
        "runs", id=[at + 1], region_code=ground["code"], number=f"{ground['code']}-{EARLIER}", period=EARLIER,
        kind="normal", cutoff_on=str(OLD_CUTOFF), seq_heads=heads, locked_heads=heads, rule_version=RULE_VERSION,
        state="posted", people=people, lines=lines, total_fen=total, lines_hash="0" * 64, confirm_by_on="2026-07-08",
        documents=json.dumps([each["id"] for each in ground["documents"]]), publicity_ends_on="2026-07-17",
        drafted_by_id=users["labour_officer"], drafted_at=POSTED, reviewed_by_id=users["labour_reviewer"],
        approved_by_id=users["finance_approver"], posted_by_id=users["finance_officer"], posted_at=POSTED,
    )  # fmt: skip


def _lines(writer: Writer, found, due, region, of) -> None:
    amounts, lines = found.amounts.take(due), writer.made.lines
    own = found.line[due]
    documents = np.array([each["id"] for ground in writer.ground for each in ground["documents"]])
    names = ("base_fen", "share_hundredths", "base_paid_fen", "uplift_fen", "extension_fen", "years", "licence_fen",
             "target_fen")  # fmt: skip
    writer.loader.insert(
        "settlement_lines", region_code=(region, writer.codes), run_id=region + 1,
        line_no=np.arange(len(due)) - np.searchsorted(region, region) + 1, roster_line_id=own + 1,
        person_id=lines.person[own] + 1, class_id=of + 1, organisation_id=writer.organisation[of],
        document_id=documents[earlier.documents(writer.made.classes)[of]], rule_version=RULE_VERSION,
        kind=(writer.made.classes.kind[of], KINDS), settled_before_fen=0, delta_fen=amounts.owed_fen,
        reason=(amounts.outcome, OUTCOMES), nature="normal", **{name: getattr(amounts, name) for name in names},
    )  # fmt: skip


def main(trainees: int = 10_000) -> None:
    from bench.places import built

    begun = perf_counter()
    path = built(trainees)
    print(f"{path}: {path.stat().st_size / 1e6:,.0f} MB, {perf_counter() - begun:.1f} s")
    with sqlite3.connect(path) as connection:
        for table in ("persons", "classes", "roster_lines", "labour_contracts", "extensions", "endings", "licences",
                      "verifications", "settlement_lines", "grants"):  # fmt: skip
            print(f"{table:20} {connection.execute(f'SELECT count(*) FROM {table}').fetchone()[0]:>10,}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
