"""What the contestants of `bench.settlement` share: a child process each, the regions, the harvest, how they compare.

Each contestant is a process of its own on a copy of its own: `child("engine", place, …)` runs `python -m bench.engine`
there and reads what it prints last, one line of JSON. Its peak memory is the kernel's high-water mark (VmHWM).
"""

import hashlib
import json
import os
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time

import psycopg
from psycopg import sql
from sqlalchemy.orm import configure_mappers

from bench.places import ROOT, Place, plain

COMPARED = ("region_code", "line_no", "roster_line_id", "person_id", "document_id", "base_fen", "share_hundredths",
            "base_paid_fen", "uplift_fen", "extension_fen", "years", "licence_fen", "target_fen", "settled_before_fen",
            "delta_fen", "reason", "nature")  # fmt: skip
CLAIMED = ("region_code", "line_id", "person_id", "class_id", "kind", "trade_code", "level", "class_ended_on",
           "repeat_rule", "stands")  # fmt: skip
NUMBERED = ("runs", "grants", "employment_freezes", "holds", "hold_releases", "recoveries", "recovery_decisions",
            "exclusions", "audit_rows")  # fmt: skip
NEW_RUNS, FRESH = "(SELECT id FROM runs WHERE state <> 'posted')", "recorded_at > '2026-08-01'"


def child(name: str, place: Place, *words: str) -> dict:
    """What a contestant says of itself; it stops the bench where it fails."""
    os.sync()
    command = [sys.executable, "-m", f"bench.{name}", place.kind, str(place.directory), *words]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **place.environment}, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{name} failed on {place.kind}")
    return json.loads(done.stdout.splitlines()[-1])


def awake():
    """The application as in a process that has been running a while: its mappers stand before any clock starts."""
    from wsgi import create_app

    app = create_app()
    configure_mappers()
    return app


class Watch:
    """Wall seconds and the process's own CPU seconds, summed over the blocks it is the manager of."""

    def __init__(self):
        self.seconds = self.cpu = 0.0

    def __enter__(self):
        self._begun = perf_counter(), process_time()
        return self

    def __exit__(self, *_):
        self.seconds += perf_counter() - self._begun[0]
        self.cpu += process_time() - self._begun[1]

    @property
    def facts(self) -> dict:
        return {"seconds": self.seconds, "cpu": self.cpu}


def say(**facts) -> None:
    """The last line of a contestant, with its peak memory in MB (`ru_maxrss` would begin with its parent's)."""
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(json.dumps({"peak_mb": round(int(peak.split()[1]) / 1024), **facts}))


def codes(directory) -> list[str]:
    return [region["code"] for region in json.loads((Path(directory) / "ground.json").read_text())]


@contextmanager
def reading(place: Place) -> Iterator:
    """(execute) on either database, for looking at what a contestant left."""
    if place.kind == "sqlite":
        connection = sqlite3.connect(place.url.removeprefix("sqlite:///"))
    else:
        connection = psycopg.connect(plain(place.url))
    try:
        yield connection.execute
    finally:
        connection.close()


def fingerprint(place: Place) -> dict:
    """Lines, fen, grants, and hashes of every column that counts, of what was drafted."""
    digest, count, fen = hashlib.sha256(), 0, 0
    with reading(place) as execute:
        order = f"WHERE run_id IN {NEW_RUNS} ORDER BY region_code, line_no"
        for row in execute(f"SELECT {', '.join(COMPARED)} FROM settlement_lines {order}"):
            digest.update(repr(tuple(map(str, row))).encode())
            count, fen = count + 1, fen + row[COMPARED.index("delta_fen")]
        claimed = hashlib.sha256()
        order = f"WHERE {FRESH} ORDER BY line_id, id"
        grants = execute(f"SELECT {', '.join(CLAIMED)} FROM grants {order}")
        many = 0
        for row in grants:
            claimed.update(repr(tuple(str(int(x)) if isinstance(x, bool) else str(x) for x in row)).encode())
            many += 1
    return {"lines": count, "fen": fen, "hash": digest.hexdigest(), "grants": many, "claims": claimed.hexdigest()}


def newest(place: Place) -> dict[str, int]:
    """{table: the last id} before drafting, of the tables that drafting adds to."""
    with reading(place) as execute:
        return {t: execute(f"SELECT coalesce(max(id), 0) FROM {t}").fetchone()[0] for t in NUMBERED}


def harvest(place: Place, before: dict[str, int], into: Path) -> None:
    """Every row that the engine wrote, region by region, ready to be inserted by the floor."""
    wanted = {table: f"id > {last}" for table, last in before.items()}
    wanted |= dict.fromkeys(("settlement_lines", "recovery_lines"), f"run_id IN {NEW_RUNS}")
    for code in codes(place.directory):
        with (into / f"{code}.rows").open("wb") as file:
            pickle.dump(_rows(place, code, wanted), file, protocol=pickle.HIGHEST_PROTOCOL)


def _rows(place: Place, code: str, wanted: dict[str, str]) -> dict:
    """{table: (column names, rows of SQLite or the bytes of a binary COPY)}."""
    found = {}
    with reading(place) as execute:
        for table, where in wanted.items():
            query = f"SELECT * FROM {table} WHERE region_code = '{code}' AND {where} ORDER BY 1, 2, 3"
            if place.kind == "sqlite":
                rows = execute(query)
                found[table] = [column[0] for column in rows.description], rows.fetchall()
            else:
                rows = execute(f"{query} LIMIT 0")
                names = [column.name for column in rows.description]
                with rows.connection.cursor().copy(sql.SQL(f"COPY ({query}) TO STDOUT (FORMAT BINARY)")) as copy:
                    found[table] = names, b"".join(map(bytes, copy))
    return found
