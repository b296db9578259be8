"""What the database refuses of grants and settlement lines: a row whose line, class, institution or run is another's.

Stronger than foreign keys (the class is that of the roster line, the region that of the run) and, on PostgreSQL, asked
once for all rows of a statement: a million rows cost a join, not millions of look-ups.
"""

from flask_babel import lazy_gettext as _l

from kernel import triggers
from kernel.refusals import constraint

constraint("GRANT_NAMES", "GRANT_NAMES", _l("A grant names a roster line, a class or a person that does not exist."))
constraint(
    "LINE_NAMES", "LINE_NAMES", _l("A settlement line names a roster line, a class or a run that does not exist.")
)

OF_ROSTER = (  # its person is the one who was filed, which costs no look-up, or the one who stands for them
    "SELECT 1 FROM roster_lines r WHERE r.id = {row}.{line} AND r.class_id = {row}.class_id AND "
    "r.region_code = {row}.region_code AND r.organisation_id = {row}.organisation_id AND "
    "(r.person_id = {row}.person_id OR EXISTS (SELECT 1 FROM persons p WHERE p.id = {row}.person_id))"
)
RUN = "SELECT 1 FROM runs u WHERE u.id = {row}.run_id AND u.region_code = {row}.region_code"
DOCUMENT = "SELECT 1 FROM documents d WHERE d.id = {row}.document_id"
BY = "SELECT 1 FROM users u WHERE u.id = {row}.recorded_by_id"


def register(name: str, table: str, *tests: str) -> None:
    """Refuse rows of a table for which one of the queries finds nothing; `{row}` stands for the row."""
    triggers.register(name, table, sqlite=_sqlite(name, table, tests), postgresql=_postgresql(name, table, tests))


def _sqlite(name: str, table: str, tests: tuple[str, ...]) -> tuple[str, ...]:
    missing = " OR ".join(f"NOT EXISTS ({test.format(row='NEW')})" for test in tests)
    raised = f"SELECT RAISE(ABORT, '{name.upper()}') WHERE {missing};"
    return f"DROP TRIGGER IF EXISTS {name}", f"CREATE TRIGGER {name} BEFORE INSERT ON {table} BEGIN {raised} END"


def _postgresql(name: str, table: str, tests: tuple[str, ...]) -> tuple[str, ...]:
    missing = " OR ".join(
        f"EXISTS (SELECT 1 FROM fresh WHERE NOT EXISTS ({test.format(row='fresh')}))" for test in tests
    )
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {missing} THEN RAISE "
        f"EXCEPTION '{name.upper()}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name.upper()}'; END IF; "
        "RETURN NULL; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    )


register("grant_names", "grants", OF_ROSTER.replace("{line}", "line_id"), BY)
register("line_names", "settlement_lines", OF_ROSTER.replace("{line}", "roster_line_id"), RUN, DOCUMENT)
