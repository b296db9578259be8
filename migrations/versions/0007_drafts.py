"""Tables of drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "drafting_days",
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("day", sa.SmallInteger(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("day BETWEEN 1 AND 31", name=op.f("ck_drafting_days_day_of_a_month")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_drafting_days_region_code_regions")),
        sa.ForeignKeyConstraint(["set_by_id"], ["users.id"], name=op.f("fk_drafting_days_set_by_id_users")),
        sa.PrimaryKeyConstraint("region_code", name=op.f("pk_drafting_days")),
    )
    op.create_index(op.f("ix_drafting_days_region_code"), "drafting_days", ["region_code"], unique=False)
    op.create_table(
        "draft_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "drafted",
                "refused",
                "cancelled",
                name="draft_request_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'drafted') = (run_id IS NOT NULL)", name=op.f("ck_draft_requests_drafted_names_run")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["users.id"], name=op.f("fk_draft_requests_asked_by_id_users")),
        sa.ForeignKeyConstraint(
            ["cancelled_by_id"], ["users.id"], name=op.f("fk_draft_requests_cancelled_by_id_users")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_draft_requests_region_code_regions")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_draft_requests_run_id_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_requests")),
    )
    op.create_index(op.f("ix_draft_requests_region_code"), "draft_requests", ["region_code"], unique=False)
    op.create_index(
        "uq_draft_requests_waiting",
        "draft_requests",
        ["region_code"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_draft_requests_waiting",
        table_name="draft_requests",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index(op.f("ix_draft_requests_region_code"), table_name="draft_requests")
    op.drop_table("draft_requests")
    op.drop_index(op.f("ix_drafting_days_region_code"), table_name="drafting_days")
    op.drop_table("drafting_days")
