"""Tables of forecast."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "promised_months",
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("skill", "startup", name="promised_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("seen_seq", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_promised_months_region_code_regions")),
        sa.PrimaryKeyConstraint("region_code", "kind", "until_on", name=op.f("pk_promised_months")),
    )


def downgrade() -> None:
    op.drop_table("promised_months")
