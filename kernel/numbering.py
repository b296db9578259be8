"""Numbers without gaps (会计基础工作规范 51): a number is taken in the transaction that uses it."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import db, region_column


class NumberSeries(db.Model):
    """The last number given in a series of a region and year."""

    __tablename__ = "number_series"
    series: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    region_code: Mapped[str] = region_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


def take(series: str, region_code: str, year: int, count: int = 1) -> int:
    """The next number, from 1, or the last of several; a rollback gives it back."""
    return move_on(NumberSeries, count, series=series, region_code=region_code, year=year)


def move_on(counter: type, count: int, **key) -> int:
    """Move the `last` of a counter's row by `count`, from 0 where there is none yet, and give back where it stands.

    The row stays locked until commit. What is pending is written first: its refusals come before the lock.
    """
    db.session.flush()
    table = counter.__table__
    step = _insert(table).values(last=count, **key)
    step = step.on_conflict_do_update(index_elements=list(key), set_={"last": table.c.last + count})
    return db.session.execute(step.returning(table.c.last)).scalar_one()


def insert_missing(model: type, **values) -> None:
    """Insert a row unless its key exists already; two processes may try at once."""
    db.session.execute(_insert(model).values(**values).on_conflict_do_nothing())


def _insert(into):
    return {"sqlite": sqlite, "postgresql": postgresql}[db.session.connection().dialect.name].insert(into)
