"""What documents would cost, as reckoned, and who asked for it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "reckoned_costs",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("stretch", sa.String(length=3), nullable=False),
        sa.Column("terms", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.CheckConstraint("stretch IN ('12', '24', '36', 'all')", name=op.f("ck_reckoned_costs_stretch_known")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_reckoned_costs_document_id_documents")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_reckoned_costs_region_code_regions")),
        sa.PrimaryKeyConstraint("document_id", "region_code", "stretch", name=op.f("pk_reckoned_costs")),
    )
    op.create_table(
        "cost_wishes",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_cost_wishes_document_id_documents")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_cost_wishes")),
    )


def downgrade() -> None:
    op.drop_table("cost_wishes")
    op.drop_table("reckoned_costs")
