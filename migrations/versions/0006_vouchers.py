"""Tables of vouchers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "voucher_lines",
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("voucher_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("region_code", "run_id", "line_no", name=op.f("pk_voucher_lines")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_voucher_lines_voucher_id"), "voucher_lines", ["voucher_id"], unique=False)
    op.create_table(
        "check_results",
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "colour",
            sa.Enum("green", "red", name="check_colour", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("figure", sa.JSON(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("fault_count", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_check_results_region_code_regions")),
        sa.PrimaryKeyConstraint("region_code", "name", name=op.f("pk_check_results")),
    )
    op.create_table(
        "vouchers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("normal", "red-letter", name="voucher_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("payee_account_id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("budget_code", sa.String(length=7), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("came_back_fen", sa.BigInteger(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_by_id", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("snapshot_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["corrects_id"], ["vouchers.id"], name=op.f("fk_vouchers_corrects_id_vouchers")),
        sa.ForeignKeyConstraint(["fund_id"], ["funds.id"], name=op.f("fk_vouchers_fund_id_funds")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_vouchers_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["payee_account_id"], ["payee_accounts.id"], name=op.f("fk_vouchers_payee_account_id_payee_accounts")
        ),
        sa.ForeignKeyConstraint(["posted_by_id"], ["users.id"], name=op.f("fk_vouchers_posted_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_vouchers_region_code_regions")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_vouchers_run_id_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vouchers")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_vouchers_corrects_id")),
        sa.UniqueConstraint("number", name=op.f("uq_vouchers_number")),
        sa.UniqueConstraint("region_code", "year", "sequence", name=op.f("uq_vouchers_region_code_year_sequence")),
        sa.UniqueConstraint(
            "run_id", "organisation_id", "budget_code", name=op.f("uq_vouchers_run_id_organisation_id_budget_code")
        ),
    )
    op.create_index(op.f("ix_vouchers_fund_id"), "vouchers", ["fund_id"], unique=False)
    op.create_index(op.f("ix_vouchers_organisation_id"), "vouchers", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_vouchers_region_code"), "vouchers", ["region_code"], unique=False)
    op.create_index("ix_vouchers_region_posted", "vouchers", ["region_code", "posted_on"], unique=False)
    op.create_index(op.f("ix_vouchers_run_id"), "vouchers", ["run_id"], unique=False)
    op.create_table(
        "cash_backs",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("debt_voucher_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_cash_backs_positive")),
        sa.ForeignKeyConstraint(
            ["debt_voucher_id"], ["vouchers.id"], name=op.f("fk_cash_backs_debt_voucher_id_vouchers")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_cash_backs_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_cash_backs_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_cash_backs_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_backs")),
        sa.UniqueConstraint("region_code", "reference", name=op.f("uq_cash_backs_region_code_reference")),
    )
    op.create_index(op.f("ix_cash_backs_debt_voucher_id"), "cash_backs", ["debt_voucher_id"], unique=False)
    op.create_index(op.f("ix_cash_backs_organisation_id"), "cash_backs", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_cash_backs_region_code"), "cash_backs", ["region_code"], unique=False)
    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("voucher_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "unknown",
                "success",
                "failed",
                "returned",
                name="paymentstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("bank_note", sa.String(length=200), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_payments_positive")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_payments_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_payments_region_code_regions")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["users.id"], name=op.f("fk_payments_sent_by_id_users")),
        sa.ForeignKeyConstraint(["voucher_id"], ["vouchers.id"], name=op.f("fk_payments_voucher_id_vouchers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("reference", name=op.f("uq_payments_reference")),
        sa.UniqueConstraint("voucher_id", "attempt", name=op.f("uq_payments_voucher_id_attempt")),
    )
    op.create_index(op.f("ix_payments_organisation_id"), "payments", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_payments_region_code"), "payments", ["region_code"], unique=False)
    op.create_index(op.f("ix_payments_voucher_id"), "payments", ["voucher_id"], unique=False)
    op.create_index(
        "uq_payments_live",
        "payments",
        ["voucher_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('sent', 'unknown', 'success')"),
        postgresql_where=sa.text("state IN ('sent', 'unknown', 'success')"),
    )
    op.create_table(
        "set_offs",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("voucher_id", sa.Integer(), nullable=False),
        sa.Column("debt_voucher_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_set_offs_positive")),
        sa.ForeignKeyConstraint(
            ["debt_voucher_id"], ["vouchers.id"], name=op.f("fk_set_offs_debt_voucher_id_vouchers")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_set_offs_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_set_offs_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_set_offs_region_code_regions")),
        sa.ForeignKeyConstraint(["voucher_id"], ["vouchers.id"], name=op.f("fk_set_offs_voucher_id_vouchers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_offs")),
        sa.UniqueConstraint("voucher_id", "debt_voucher_id", name=op.f("uq_set_offs_voucher_id_debt_voucher_id")),
    )
    op.create_index(op.f("ix_set_offs_debt_voucher_id"), "set_offs", ["debt_voucher_id"], unique=False)
    op.create_index(op.f("ix_set_offs_organisation_id"), "set_offs", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_set_offs_region_code"), "set_offs", ["region_code"], unique=False)
    op.create_index(op.f("ix_set_offs_voucher_id"), "set_offs", ["voucher_id"], unique=False)
    op.create_table(
        "voucher_prints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("voucher_id", sa.Integer(), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_voucher_prints_attachment_id_attachments")
        ),
        sa.ForeignKeyConstraint(["printed_by_id"], ["users.id"], name=op.f("fk_voucher_prints_printed_by_id_users")),
        sa.ForeignKeyConstraint(["voucher_id"], ["vouchers.id"], name=op.f("fk_voucher_prints_voucher_id_vouchers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_prints")),
        sa.UniqueConstraint("voucher_id", "copy", name=op.f("uq_voucher_prints_voucher_id_copy")),
    )
    op.create_index(op.f("ix_voucher_prints_voucher_id"), "voucher_prints", ["voucher_id"], unique=False)
    op.create_table(
        "voucher_sources",
        sa.Column("voucher_id", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "own",
                "transfer",
                "unemployment_fund",
                "adjustment",
                "other",
                "insurance",
                name="voucher_source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("came_back_fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["voucher_id"], ["vouchers.id"], name=op.f("fk_voucher_sources_voucher_id_vouchers")),
        sa.PrimaryKeyConstraint("voucher_id", "source", name=op.f("pk_voucher_sources")),
    )
    op.create_table(
        "payment_sources",
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "own",
                "transfer",
                "unemployment_fund",
                "adjustment",
                "other",
                "insurance",
                name="payment_source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_payment_sources_payment_id_payments")),
        sa.PrimaryKeyConstraint("payment_id", "source", name=op.f("pk_payment_sources")),
    )


def downgrade() -> None:
    op.drop_table("payment_sources")
    op.drop_table("voucher_sources")
    op.drop_index(op.f("ix_voucher_prints_voucher_id"), table_name="voucher_prints")
    op.drop_table("voucher_prints")
    op.drop_index(op.f("ix_set_offs_voucher_id"), table_name="set_offs")
    op.drop_index(op.f("ix_set_offs_region_code"), table_name="set_offs")
    op.drop_index(op.f("ix_set_offs_organisation_id"), table_name="set_offs")
    op.drop_index(op.f("ix_set_offs_debt_voucher_id"), table_name="set_offs")
    op.drop_table("set_offs")
    op.drop_index(
        "uq_payments_live",
        table_name="payments",
        sqlite_where=sa.text("state IN ('sent', 'unknown', 'success')"),
        postgresql_where=sa.text("state IN ('sent', 'unknown', 'success')"),
    )
    op.drop_index(op.f("ix_payments_voucher_id"), table_name="payments")
    op.drop_index(op.f("ix_payments_region_code"), table_name="payments")
    op.drop_index(op.f("ix_payments_organisation_id"), table_name="payments")
    op.drop_table("payments")
    op.drop_index(op.f("ix_cash_backs_region_code"), table_name="cash_backs")
    op.drop_index(op.f("ix_cash_backs_organisation_id"), table_name="cash_backs")
    op.drop_index(op.f("ix_cash_backs_debt_voucher_id"), table_name="cash_backs")
    op.drop_table("cash_backs")
    op.drop_index(op.f("ix_vouchers_run_id"), table_name="vouchers")
    op.drop_index("ix_vouchers_region_posted", table_name="vouchers")
    op.drop_index(op.f("ix_vouchers_region_code"), table_name="vouchers")
    op.drop_index(op.f("ix_vouchers_organisation_id"), table_name="vouchers")
    op.drop_index(op.f("ix_vouchers_fund_id"), table_name="vouchers")
    op.drop_table("vouchers")
    op.drop_table("check_results")
    op.drop_index(op.f("ix_voucher_lines_voucher_id"), table_name="voucher_lines")
    op.drop_table("voucher_lines")
