"""Lines of a class are found by its roster, a line's grants with their region: two indexes a row less to write."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.drop_index("ix_settlement_lines_class_person", table_name="settlement_lines")
    op.drop_index(op.f("ix_grants_line_id"), table_name="grants")


def downgrade() -> None:
    op.create_index(op.f("ix_grants_line_id"), "grants", ["line_id"], unique=False)
    op.create_index("ix_settlement_lines_class_person", "settlement_lines", ["class_id", "person_id"], unique=False)
