"""PostgreSQL keeps the snapshots of vouchers as they were hashed: compressing them took longer than writing them."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    _store("EXTERNAL")


def downgrade() -> None:
    _store("EXTENDED")


def _store(how: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE vouchers ALTER COLUMN snapshot SET STORAGE {how}")
