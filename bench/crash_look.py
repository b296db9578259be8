"""What `bench.crash` looks at after each kill, in a process of its own: whether anything was lost or done twice.

    look(app, reference, region) -> sentences; empty when all is well
    totals(app) -> all that must be the same once the work was done, however often it was interrupted
    faults(app, region) -> "check: key" of every check of the house that is red

WRONG are questions in plain SQL, over all regions, that share no code with the house: each must find nothing.
"""

from collections.abc import Iterator

import numpy as np
import sqlalchemy as sa

from bench.region import EARLIER, PERIOD
from kernel import audit
from kernel.db import begin_snapshot, db
from settlement.checks import queries as checks
from settlement.entitlements import lines
from settlement.runs.models import Run, RunState

SETTLED = (
    "SELECT l.* FROM settlement_lines l JOIN postings p ON p.run_id = l.run_id LEFT JOIN exclusions x "
    "ON x.region_code = l.region_code AND x.run_id = l.run_id AND x.line_no = l.line_no WHERE x.id IS NULL"
)
WRONG = {
    "a run has not the lines that its head says": "SELECT r.number FROM runs r LEFT JOIN (SELECT region_code, run_id, "
    "count(*) AS n, sum(delta_fen) AS fen, max(line_no) AS last FROM settlement_lines GROUP BY region_code, run_id) l "
    "ON l.run_id = r.id AND l.region_code = r.region_code WHERE coalesce(l.n, 0) <> r.lines "
    "OR coalesce(l.fen, 0) <> r.total_fen OR coalesce(l.last, 0) <> r.lines OR r.lines_hash = ''",
    "lines without a run": "SELECT l.run_id FROM settlement_lines l LEFT JOIN runs r ON r.id = l.run_id "
    "AND r.region_code = l.region_code WHERE r.id IS NULL",
    "a person's line twice in a run": "SELECT run_id, roster_line_id FROM settlement_lines WHERE nature = 'normal' "
    "GROUP BY run_id, roster_line_id HAVING count(*) > 1",
    "two runs of a period": "SELECT region_code, period FROM runs WHERE state <> 'void' AND kind = 'normal' "
    "GROUP BY region_code, period HAVING count(*) > 1",
    "received is not what was due": "SELECT person_id, class_id FROM (SELECT s.*, sum(delta_fen) OVER (PARTITION BY "
    f"person_id, class_id ORDER BY run_id) AS received FROM ({SETTLED}) s) w WHERE received <> target_fen",
    "a grant claimed twice": "SELECT line_id FROM grants GROUP BY line_id HAVING count(*) > 1",
    "paid without a grant": f"SELECT s.roster_line_id FROM ({SETTLED}) s LEFT JOIN grants g "
    "ON g.line_id = s.roster_line_id WHERE g.id IS NULL AND s.reason = 'granted'",
    "posted by half": "SELECT r.number FROM runs r LEFT JOIN postings p ON p.run_id = r.id WHERE (r.state = 'posted') "
    "<> (p.id IS NOT NULL)",
    "a posted line without its voucher": f"SELECT s.run_id, s.line_no FROM ({SETTLED}) s JOIN runs r "
    "ON r.id = s.run_id LEFT JOIN voucher_spans v ON v.region_code = s.region_code AND v.run_id = s.run_id "
    f"AND s.line_no BETWEEN v.first_line AND v.last_line WHERE v.voucher_id IS NULL AND r.period <> '{EARLIER}'",
    "a span of lines that are not all posted": "SELECT v.run_id, v.first_line FROM voucher_spans v LEFT JOIN "
    f"(SELECT x.run_id, x.first_line, count(*) AS n FROM voucher_spans x JOIN ({SETTLED}) s ON s.run_id = x.run_id AND "
    "s.region_code = x.region_code AND s.line_no BETWEEN x.first_line AND x.last_line GROUP BY x.run_id, x.first_line) "
    "p ON p.run_id = v.run_id AND p.first_line = v.first_line "
    "WHERE coalesce(p.n, 0) <> v.last_line - v.first_line + 1",
    "a voucher is not the sum of its lines": "SELECT v.number FROM vouchers v LEFT JOIN (SELECT voucher_id, "
    "count(*) AS n, sum(l.delta_fen) AS fen FROM voucher_spans x JOIN settlement_lines l ON "
    "l.region_code = x.region_code AND l.run_id = x.run_id AND l.line_no BETWEEN x.first_line AND x.last_line "
    "GROUP BY voucher_id) s ON s.voucher_id = v.id "
    "WHERE coalesce(s.fen, -1) <> v.total_fen OR coalesce(s.n, 0) <> v.people",
    "a voucher is not the sum of its sources": "SELECT v.number FROM vouchers v LEFT JOIN (SELECT voucher_id, "
    "sum(amount_fen) AS fen FROM voucher_sources GROUP BY voucher_id) s ON s.voucher_id = v.id "
    "WHERE coalesce(s.fen, -1) <> v.total_fen",
    "an entry of the ledger is not zero": "SELECT e.fund_id, e.number FROM ledger_entries e LEFT JOIN (SELECT fund_id, "
    "entry_number, sum(amount_fen) AS fen FROM ledger_legs GROUP BY fund_id, entry_number) l ON l.fund_id = e.fund_id "
    "AND l.entry_number = e.number WHERE coalesce(l.fen, 1) <> 0",
    "a leg without its entry": "SELECT l.fund_id, l.entry_number FROM ledger_legs l LEFT JOIN ledger_entries e ON "
    "e.fund_id = l.fund_id AND e.number = l.entry_number WHERE e.number IS NULL",
    "a fund is not zero": "SELECT fund_id FROM ledger_legs GROUP BY fund_id HAVING sum(amount_fen) <> 0",
    "entries of a fund with a gap": "SELECT f.id FROM funds f LEFT JOIN (SELECT fund_id, count(*) AS n, max(number) AS "
    "last FROM ledger_entries GROUP BY fund_id) e ON e.fund_id = f.id WHERE coalesce(e.n, 0) <> f.entries "
    "OR coalesce(e.last, 0) <> f.entries",
    "charged without a voucher": "SELECT e.paper FROM ledger_entries e LEFT JOIN vouchers v ON v.number = e.paper "
    "WHERE e.act = 'charge' GROUP BY e.paper HAVING count(DISTINCT e.number) > 1 OR count(v.id) = 0",
}  # fmt: skip
SUMS = {
    "runs": "SELECT region_code, number, state, people, lines, total_fen, lines_hash FROM runs ORDER BY number",
    "vouchers": "SELECT number, organisation_id, people, total_fen, came_back_fen FROM vouchers ORDER BY number",
    "ledger": "SELECT fund_id, account, source, sum(amount_fen) FROM ledger_legs GROUP BY fund_id, account, source "
    "ORDER BY fund_id, account, source",
    "evidence": "SELECT region_code, last FROM region_sequences ORDER BY region_code",
    "acts": "SELECT region_code, verb, count(*) FROM audit_rows GROUP BY region_code, verb ORDER BY region_code, verb",
    "numbers": "SELECT region_code, series, year, last FROM number_series ORDER BY region_code, series, year",
    "claims": "SELECT region_code, count(*), sum(line_id), sum(person_id) FROM grants GROUP BY region_code "
    "ORDER BY region_code",
}


