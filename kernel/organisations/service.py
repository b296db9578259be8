"""The list of regions, loaded once and brought up to date with every release."""

import csv
from pathlib import Path

from kernel.db import db
from kernel.organisations.models import Region

SOURCE = Path(__file__).with_name("regions.csv")


def seed() -> None:
    """Add the regions of `regions.csv` that are missing (GB/T 2260 codes); parents come before children there."""
    known = {code for (code,) in db.session.execute(db.select(Region.code).order_by(Region.code))}
    with SOURCE.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["code"] not in known:
                db.session.add(
                    Region(code=row["code"], name=row["name"], parent_code=row["parent"] or None, level=row["level"])
                )
                db.session.flush()
