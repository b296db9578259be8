"""Who is known in two regions stands there under both; a voucher's lines are found by their run."""

from alembic import op

revision = "0009"
down_revision = "0008"

FIRST = (
    "SELECT p.id, p.first_region_code FROM persons p "
    "WHERE EXISTS (SELECT 1 FROM persons_elsewhere e WHERE e.person_id = p.id)"
)
REFUSES = {
    "sqlite": "DROP TRIGGER IF EXISTS persons_elsewhere_no_delete",
    "postgresql": "DROP TRIGGER IF EXISTS persons_elsewhere_append_only ON persons_elsewhere",
}


def upgrade() -> None:
    op.execute(f"INSERT INTO persons_elsewhere (person_id, region_code) {FIRST}")
    op.drop_index(op.f("ix_voucher_lines_voucher_id"), table_name="voucher_lines")


def downgrade() -> None:
    op.create_index(op.f("ix_voucher_lines_voucher_id"), "voucher_lines", ["voucher_id"], unique=False)
    op.execute(REFUSES[op.get_bind().dialect.name])  # made again after every migration
    op.execute(f"DELETE FROM persons_elsewhere WHERE (person_id, region_code) IN ({FIRST})")
