"""The floor: the fastest known way to read the same columns of the same tables and to insert the same rows.

    python -m bench.floor sqlite|postgresql DIRECTORY HARVEST rows|texts|copy|arrays

Nothing is judged or computed. Each database has a floor as one would write it, and a harder one by the engine's means.
SQLite: plain row fetch and `executemany`; a text a column and many rows a statement. PostgreSQL: binary COPY in, and
out either binary COPY, which is a call a row, or a binary array a column. Read table by table:
reads that the database joins (a line with its appraisal, grant and settled lines, a contract with its word of
verification) fetch fewer rows and were not faster at their best of three, on either. The connection is the
application's (the same pragmas, fsync, foreign keys, triggers), one transaction a region; the rows to insert are
prepared before the clock starts.
"""

import pickle
import sys
from itertools import chain
from pathlib import Path

from bench.contest import Watch, codes, say
from kernel.columnar.sqlite import ROWS_A_STATEMENT
from kernel.db import db
from wsgi import create_app

READ = {
    "classes": "id, organisation_id, document_id, award_id, kind, trade_code, level, opened_on, ended_on, standard_fen",
    "roster_verifications": "class_id, seq",
    "class_completions": "class_id, seq, completed_on",
    "class_cancellations": "class_id, seq",
    "employment_freezes": "class_id, seq, passed, employed",
    "roster_lines": "id, person_id, class_id, seq, group_word, benefit_from, benefit_to",
    "line_removals": "line_id, seq",
    "appraisals": "line_id, seq, result, appraised_on, replaces_id",
    "labour_contracts": "id, root_id, replaces_id, seq, line_id, employer_id, term, signed_on, from_on, to_on",
    "extensions": "id, replaces_id, seq, contract_id, signed_on, to_on",
    "endings": "id, replaces_id, seq, contract_id, ended_on, because",
    "licences": "id, replaces_id, seq, line_id, issued_on",
    "verifications": "subject_kind, subject_id, outcome, seq",
    "postings": "run_id, seq",
    "exclusions": "run_id, line_no, seq",
    "settlement_lines": "run_id, line_no, person_id, class_id, delta_fen",
    "grants": "id, line_id, person_id, class_ended_on, stands",
}


def read_sqlite(connection, code: str) -> int:
    return sum(
        len(connection.execute(f"SELECT {columns} FROM {table} WHERE region_code = ?", (code,)).fetchall())
        for table, columns in READ.items()
    )


def read_texts(connection, code: str) -> int:
    size = 0
    for table, columns in READ.items():
        texts = ", ".join(f"group_concat({name})" for name in columns.split(", "))
        query = f"SELECT {texts} FROM {table} WHERE region_code = ?"
        size += sum(len(text or "") for text in connection.execute(query, (code,)).fetchone())
    return size


def write_many(connection, rows: dict) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for table, (names, values) in rows.items():
        columns, row = ", ".join(f'"{name}"' for name in names), f"({', '.join('?' * len(names))})"
        for begin in range(0, len(values), ROWS_A_STATEMENT):
            part = values[begin : begin + ROWS_A_STATEMENT]
            statement = f"INSERT INTO {table} ({columns}) VALUES {', '.join([row] * len(part))}"
            connection.execute(statement, tuple(chain.from_iterable(part)))
    connection.execute("COMMIT")


def write_sqlite(connection, rows: dict) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for table, (names, values) in rows.items():
        columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)
    connection.execute("COMMIT")


def read_copied(connection, code: str) -> int:
    size = 0
    for table, columns in READ.items():
        query = f"COPY (SELECT {columns} FROM {table} WHERE region_code = '{code}') TO STDOUT (FORMAT BINARY)"
        with connection.cursor().copy(query) as copy:
            size += len(b"".join(copy))
    connection.commit()
    return size


def read_arrays(connection, code: str) -> int:
    size = 0
    for table, columns in READ.items():
        names = columns.split(", ")
        arrays = ", ".join(f"array_agg({name})" for name in names)
        with connection.cursor(binary=True) as cursor:
            cursor.execute(f"SELECT {arrays} FROM {table} WHERE region_code = '{code}'")
            size += sum(len(cursor.pgresult.get_value(0, place) or b"") for place in range(len(names)))
    connection.commit()
    return size


def write_postgresql(connection, rows: dict) -> None:
    for table, (names, values) in rows.items():
        columns = ", ".join(f'"{name}"' for name in names)
        with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(values)
    connection.commit()


WAYS = {
    "rows": (read_sqlite, write_sqlite),
    "texts": (read_texts, write_many),
    "copy": (read_copied, write_postgresql),
    "arrays": (read_arrays, write_postgresql),
}


def main(kind: str, directory: str, harvest: str, way: str) -> None:
    read, write = WAYS[way]
    with create_app().app_context():
        connection = db.engine.raw_connection().driver_connection
        whole, reading = Watch(), Watch()
        for code in codes(directory):
            rows = pickle.loads((Path(harvest) / f"{code}.rows").read_bytes())
            with whole:
                with reading:
                    read(connection, code)
                write(connection, rows)
    say(**whole.facts, reading=reading.seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])
