"""What the database itself refuses about policy documents: changing one that was countersigned, or its costs."""

from kernel import triggers

FIXED = (
    "region_code", "number", "title", "in_force_from", "content", "content_hash", "drafted_by_id",
    "countersigned_by_id",
)  # fmt: skip
LEFT_DRAFT = "OLD.state <> 'draft'"
RAISE = "BEGIN SELECT RAISE(ABORT, 'APPEND_ONLY %s'); END"
COST_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_cost_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM documents WHERE state <> 'draft'
             AND id IN (CASE WHEN TG_OP = 'DELETE' THEN OLD.document_id ELSE NEW.document_id END,
                        CASE WHEN TG_OP = 'INSERT' THEN NEW.document_id ELSE OLD.document_id END)) THEN
    RAISE EXCEPTION 'APPEND_ONLY document_costs' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$
"""


def _changed(differs: str) -> str:
    columns = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in ("state", *FIXED))
    return f"{LEFT_DRAFT} AND ({columns})"


def _document_sqlite(name: str, verb: str, condition: str) -> tuple[str, ...]:
    made = f"CREATE TRIGGER {name} BEFORE {verb} ON documents WHEN {condition} {RAISE % 'documents'}"
    return f"DROP TRIGGER IF EXISTS {name}", made


def _document_postgresql(name: str, verb: str, condition: str) -> tuple[str, ...]:
    made = f"CREATE TRIGGER {name} BEFORE {verb} ON documents FOR EACH ROW WHEN ({condition})"
    return f"DROP TRIGGER IF EXISTS {name} ON documents", f"{made} EXECUTE FUNCTION refuse_change()"


def _costs_sqlite() -> tuple[str, ...]:
    made = []
    for verb, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        name = f"document_costs_no_{verb.lower()}"
        condition = f"EXISTS (SELECT 1 FROM documents WHERE id = {row}.document_id AND state <> 'draft')"
        made += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE {verb} ON document_costs WHEN {condition} {RAISE % 'document_costs'}",
        ]
    return tuple(made)


def register() -> None:
    """Hand the triggers to the kernel, which makes them again after every migration."""
    for name, verb, sqlite, postgresql in (
        ("documents_no_edit", "UPDATE", _changed("IS NOT"), _changed("IS DISTINCT FROM")),
        ("documents_no_removal", "DELETE", LEFT_DRAFT, LEFT_DRAFT),
    ):
        triggers.register(
            name,
            "documents",
            sqlite=_document_sqlite(name, verb, sqlite),
            postgresql=_document_postgresql(name, verb, postgresql),
        )
    triggers.register(
        "document_costs_fixed",
        "document_costs",
        sqlite=_costs_sqlite(),
        postgresql=(
            COST_FUNCTION,
            "DROP TRIGGER IF EXISTS document_costs_fixed ON document_costs",
            "CREATE TRIGGER document_costs_fixed BEFORE INSERT OR UPDATE OR DELETE ON document_costs "
            "FOR EACH ROW EXECUTE FUNCTION refuse_cost_change()",
        ),
    )
