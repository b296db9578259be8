"""What contracts promise is kept whole: people and overpayments stand once a region beside the months.

Derived, so nothing is carried over: that the schedule has done it today is forgotten, so it reckons it anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    _forget()
    op.create_table(
        "reckoned_promises",
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("seen_seq", sa.BigInteger(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("overpaid_fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_reckoned_promises_region_code_regions")
        ),
        sa.PrimaryKeyConstraint("region_code", name=op.f("pk_reckoned_promises")),
    )
    _months("reckoned_promises", "region_code")


def downgrade() -> None:
    _forget()
    op.drop_table("reckoned_promises")
    _months("regions", "code", sa.Column("as_of", sa.Date(), nullable=False),
            sa.Column("seen_seq", sa.BigInteger(), nullable=False))  # fmt: skip


def _forget() -> None:
    op.drop_table("promised_months")
    op.execute("DELETE FROM job_runs WHERE job = 'reckon-promises'")


def _months(of: str, key: str, *more: sa.Column) -> None:
    op.create_table(
        "promised_months",
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("skill", "startup", name="promised_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("until_on", sa.Date(), nullable=False),
        *more,
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], [f"{of}.{key}"], name=op.f(f"fk_promised_months_region_code_{of}")),
        sa.PrimaryKeyConstraint("region_code", "kind", "until_on", name=op.f("pk_promised_months")),
    )
