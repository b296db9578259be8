"""What contracts promise, as the page, the chart and the file show it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from kernel import clock
from kernel.organisations.models import Region
from kernel.spreadsheets import Written, write_workbook
from settlement.documents.models import Kind
from settlement.forecast import queries
from settlement.forecast.promise import Promise, nothing, promised
from settlement.forecast.register import opened
from settlement.funds import queries as funds


@dataclass(frozen=True)
class Outlook:
    """The promises of the regions a user asked for; `chosen` None: all that the user sees."""

    regions: list[Region]
    chosen: Region | None
    today: date
    promises: list[tuple[Region, Promise]]
    total: Promise

    @property
    def months(self) -> list[tuple[date, dict[Kind, int], int]]:
        """(last day, {kind: fen}, fen since the first month) of each month to come."""
        running, rows = 0, []
        for day, due in zip(self.total.until[1:], self.total.due_fen[1:], strict=True):
            running += sum(due.values())
            rows.append((day, due, running))
        return rows


def of(user, code: str | None = None) -> Outlook:
    """Reckoned now, region by region; an unknown region is none."""
    today, regions = clock.today(), queries.seen_by(user)
    chosen = next((region for region in regions if region.code == code), None)
    asked = [chosen] if chosen else regions
    promises = [(region, promised(opened(region.code, today), today)) for region in asked]
    total = sum((promise for _region, promise in promises), nothing(today))
    return Outlook(regions, chosen or (regions[0] if len(regions) == 1 else None), today, promises, total)


@dataclass(frozen=True)
class Against:
    """A region's fund of the year beside what is promised until the year's end; reserved money waits already."""

    region: Region
    promise: Promise
    balance: funds.Balance
    by_year_end_fen: int

    @property
    def free_fen(self) -> int:
        """What may still be spent on them: available, and reserved for the open run."""
        return self.balance.available + self.balance.reserved

    @property
    def is_short(self) -> bool:
        return self.by_year_end_fen > self.free_fen


def against_funds(outlook: Outlook) -> list[Against]:
    year = outlook.today.year
    return [
        Against(region, promise, funds.balance(region.code, year), promise.by_end_of(year))
        for region, promise in outlook.promises
    ]


def workbook(outlook: Outlook) -> bytes:
    """One row per region, month and kind; the first month of each is what waits."""
    headers = [_("Region"), _("Falls due by"), _("Kind"), _("Amount, yuan"), _("Remark")]
    return write_workbook([Written(_("Promised by contracts"), headers, _written(outlook))])


def _written(outlook: Outlook) -> Iterator[tuple]:
    for region, promise in outlook.promises:
        for number, (day, due) in enumerate(zip(promise.until, promise.due_fen, strict=True)):
            remark = "" if number else _("Due already and waiting")
            for kind, amount in due.items():
                yield region.name, day, str(kind.label), Decimal(amount).scaleb(-2), remark
