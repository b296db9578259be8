"""Tables of tenders."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "bid_ciphertexts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_ciphertexts")),
    )
    op.create_table(
        "trades",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("level", sa.String(length=2), nullable=False),
        sa.Column("cost_fen", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trades")),
        sa.UniqueConstraint("code", "level", name=op.f("uq_trades_code_level")),
    )
    op.create_table(
        "interests",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "employee",
                "director",
                "shareholder",
                "kin",
                "other",
                name="interestkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_interests_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_interests_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_interests_region_code_regions")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_interests_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interests")),
    )
    op.create_index(op.f("ix_interests_region_code"), "interests", ["region_code"], unique=False)
    op.create_index(op.f("ix_interests_user_id"), "interests", ["user_id"], unique=False)
    op.create_table(
        "officer_identities",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=120), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_officer_identities_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_officer_identities_region_code_regions")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_officer_identities_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_identities")),
    )
    op.create_index(op.f("ix_officer_identities_region_code"), "officer_identities", ["region_code"], unique=False)
    op.create_index(op.f("ix_officer_identities_user_id"), "officer_identities", ["user_id"], unique=False)
    op.create_table(
        "rule_settings",
        sa.Column(
            "regime",
            sa.Enum("procurement", "bidding", name="regime", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_rule_settings_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_rule_settings_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_settings")),
    )
    op.create_index(op.f("ix_rule_settings_region_code"), "rule_settings", ["region_code"], unique=False)
    op.create_table(
        "tenders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "approved",
                "published",
                "closed",
                "opened",
                "evaluated",
                "awarded",
                "failed",
                "cancelled",
                name="tenderstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "regime",
            sa.Enum("procurement", "bidding", name="regime", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("rule_set", sa.String(length=40), nullable=True),
        sa.Column("numbers", sa.JSON(), nullable=True),
        sa.Column("requirements", sa.Text(), nullable=False),
        sa.Column("opening_place", sa.String(length=120), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("documents_until", sa.Date(), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("budget_line_id", sa.Integer(), nullable=True),
        sa.Column("committee_size", sa.Integer(), nullable=False),
        sa.Column("is_paper", sa.Boolean(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evaluated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_key", sa.String(length=200), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "is_paper OR state IN ('draft', 'approved', 'cancelled') OR public_key IS NOT NULL",
            name=op.f("ck_tenders_published_has_key"),
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["users.id"], name=op.f("fk_tenders_approved_by_id_users")),
        sa.ForeignKeyConstraint(
            ["budget_line_id"], ["budget_lines.id"], name=op.f("fk_tenders_budget_line_id_budget_lines")
        ),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["users.id"], name=op.f("fk_tenders_drafted_by_id_users")),
        sa.ForeignKeyConstraint(["edited_by_id"], ["users.id"], name=op.f("fk_tenders_edited_by_id_users")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_tenders_notice_id_notices")),
        sa.ForeignKeyConstraint(["published_by_id"], ["users.id"], name=op.f("fk_tenders_published_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_tenders_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenders")),
        sa.UniqueConstraint("number", name=op.f("uq_tenders_number")),
    )
    op.create_index(op.f("ix_tenders_budget_line_id"), "tenders", ["budget_line_id"], unique=False)
    op.create_index(op.f("ix_tenders_region_code"), "tenders", ["region_code"], unique=False)
    op.create_table(
        "committees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("pool", sa.JSON(), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size % 2 = 1", name=op.f("ck_committees_odd")),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["users.id"], name=op.f("fk_committees_drawn_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_committees_region_code_regions")),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_committees_tender_id_tenders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committees")),
        sa.UniqueConstraint("tender_id", name=op.f("uq_committees_tender_id")),
    )
    op.create_index(op.f("ix_committees_region_code"), "committees", ["region_code"], unique=False)
    op.create_table(
        "factors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "plan",
                "teachers",
                "venue",
                "past_rate",
                "service",
                "other",
                name="factorkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("is_objective", sa.Boolean(), nullable=False),
        sa.CheckConstraint("points BETWEEN 1 AND 100", name=op.f("ck_factors_points")),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_factors_tender_id_tenders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factors")),
    )
    op.create_index(op.f("ix_factors_tender_id"), "factors", ["tender_id"], unique=False)
    op.create_table(
        "handovers",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("sealed_share", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["users.id"], name=op.f("fk_handovers_from_id_users")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_handovers_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_handovers_region_code_regions")),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_handovers_tender_id_tenders")),
        sa.ForeignKeyConstraint(["to_id"], ["users.id"], name=op.f("fk_handovers_to_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_index(op.f("ix_handovers_region_code"), "handovers", ["region_code"], unique=False)
    op.create_index(op.f("ix_handovers_tender_id"), "handovers", ["tender_id"], unique=False)
    op.create_table(
        "key_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("sealed_share", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["officer_identities.id"], name=op.f("fk_key_shares_identity_id_officer_identities")
        ),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_key_shares_tender_id_tenders")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_key_shares_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_shares")),
        sa.UniqueConstraint("tender_id", "user_id", name=op.f("uq_key_shares_tender_id_user_id")),
    )
    op.create_table(
        "lots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("skill", "startup", name="lotkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("open", "failed", "awarded", name="lotstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("trade_code", sa.String(length=20), nullable=True),
        sa.Column("trade_name", sa.String(length=60), nullable=False),
        sa.Column("level", sa.String(length=2), nullable=True),
        sa.Column("group", sa.String(length=40), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("standard_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind = 'startup' OR (trade_code IS NOT NULL AND level IS NOT NULL)", name=op.f("ck_lots_trade")
        ),
        sa.CheckConstraint("seats > 0", name=op.f("ck_lots_seats")),
        sa.CheckConstraint("standard_fen > 0", name=op.f("ck_lots_standard")),
        sa.ForeignKeyConstraint(["county_code"], ["regions.code"], name=op.f("fk_lots_county_code_regions")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_lots_region_code_regions")),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_lots_tender_id_tenders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lots")),
        sa.UniqueConstraint("tender_id", "number", name=op.f("uq_lots_tender_id_number")),
    )
    op.create_index(op.f("ix_lots_region_code"), "lots", ["region_code"], unique=False)
    op.create_index(op.f("ix_lots_tender_id"), "lots", ["tender_id"], unique=False)
    op.create_table(
        "opening_officers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name=op.f("ck_opening_officers_position")),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_opening_officers_tender_id_tenders")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_opening_officers_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_officers")),
        sa.UniqueConstraint("tender_id", "position", name=op.f("uq_opening_officers_tender_id_position")),
        sa.UniqueConstraint("tender_id", "user_id", name=op.f("uq_opening_officers_tender_id_user_id")),
    )
    op.create_index(op.f("ix_opening_officers_user_id"), "opening_officers", ["user_id"], unique=False)
    op.create_table(
        "openings",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["first_id"], ["users.id"], name=op.f("fk_openings_first_id_users")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_openings_notice_id_notices")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_openings_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_openings_region_code_regions")),
        sa.ForeignKeyConstraint(["second_id"], ["users.id"], name=op.f("fk_openings_second_id_users")),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_openings_tender_id_tenders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_openings")),
        sa.UniqueConstraint("tender_id", name=op.f("uq_openings_tender_id")),
    )
    op.create_index(op.f("ix_openings_region_code"), "openings", ["region_code"], unique=False)
    op.create_table(
        "reports",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_reports_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_reports_region_code_regions")),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_reports_tender_id_tenders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("tender_id", name=op.f("uq_reports_tender_id")),
    )
    op.create_index(op.f("ix_reports_region_code"), "reports", ["region_code"], unique=False)
    op.create_table(
        "tender_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "published",
                "withdrawn",
                name="changestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["users.id"], name=op.f("fk_tender_changes_proposed_by_id_users")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["users.id"], name=op.f("fk_tender_changes_published_by_id_users")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_tender_changes_region_code_regions")),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_tender_changes_tender_id_tenders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender_changes")),
    )
    op.create_index(op.f("ix_tender_changes_region_code"), "tender_changes", ["region_code"], unique=False)
    op.create_index(op.f("ix_tender_changes_tender_id"), "tender_changes", ["tender_id"], unique=False)
    op.create_table(
        "awards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("standard_fen", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "publicised",
                "final",
                "revoked",
                name="awardstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("publicity_ends_on", sa.Date(), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("document", sa.String(length=200), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("state <> 'final' OR awarded_on IS NOT NULL", name=op.f("ck_awards_final_has_day")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_awards_seats")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_awards_decided_by_id_users")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_awards_lot_id_lots")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_awards_notice_id_notices")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_awards_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["users.id"], name=op.f("fk_awards_proposed_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_awards_region_code_regions")),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_awards_tender_id_tenders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
    )
    op.create_index(op.f("ix_awards_organisation_id"), "awards", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_awards_region_code"), "awards", ["region_code"], unique=False)
    op.create_index(op.f("ix_awards_tender_id"), "awards", ["tender_id"], unique=False)
    op.create_index(
        "uq_awards_standing",
        "awards",
        ["lot_id", "organisation_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'revoked'"),
        postgresql_where=sa.text("state <> 'revoked'"),
    )
    op.create_table(
        "bids",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "submitted",
                "withdrawn",
                "opened",
                "unreadable",
                "returned",
                name="bidstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_bids_lot_id_lots")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_bids_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_bids_region_code_regions")),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_bids_tender_id_tenders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bids")),
        sa.UniqueConstraint("lot_id", "organisation_id", name=op.f("uq_bids_lot_id_organisation_id")),
    )
    op.create_index(op.f("ix_bids_organisation_id"), "bids", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_bids_region_code"), "bids", ["region_code"], unique=False)
    op.create_index(op.f("ix_bids_tender_id"), "bids", ["tender_id"], unique=False)
    op.create_table(
        "members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "expert", "representative", name="memberkind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "invited",
                "accepted",
                "recused",
                name="memberstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_members_committee_id_committees")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_members_region_code_regions")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_members_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("committee_id", "user_id", name=op.f("uq_members_committee_id_user_id")),
    )
    op.create_index(op.f("ix_members_region_code"), "members", ["region_code"], unique=False)
    op.create_index(op.f("ix_members_user_id"), "members", ["user_id"], unique=False)
    op.create_table(
        "bid_contents",
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("plan_summary", sa.Text(), nullable=False),
        sa.Column("teachers", sa.Integer(), nullable=False),
        sa.Column("venue_sqm", sa.Integer(), nullable=False),
        sa.Column("equipment", sa.Text(), nullable=False),
        sa.Column("past_rate_hundredths", sa.Integer(), nullable=False),
        sa.Column("service_plan", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("past_rate_hundredths BETWEEN 0 AND 10000", name=op.f("ck_bid_contents_past_rate")),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name=op.f("fk_bid_contents_bid_id_bids")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_bid_contents_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_bid_contents_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_bid_contents_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_contents")),
        sa.UniqueConstraint("bid_id", name=op.f("uq_bid_contents_bid_id")),
    )
    op.create_index(op.f("ix_bid_contents_organisation_id"), "bid_contents", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_bid_contents_region_code"), "bid_contents", ["region_code"], unique=False)
    op.create_table(
        "bid_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("sealed", "withdrawal", name="versionkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("ciphertext_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("receipt", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'sealed') = (ciphertext_id IS NOT NULL)", name=op.f("ck_bid_versions_content")),
        sa.CheckConstraint("received_at < deadline_at", name=op.f("ck_bid_versions_in_time")),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name=op.f("fk_bid_versions_bid_id_bids")),
        sa.ForeignKeyConstraint(
            ["ciphertext_id"], ["bid_ciphertexts.id"], name=op.f("fk_bid_versions_ciphertext_id_bid_ciphertexts")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_bid_versions_region_code_regions")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["users.id"], name=op.f("fk_bid_versions_submitted_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_versions")),
        sa.UniqueConstraint("bid_id", "number", name=op.f("uq_bid_versions_bid_id_number")),
        sa.UniqueConstraint("ciphertext_id", name=op.f("uq_bid_versions_ciphertext_id")),
        sa.UniqueConstraint("receipt", name=op.f("uq_bid_versions_receipt")),
    )
    op.create_index(op.f("ix_bid_versions_region_code"), "bid_versions", ["region_code"], unique=False)
    op.create_table(
        "qualifications",
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("is_qualified", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name=op.f("fk_qualifications_bid_id_bids")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_qualifications_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_qualifications_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualifications")),
        sa.UniqueConstraint("bid_id", name=op.f("uq_qualifications_bid_id")),
    )
    op.create_index(op.f("ix_qualifications_region_code"), "qualifications", ["region_code"], unique=False)
    op.create_table(
        "rankings",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("total_hundredths", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("past_rate_hundredths", sa.Integer(), nullable=False),
        sa.Column(
            "tie_break",
            sa.Enum("rate", "draw", name="tiebreak", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name=op.f("fk_rankings_bid_id_bids")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_rankings_lot_id_lots")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_rankings_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_rankings_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_rankings_region_code_regions")),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_rankings_tender_id_tenders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rankings")),
        sa.UniqueConstraint("bid_id", name=op.f("uq_rankings_bid_id")),
        sa.UniqueConstraint("lot_id", "position", name=op.f("uq_rankings_lot_id_position")),
    )
    op.create_index(op.f("ix_rankings_region_code"), "rankings", ["region_code"], unique=False)
    op.create_index(op.f("ix_rankings_tender_id"), "rankings", ["tender_id"], unique=False)
    op.create_table(
        "score_sheets",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_score_sheets_lot_id_lots")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_score_sheets_member_id_members")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_score_sheets_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_score_sheets_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_sheets")),
        sa.UniqueConstraint("member_id", "lot_id", name=op.f("uq_score_sheets_member_id_lot_id")),
    )
    op.create_index(op.f("ix_score_sheets_lot_id"), "score_sheets", ["lot_id"], unique=False)
    op.create_index(op.f("ix_score_sheets_region_code"), "score_sheets", ["region_code"], unique=False)
    op.create_table(
        "signatures",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("dissent", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_signatures_member_id_members")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_signatures_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_signatures_region_code_regions")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_signatures_report_id_reports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
        sa.UniqueConstraint("member_id", name=op.f("uq_signatures_member_id")),
    )
    op.create_index(op.f("ix_signatures_region_code"), "signatures", ["region_code"], unique=False)
    op.create_table(
        "bid_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_bid_files_attachment_id_attachments")
        ),
        sa.ForeignKeyConstraint(["content_id"], ["bid_contents.id"], name=op.f("fk_bid_files_content_id_bid_contents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_files")),
    )
    op.create_index(op.f("ix_bid_files_content_id"), "bid_files", ["content_id"], unique=False)
    op.create_table(
        "scores",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("factor_id", sa.Integer(), nullable=False),
        sa.Column("points_hundredths", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column(
            "because",
            sa.Enum("objective", "extreme", name="because", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(replaces_id IS NULL) = (because IS NULL)", name=op.f("ck_scores_correction")),
        sa.CheckConstraint("points_hundredths >= 0", name=op.f("ck_scores_points")),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name=op.f("fk_scores_bid_id_bids")),
        sa.ForeignKeyConstraint(["factor_id"], ["factors.id"], name=op.f("fk_scores_factor_id_factors")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_scores_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_scores_region_code_regions")),
        sa.ForeignKeyConstraint(["replaces_id"], ["scores.id"], name=op.f("fk_scores_replaces_id_scores")),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheets.id"], name=op.f("fk_scores_sheet_id_score_sheets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scores")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_scores_replaces_id")),
    )
    op.create_index(op.f("ix_scores_region_code"), "scores", ["region_code"], unique=False)
    op.create_index(
        "uq_scores_first",
        "scores",
        ["sheet_id", "bid_id", "factor_id"],
        unique=True,
        sqlite_where=sa.text("replaces_id IS NULL"),
        postgresql_where=sa.text("replaces_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_scores_first",
        table_name="scores",
        sqlite_where=sa.text("replaces_id IS NULL"),
        postgresql_where=sa.text("replaces_id IS NULL"),
    )
    op.drop_index(op.f("ix_scores_region_code"), table_name="scores")
    op.drop_table("scores")
    op.drop_index(op.f("ix_bid_files_content_id"), table_name="bid_files")
    op.drop_table("bid_files")
    op.drop_index(op.f("ix_signatures_region_code"), table_name="signatures")
    op.drop_table("signatures")
    op.drop_index(op.f("ix_score_sheets_region_code"), table_name="score_sheets")
    op.drop_index(op.f("ix_score_sheets_lot_id"), table_name="score_sheets")
    op.drop_table("score_sheets")
    op.drop_index(op.f("ix_rankings_tender_id"), table_name="rankings")
    op.drop_index(op.f("ix_rankings_region_code"), table_name="rankings")
    op.drop_table("rankings")
    op.drop_index(op.f("ix_qualifications_region_code"), table_name="qualifications")
    op.drop_table("qualifications")
    op.drop_index(op.f("ix_bid_versions_region_code"), table_name="bid_versions")
    op.drop_table("bid_versions")
    op.drop_index(op.f("ix_bid_contents_region_code"), table_name="bid_contents")
    op.drop_index(op.f("ix_bid_contents_organisation_id"), table_name="bid_contents")
    op.drop_table("bid_contents")
    op.drop_index(op.f("ix_members_user_id"), table_name="members")
    op.drop_index(op.f("ix_members_region_code"), table_name="members")
    op.drop_table("members")
    op.drop_index(op.f("ix_bids_tender_id"), table_name="bids")
    op.drop_index(op.f("ix_bids_region_code"), table_name="bids")
    op.drop_index(op.f("ix_bids_organisation_id"), table_name="bids")
    op.drop_table("bids")
    op.drop_index(
        "uq_awards_standing",
        table_name="awards",
        sqlite_where=sa.text("state <> 'revoked'"),
        postgresql_where=sa.text("state <> 'revoked'"),
    )
    op.drop_index(op.f("ix_awards_tender_id"), table_name="awards")
    op.drop_index(op.f("ix_awards_region_code"), table_name="awards")
    op.drop_index(op.f("ix_awards_organisation_id"), table_name="awards")
    op.drop_table("awards")
    op.drop_index(op.f("ix_tender_changes_tender_id"), table_name="tender_changes")
    op.drop_index(op.f("ix_tender_changes_region_code"), table_name="tender_changes")
    op.drop_table("tender_changes")
    op.drop_index(op.f("ix_reports_region_code"), table_name="reports")
    op.drop_table("reports")
    op.drop_index(op.f("ix_openings_region_code"), table_name="openings")
    op.drop_table("openings")
    op.drop_index(op.f("ix_opening_officers_user_id"), table_name="opening_officers")
    op.drop_table("opening_officers")
    op.drop_index(op.f("ix_lots_tender_id"), table_name="lots")
    op.drop_index(op.f("ix_lots_region_code"), table_name="lots")
    op.drop_table("lots")
    op.drop_table("key_shares")
    op.drop_index(op.f("ix_handovers_tender_id"), table_name="handovers")
    op.drop_index(op.f("ix_handovers_region_code"), table_name="handovers")
    op.drop_table("handovers")
    op.drop_index(op.f("ix_factors_tender_id"), table_name="factors")
    op.drop_table("factors")
    op.drop_index(op.f("ix_committees_region_code"), table_name="committees")
    op.drop_table("committees")
    op.drop_index(op.f("ix_tenders_region_code"), table_name="tenders")
    op.drop_index(op.f("ix_tenders_budget_line_id"), table_name="tenders")
    op.drop_table("tenders")
    op.drop_index(op.f("ix_rule_settings_region_code"), table_name="rule_settings")
    op.drop_table("rule_settings")
    op.drop_index(op.f("ix_officer_identities_user_id"), table_name="officer_identities")
    op.drop_index(op.f("ix_officer_identities_region_code"), table_name="officer_identities")
    op.drop_table("officer_identities")
    op.drop_index(op.f("ix_interests_user_id"), table_name="interests")
    op.drop_index(op.f("ix_interests_region_code"), table_name="interests")
    op.drop_table("interests")
    op.drop_table("trades")
    op.drop_table("bid_ciphertexts")
