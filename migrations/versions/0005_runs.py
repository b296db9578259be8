"""Tables of runs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("skill", "startup", name="grant_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("trade_code", sa.String(length=20), nullable=True),
        sa.Column("level", sa.String(length=10), nullable=True),
        sa.Column("class_ended_on", sa.Date(), nullable=False),
        sa.Column("repeat_rule", sa.String(length=30), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_line_id"), "grants", ["line_id"], unique=False)
    op.create_index(op.f("ix_grants_person_id"), "grants", ["person_id"], unique=False)
    op.create_index("ix_grants_region_line_seq", "grants", ["region_code", "line_id", "seq"], unique=False)
    op.create_table(
        "settlement_lines",
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("roster_line_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("rule_version", sa.SmallInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("skill", "startup", name="line_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("base_fen", sa.BigInteger(), nullable=False),
        sa.Column("share_hundredths", sa.Integer(), nullable=False),
        sa.Column("base_paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("uplift_fen", sa.BigInteger(), nullable=False),
        sa.Column("extension_fen", sa.BigInteger(), nullable=False),
        sa.Column("years", sa.SmallInteger(), nullable=False),
        sa.Column("licence_fen", sa.BigInteger(), nullable=False),
        sa.Column("target_fen", sa.BigInteger(), nullable=False),
        sa.Column("settled_before_fen", sa.BigInteger(), nullable=False),
        sa.Column("delta_fen", sa.BigInteger(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "granted",
                "not_due",
                "forbidden",
                "failed",
                "no_standard",
                "gone",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "nature",
            sa.Enum(
                "normal",
                "offset",
                "cash_return",
                "mirror",
                name="nature",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("region_code", "run_id", "line_no", name=op.f("pk_settlement_lines")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_settlement_lines_class_person", "settlement_lines", ["class_id", "person_id"], unique=False)
    op.create_index("ix_settlement_lines_person", "settlement_lines", ["person_id"], unique=False)
    op.create_index("ix_settlement_lines_roster_line", "settlement_lines", ["roster_line_id"], unique=False)
    op.create_table(
        "exclusions",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "not_claimed",
                "held",
                "objection",
                name="exclusionreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_exclusions_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_exclusions_recorded_by_id_users")),
        sa.ForeignKeyConstraint(
            ["region_code", "run_id", "line_no"],
            ["settlement_lines.region_code", "settlement_lines.run_id", "settlement_lines.line_no"],
            name="fk_exclusions_line",
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_exclusions_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusions")),
        sa.UniqueConstraint("region_code", "run_id", "line_no", name=op.f("uq_exclusions_region_code_run_id_line_no")),
    )
    op.create_index(op.f("ix_exclusions_region_code"), "exclusions", ["region_code"], unique=False)
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("normal", "correction", name="run_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("corrects_voucher_id", sa.Integer(), nullable=True),
        sa.Column("corrects_number", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("cutoff_on", sa.Date(), nullable=False),
        sa.Column("seq_heads", sa.JSON(), nullable=False),
        sa.Column("locked_heads", sa.JSON(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "confirmed",
                "reviewed",
                "published",
                "approved",
                "posted",
                "void",
                name="runstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("lines_hash", sa.String(length=64), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("confirm_by_on", sa.Date(), nullable=True),
        sa.Column("publicity_ends_on", sa.Date(), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_by_id", sa.Integer(), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'correction') = (corrects_voucher_id IS NOT NULL)", name=op.f("ck_runs_correction_names_voucher")
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["users.id"], name=op.f("fk_runs_approved_by_id_users")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["users.id"], name=op.f("fk_runs_confirmed_by_id_users")),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["users.id"], name=op.f("fk_runs_drafted_by_id_users")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_runs_notice_id_notices")),
        sa.ForeignKeyConstraint(["posted_by_id"], ["users.id"], name=op.f("fk_runs_posted_by_id_users")),
        sa.ForeignKeyConstraint(["published_by_id"], ["users.id"], name=op.f("fk_runs_published_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_runs_region_code_regions")),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["users.id"], name=op.f("fk_runs_reviewed_by_id_users")),
        sa.ForeignKeyConstraint(["voided_by_id"], ["users.id"], name=op.f("fk_runs_voided_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("number", name=op.f("uq_runs_number")),
    )
    op.create_index(op.f("ix_runs_region_code"), "runs", ["region_code"], unique=False)
    op.create_index(
        "uq_runs_corrects",
        "runs",
        ["corrects_voucher_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'void' AND kind = 'correction'"),
        postgresql_where=sa.text("state <> 'void' AND kind = 'correction'"),
    )
    op.create_index(
        "uq_runs_open",
        "runs",
        ["region_code"],
        unique=True,
        sqlite_where=sa.text("state NOT IN ('posted', 'void')"),
        postgresql_where=sa.text("state NOT IN ('posted', 'void')"),
    )
    op.create_index(
        "uq_runs_period",
        "runs",
        ["region_code", "period"],
        unique=True,
        sqlite_where=sa.text("state <> 'void' AND kind = 'normal'"),
        postgresql_where=sa.text("state <> 'void' AND kind = 'normal'"),
    )
    op.create_table(
        "line_objections",
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["objections.id"], name=op.f("fk_line_objections_objection_id_objections")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_line_objections_recorded_by_id_users")),
        sa.ForeignKeyConstraint(
            ["region_code", "run_id", "line_no"],
            ["settlement_lines.region_code", "settlement_lines.run_id", "settlement_lines.line_no"],
            name="fk_line_objections_line",
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_line_objections_region_code_regions")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_line_objections_run_id_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_objections")),
        sa.UniqueConstraint(
            "objection_id", "run_id", "line_no", name=op.f("uq_line_objections_objection_id_run_id_line_no")
        ),
    )
    op.create_index(op.f("ix_line_objections_region_code"), "line_objections", ["region_code"], unique=False)
    op.create_index(op.f("ix_line_objections_run_id"), "line_objections", ["run_id"], unique=False)
    op.create_table(
        "list_confirmations",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_list_confirmations_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_list_confirmations_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_list_confirmations_region_code_regions")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_list_confirmations_run_id_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_confirmations")),
        sa.UniqueConstraint("run_id", "organisation_id", name=op.f("uq_list_confirmations_run_id_organisation_id")),
    )
    op.create_index(op.f("ix_list_confirmations_region_code"), "list_confirmations", ["region_code"], unique=False)
    op.create_index(op.f("ix_list_confirmations_run_id"), "list_confirmations", ["run_id"], unique=False)
    op.create_table(
        "postings",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_postings_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_postings_region_code_regions")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_postings_run_id_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
        sa.UniqueConstraint("run_id", name=op.f("uq_postings_run_id")),
    )
    op.create_index(op.f("ix_postings_region_code"), "postings", ["region_code"], unique=False)
    op.create_table(
        "recoveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("roster_line_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("target_fen", sa.BigInteger(), nullable=False),
        sa.Column("settled_fen", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "suggested",
                "decided_offset",
                "decided_cash",
                "waived",
                "settled",
                "withdrawn",
                name="recoverystate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "way",
            sa.Enum("offset", "cash", "waiver", name="way", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("suggested_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_recoveries_positive")),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_recoveries_class_id_classes")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_recoveries_decided_by_id_users")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_recoveries_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_recoveries_person_id_persons")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["users.id"], name=op.f("fk_recoveries_proposed_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_recoveries_region_code_regions")),
        sa.ForeignKeyConstraint(
            ["roster_line_id"], ["roster_lines.id"], name=op.f("fk_recoveries_roster_line_id_roster_lines")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_recoveries_run_id_runs")),
        sa.ForeignKeyConstraint(["suggested_by_id"], ["users.id"], name=op.f("fk_recoveries_suggested_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recoveries")),
    )
    op.create_index(op.f("ix_recoveries_organisation_id"), "recoveries", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_recoveries_region_code"), "recoveries", ["region_code"], unique=False)
    op.create_index(op.f("ix_recoveries_roster_line_id"), "recoveries", ["roster_line_id"], unique=False)
    op.create_index(
        "uq_recoveries_open",
        "recoveries",
        ["person_id", "class_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('proposed', 'suggested', 'decided_offset', 'decided_cash')"),
        postgresql_where=sa.text("state IN ('proposed', 'suggested', 'decided_offset', 'decided_cash')"),
    )
    op.create_table(
        "recovery_decisions",
        sa.Column("recovery_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "proposed",
                "updated",
                "suggested",
                "agreed",
                "rejected",
                "settled",
                "withdrawn",
                name="recovery_step",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "way",
            sa.Enum(
                "offset", "cash", "waiver", name="recovery_way", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_recovery_decisions_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["recovery_id"], ["recoveries.id"], name=op.f("fk_recovery_decisions_recovery_id_recoveries")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_recovery_decisions_region_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_decisions")),
    )
    op.create_index(op.f("ix_recovery_decisions_recovery_id"), "recovery_decisions", ["recovery_id"], unique=False)
    op.create_index(op.f("ix_recovery_decisions_region_code"), "recovery_decisions", ["region_code"], unique=False)
    op.create_table(
        "recovery_receipts",
        sa.Column("recovery_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("entry_number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_recovery_receipts_positive")),
        sa.ForeignKeyConstraint(
            ["fund_id", "entry_number"],
            ["ledger_entries.fund_id", "ledger_entries.number"],
            name="fk_recovery_receipts_entry",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_recovery_receipts_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["recovery_id"], ["recoveries.id"], name=op.f("fk_recovery_receipts_recovery_id_recoveries")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_recovery_receipts_region_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_receipts")),
        sa.UniqueConstraint("region_code", "reference", name=op.f("uq_recovery_receipts_region_code_reference")),
    )
    op.create_index(op.f("ix_recovery_receipts_recovery_id"), "recovery_receipts", ["recovery_id"], unique=False)
    op.create_index(op.f("ix_recovery_receipts_region_code"), "recovery_receipts", ["region_code"], unique=False)
    op.create_table(
        "recovery_lines",
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("recovery_id", sa.Integer(), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["recovery_receipts.id"], name=op.f("fk_recovery_lines_receipt_id_recovery_receipts")
        ),
        sa.ForeignKeyConstraint(
            ["recovery_id"], ["recoveries.id"], name=op.f("fk_recovery_lines_recovery_id_recoveries")
        ),
        sa.ForeignKeyConstraint(
            ["region_code", "run_id", "line_no"],
            ["settlement_lines.region_code", "settlement_lines.run_id", "settlement_lines.line_no"],
            name="fk_recovery_lines_line",
        ),
        sa.PrimaryKeyConstraint("region_code", "run_id", "line_no", name=op.f("pk_recovery_lines")),
    )
    op.create_index(op.f("ix_recovery_lines_receipt_id"), "recovery_lines", ["receipt_id"], unique=False)
    op.create_index(op.f("ix_recovery_lines_recovery_id"), "recovery_lines", ["recovery_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_recovery_lines_recovery_id"), table_name="recovery_lines")
    op.drop_index(op.f("ix_recovery_lines_receipt_id"), table_name="recovery_lines")
    op.drop_table("recovery_lines")
    op.drop_index(op.f("ix_recovery_receipts_region_code"), table_name="recovery_receipts")
    op.drop_index(op.f("ix_recovery_receipts_recovery_id"), table_name="recovery_receipts")
    op.drop_table("recovery_receipts")
    op.drop_index(op.f("ix_recovery_decisions_region_code"), table_name="recovery_decisions")
    op.drop_index(op.f("ix_recovery_decisions_recovery_id"), table_name="recovery_decisions")
    op.drop_table("recovery_decisions")
    op.drop_index(
        "uq_recoveries_open",
        table_name="recoveries",
        sqlite_where=sa.text("state IN ('proposed', 'suggested', 'decided_offset', 'decided_cash')"),
        postgresql_where=sa.text("state IN ('proposed', 'suggested', 'decided_offset', 'decided_cash')"),
    )
    op.drop_index(op.f("ix_recoveries_roster_line_id"), table_name="recoveries")
    op.drop_index(op.f("ix_recoveries_region_code"), table_name="recoveries")
    op.drop_index(op.f("ix_recoveries_organisation_id"), table_name="recoveries")
    op.drop_table("recoveries")
    op.drop_index(op.f("ix_postings_region_code"), table_name="postings")
    op.drop_table("postings")
    op.drop_index(op.f("ix_list_confirmations_run_id"), table_name="list_confirmations")
    op.drop_index(op.f("ix_list_confirmations_region_code"), table_name="list_confirmations")
    op.drop_table("list_confirmations")
    op.drop_index(op.f("ix_line_objections_run_id"), table_name="line_objections")
    op.drop_index(op.f("ix_line_objections_region_code"), table_name="line_objections")
    op.drop_table("line_objections")
    op.drop_index(
        "uq_runs_period",
        table_name="runs",
        sqlite_where=sa.text("state <> 'void' AND kind = 'normal'"),
        postgresql_where=sa.text("state <> 'void' AND kind = 'normal'"),
    )
    op.drop_index(
        "uq_runs_open",
        table_name="runs",
        sqlite_where=sa.text("state NOT IN ('posted', 'void')"),
        postgresql_where=sa.text("state NOT IN ('posted', 'void')"),
    )
    op.drop_index(
        "uq_runs_corrects",
        table_name="runs",
        sqlite_where=sa.text("state <> 'void' AND kind = 'correction'"),
        postgresql_where=sa.text("state <> 'void' AND kind = 'correction'"),
    )
    op.drop_index(op.f("ix_runs_region_code"), table_name="runs")
    op.drop_table("runs")
    op.drop_index(op.f("ix_exclusions_region_code"), table_name="exclusions")
    op.drop_table("exclusions")
    op.drop_index("ix_settlement_lines_roster_line", table_name="settlement_lines")
    op.drop_index("ix_settlement_lines_person", table_name="settlement_lines")
    op.drop_index("ix_settlement_lines_class_person", table_name="settlement_lines")
    op.drop_table("settlement_lines")
    op.drop_index("ix_grants_region_line_seq", table_name="grants")
    op.drop_index(op.f("ix_grants_person_id"), table_name="grants")
    op.drop_index(op.f("ix_grants_line_id"), table_name="grants")
    op.drop_table("grants")