def look(app, reference: dict, region: str) -> list[str]:
    """What is wrong; `region` is the one that was being worked on, where the house's own checks look too."""
    with app.app_context():
        begin_snapshot()
        return [*_wrong(), *_not_whole(reference["regions"]), *audit.verify(), *_red(reference["red"], region)]


def _wrong() -> Iterator[str]:
    for what, query in WRONG.items():
        found = [tuple(row) for row in db.session.execute(sa.text(query))]
        if found:
            yield f"{what}: {len(found)}, first {found[0]}"


def _not_whole(wanted: dict) -> Iterator[str]:
    """Every run of the period that stands, or stood, has exactly the lines of the undisturbed one."""
    for run in db.session.scalars(sa.select(Run).filter_by(period=PERIOD).order_by(Run.id)):
        found = [run.people, run.lines, run.total_fen, lines.hash_of(lines.read(run.region_code, run.id))]
        if found != wanted[run.region_code] or run.lines_hash != found[-1]:
            yield f"run {run.number} ({run.state}) is not whole: {found}, wanted {wanted[run.region_code]}"


def _red(known: dict, region: str) -> Iterator[str]:
    yield from (f"red: {fault}" for fault in faults(region) if fault not in known[region])


def faults(region: str) -> list[str]:
    """Of one region; what the invented earlier run lacks (vouchers, audit rows) is red from the start."""
    return [f"{each.check.name}: {fault.key}" for each in checks.look(region) for fault in each.found.faults]


def totals(app) -> dict:
    """Counts of every table, sums, and a hash of all lines."""
    with app.app_context():
        begin_snapshot()
        found = {name: [[_plain(x) for x in row] for row in db.session.execute(sa.text(q))] for name, q in SUMS.items()}
        found["rows"] = {
            table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table))
            for table in db.metadata.sorted_tables
        }
        return found


def _plain(value):
    return value if isinstance(value, str | None) else int(value)


def reference(app, regions: list[str], red: dict) -> dict:
    """Of an undisturbed run of the work: what every other must come to."""
    with app.app_context():
        posted = db.session.scalars(sa.select(Run).filter_by(period=PERIOD, state=RunState.POSTED)).all()
        of_region = {run.region_code: [run.people, run.lines, run.total_fen, run.lines_hash] for run in posted}
    if sorted(of_region) != sorted(regions) or not np.all([figures[1] for figures in of_region.values()]):
        raise SystemExit(f"the undisturbed run did not settle every region: {of_region}")
    return {"regions": of_region, "red": red, "totals": totals(app)}
