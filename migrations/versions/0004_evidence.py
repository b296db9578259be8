"""Tables of evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "employers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employers")),
        sa.UniqueConstraint("code", name=op.f("uq_employers_code")),
    )
    op.create_table(
        "persons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number_index", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("first_region_code", sa.String(length=6), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["first_region_code"], ["regions.code"], name=op.f("fk_persons_first_region_code_regions")
        ),
        sa.ForeignKeyConstraint(["merged_into_id"], ["persons.id"], name=op.f("fk_persons_merged_into_id_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("number_index", name=op.f("uq_persons_number_index")),
    )
    op.create_index(op.f("ix_persons_first_region_code"), "persons", ["first_region_code"], unique=False)
    op.create_index(op.f("ix_persons_merged_into_id"), "persons", ["merged_into_id"], unique=False)
    op.create_table(
        "persons_elsewhere",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_persons_elsewhere_person_id_persons")),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_persons_elsewhere_region_code_regions")
        ),
        sa.PrimaryKeyConstraint("person_id", "region_code", name=op.f("pk_persons_elsewhere")),
    )
    op.create_index(op.f("ix_persons_elsewhere_region_code"), "persons_elsewhere", ["region_code"], unique=False)
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("in_force_to", sa.Date(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_force",
                "withdrawn",
                name="documentstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("countersigned_by_id", sa.Integer(), nullable=True),
        sa.Column("countersigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "in_force_to IS NULL OR in_force_to >= in_force_from", name=op.f("ck_documents_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["countersigned_by_id"], ["users.id"], name=op.f("fk_documents_countersigned_by_id_users")
        ),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["users.id"], name=op.f("fk_documents_drafted_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_documents_region_code_regions")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["documents.id"], name=op.f("fk_documents_supersedes_id_documents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("region_code", "number", name=op.f("uq_documents_region_code_number")),
    )
    op.create_index(op.f("ix_documents_region_code"), "documents", ["region_code"], unique=False)
    op.create_table(
        "funds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("employment", "insurance", name="fundkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "sharing",
            sa.Enum("order", "ratio", name="sharing", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("source_order", sa.JSON(), nullable=False),
        sa.Column("weights", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("insurance_balance_fen", sa.BigInteger(), nullable=True),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(sharing = 'ratio') = (weights IS NOT NULL)", name=op.f("ck_funds_ratio_has_weights")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["users.id"], name=op.f("fk_funds_opened_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_funds_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funds")),
        sa.UniqueConstraint("region_code", "year", "kind", name=op.f("uq_funds_region_code_year_kind")),
    )
    op.create_index(op.f("ix_funds_region_code"), "funds", ["region_code"], unique=False)
    op.create_table(
        "merge_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed", "merged", "refused", name="mergestate", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=True),
        sa.CheckConstraint("person_id <> into_id", name=op.f("ck_merge_proposals_two_rows")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_merge_proposals_decided_by_id_users")),
        sa.ForeignKeyConstraint(["into_id"], ["persons.id"], name=op.f("fk_merge_proposals_into_id_persons")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_merge_proposals_person_id_persons")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["users.id"], name=op.f("fk_merge_proposals_proposed_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_merge_proposals_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_proposals")),
    )
    op.create_index(op.f("ix_merge_proposals_into_id"), "merge_proposals", ["into_id"], unique=False)
    op.create_index(op.f("ix_merge_proposals_person_id"), "merge_proposals", ["person_id"], unique=False)
    op.create_index(op.f("ix_merge_proposals_region_code"), "merge_proposals", ["region_code"], unique=False)
    op.create_table(
        "person_merges",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["into_id"], ["persons.id"], name=op.f("fk_person_merges_into_id_persons")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_person_merges_person_id_persons")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_person_merges_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_person_merges_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merges")),
    )
    op.create_index(op.f("ix_person_merges_person_id"), "person_merges", ["person_id"], unique=False)
    op.create_index(op.f("ix_person_merges_region_code"), "person_merges", ["region_code"], unique=False)
    op.create_table(
        "verifications",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "subject_kind",
            sa.Enum(
                "contract",
                "extension",
                "ending",
                "licence",
                name="subjectkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("verified", "refused", name="outcome", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_verifications_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_verifications_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_verifications_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
        sa.UniqueConstraint(
            "subject_kind", "subject_id", "outcome", name=op.f("uq_verifications_subject_kind_subject_id_outcome")
        ),
    )
    op.create_index(op.f("ix_verifications_region_code"), "verifications", ["region_code"], unique=False)
    op.create_table(
        "appropriations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "own",
                "transfer",
                "unemployment_fund",
                "adjustment",
                "other",
                "insurance",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("document_number", sa.String(length=80), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("entry_number", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "source <> 'unemployment_fund' OR statement IS NOT NULL", name=op.f("ck_appropriations_draw_has_statement")
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_appropriations_positive")),
        sa.ForeignKeyConstraint(["fund_id"], ["funds.id"], name=op.f("fk_appropriations_fund_id_funds")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_appropriations_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_appropriations_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appropriations")),
    )
    op.create_index(op.f("ix_appropriations_fund_id"), "appropriations", ["fund_id"], unique=False)
    op.create_index(op.f("ix_appropriations_region_code"), "appropriations", ["region_code"], unique=False)
    op.create_table(
        "document_costs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("skill", "startup", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("trade_name", sa.String(length=80), nullable=True),
        sa.Column("training_fen", sa.BigInteger(), nullable=False),
        sa.Column("appraisal_fen", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_costs_document_id_documents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_costs")),
    )
    op.create_index(op.f("ix_document_costs_document_id"), "document_costs", ["document_id"], unique=False)
    op.create_table(
        "fund_closings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.Column("ways", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "done",
                "rejected",
                name="closingstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("document_number", sa.String(length=80), nullable=False),
        sa.Column("carried_fen", sa.BigInteger(), nullable=True),
        sa.Column("handed_back_fen", sa.BigInteger(), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_fund_closings_decided_by_id_users")),
        sa.ForeignKeyConstraint(["fund_id"], ["funds.id"], name=op.f("fk_fund_closings_fund_id_funds")),
        sa.ForeignKeyConstraint(["into_id"], ["funds.id"], name=op.f("fk_fund_closings_into_id_funds")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["users.id"], name=op.f("fk_fund_closings_proposed_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_fund_closings_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_closings")),
    )
    op.create_index(op.f("ix_fund_closings_fund_id"), "fund_closings", ["fund_id"], unique=False)
    op.create_index(op.f("ix_fund_closings_region_code"), "fund_closings", ["region_code"], unique=False)
    op.create_index(
        "uq_fund_closings_open",
        "fund_closings",
        ["fund_id"],
        unique=True,
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_table(
        "ledger_entries",
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "appropriate",
                "reserve",
                "release",
                "charge",
                "set_off",
                "pay",
                "return",
                "cash_back",
                "carry",
                "hand_back",
                name="ledger_act",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("paper", sa.String(length=80), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["fund_id"], ["funds.id"], name=op.f("fk_ledger_entries_fund_id_funds")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_ledger_entries_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_ledger_entries_region_code_regions")),
        sa.PrimaryKeyConstraint("fund_id", "number", name=op.f("pk_ledger_entries")),
    )
    op.create_index(op.f("ix_ledger_entries_region_code"), "ledger_entries", ["region_code"], unique=False)
    op.create_index(op.f("ix_ledger_entries_run_id"), "ledger_entries", ["run_id"], unique=False)
    op.create_table(
        "ledger_legs",
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("entry_number", sa.Integer(), nullable=False),
        sa.Column(
            "account",
            sa.Enum(
                "appropriated",
                "brought",
                "available",
                "reserved",
                "payable",
                "recoverable",
                "paid",
                "carried",
                "handed_back",
                name="ledger_account",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "own",
                "transfer",
                "unemployment_fund",
                "adjustment",
                "other",
                "insurance",
                name="ledger_source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fund_id", "entry_number"],
            ["ledger_entries.fund_id", "ledger_entries.number"],
            name="fk_ledger_legs_entry",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("fund_id", "entry_number", "account", "source", name=op.f("pk_ledger_legs")),
    )
    op.create_index("ix_ledger_legs_account", "ledger_legs", ["fund_id", "account", "source"], unique=False)
    op.create_table(
        "classes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("skill", "startup", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("trade_code", sa.String(length=20), nullable=True),
        sa.Column("trade_name", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=True),
        sa.Column(
            "group",
            sa.Enum(
                "unemployed",
                "rural",
                "graduate",
                "school_leaver",
                "hardship",
                "zero_employment",
                "poor_family",
                "employee",
                name="lot_group_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("standard_fen", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "submitted",
                "verified",
                "completed",
                "cancelled",
                name="classstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_because", sa.Text(), nullable=True),
        sa.CheckConstraint("ended_on >= opened_on", name=op.f("ck_classes_days_in_order")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_classes_seats")),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_classes_award_id_awards")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_classes_document_id_documents")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["users.id"], name=op.f("fk_classes_opened_by_id_users")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_classes_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_classes_region_code_regions")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["users.id"], name=op.f("fk_classes_submitted_by_id_users")),
        sa.ForeignKeyConstraint(["verified_by_id"], ["users.id"], name=op.f("fk_classes_verified_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classes")),
        sa.UniqueConstraint("number", name=op.f("uq_classes_number")),
    )
    op.create_index(op.f("ix_classes_award_id"), "classes", ["award_id"], unique=False)
    op.create_index(op.f("ix_classes_document_id"), "classes", ["document_id"], unique=False)
    op.create_index(op.f("ix_classes_organisation_id"), "classes", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_classes_region_code"), "classes", ["region_code"], unique=False)
    op.create_table(
        "class_cancellations",
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_class_cancellations_class_id_classes")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_class_cancellations_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_class_cancellations_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_class_cancellations_region_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_cancellations")),
        sa.UniqueConstraint("class_id", name=op.f("uq_class_cancellations_class_id")),
    )
    op.create_index(op.f("ix_class_cancellations_class_id"), "class_cancellations", ["class_id"], unique=False)
    op.create_index(op.f("ix_class_cancellations_region_code"), "class_cancellations", ["region_code"], unique=False)
    op.create_table(
        "class_completions",
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_class_completions_class_id_classes")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_class_completions_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_class_completions_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_class_completions_region_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_completions")),
        sa.UniqueConstraint("class_id", name=op.f("uq_class_completions_class_id")),
    )
    op.create_index(op.f("ix_class_completions_class_id"), "class_completions", ["class_id"], unique=False)
    op.create_index(op.f("ix_class_completions_region_code"), "class_completions", ["region_code"], unique=False)
    op.create_table(
        "employment_freezes",
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("employed", sa.Integer(), nullable=False),
        sa.Column("window_closed_on", sa.Date(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("employed <= passed", name=op.f("ck_employment_freezes_counts")),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_employment_freezes_class_id_classes")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_employment_freezes_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_employment_freezes_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_employment_freezes_region_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment_freezes")),
        sa.UniqueConstraint("class_id", name=op.f("uq_employment_freezes_class_id")),
    )
    op.create_index(op.f("ix_employment_freezes_class_id"), "employment_freezes", ["class_id"], unique=False)
    op.create_index(op.f("ix_employment_freezes_region_code"), "employment_freezes", ["region_code"], unique=False)
    op.create_table(
        "file_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "lines",
                "appraisals",
                "contracts",
                name="filekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.JSON(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("refused_id", sa.Integer(), nullable=True),
        sa.Column("imported_by_id", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_file_imports_class_id_classes")),
        sa.ForeignKeyConstraint(["imported_by_id"], ["users.id"], name=op.f("fk_file_imports_imported_by_id_users")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_file_imports_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["refused_id"], ["attachments.id"], name=op.f("fk_file_imports_refused_id_attachments")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_file_imports_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_imports")),
    )
    op.create_index(op.f("ix_file_imports_class_id"), "file_imports", ["class_id"], unique=False)
    op.create_index(op.f("ix_file_imports_organisation_id"), "file_imports", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_file_imports_region_code"), "file_imports", ["region_code"], unique=False)
    op.create_table(
        "holds",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("number_masked", sa.String(length=18), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "repeat",
                "no_standard",
                "evidence",
                "identity",
                "report",
                "inspection",
                "other",
                name="holdreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "must_act",
            sa.Enum(
                "institution",
                "labour",
                "other_region",
                "authority",
                name="mustact",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("record", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_holds_class_id_classes")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_holds_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_holds_person_id_persons")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_holds_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_holds_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index(op.f("ix_holds_organisation_id"), "holds", ["organisation_id"], unique=False)
    op.create_index("ix_holds_person_class", "holds", ["person_id", "class_id"], unique=False)
    op.create_index(op.f("ix_holds_region_code"), "holds", ["region_code"], unique=False)
    op.create_table(
        "roster_lines",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("number_masked", sa.String(length=18), nullable=False),
        sa.Column(
            "group_word",
            sa.Enum(
                "unemployed",
                "rural",
                "graduate",
                "school_leaver",
                "hardship",
                "zero_employment",
                "poor_family",
                "employee",
                name="group_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("benefit_from", sa.Date(), nullable=True),
        sa.Column("benefit_to", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "benefit_to IS NULL OR benefit_to >= benefit_from", name=op.f("ck_roster_lines_benefit_days_in_order")
        ),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_roster_lines_class_id_classes")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_roster_lines_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_roster_lines_person_id_persons")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_roster_lines_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_roster_lines_region_code_regions")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["roster_lines.id"], name=op.f("fk_roster_lines_replaces_id_roster_lines")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_lines")),
        sa.UniqueConstraint(
            "class_id", "person_id", "occurrence", name=op.f("uq_roster_lines_class_id_person_id_occurrence")
        ),
    )
    op.create_index(op.f("ix_roster_lines_class_id"), "roster_lines", ["class_id"], unique=False)
    op.create_index(op.f("ix_roster_lines_organisation_id"), "roster_lines", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_roster_lines_person_id"), "roster_lines", ["person_id"], unique=False)
    op.create_index(op.f("ix_roster_lines_region_code"), "roster_lines", ["region_code"], unique=False)
    op.create_index("ix_roster_lines_region_seq", "roster_lines", ["region_code", "seq"], unique=False)
    op.create_table(
        "roster_verifications",
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_roster_verifications_class_id_classes")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_roster_verifications_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_roster_verifications_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_roster_verifications_region_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_verifications")),
    )
    op.create_index(op.f("ix_roster_verifications_class_id"), "roster_verifications", ["class_id"], unique=False)
    op.create_index(op.f("ix_roster_verifications_region_code"), "roster_verifications", ["region_code"], unique=False)
    op.create_table(
        "appraisals",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column(
            "result",
            sa.Enum("passed", "failed", name="appraisalresult", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("appraised_on", sa.Date(), nullable=False),
        sa.Column("certificate", sa.String(length=60), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["roster_lines.id"], name=op.f("fk_appraisals_line_id_roster_lines")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_appraisals_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_appraisals_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_appraisals_region_code_regions")),
        sa.ForeignKeyConstraint(["replaces_id"], ["appraisals.id"], name=op.f("fk_appraisals_replaces_id_appraisals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisals")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_appraisals_replaces_id")),
    )
    op.create_index(op.f("ix_appraisals_line_id"), "appraisals", ["line_id"], unique=False)
    op.create_index(op.f("ix_appraisals_region_code"), "appraisals", ["region_code"], unique=False)
    op.create_index(
        "uq_appraisals_first",
        "appraisals",
        ["line_id"],
        unique=True,
        sqlite_where=sa.text("replaces_id IS NULL"),
        postgresql_where=sa.text("replaces_id IS NULL"),
    )
    op.create_table(
        "hold_releases",
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hold_id"], ["holds.id"], name=op.f("fk_hold_releases_hold_id_holds")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_hold_releases_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_hold_releases_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold_releases")),
        sa.UniqueConstraint("hold_id", name=op.f("uq_hold_releases_hold_id")),
    )
    op.create_index(op.f("ix_hold_releases_region_code"), "hold_releases", ["region_code"], unique=False)
    op.create_table(
        "labour_contracts",
        sa.Column("root_id", sa.Integer(), nullable=True),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column(
            "term",
            sa.Enum("fixed", "open", "task", name="term", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("filing_number", sa.String(length=40), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(term = 'fixed') = (to_on IS NOT NULL)", name=op.f("ck_labour_contracts_fixed_has_last_day")
        ),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_labour_contracts_days_in_order")),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_labour_contracts_attachment_id_attachments")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employers.id"], name=op.f("fk_labour_contracts_employer_id_employers")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["roster_lines.id"], name=op.f("fk_labour_contracts_line_id_roster_lines")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_labour_contracts_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_labour_contracts_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_labour_contracts_region_code_regions")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["labour_contracts.id"], name=op.f("fk_labour_contracts_replaces_id_labour_contracts")
        ),
        sa.ForeignKeyConstraint(
            ["root_id"], ["labour_contracts.id"], name=op.f("fk_labour_contracts_root_id_labour_contracts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labour_contracts")),
    )
    op.create_index(op.f("ix_labour_contracts_employer_id"), "labour_contracts", ["employer_id"], unique=False)
    op.create_index(op.f("ix_labour_contracts_line_id"), "labour_contracts", ["line_id"], unique=False)
    op.create_index(op.f("ix_labour_contracts_organisation_id"), "labour_contracts", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_labour_contracts_region_code"), "labour_contracts", ["region_code"], unique=False)
    op.create_index(op.f("ix_labour_contracts_replaces_id"), "labour_contracts", ["replaces_id"], unique=False)
    op.create_index(op.f("ix_labour_contracts_root_id"), "labour_contracts", ["root_id"], unique=False)
    op.create_index(op.f("ix_labour_contracts_to_on"), "labour_contracts", ["to_on"], unique=False)
    op.create_table(
        "licences",
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_licences_attachment_id_attachments")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["roster_lines.id"], name=op.f("fk_licences_line_id_roster_lines")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_licences_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_licences_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_licences_region_code_regions")),
        sa.ForeignKeyConstraint(["replaces_id"], ["licences.id"], name=op.f("fk_licences_replaces_id_licences")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licences")),
    )
    op.create_index(op.f("ix_licences_line_id"), "licences", ["line_id"], unique=False)
    op.create_index(op.f("ix_licences_organisation_id"), "licences", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_licences_region_code"), "licences", ["region_code"], unique=False)
    op.create_index(op.f("ix_licences_replaces_id"), "licences", ["replaces_id"], unique=False)
    op.create_table(
        "line_removals",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["roster_lines.id"], name=op.f("fk_line_removals_line_id_roster_lines")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_line_removals_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_line_removals_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_line_removals_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_removals")),
        sa.UniqueConstraint("line_id", name=op.f("uq_line_removals_line_id")),
    )
    op.create_index(op.f("ix_line_removals_region_code"), "line_removals", ["region_code"], unique=False)
    op.create_table(
        "endings",
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column(
            "because",
            sa.Enum(
                "ordinary",
                "resignation",
                "dismissal",
                "agreement",
                "completed",
                "expiry",
                "death",
                "retirement",
                "employer_fault",
                "dissolution",
                name="because",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_endings_attachment_id_attachments")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["labour_contracts.id"], name=op.f("fk_endings_contract_id_labour_contracts")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["roster_lines.id"], name=op.f("fk_endings_line_id_roster_lines")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_endings_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_endings_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_endings_region_code_regions")),
        sa.ForeignKeyConstraint(["replaces_id"], ["endings.id"], name=op.f("fk_endings_replaces_id_endings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endings")),
    )
    op.create_index(op.f("ix_endings_contract_id"), "endings", ["contract_id"], unique=False)
    op.create_index(op.f("ix_endings_line_id"), "endings", ["line_id"], unique=False)
    op.create_index(op.f("ix_endings_organisation_id"), "endings", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_endings_region_code"), "endings", ["region_code"], unique=False)
    op.create_index(op.f("ix_endings_replaces_id"), "endings", ["replaces_id"], unique=False)
    op.create_table(
        "extensions",
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_extensions_attachment_id_attachments")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["labour_contracts.id"], name=op.f("fk_extensions_contract_id_labour_contracts")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["roster_lines.id"], name=op.f("fk_extensions_line_id_roster_lines")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_extensions_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_extensions_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_extensions_region_code_regions")),
        sa.ForeignKeyConstraint(["replaces_id"], ["extensions.id"], name=op.f("fk_extensions_replaces_id_extensions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
    )
    op.create_index(op.f("ix_extensions_contract_id"), "extensions", ["contract_id"], unique=False)
    op.create_index(op.f("ix_extensions_line_id"), "extensions", ["line_id"], unique=False)
    op.create_index(op.f("ix_extensions_organisation_id"), "extensions", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_extensions_region_code"), "extensions", ["region_code"], unique=False)
    op.create_index(op.f("ix_extensions_replaces_id"), "extensions", ["replaces_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_extensions_replaces_id"), table_name="extensions")
    op.drop_index(op.f("ix_extensions_region_code"), table_name="extensions")
    op.drop_index(op.f("ix_extensions_organisation_id"), table_name="extensions")
    op.drop_index(op.f("ix_extensions_line_id"), table_name="extensions")
    op.drop_index(op.f("ix_extensions_contract_id"), table_name="extensions")
    op.drop_table("extensions")
    op.drop_index(op.f("ix_endings_replaces_id"), table_name="endings")
    op.drop_index(op.f("ix_endings_region_code"), table_name="endings")
    op.drop_index(op.f("ix_endings_organisation_id"), table_name="endings")
    op.drop_index(op.f("ix_endings_line_id"), table_name="endings")
    op.drop_index(op.f("ix_endings_contract_id"), table_name="endings")
    op.drop_table("endings")
    op.drop_index(op.f("ix_line_removals_region_code"), table_name="line_removals")
    op.drop_table("line_removals")
    op.drop_index(op.f("ix_licences_replaces_id"), table_name="licences")
    op.drop_index(op.f("ix_licences_region_code"), table_name="licences")
    op.drop_index(op.f("ix_licences_organisation_id"), table_name="licences")
    op.drop_index(op.f("ix_licences_line_id"), table_name="licences")
    op.drop_table("licences")
    op.drop_index(op.f("ix_labour_contracts_to_on"), table_name="labour_contracts")
    op.drop_index(op.f("ix_labour_contracts_root_id"), table_name="labour_contracts")
    op.drop_index(op.f("ix_labour_contracts_replaces_id"), table_name="labour_contracts")
    op.drop_index(op.f("ix_labour_contracts_region_code"), table_name="labour_contracts")
    op.drop_index(op.f("ix_labour_contracts_organisation_id"), table_name="labour_contracts")
    op.drop_index(op.f("ix_labour_contracts_line_id"), table_name="labour_contracts")
    op.drop_index(op.f("ix_labour_contracts_employer_id"), table_name="labour_contracts")
    op.drop_table("labour_contracts")
    op.drop_index(op.f("ix_hold_releases_region_code"), table_name="hold_releases")
    op.drop_table("hold_releases")
    op.drop_index(
        "uq_appraisals_first",
        table_name="appraisals",
        sqlite_where=sa.text("replaces_id IS NULL"),
        postgresql_where=sa.text("replaces_id IS NULL"),
    )
    op.drop_index(op.f("ix_appraisals_region_code"), table_name="appraisals")
    op.drop_index(op.f("ix_appraisals_line_id"), table_name="appraisals")
    op.drop_table("appraisals")
    op.drop_index(op.f("ix_roster_verifications_region_code"), table_name="roster_verifications")
    op.drop_index(op.f("ix_roster_verifications_class_id"), table_name="roster_verifications")
    op.drop_table("roster_verifications")
    op.drop_index("ix_roster_lines_region_seq", table_name="roster_lines")
    op.drop_index(op.f("ix_roster_lines_region_code"), table_name="roster_lines")
    op.drop_index(op.f("ix_roster_lines_person_id"), table_name="roster_lines")
    op.drop_index(op.f("ix_roster_lines_organisation_id"), table_name="roster_lines")
    op.drop_index(op.f("ix_roster_lines_class_id"), table_name="roster_lines")
    op.drop_table("roster_lines")
    op.drop_index(op.f("ix_holds_region_code"), table_name="holds")
    op.drop_index("ix_holds_person_class", table_name="holds")
    op.drop_index(op.f("ix_holds_organisation_id"), table_name="holds")
    op.drop_table("holds")
    op.drop_index(op.f("ix_file_imports_region_code"), table_name="file_imports")
    op.drop_index(op.f("ix_file_imports_organisation_id"), table_name="file_imports")
    op.drop_index(op.f("ix_file_imports_class_id"), table_name="file_imports")
    op.drop_table("file_imports")
    op.drop_index(op.f("ix_employment_freezes_region_code"), table_name="employment_freezes")
    op.drop_index(op.f("ix_employment_freezes_class_id"), table_name="employment_freezes")
    op.drop_table("employment_freezes")
    op.drop_index(op.f("ix_class_completions_region_code"), table_name="class_completions")
    op.drop_index(op.f("ix_class_completions_class_id"), table_name="class_completions")
    op.drop_table("class_completions")
    op.drop_index(op.f("ix_class_cancellations_region_code"), table_name="class_cancellations")
    op.drop_index(op.f("ix_class_cancellations_class_id"), table_name="class_cancellations")
    op.drop_table("class_cancellations")
    op.drop_index(op.f("ix_classes_region_code"), table_name="classes")
    op.drop_index(op.f("ix_classes_organisation_id"), table_name="classes")
    op.drop_index(op.f("ix_classes_document_id"), table_name="classes")
    op.drop_index(op.f("ix_classes_award_id"), table_name="classes")
    op.drop_table("classes")
    op.drop_index("ix_ledger_legs_account", table_name="ledger_legs")
    op.drop_table("ledger_legs")
    op.drop_index(op.f("ix_ledger_entries_run_id"), table_name="ledger_entries")
    op.drop_index(op.f("ix_ledger_entries_region_code"), table_name="ledger_entries")
    op.drop_table("ledger_entries")
    op.drop_index(
        "uq_fund_closings_open",
        table_name="fund_closings",
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.drop_index(op.f("ix_fund_closings_region_code"), table_name="fund_closings")
    op.drop_index(op.f("ix_fund_closings_fund_id"), table_name="fund_closings")
    op.drop_table("fund_closings")
    op.drop_index(op.f("ix_document_costs_document_id"), table_name="document_costs")
    op.drop_table("document_costs")
    op.drop_index(op.f("ix_appropriations_region_code"), table_name="appropriations")
    op.drop_index(op.f("ix_appropriations_fund_id"), table_name="appropriations")
    op.drop_table("appropriations")
    op.drop_index(op.f("ix_verifications_region_code"), table_name="verifications")
    op.drop_table("verifications")
    op.drop_index(op.f("ix_person_merges_region_code"), table_name="person_merges")
    op.drop_index(op.f("ix_person_merges_person_id"), table_name="person_merges")
    op.drop_table("person_merges")
    op.drop_index(op.f("ix_merge_proposals_region_code"), table_name="merge_proposals")
    op.drop_index(op.f("ix_merge_proposals_person_id"), table_name="merge_proposals")
    op.drop_index(op.f("ix_merge_proposals_into_id"), table_name="merge_proposals")
    op.drop_table("merge_proposals")
    op.drop_index(op.f("ix_funds_region_code"), table_name="funds")
    op.drop_table("funds")
    op.drop_index(op.f("ix_documents_region_code"), table_name="documents")
    op.drop_table("documents")
    op.drop_index(op.f("ix_persons_elsewhere_region_code"), table_name="persons_elsewhere")
    op.drop_table("persons_elsewhere")
    op.drop_index(op.f("ix_persons_merged_into_id"), table_name="persons")
    op.drop_index(op.f("ix_persons_first_region_code"), table_name="persons")
    op.drop_table("persons")
    op.drop_table("employers")
