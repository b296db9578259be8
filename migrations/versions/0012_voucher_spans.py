"""Which lines stand on a voucher is kept as spans of numbers, a few a voucher instead of a row a person."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

SPANS = (
    "INSERT INTO voucher_spans (region_code, run_id, first_line, last_line, voucher_id) SELECT region_code, run_id, "
    "min(line_no), max(line_no), voucher_id FROM (SELECT v.*, line_no - row_number() OVER (PARTITION BY region_code, "
    "run_id, voucher_id ORDER BY line_no) AS island FROM voucher_lines v) i GROUP BY region_code, run_id, voucher_id, "
    "island"
)
LINES = (
    "INSERT INTO voucher_lines (region_code, run_id, line_no, voucher_id) SELECT s.region_code, s.run_id, l.line_no, "
    "s.voucher_id FROM voucher_spans s JOIN settlement_lines l ON l.region_code = s.region_code AND "
    "l.run_id = s.run_id AND l.line_no BETWEEN s.first_line AND s.last_line"
)


def upgrade() -> None:
    _make("voucher_spans", "first_line", sa.Column("last_line", sa.Integer(), nullable=False),
          sa.CheckConstraint("first_line >= 1 AND first_line <= last_line", name=op.f("ck_voucher_spans_in_order")))  # fmt: skip
    op.execute(SPANS)
    _drop("voucher_lines", "voucher_line_names")


def downgrade() -> None:
    _make("voucher_lines", "line_no")
    op.execute(LINES)
    _drop("voucher_spans", "voucher_span")


def _make(name: str, number: str, *more) -> None:
    op.create_table(
        name,
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column(number, sa.Integer(), nullable=False),
        *more,
        sa.Column("voucher_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("region_code", "run_id", number, name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )


def _drop(table: str, guard: str) -> None:
    op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION IF EXISTS {guard}()")
