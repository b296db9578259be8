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
    """The next number, from 1, or the last of several; its row stays locked until commit, a rollback gives it back."""
    key = {"series": series, "region_code": region_code, "year": year}
    step = sa.update(NumberSeries).filter_by(**key).values(last=NumberSeries.last + count).returning(NumberSeries.last)
    step = step.execution_options(synchronize_session=False)
    taken = db.session.execute(step).scalar_one_or_none()
    if taken is None:
        insert_missing(NumberSeries, last=0, **key)
        taken = db.session.execute(step).scalar_one()
    return taken


def insert_missing(model: type, **values) -> None:
    """Insert a row unless its key exists already; two processes may try at once."""
    insert = {"sqlite": sqlite, "postgresql": postgresql}[db.session.connection().dialect.name].insert
    db.session.execute(insert(model).values(**values).on_conflict_do_nothing())
