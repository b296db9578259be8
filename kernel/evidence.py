"""Evidence is added, never changed: rows with a sequence number of their region, taken under the region's lock."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from kernel import clock
from kernel.db import Instant, add_rows, db, region_column
from kernel.numbering import move_on


class RegionSequence(db.Model):
    """The last evidence number of a region; its row is the region's lock."""

    __tablename__ = "region_sequences"
    region_code: Mapped[str] = region_column(primary_key=True)
    last: Mapped[int] = mapped_column(sa.BigInteger, default=0)


class Evidence:
    """Columns of every evidence table. A correction is a new row whose `replaces_id` names the old one."""

    __append_only__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(sa.BigInteger)
    recorded_at: Mapped[datetime] = mapped_column(Instant)

    @declared_attr
    def region_code(cls) -> Mapped[str]:
        return region_column()

    @declared_attr
    def recorded_by_id(cls) -> Mapped[int]:
        return mapped_column(sa.ForeignKey("users.id"))


def add(row, actor):
    """Stamp a row of evidence with its region's next number and the legal instant, add and flush it."""
    row.seq, row.recorded_at, row.recorded_by_id = next_seq(row.region_code), clock.now(), actor.id
    db.session.add(row)
    db.session.flush()
    return row


def add_all(rows: list, actor) -> list:
    """Many rows of one region, one after another in the order given."""
    if rows:
        last = next_seq(rows[0].region_code, len(rows))
        at = clock.now()
        for seq, row in enumerate(rows, last - len(rows) + 1):
            row.seq, row.recorded_at, row.recorded_by_id = seq, at, actor.id
        add_rows(rows)
    return rows


def next_seq(region_code: str, count: int = 1) -> int:
    """Lock the region and move its sequence by `count`; the last number taken is returned."""
    return move_on(RegionSequence, count, region_code=region_code)


def lock_region(region_code: str) -> int:
    """Take the region's lock; the last sequence number given out so far is returned."""
    return next_seq(region_code, 0)


def heads() -> dict[str, int]:
    """Every region's last sequence number: what a run has seen."""
    rows = db.session.execute(
        sa.select(RegionSequence.region_code, RegionSequence.last).order_by(RegionSequence.region_code)
    )
    return dict(row for row in rows)
