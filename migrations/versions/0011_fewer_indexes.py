"""Lines and grants are found by the roster's lines of a class or a person: four indexes less to write a row into."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.drop_index("ix_settlement_lines_class_person", table_name="settlement_lines")
    op.drop_index("ix_settlement_lines_person", table_name="settlement_lines")
    op.drop_index(op.f("ix_grants_line_id"), table_name="grants")
    op.drop_index(op.f("ix_grants_person_id"), table_name="grants")


def downgrade() -> None:
    op.create_index(op.f("ix_grants_person_id"), "grants", ["person_id"], unique=False)
    op.create_index(op.f("ix_grants_line_id"), "grants", ["line_id"], unique=False)
    op.create_index("ix_settlement_lines_person", "settlement_lines", ["person_id"], unique=False)
    op.create_index("ix_settlement_lines_class_person", "settlement_lines", ["class_id", "person_id"], unique=False)
