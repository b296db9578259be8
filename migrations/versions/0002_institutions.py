"""Tables of institutions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "budget_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=7), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_codes")),
        sa.UniqueConstraint("code", "from_on", name=op.f("uq_budget_codes_code_from_on")),
    )
    op.create_table(
        "criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column(
            "standing",
            sa.Enum(
                "statute",
                "secondary",
                "to_be_confirmed",
                name="criterion_standing",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("needs_evidence", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_criteria_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria")),
        sa.UniqueConstraint("region_code", "code", "from_on", name=op.f("uq_criteria_region_code_code_from_on")),
    )
    op.create_index(op.f("ix_criteria_region_code"), "criteria", ["region_code"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "tender",
                "change",
                "opening",
                "award_publicity",
                "award",
                "failure",
                "cancellation",
                "contract",
                "complaint",
                "accreditation_publicity",
                "accreditation_list",
                "accreditation_change",
                "settlement_publicity",
                "policy",
                name="notice_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject_type", sa.String(length=40), nullable=True),
        sa.Column("subject_id", sa.String(length=60), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_notices_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("number", name=op.f("uq_notices_number")),
    )
    op.create_index(op.f("ix_notices_region_code"), "notices", ["region_code"], unique=False)
    op.create_index("ix_notices_region_kind", "notices", ["region_code", "kind"], unique=False)
    op.create_index("ix_notices_subject", "notices", ["subject_type", "subject_id"], unique=False)
    op.create_table(
        "accreditations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("base_name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "applied",
                "reviewed",
                "publicised",
                "entered",
                "granted",
                "refused",
                "suspended",
                "withdrawn",
                name="accreditation_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_accreditations_valid_to_after_from")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_accreditations_decided_by_id_users")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_accreditations_notice_id_notices")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["users.id"], name=op.f("fk_accreditations_opened_by_id_users")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_accreditations_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_accreditations_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accreditations")),
        sa.UniqueConstraint("number", name=op.f("uq_accreditations_number")),
    )
    op.create_index(op.f("ix_accreditations_organisation_id"), "accreditations", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_accreditations_region_code"), "accreditations", ["region_code"], unique=False)
    op.create_index(
        "uq_accreditations_open",
        "accreditations",
        ["organisation_id", "region_code"],
        unique=True,
        sqlite_where=sa.text("state IN ('draft', 'applied', 'reviewed', 'publicised')"),
        postgresql_where=sa.text("state IN ('draft', 'applied', 'reviewed', 'publicised')"),
    )
    op.create_table(
        "budget_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=7), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "entered",
                "confirmed",
                "returned",
                name="budget_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_budget_lines_amount_above_zero")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["users.id"], name=op.f("fk_budget_lines_confirmed_by_id_users")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["users.id"], name=op.f("fk_budget_lines_entered_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_budget_lines_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_lines")),
        sa.UniqueConstraint("region_code", "year", "code", "name", name="uq_budget_lines_name"),
    )
    op.create_index(op.f("ix_budget_lines_region_code"), "budget_lines", ["region_code"], unique=False)
    op.create_table(
        "institution_outcomes",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("employed", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "employed >= 0 AND employed <= passed", name=op.f("ck_institution_outcomes_employed_among_passed")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_institution_outcomes_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_institution_outcomes_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_institution_outcomes_region_code_regions")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["institution_outcomes.id"],
            name=op.f("fk_institution_outcomes_replaces_id_institution_outcomes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_outcomes")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_institution_outcomes_replaces_id")),
    )
    op.create_index(
        "ix_institution_outcomes_organisation_period",
        "institution_outcomes",
        ["organisation_id", "region_code", "period"],
        unique=False,
    )
    op.create_index(op.f("ix_institution_outcomes_region_code"), "institution_outcomes", ["region_code"], unique=False)
    op.create_table(
        "institutions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "college",
                "vocational_school",
                "private_school",
                "enterprise",
                name="institution_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "applied",
                "approved",
                "refused",
                "suspended",
                name="institution_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("legal_representative", sa.String(length=60), nullable=False),
        sa.Column("contact_name", sa.String(length=60), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_institutions_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_institutions_region_code_regions")),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["users.id"], name=op.f("fk_institutions_reviewed_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institutions")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_institutions_organisation_id")),
    )
    op.create_index(op.f("ix_institutions_region_code"), "institutions", ["region_code"], unique=False)
    op.create_table(
        "notice_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("publicity_ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_versions_notice_id_notices")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["users.id"], name=op.f("fk_notice_versions_published_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_versions")),
        sa.UniqueConstraint("notice_id", "version", name=op.f("uq_notice_versions_notice_id_version")),
    )
    op.create_index(
        op.f("ix_notice_versions_publicity_ends_on"), "notice_versions", ["publicity_ends_on"], unique=False
    )
    op.create_table(
        "objections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=24), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "lodged",
                "upheld",
                "dismissed",
                name="objectionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("lodged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["users.id"], name=op.f("fk_objections_answered_by_id_users")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_objections_notice_id_notices")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_objections_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_objections_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
        sa.UniqueConstraint("reference", name=op.f("uq_objections_reference")),
    )
    op.create_index(op.f("ix_objections_notice_id"), "objections", ["notice_id"], unique=False)
    op.create_index(op.f("ix_objections_organisation_id"), "objections", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_objections_region_code"), "objections", ["region_code"], unique=False)
    op.create_table(
        "accreditation_proofs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("accreditation_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=True),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["accreditation_id"],
            ["accreditations.id"],
            name=op.f("fk_accreditation_proofs_accreditation_id_accreditations"),
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_accreditation_proofs_attachment_id_attachments")
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criteria.id"], name=op.f("fk_accreditation_proofs_criterion_id_criteria")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accreditation_proofs")),
    )
    op.create_index(
        op.f("ix_accreditation_proofs_accreditation_id"), "accreditation_proofs", ["accreditation_id"], unique=False
    )
    op.create_table(
        "accreditation_turns",
        sa.Column("accreditation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "suspended",
                "lifted",
                "withdrawn",
                name="turn_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accreditation_id"],
            ["accreditations.id"],
            name=op.f("fk_accreditation_turns_accreditation_id_accreditations"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_accreditation_turns_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_accreditation_turns_region_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accreditation_turns")),
    )
    op.create_index(
        op.f("ix_accreditation_turns_accreditation_id"), "accreditation_turns", ["accreditation_id"], unique=False
    )
    op.create_index(op.f("ix_accreditation_turns_region_code"), "accreditation_turns", ["region_code"], unique=False)
    op.create_table(
        "institution_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_institution_files_attachment_id_attachments")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_institution_files_institution_id_institutions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_files")),
    )
    op.create_index(op.f("ix_institution_files_institution_id"), "institution_files", ["institution_id"], unique=False)
    op.create_table(
        "payee_accounts",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("bank_name", sa.String(length=120), nullable=False),
        sa.Column("branch_code", sa.String(length=12), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("account_masked", sa.String(length=40), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_payee_accounts_attachment_id_attachments")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_payee_accounts_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_payee_accounts_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_payee_accounts_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_accounts")),
    )
    op.create_index(op.f("ix_payee_accounts_organisation_id"), "payee_accounts", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_payee_accounts_region_code"), "payee_accounts", ["region_code"], unique=False)
    op.create_table(
        "site_visits",
        sa.Column("accreditation_id", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("visitor", sa.String(length=60), nullable=False),
        sa.Column("second_visitor", sa.String(length=60), nullable=False),
        sa.Column("met", sa.JSON(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("is_recommended", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_site_visits_score_of_100")),
        sa.CheckConstraint("visitor <> second_visitor", name=op.f("ck_site_visits_two_visitors")),
        sa.ForeignKeyConstraint(
            ["accreditation_id"], ["accreditations.id"], name=op.f("fk_site_visits_accreditation_id_accreditations")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_site_visits_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_site_visits_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_visits")),
        sa.UniqueConstraint("accreditation_id", name=op.f("uq_site_visits_accreditation_id")),
    )
    op.create_index(op.f("ix_site_visits_region_code"), "site_visits", ["region_code"], unique=False)
    op.create_table(
        "payee_decisions",
        sa.Column("payee_account_id", sa.Integer(), nullable=False),
        sa.Column("is_approved", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payee_account_id"], ["payee_accounts.id"], name=op.f("fk_payee_decisions_payee_account_id_payee_accounts")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_payee_decisions_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_payee_decisions_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_decisions")),
        sa.UniqueConstraint("payee_account_id", name=op.f("uq_payee_decisions_payee_account_id")),
    )
    op.create_index(op.f("ix_payee_decisions_region_code"), "payee_decisions", ["region_code"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_payee_decisions_region_code"), table_name="payee_decisions")
    op.drop_table("payee_decisions")
    op.drop_index(op.f("ix_site_visits_region_code"), table_name="site_visits")
    op.drop_table("site_visits")
    op.drop_index(op.f("ix_payee_accounts_region_code"), table_name="payee_accounts")
    op.drop_index(op.f("ix_payee_accounts_organisation_id"), table_name="payee_accounts")
    op.drop_table("payee_accounts")
    op.drop_index(op.f("ix_institution_files_institution_id"), table_name="institution_files")
    op.drop_table("institution_files")
    op.drop_index(op.f("ix_accreditation_turns_region_code"), table_name="accreditation_turns")
    op.drop_index(op.f("ix_accreditation_turns_accreditation_id"), table_name="accreditation_turns")
    op.drop_table("accreditation_turns")
    op.drop_index(op.f("ix_accreditation_proofs_accreditation_id"), table_name="accreditation_proofs")
    op.drop_table("accreditation_proofs")
    op.drop_index(op.f("ix_objections_region_code"), table_name="objections")
    op.drop_index(op.f("ix_objections_organisation_id"), table_name="objections")
    op.drop_index(op.f("ix_objections_notice_id"), table_name="objections")
    op.drop_table("objections")
    op.drop_index(op.f("ix_notice_versions_publicity_ends_on"), table_name="notice_versions")
    op.drop_table("notice_versions")
    op.drop_index(op.f("ix_institutions_region_code"), table_name="institutions")
    op.drop_table("institutions")
    op.drop_index(op.f("ix_institution_outcomes_region_code"), table_name="institution_outcomes")
    op.drop_index("ix_institution_outcomes_organisation_period", table_name="institution_outcomes")
    op.drop_table("institution_outcomes")
    op.drop_index(op.f("ix_budget_lines_region_code"), table_name="budget_lines")
    op.drop_table("budget_lines")
    op.drop_index(
        "uq_accreditations_open",
        table_name="accreditations",
        sqlite_where=sa.text("state IN ('draft', 'applied', 'reviewed', 'publicised')"),
        postgresql_where=sa.text("state IN ('draft', 'applied', 'reviewed', 'publicised')"),
    )
    op.drop_index(op.f("ix_accreditations_region_code"), table_name="accreditations")
    op.drop_index(op.f("ix_accreditations_organisation_id"), table_name="accreditations")
    op.drop_table("accreditations")
    op.drop_index("ix_notices_subject", table_name="notices")
    op.drop_index("ix_notices_region_kind", table_name="notices")
    op.drop_index(op.f("ix_notices_region_code"), table_name="notices")
    op.drop_table("notices")
    op.drop_index(op.f("ix_criteria_region_code"), table_name="criteria")
    op.drop_table("criteria")
    op.drop_table("budget_codes")
